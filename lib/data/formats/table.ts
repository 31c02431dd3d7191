// Tables of text: UTF-8, a header row, cells between tabs, bars or commas. Between tabs and bars a quote is a letter like
// any other, since sentences hold stray ones; between commas it is what pandas writes.
import { parse } from "csv-parse/sync";
import { FormatError } from "../../errors";

export type Delimiter = "\t" | "|" | ",";

export interface SkippedRow {
  /** 1 is the header */
  row: number;
  reason: string;
}

/**
 * Every row's cells, the header's first. A byte order mark is dropped, empty lines at the end too.
 * @param file name for messages
 * @throws FormatError when it is no text, is empty, or has a quote that is never closed
 */
export function parseTable(bytes: Uint8Array, file: string, delimiter: Delimiter): string[][] {
  const text = decodeText(bytes, file);
  const quoting = delimiter === "," ? { relax_quotes: true } : { quote: null, escape: null };
  let records: string[][];
  try {
    records = parse(text, { delimiter, relax_column_count: true, record_delimiter: ["\r\n", "\n"], ...quoting });
  } catch (error) {
    throw new FormatError(file, "text", `it is no table: ${(error as Error).message.replace(/\s+/g, " ")}`);
  }
  if (records.length === 0) throw new FormatError(file, "row 1", "the file is empty; it begins with names of columns");
  return records;
}

/** @throws FormatError when the bytes are no UTF-8 text */
export function decodeText(bytes: Uint8Array, file: string): string {
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw new FormatError(file, "text", "it is not UTF-8; plain text is expected");
  }
  if (text.includes("\0")) throw new FormatError(file, "text", "it holds zero bytes; plain text is expected");
  return text;
}

/**
 * Where each wanted column is.
 * @param wanted names of a column, in capitals; the first that is there counts
 * @throws FormatError naming the column that is missing
 */
export function locateColumns<Key extends string>(
  header: readonly string[],
  wanted: Readonly<Record<Key, readonly string[]>>,
  file: string,
): Record<Key, number> {
  const names = header.map((name) => name.trim().toUpperCase());
  const found = {} as Record<Key, number>;
  for (const key of Object.keys(wanted) as Key[]) {
    found[key] = names.findIndex((name) => wanted[key].includes(name));
    if (found[key] < 0) {
      const shown = names.slice(0, 8).join(", ").slice(0, 120);
      throw new FormatError(file, "row 1", `there is no column ${wanted[key][0]}; it has ${shown}`);
    }
  }
  return found;
}

/** Whether a name from a file may be looked up as a file's name. */
export const isFileName = (name: string): boolean =>
  name !== "" && !/[\\\0]/.test(name) && !name.split("/").some(isDots);
const isDots = (part: string): boolean => part === "" || part === "." || part === "..";
