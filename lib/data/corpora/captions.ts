// Corpora without a table: each motion has a text file of its name, and lists of names (train.txt, val.txt, test.txt) or
// folders of those names make the splits, as in HumanML3D and Motion-X.
import { basename, join } from "node:path";
import { UserError } from "../../errors";
import type { SkippedClip, Split } from "../clip";
import { readBytes } from "../formats/fileBytes";
import { decodeText, isFileName } from "../formats/table";
import { type Annotations, folderSplit, type SplitAnnotation, splitOf } from "./annotations";
import { type CorpusFolder, reasonOf } from "./folder";
import { MotionIndex, stem } from "./motionIndex";

const listPattern = /^(train|val|validation|dev|test)\.txt$/i;
/** Motion-X describes single frames in these. */
const otherTexts = /(^|\/)(face|body|hand)_texts\//;

/**
 * An annotation for every motion: its text from `<name>.txt`, empty where a folder has no texts at all.
 * @param motions paths relative to the folder
 */
export function readCaptions(folder: CorpusFolder, motions: readonly string[]): Annotations {
  const skipped: SkippedClip[] = [];
  const texts = folder.files.filter((path) => path.endsWith(".txt") && !otherTexts.test(path));
  const lists = texts.filter((path) => listPattern.test(basename(path)));
  const captions = new MotionIndex(texts.filter((path) => !lists.includes(path)));
  const index = new MotionIndex(motions);
  const splits = readLists(folder, lists, index, skipped);
  const rows: SplitAnnotation[] = [];
  let captioned = 0;
  for (const path of motions) {
    const name = stem(path);
    const skip = (reason: string): void => void skipped.push({ id: name, file: path, reason });
    const split = splits ? splits.get(path) : folderSplit(path);
    if (splits && !split) {
      skip("no list of a split names it");
      continue;
    }
    const ambiguous = index.idOf(path) === name && name.includes("/");
    const caption = captions.nearest(path, ambiguous ? 2 : 1);
    try {
      const text = caption ? firstCaption(join(folder.root, caption)) : "";
      if (text !== "") captioned++;
      rows.push({ name, text, ...(split ? { split } : {}) });
    } catch (error) {
      skip(reasonOf(error));
    }
  }
  if (captioned === 0) return { kinds: [], rows, skipped };
  for (const { name, text } of rows) {
    if (text === "") skipped.push({ id: name, file: `${name}.txt`, reason: "there is no text of this name" });
  }
  return { kinds: ["text files"], rows: rows.filter(({ text }) => text !== ""), skipped };
}

/** The split of each motion that a list names. @returns undefined when there are no lists */
function readLists(
  { root }: CorpusFolder,
  lists: readonly string[],
  motions: MotionIndex,
  skipped: SkippedClip[],
): ReadonlyMap<string, Split> | undefined {
  if (lists.length === 0) return undefined;
  const splits = new Map<string, Split>();
  for (const list of lists) {
    const split = splitOf(basename(list));
    for (const line of decodeText(readBytes(join(root, list)), join(root, list)).split("\n")) {
      const name = line.trim();
      if (name === "" || !split) continue;
      const [path, another] = isFileName(name) ? motions.named(name) : [];
      const taken = path ? splits.get(path) : undefined;
      const skip = (reason: string): void => void skipped.push({ id: name.slice(0, 200), file: list, reason });
      if (!path) skip("there is no motion of this name");
      else if (another) skip(`several motions have this name: ${path}, ${another}`);
      else if (taken && taken !== split) skip(`it is also in the ${taken} split`);
      else splits.set(path, split);
    }
  }
  return splits;
}

/** HumanML3D has several descriptions of a motion, a line each, with their parts of speech after "#". */
function firstCaption(path: string): string {
  const lines = decodeText(readBytes(path), path).split("\n");
  const captions = lines.map((line) => (line.split("#")[0] as string).trim()).filter((caption) => caption !== "");
  if (captions[0] === undefined) throw new UserError(`${path}: the text is empty`);
  return captions[0];
}
