// How2Sign's csv: tab separated, no quoting (sentences hold stray quotes), one row a sentence. Rows that are broken are
// left out with their row number and the reason; the columns are found by their names.
import { parse } from "csv-parse/sync";
import { FormatError } from "../../errors";
import { readBytes } from "./fileBytes";

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

export interface SkippedRow {
  /** 1 is the header */
  row: number;
  reason: string;
}

const columns = {
  videoId: "VIDEO_ID",
  videoName: "VIDEO_NAME",
  sentenceId: "SENTENCE_ID",
  sentenceName: "SENTENCE_NAME",
  start: ["START_REALIGNED", "START"],
  end: ["END_REALIGNED", "END"],
  sentence: "SENTENCE",
} as const;

/** @throws UserError when the file cannot be read, FormatError when it is not How2Sign's csv at all */
export function readHow2SignCsv(path: string): { rows: How2SignRow[]; skipped: SkippedRow[] } {
  return parseHow2SignCsv(readBytes(path), path);
}

/**
 * @param file name for messages
 * @throws FormatError when it is no text or lacks a column
 */
export function parseHow2SignCsv(bytes: Uint8Array, file: string): { rows: How2SignRow[]; skipped: SkippedRow[] } {
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw new FormatError(file, "text", "it is not UTF-8; How2Sign's csv is plain text");
  }
  if (text.includes("\0")) throw new FormatError(file, "text", "it holds zero bytes; How2Sign's csv is plain text");
  const records = parse(text, {
    delimiter: "\t",
    quote: null,
    escape: null,
    relax_column_count: true,
    record_delimiter: ["\r\n", "\n"],
  }) as string[][];
  const header = records[0];
  if (!header) throw new FormatError(file, "row 1", "the file is empty; it begins with How2Sign's column names");
  const at = locateColumns(header, file);
  const extra = (name: string): number => header.findIndex((column) => column.trim().toUpperCase() === name);
  const [fpsColumn, glossColumn, signerColumn] = [extra("FPS"), extra("GLOSS"), extra("SIGNER")];
  const rows: How2SignRow[] = [];
  const skipped: SkippedRow[] = [];
  const seen = new Set<string>();
  for (const [i, record] of records.entries()) {
    if (i === 0 || (record.length === 1 && (record[0] as string).trim() === "")) continue;
    const reason = problemOf(record, header.length, at, seen);
    if (reason) {
      skipped.push({ row: i + 1, reason });
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

type Columns = Record<keyof typeof columns, number>;

function locateColumns(header: readonly string[], file: string): Columns {
  const names = header.map((name) => name.trim().toUpperCase());
  const found = {} as Columns;
  for (const key of Object.keys(columns) as (keyof Columns)[]) {
    const wanted = [columns[key]].flat();
    found[key] = names.findIndex((name) => wanted.includes(name as never));
    if (found[key] < 0) {
      const shown = names.slice(0, 8).join(", ").slice(0, 120);
      throw new FormatError(file, "row 1", `there is no column ${wanted[0]} between tabs; it has ${shown}`);
    }
  }
  return found;
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
  if (/[/\\\0]/.test(name) || name === "." || name === "..") return "SENTENCE_NAME is no file name";
  if (seen.has(name)) return `SENTENCE_NAME ${name} was there before`;
  if ((record[at.sentence] as string).trim() === "") return "no SENTENCE";
  const start = (record[at.start] as string).trim();
  const end = (record[at.end] as string).trim();
  if (![start, end].every((time) => /^\d+(\.\d+)?$/.test(time))) return "START or END is no time in seconds";
  if (Number(end) <= Number(start)) return `END ${end} is not after START ${start}`;
  return undefined;
}
