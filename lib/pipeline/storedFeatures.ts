// Joints and features of a cached corpus, read from disk when they are asked for; what was read last stays in memory, up
// to a limit, so that a corpus of any size can be trained on.
import { closeSync, fstatSync, openSync, readSync } from "node:fs";
import { totalmem } from "node:os";
import { FormatError } from "../errors";
import { PART_COLUMNS, type PartArray, partFile } from "./featurePart";

/** Where an array's rows of one clip lie. */
export interface StoredRows {
  part: number;
  /** first row of the clip, and all rows of the file */
  first: number;
  count: number;
  total: number;
}

/** Least recently used values go first when all together are larger than `limit` bytes. */
export class RecentArrays {
  private readonly kept = new Map<number, Float32Array>();
  private bytes = 0;

  constructor(private readonly limit = Math.min(8e9, totalmem() / 4)) {}

  get(key: number, make: () => Float32Array): Float32Array {
    const found = this.kept.get(key) ?? make();
    if (this.kept.delete(key)) this.bytes -= found.byteLength;
    this.kept.set(key, found);
    this.bytes += found.byteLength;
    for (const [oldest, { byteLength }] of this.kept) {
      if (this.bytes <= this.limit || oldest === key) break;
      this.kept.delete(oldest);
      this.bytes -= byteLength;
    }
    return found;
  }
}

/**
 * `[count, 156]` joints or `[count, 623]` features.
 * @throws FormatError when the file is not as long as its part says
 */
export function readStoredRows(folder: string, name: PartArray, rows: StoredRows): Float32Array {
  const path = partFile(folder, rows.part, `${name}.npy`);
  const width = PART_COLUMNS[name];
  const result = new Float32Array(rows.count * width);
  const bytes = new Uint8Array(result.buffer);
  const file = openSync(path, "r");
  try {
    // the header's length is what the rows leave over
    const start = fstatSync(file).size - 4 * width * (rows.total - rows.first);
    for (let done = 0; done < bytes.length; ) {
      const got = start < 0 ? 0 : readSync(file, bytes, done, bytes.length - done, start + done);
      if (got === 0) throw new FormatError(path, `row ${rows.first}`, "the file was cut; delete its folder");
      done += got;
    }
  } finally {
    closeSync(file);
  }
  return result;
}
