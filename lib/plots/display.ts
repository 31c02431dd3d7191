// What a notebook cell shows: one Jupyter display message with several forms of the same thing.
import { randomBytes } from "node:crypto";

/** MIME type -> content, e.g. `{ "text/html": "<b>7</b>", "text/plain": "7" }`. */
export type Bundle = Record<string, unknown>;

interface DisplayMessage {
  data: Bundle;
  metadata: Record<string, unknown>;
  transient: { display_id?: string };
}
type Writer = (message: DisplayMessage, update: boolean) => void;

/** One place in a cell's output; showing again replaces what it showed. */
export interface Display {
  show(data: Bundle, metadata?: Record<string, unknown>): void;
}

/**
 * A place in the output of the cell that runs now, or undefined outside a notebook.
 * Ask for it before the first `await`, so that a slow picture still lands below its own cell.
 */
export function openDisplay(): Display | undefined {
  const write = kernelWriter();
  if (!write) return undefined;
  const display_id = randomBytes(8).toString("hex");
  let shown = false;
  return {
    show(data, metadata = {}) {
      write({ data, metadata, transient: { display_id } }, shown);
      shown = true;
    },
  };
}

/** Whether this code runs in a notebook's kernel. */
export function inNotebook(): boolean {
  return kernelWriter() !== undefined;
}

/** Shows HTML in the cell's output; `text` stands in where HTML cannot be shown. Outside a notebook it does nothing. */
export function showHtml(html: string, text = "[HTML]"): void {
  openDisplay()?.show({ "text/html": html, "text/plain": text });
}

/** tslab's own writer: its public `display` sends one form a message, so that figures would have no fallback. */
function kernelWriter(): Writer | undefined {
  let path: string;
  try {
    path = require.resolve("tslab/dist/jupyter");
  } catch {
    return undefined;
  }
  const loaded = require.cache[path]?.exports as { lastWriteDisplayData?: Writer | null } | undefined;
  return loaded?.lastWriteDisplayData ?? undefined;
}

/** Text that is safe between tags and inside quoted attributes. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
