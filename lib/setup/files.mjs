// Hashes, and folders that appear whole or not at all.
import { createHash, randomBytes } from "node:crypto";
import {
  closeSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { basename, dirname, join } from "node:path";

export function sha256(data) {
  return createHash("sha256").update(data).digest("hex");
}

/** SHA-256 of a file of any size. */
export function sha256File(path) {
  const hash = createHash("sha256");
  const chunk = Buffer.allocUnsafe(1 << 20);
  const fd = openSync(path, "r");
  try {
    for (let read = readSync(fd, chunk); read > 0; read = readSync(fd, chunk)) hash.update(chunk.subarray(0, read));
  } finally {
    closeSync(fd);
  }
  return hash.digest("hex");
}

/** A name beside `path` (the same file system, so that a rename is atomic) that a later set-up knows as left over. */
export function temporaryBeside(path) {
  return join(dirname(path), `.${basename(path)}.tmp-${process.pid}-${randomBytes(3).toString("hex")}`);
}

/** Removes what a killed set-up left beside `path`; call it with the lock held. */
export function removeLeftovers(path) {
  const folder = dirname(path);
  const prefix = `.${basename(path)}.tmp-`;
  let names = [];
  try {
    names = readdirSync(folder);
  } catch {
    return;
  }
  for (const name of names) if (name.startsWith(prefix)) rmSync(join(folder, name), { recursive: true, force: true });
}

/** Writes a small file so that a reader finds all of it or none. */
export function writeWhole(path, data) {
  mkdirSync(dirname(path), { recursive: true });
  const temporary = temporaryBeside(path);
  writeFileSync(temporary, data);
  renameSync(temporary, path);
}

/** Puts a finished folder in the place of `target`; the one that was there goes. */
export function replaceFolder(finished, target) {
  const old = temporaryBeside(target);
  try {
    renameSync(target, old);
  } catch (error) {
    if (error.code !== "ENOENT") throw error;
  }
  mkdirSync(dirname(target), { recursive: true });
  renameSync(finished, target);
  rmSync(old, { recursive: true, force: true });
}

/** The file's text, or undefined where there is none. */
export function readIfThere(path) {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return undefined;
  }
}

/** Bytes in a file or below a folder; 0 where there is none. */
export function sizeOf(path) {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (!stat) return 0;
  if (!stat.isDirectory()) return stat.size;
  return readdirSync(path, { withFileTypes: true }).reduce(
    (total, entry) => (entry.isSymbolicLink() ? total : total + sizeOf(join(path, entry.name))),
    0,
  );
}
