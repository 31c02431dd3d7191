// How2Sign's csv: tab separated, no quoting (sentences hold stray quotes), one row a sentence; SOKE's copies with frame
// rates are pandas' comma-separated ones. Broken rows are left out with their number and the reason.
import { readBytes } from "./fileBytes";
import { isFileName, locateColumns, parseTable, type SkippedRow } from "./table";

export interface How2SignRow {
  videoId: string;
  videoName: string;
  sentenceId: string;
  /** file name of the sentence's motion, without ending */
  sentenceName: string;
  /** seconds within the video */
  start: number;
  end: number;
  sentence: string;
  /** frames a second, where the csv has them (SOKE's preprocessed csv) */
  fps?: number;
  /** columns GLOSS and SIGNER, which SynthASL adds */
  gloss?: string;
  signer?: string;
}

const columns = {
  videoId: ["VIDEO_ID"],
  videoName: ["VIDEO_NAME"],
  sentenceId: ["SENTENCE_ID"],
  sentenceName: ["SENTENCE_NAME"],
  start: ["START_REALIGNED", "START"],
  end: ["END_REALIGNED", "END"],
  sentence: ["SENTENCE"],
} as const;
type Columns = Record<keyof typeof columns, number>;

/** @throws UserError when the file cannot be read, FormatError when it is not How2Sign's csv at all */
export function readHow2SignCsv(path: string): { rows: How2SignRow[]; skipped: SkippedRow[] } {
  return parseHow2SignCsv(readBytes(path), path);
}

/**
 * @param file name for messages
 * @throws FormatError when it is no text or lacks a column
 */
export function parseHow2SignCsv(bytes: Uint8Array, file: string): { rows: How2SignRow[]; skipped: SkippedRow[] } {
  const [first = ""] = Buffer.from(bytes.subarray(0, 4096)).toString("latin1").split("\n");
  const [header, ...records] = parseTable(bytes, file, first.includes("\t") ? "\t" : ",") as [string[], ...string[][]];
  const at = locateColumns(header, columns, file);
  const extra = (name: string): number => header.findIndex((column) => column.trim().toUpperCase() === name);
  const [fpsColumn, glossColumn, signerColumn] = [extra("FPS"), extra("GLOSS"), extra("SIGNER")];
  const rows: How2SignRow[] = [];
  const skipped: SkippedRow[] = [];
  const seen = new Set<string>();
  for (const [i, record] of records.entries()) {
    if (record.length === 1 && (record[0] as string).trim() === "") continue;
    const reason = problemOf(record, header.length, at, seen);
    if (reason) {
      skipped.push({ row: i + 2, reason });
      continue;
    }
    const cell = (index: number): string => (record[index] as string).trim();
    const fps = fpsColumn >= 0 ? Number(cell(fpsColumn)) : Number.NaN;
    const gloss = glossColumn >= 0 ? cell(glossColumn) : "";
    const signer = signerColumn >= 0 ? cell(signerColumn) : "";
    seen.add(cell(at.sentenceName));
    rows.push({
      videoId: cell(at.videoId),
      videoName: cell(at.videoName),
      sentenceId: cell(at.sentenceId),
      sentenceName: cell(at.sentenceName),
      start: Number(cell(at.start)),
      end: Number(cell(at.end)),
      sentence: cell(at.sentence),
      ...(fps > 0 && fps <= 1000 ? { fps } : {}),
      ...(gloss ? { gloss } : {}),
      ...(signer ? { signer } : {}),
    });
  }
  return { rows, skipped };
}

function problemOf(
  record: readonly string[],
  width: number,
  at: Columns,
  seen: ReadonlySet<string>,
): string | undefined {
  if (record.length !== width) return `${record.length} columns instead of ${width}`;
  const name = (record[at.sentenceName] as string).trim();
  if (name === "") return "no SENTENCE_NAME";
  if (!isFileName(name) || name.includes("/")) return "SENTENCE_NAME is no file name";
  if (seen.has(name)) return `SENTENCE_NAME ${name} was there before`;
  if ((record[at.sentence] as string).trim() === "") return "no SENTENCE";
  const start = (record[at.start] as string).trim();
  const end = (record[at.end] as string).trim();
  if (![start, end].every((time) => /^\d+(\.\d+)?(e-\d+)?$/.test(time))) return "START or END is no time in seconds";
  if (Number(end) <= Number(start)) return `END ${end} is not after START ${start}`;
  return undefined;
}
