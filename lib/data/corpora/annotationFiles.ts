// Files that say what is signed, beside How2Sign's csv: PHOENIX-2014T's csv, zipped pickles of lists of dicts (CSL-Daily
// and PHOENIX as SOKE has them), and the index of a lexicon of .pose files. Broken rows are left out with the reason.
import { gunzipSync } from "node:zlib";
import { FormatError } from "../../errors";
import { mostBytes, raiseLimit, readBytes } from "../formats/fileBytes";
import { parsePickle } from "../formats/pickle";
import { isFileName, locateColumns, parseTable, type SkippedRow } from "../formats/table";

/** What is known of a clip before its motion is read. */
export interface Annotation {
  /** name of its file or folder without ending; folders before it, with slashes, must fit too */
  name: string;
  /** what is signed, in the corpus's spoken language */
  text: string;
  gloss?: string;
  signer?: string;
  /** frames a second */
  fps?: number;
}

export interface AnnotationFile {
  rows: Annotation[];
  skipped: SkippedRow[];
}

/**
 * PHOENIX-2014T: `name|video|start|end|speaker|orth|translation`, no quoting; text is German.
 * @throws UserError when the file cannot be read, FormatError when it is not that csv at all
 */
export function readPhoenixCsv(path: string): AnnotationFile {
  const [header, ...records] = parseTable(readBytes(path), path, "|") as [string[], ...string[][]];
  const wanted = { name: ["NAME"], speaker: ["SPEAKER"], orth: ["ORTH"], translation: ["TRANSLATION"] };
  const at = locateColumns(header, wanted, path);
  return collect(records, 2, (record) => {
    if (record.length !== header.length) return `${record.length} columns instead of ${header.length}`;
    const cell = (column: keyof typeof at): string => (record[at[column]] as string).trim();
    return annotation(cell("name"), cell("translation"), { gloss: cell("orth"), signer: cell("speaker") });
  });
}

/**
 * A lexicon's `index.csv`: path of the recording, words, glosses. https://pypi.org/project/spoken-to-signed/
 * @throws UserError when the file cannot be read, FormatError when it is not that csv at all
 */
export function readLexiconIndex(path: string): AnnotationFile {
  const [header, ...records] = parseTable(readBytes(path), path, ",") as [string[], ...string[][]];
  const at = locateColumns(header, { path: ["PATH"], words: ["WORDS"], glosses: ["GLOSSES"] }, path);
  return collect(records, 2, (record) => {
    if (record.length !== header.length) return `${record.length} columns instead of ${header.length}`;
    const cell = (column: keyof typeof at): string => (record[at[column]] as string).trim();
    return annotation(cell("path").replace(/\.pose$/, ""), cell("words"), { gloss: cell("glosses") });
  });
}

/**
 * A gzip of a pickled list of dicts with `name` and `text`, maybe `gloss` and `signer`.
 * @throws UserError when the file cannot be read, FormatError when it is not that
 */
export function readAnnotationPickle(path: string): AnnotationFile {
  let bytes: Uint8Array;
  try {
    bytes = gunzipSync(readBytes(path), { maxOutputLength: mostBytes() });
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === "ERR_BUFFER_TOO_LARGE") throw new FormatError(path, "gzip", raiseLimit(2 * mostBytes()));
    if (error instanceof FormatError || !code?.startsWith("Z_")) throw error;
    throw new FormatError(path, "gzip", `it cannot be unpacked: ${message}`);
  }
  const list = parsePickle(bytes, path);
  if (!Array.isArray(list)) throw new FormatError(path, "pickle", "it is no list of dicts with name and text");
  return collect(list, 1, (item: unknown) => {
    if (!(item instanceof Map)) return "it is no dict";
    const field = (key: string): string => {
      const value: unknown = item.get(key);
      return typeof value === "string" ? value.trim() : "";
    };
    return annotation(field("name"), field("text"), { gloss: field("gloss"), signer: field("signer") });
  });
}

/** @returns the annotation, or why there is none */
function annotation(name: string, text: string, more: { gloss?: string; signer?: string }): Annotation | string {
  if (!isFileName(name)) return name === "" ? "no name" : "its name is no file name";
  if (text === "") return "no text";
  return { name, text, ...Object.fromEntries(Object.entries(more).filter(([, value]) => value !== "")) };
}

/** @param first number of the first record: 2 after a header */
function collect<Row>(
  records: readonly Row[],
  first: number,
  read: (record: Row) => Annotation | string,
): AnnotationFile {
  const rows: Annotation[] = [];
  const skipped: SkippedRow[] = [];
  const seen = new Set<string>();
  for (const [i, record] of records.entries()) {
    const found = read(record);
    if (typeof found === "string") skipped.push({ row: i + first, reason: found });
    else if (seen.has(found.name)) skipped.push({ row: i + first, reason: `${found.name} was there before` });
    else {
      seen.add(found.name);
      rows.push(found);
    }
  }
  return { rows, skipped };
}
