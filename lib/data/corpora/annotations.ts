// What is signed in which clip and which split: whatever files of a folder say so, joined to its motions by name.
import { basename, join } from "node:path";
import { UserError } from "../../errors";
import type { SkippedClip, Split } from "../clip";
import { readHow2SignCsv } from "../formats/csv";
import { readBytes } from "../formats/fileBytes";
import {
  type Annotation,
  type AnnotationFile,
  readAnnotationPickle,
  readLexiconIndex,
  readPhoenixCsv,
} from "./annotationFiles";
import type { CorpusFolder } from "./folder";

/** An annotation and the split that its file belongs to, where that says. */
export interface SplitAnnotation extends Annotation {
  split?: Split;
}

export interface Annotations {
  /** what kinds of files they come from */
  kinds: string[];
  rows: SplitAnnotation[];
  skipped: SkippedClip[];
}

const splitNames: readonly [Split, RegExp][] = [
  ["train", /train/i],
  ["validation", /val|dev/i],
  ["test", /test/i],
];
/** The split that a name of a file or folder speaks of. */
export const splitOf = (name: string): Split | undefined => splitNames.find(([, pattern]) => pattern.test(name))?.[0];

/** The split that a folder on the way to a motion is named after. */
export function folderSplit(path: string): Split | undefined {
  const folder = path.split("/").find((part) => /^(train|val|validation|dev|test)$/i.test(part));
  return folder ? splitOf(folder) : undefined;
}

/** The kinds of annotation files, by their name and, for csv, a column that only they have. */
const kinds: readonly { about: string; name: RegExp; column?: string; read(path: string): AnnotationFile }[] = [
  { about: "How2Sign's csv", name: /\.[ct]sv$/i, column: "SENTENCE_NAME", read: readHow2Sign },
  { about: "PHOENIX-2014T's csv", name: /\.csv$/i, column: "TRANSLATION", read: readPhoenixCsv },
  { about: "a lexicon's index.csv", name: /(^|\/)index\.csv$/i, column: "PATH", read: readLexiconIndex },
  { about: "pickles of lists", name: /(^|\/)[^/.]+\.(train|val|dev|test)$/, read: readAnnotationPickle },
];

/**
 * The annotations of a folder's csv files and pickles, by split, in their order.
 * @returns undefined when there are none
 * @throws UserError when none of the tables says what is signed, FormatError when such a file is not whole: a split that is missing would be another experiment
 */
export function readAnnotations({ root, files }: CorpusFolder): Annotations | undefined {
  const found: Annotations = { kinds: [], rows: [], skipped: [] };
  for (const file of files) {
    const candidates = kinds.filter(({ name }) => name.test(file));
    if (candidates.length === 0) continue;
    const path = join(root, file);
    const columns = candidates.some(({ column }) => column) ? columnsOf(path) : [];
    const kind = candidates.find(({ column }) => !column || columns.includes(column));
    if (!kind) {
      found.skipped.push({ id: "table", file, reason: "no column is known that says what is signed" });
      continue;
    }
    const split = splitOf(basename(file));
    const { rows, skipped } = kind.read(path);
    for (const row of rows) found.rows.push(split ? { ...row, split } : row);
    for (const { row, reason } of skipped) found.skipped.push({ id: `row ${row}`, file, reason });
    if (!found.kinds.includes(kind.about)) found.kinds.push(kind.about);
  }
  if (found.kinds.length > 0) return found;
  if (found.skipped.length === 0) return undefined;
  const known = kinds.map(({ about, column }) => (column ? `${about} (column ${column})` : about)).join(", ");
  throw new UserError(`${root} holds tables, but none says what is signed: known are ${known}`);
}

/** Names in the first line, whatever stands between them. */
function columnsOf(path: string): string[] {
  const [header = ""] = readBytes(path).subarray(0, 4096).toString("utf8").split("\n");
  return header.split(/[\t|,]/).map((name) => name.replace("\uFEFF", "").trim().toUpperCase());
}

function readHow2Sign(path: string): AnnotationFile {
  const { rows, skipped } = readHow2SignCsv(path);
  const annotations = rows.map(({ sentenceName, videoName, sentence, gloss, signer, fps }) => {
    // How2Sign's video names end in the signer's number: "…-5-rgb_front"
    const shown = signer ?? /-(\d+)-rgb_front$/.exec(videoName)?.[1];
    return {
      name: sentenceName,
      text: sentence,
      ...(gloss ? { gloss } : {}),
      ...(shown ? { signer: shown } : {}),
      ...(fps ? { fps } : {}),
    };
  });
  return { rows: annotations, skipped };
}
