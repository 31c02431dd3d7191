// A figure in a notebook cell: interactive where the viewer knows Plotly, a picture everywhere else; optionally saved.
import { writeFileAtomic } from "../io/atomic";
import { type Bundle, openDisplay } from "./display";
import { type Figure, figureJson, figureTitle } from "./figure";
import { PictureError, toPng } from "./png";

export interface ShowOptions {
  /** CSS pixels; default: the figure's own size */
  width?: number;
  height?: number;
  /** Path without ending, e.g. "results/03-tokenizer/loss": writes `.png` (twice the pixels) and `.json` (interactive). */
  save?: string;
  /** What the picture says, for readers who cannot see it; default: the title */
  alt?: string;
}

let toldOfMissingPictures = false;

/**
 * Shows a figure below the running cell as one message: Plotly JSON, PNG and text. Outside a notebook it only saves.
 * Without Kaleido the JSON goes alone, with one line that says what is missing.
 */
export async function show(figure: Figure, { width, height, save, alt }: ShowOptions = {}): Promise<void> {
  const display = openDisplay();
  const sized: Figure = {
    ...figure,
    layout: {
      ...figure.layout,
      width: width ?? figure.layout.width ?? 760,
      height: height ?? figure.layout.height ?? 420,
    },
  };
  if (display) display.show(...(await figureBundle(sized, alt)));
  if (save) await saveFigure(sized, save);
}

/** The forms and metadata of a figure's display message; without `picture`, the JSON and the text alone. */
export async function figureBundle(
  figure: Figure,
  alt = figureTitle(figure),
  picture = true,
): Promise<[data: Bundle, metadata: Record<string, unknown>]> {
  const data: Bundle = {
    "application/vnd.plotly.v1+json": JSON.parse(figureJson(figure)),
    "text/plain": `[figure: ${alt}]`,
  };
  const metadata: Record<string, unknown> = {};
  const png = picture ? await toPng(figure).catch(tellOfMissingPicture) : undefined;
  if (typeof png === "string") data["text/plain"] += ` (${png})`;
  else if (png) {
    data["image/png"] = png.toString("base64");
    metadata["image/png"] = { alt };
  }
  return [data, metadata];
}

/** Writes `<path>.json` (Plotly JSON) and `<path>.png`; either file is whole or absent. */
export async function saveFigure(figure: Figure, path: string): Promise<void> {
  const stem = path.replace(/\.(png|json)$/, "");
  writeFileAtomic(`${stem}.json`, `${figureJson(figure)}\n`);
  const png = await toPng(figure, undefined, undefined, { scale: 2 }).catch(tellOfMissingPicture);
  if (typeof png !== "string") writeFileAtomic(`${stem}.png`, png);
}

/** A figure that cannot become a picture is still shown; the reason is printed once a process. */
function tellOfMissingPicture(error: unknown): string {
  if (!(error instanceof PictureError)) throw error;
  const line = `no picture: ${error.message}`;
  if (!toldOfMissingPictures) console.warn(line);
  toldOfMissingPictures = true;
  return line;
}
