// The files of a corpus's folder, found once: names only, nothing is opened.
import { type Dirent, readdirSync, realpathSync, statSync } from "node:fs";
import { basename, join } from "node:path";
import { FormatError, UserError } from "../../errors";
import type { SkippedClip } from "../clip";

/** Folders within folders, down to here. */
const deepest = 8;

export interface CorpusFolder {
  root: string;
  /** paths relative to the root, in order of their names */
  files: string[];
  /** folders that hold one clip each, a file a frame (SOKE); what is in them is not listed */
  frameFolders: string[];
  /** folders that could not be read */
  skipped: SkippedClip[];
}

/**
 * Everything below a folder; links are followed, hidden files left out.
 * @throws UserError when there is no such folder
 */
export function scanFolder(root: string): CorpusFolder {
  const result: CorpusFolder = { root, files: [], frameFolders: [], skipped: [] };
  const visited = new Set<string>();
  const visit = (path: string, depth: number): void => {
    // a link may lead back up
    const real = realpathSync(join(root, path));
    if (visited.has(real)) return;
    visited.add(real);
    const { files, folders } = entriesOf(join(root, path));
    const within = (name: string): string => (path === "" ? name : `${path}/${name}`);
    if (files.some((name) => /_3D\.pkl$/.test(name))) return void result.frameFolders.push(path);
    for (const name of files) result.files.push(within(name));
    if (holdsFrameFolders(join(root, path), folders)) {
      for (const name of folders) result.frameFolders.push(within(name));
      return;
    }
    for (const name of depth > 0 ? folders : []) {
      try {
        visit(within(name), depth - 1);
      } catch (error) {
        result.skipped.push({ id: within(name), file: within(name), reason: (error as Error).message });
      }
    }
  };
  try {
    if (!statSync(root).isDirectory()) throw new Error("it is no folder");
    visit("", deepest);
  } catch (error) {
    throw new UserError(`the corpus folder ${root} cannot be read: ${(error as Error).message}`);
  }
  return result;
}

function entriesOf(folder: string): { files: string[]; folders: string[] } {
  const files: string[] = [];
  const folders: string[] = [];
  const entries = readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
  for (const entry of entries) {
    if (entry.name.startsWith(".")) continue;
    const target: Pick<Dirent, "isFile" | "isDirectory"> | undefined = entry.isSymbolicLink()
      ? statSync(join(folder, entry.name), { throwIfNoEntry: false })
      : entry;
    if (target?.isFile()) files.push(entry.name);
    else if (target?.isDirectory()) folders.push(entry.name);
  }
  return { files, folders };
}

/** Whether this is SOKE's `poses`: one look tells, where a look into each of its folders would list millions of frames. */
function holdsFrameFolders(folder: string, folders: readonly string[]): boolean {
  const [first] = folders;
  if (basename(folder) !== "poses" || first === undefined) return false;
  return readdirSync(join(folder, first)).some((name) => /(^|_)\d+(_3D)?\.pkl$/.test(name));
}

/** Why something was left out; the file stands beside it already. */
export function reasonOf(error: unknown): string {
  if (error instanceof FormatError) return error.message.slice(error.file.length + 2);
  if (error instanceof UserError) return error.message;
  return `something failed that should not: ${error instanceof Error ? error.message : String(error)}`;
}
