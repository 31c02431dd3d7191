// Cells sent to the repository's notebook kernel by a real Jupyter client, for tests.
import { spawn, spawnSync } from "node:child_process";
import { join, resolve } from "node:path";

export const ROOT = resolve(__dirname, "../..");
export const PYTHON = join(ROOT, ".venv/bin/python");
const DRIVER = join(__dirname, "kernelDriver.py");

export interface Cell {
  code: string;
  stop_on_error?: boolean;
  /** seconds after which the kernel gets an interrupt */
  interrupt_after?: number;
}
export interface Answer {
  status: "ok" | "error" | "aborted";
  count: number | null;
  input_count: number | null;
  stdout: string;
  stderr: string;
  /** number of stream messages */
  messages: number;
  error: { ename: string; evalue: string; traceback: string[] } | null;
  displays: Record<string, string>[];
  results: Record<string, string>[];
  seconds: number;
}

const environment = { ...process.env, JUPYTER_PREFER_ENV_PATH: "1", PYTHONNOUSERSITE: "1" };

/** Runs cells in one fresh kernel that starts in the notebooks' folder. */
export function runCells(
  cells: readonly (string | Cell)[],
  mode: "cells" | "together" = "cells",
): { cells: Answer[]; shutdown_seconds: number } {
  const order = {
    kernel: "tslab",
    cwd: join(ROOT, "notebooks"),
    mode,
    cells: cells.map((cell) => (typeof cell === "string" ? { code: cell } : cell)),
  };
  const { stdout, stderr, status } = spawnSync(PYTHON, [DRIVER], {
    input: JSON.stringify(order),
    encoding: "utf8",
    env: environment,
    maxBuffer: 1 << 28,
  });
  if (status !== 0) throw new Error(`the client ended with ${status}: ${stderr}`);
  return JSON.parse(stdout);
}

/** Leaves a kernel busy with `code` behind by killing its client. @returns the kernel's process number */
export function abandonKernel(code: string): Promise<number> {
  const child = spawn(PYTHON, [DRIVER], { env: environment, stdio: ["pipe", "pipe", "inherit"] });
  const order = { kernel: "tslab", cwd: ROOT, mode: "orphan", cells: [{ code }] };
  child.stdin.end(JSON.stringify(order));
  let text = "";
  child.stdout.setEncoding("utf8").on("data", (chunk: string) => {
    text += chunk;
  });
  return new Promise((done, fail) => {
    child.on("error", fail);
    child.on("close", () => (/^\d+\n/.test(text) ? done(Number(text)) : fail(new Error(`no kernel: ${text}`))));
  });
}
