import { randomBytes } from "node:crypto";
import { closeSync, fsyncSync, mkdirSync, openSync, renameSync, rmSync, writeSync } from "node:fs";
import { basename, dirname, join } from "node:path";

/** The calls a write makes; tests pass an implementation that fails each of them in turn. */
export interface FileSystem {
  openSync: typeof openSync;
  writeSync: (fd: number, data: Uint8Array, offset: number, length: number) => number;
  fsyncSync: typeof fsyncSync;
  closeSync: typeof closeSync;
  renameSync: typeof renameSync;
}
const realFileSystem: FileSystem = { openSync, writeSync, fsyncSync, closeSync, renameSync };

/** A name beside `path`, on the same file system so that the rename is atomic. */
export function temporaryName(path: string): string {
  return join(dirname(path), `.${basename(path)}.tmp-${process.pid}-${randomBytes(4).toString("hex")}`);
}

/**
 * Writes a file so that a reader finds the old content or the new, never a part of it:
 * temporary name, write, fsync, rename, fsync of the folder.
 */
export function writeFileAtomic(
  path: string,
  data: string | Uint8Array | readonly Uint8Array[],
  fs: FileSystem = realFileSystem,
): void {
  mkdirSync(dirname(path), { recursive: true });
  const temporary = temporaryName(path);
  const chunks = typeof data === "string" ? [Buffer.from(data)] : data instanceof Uint8Array ? [data] : data;
  try {
    const fd = fs.openSync(temporary, "wx");
    try {
      for (const chunk of chunks) {
        for (let offset = 0; offset < chunk.length; ) {
          const written = fs.writeSync(fd, chunk, offset, chunk.length - offset);
          if (written === 0) throw new Error(`${path}: nothing more can be written; is the disk full?`);
          offset += written;
        }
      }
      fs.fsyncSync(fd);
    } finally {
      fs.closeSync(fd);
    }
    fs.renameSync(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
  syncFolder(dirname(path), fs);
}

/** Makes a rename inside `folder` survive a power loss. */
export function syncFolder(folder: string, fs: FileSystem = realFileSystem): void {
  const fd = fs.openSync(folder, "r");
  try {
    fs.fsyncSync(fd);
  } finally {
    fs.closeSync(fd);
  }
}
