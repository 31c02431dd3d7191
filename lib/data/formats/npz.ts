// .npz files: zip archives of .npy files. The archive's directory is read first and held against the file; an entry is
// unpacked only when asked for, never beyond the size that the directory states.
import { inflateRawSync } from "node:zlib";
import { FormatError } from "../../errors";
import { mostBytes, raiseLimit, readBytes } from "./fileBytes";
import { encodeNpy, parseNpy } from "./npy";
import type { NumericArray } from "./numberTypes";
import type { NumpyArray } from "./numpyArray";

const mostEntries = 4096;
/** Deflate makes of one byte at most 1,032: what claims more lies. */
const mostFold = 1032;

interface Entry {
  name: string;
  stored: boolean;
  packed: number;
  unpacked: number;
  crc: number;
  offset: number;
}

/** The arrays of an archive by name, without ".npy". */
export interface Npz {
  names: string[];
  has(name: string): boolean;
  /** @throws FormatError when there is no such array or it is broken */
  get(name: string): NumpyArray;
}

/** @throws UserError when the file cannot be read, FormatError when it is no sound archive of arrays */
export function readNpz(path: string): Npz {
  return parseNpz(readBytes(path), path);
}

/** @throws FormatError */
export function parseNpz(bytes: Uint8Array, file: string): Npz {
  const zip = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const entries = new Map<string, Entry>();
  for (const entry of readDirectory(zip, file)) {
    const name = entry.name.replace(/\.npy$/, "");
    if (entries.has(name)) throw new FormatError(file, entry.name, "the archive has this name twice");
    entries.set(name, entry);
  }
  return {
    names: [...entries.keys()],
    has: (name) => entries.has(name),
    get: (name) => {
      const entry = entries.get(name);
      if (!entry)
        throw new FormatError(file, name, `there is no such array; it holds ${[...entries.keys()].join(", ")}`);
      return parseNpy(unpack(zip, entry, file), `${file}:${entry.name}`);
    },
  };
}

function readDirectory(zip: Buffer, file: string): Entry[] {
  const end = zip.length < 22 ? -1 : findEnd(zip);
  if (end < 0) throw new FormatError(file, "end", "no zip directory is found; the file is cut off or no .npz file");
  const count = zip.readUInt16LE(end + 10);
  const size = zip.readUInt32LE(end + 12);
  const start = zip.readUInt32LE(end + 16);
  if (zip.readUInt16LE(end + 4) !== 0 || zip.readUInt16LE(end + 8) !== count) {
    throw new FormatError(file, "end", "the archive is split over several files");
  }
  if (count === 0xffff || start === 0xffffffff) {
    throw new FormatError(file, "end", "archives beyond 4 GB or 65,534 entries are not read");
  }
  if (count > mostEntries) throw new FormatError(file, "end", `${count} entries are more than ${mostEntries}`);
  if (start + size !== end) throw new FormatError(file, "end", "the zip directory is not where its end says");
  const entries: Entry[] = [];
  let at = start;
  for (let i = 0; i < count; i++) {
    if (at + 46 > end || zip.readUInt32LE(at) !== 0x02014b50) {
      throw new FormatError(file, `byte ${at}`, "the zip directory is broken");
    }
    const next = at + 46 + zip.readUInt16LE(at + 28) + zip.readUInt16LE(at + 30) + zip.readUInt16LE(at + 32);
    if (next > end) throw new FormatError(file, `byte ${at}`, "an entry of the zip directory runs past its end");
    entries.push(readEntry(zip, at, file));
    at = next;
  }
  if (at !== end) throw new FormatError(file, `byte ${at}`, "the zip directory has bytes that belong to no entry");
  refuseOverlaps(entries, start, file);
  return entries;
}

/** Offset of the end-of-directory record, whose comment may follow it. */
function findEnd(zip: Buffer): number {
  for (let at = zip.length - 22; at >= Math.max(0, zip.length - 22 - 0xffff); at--) {
    if (zip.readUInt32LE(at) === 0x06054b50 && at + 22 + zip.readUInt16LE(at + 20) === zip.length) return at;
  }
  return -1;
}

function readEntry(zip: Buffer, at: number, file: string): Entry {
  const nameLength = zip.readUInt16LE(at + 28);
  const name = zip.toString("utf8", at + 46, at + 46 + nameLength);
  const shown = JSON.stringify(name.slice(0, 60));
  const refuse = (problem: string): FormatError => new FormatError(file, `entry ${shown}`, problem);
  if (name.includes("\0") || name.includes("\\") || /^[A-Za-z]:/.test(name) || name.startsWith("/")) {
    throw refuse("its name is no plain relative name");
  }
  if (name.split("/").some((part) => part === ".." || part === "." || part === "")) {
    throw refuse("its name leaves the archive or is a folder");
  }
  if (!name.endsWith(".npy")) throw refuse("only .npy files belong in a .npz archive");
  if (zip.readUInt16LE(at + 8) & 1) throw refuse("it is encrypted");
  if (zip.readUInt32LE(at + 38) >>> 28 === 0xa) throw refuse("it is a symbolic link");
  const method = zip.readUInt16LE(at + 10);
  if (method !== 0 && method !== 8)
    throw refuse(`compression method ${method} is not read; save with savez_compressed`);
  const packed = zip.readUInt32LE(at + 20);
  const unpacked = zip.readUInt32LE(at + 24);
  const offset = zip.readUInt32LE(at + 42);
  if (packed === 0xffffffff || unpacked === 0xffffffff || offset === 0xffffffff) throw refuse("it is beyond 4 GB");
  if (unpacked > mostBytes()) throw refuse(`it unpacks to ${unpacked} bytes; ${raiseLimit(unpacked)}`);
  if (method === 8 && unpacked > 4096 + mostFold * packed) throw refuse(`it claims to unpack over ${mostFold}-fold`);
  if (method === 0 && packed !== unpacked) throw refuse("it is stored, but its two sizes differ");
  return { name, stored: method === 0, packed, unpacked, crc: zip.readUInt32LE(at + 16), offset };
}

function refuseOverlaps(entries: readonly Entry[], directory: number, file: string): void {
  const ordered = [...entries].sort((a, b) => a.offset - b.offset);
  for (const [i, entry] of ordered.entries()) {
    const limit = ordered[i + 1]?.offset ?? directory;
    if (entry.offset + 30 + entry.packed > limit) {
      throw new FormatError(
        file,
        `entry ${JSON.stringify(entry.name.slice(0, 60))}`,
        "it overlaps what comes after it",
      );
    }
  }
}

function unpack(zip: Buffer, entry: Entry, file: string): Uint8Array {
  const refuse = (problem: string): FormatError => new FormatError(file, entry.name, problem);
  const { offset } = entry;
  if (offset + 30 > zip.length || zip.readUInt32LE(offset) !== 0x04034b50) throw refuse("its local header is broken");
  const start = offset + 30 + zip.readUInt16LE(offset + 26) + zip.readUInt16LE(offset + 28);
  if (start + entry.packed > zip.length) throw refuse("its data run past the end of the file");
  const packed = zip.subarray(start, start + entry.packed);
  let bytes: Uint8Array = packed;
  if (!entry.stored) {
    try {
      bytes = inflateRawSync(packed, { maxOutputLength: Math.max(1, entry.unpacked) });
    } catch (error) {
      throw refuse(`it cannot be unpacked to the ${entry.unpacked} bytes it claims (${(error as Error).message})`);
    }
  }
  if (bytes.length !== entry.unpacked) throw refuse(`it claims ${entry.unpacked} bytes and has ${bytes.length}`);
  if (crc32(bytes) !== entry.crc) throw refuse("its checksum does not match: the file is damaged");
  return bytes;
}

const crcTable = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte;
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? 0xedb88320 ^ (value >>> 1) : value >>> 1;
  return value >>> 0;
});

function crc32(bytes: Uint8Array): number {
  let value = 0xffffffff;
  for (const byte of bytes) value = (crcTable[(value ^ byte) & 0xff] as number) ^ (value >>> 8);
  return (value ^ 0xffffffff) >>> 0;
}

/** An uncompressed .npz archive. */
export function encodeNpz(arrays: Record<string, { data: NumericArray; shape: readonly number[] }>): Uint8Array {
  const locals: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const [key, { data, shape }] of Object.entries(arrays)) {
    const content = Buffer.from(encodeNpy(data, shape));
    const name = Buffer.from(`${key}.npy`);
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt16LE(0x21, 8);
    common.writeUInt32LE(crc32(content), 10);
    common.writeUInt32LE(content.length, 14);
    common.writeUInt32LE(content.length, 18);
    common.writeUInt16LE(name.length, 22);
    locals.push(Buffer.from("PK\x03\x04", "latin1"), common, name, content);
    const tail = Buffer.alloc(14);
    tail.writeUInt32LE(offset, 10);
    directory.push(Buffer.from("PK\x01\x02\x14\x00", "latin1"), common, tail, name);
    offset += 30 + name.length + content.length;
  }
  const central = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.write("PK\x05\x06", "latin1");
  end.writeUInt16LE(Object.keys(arrays).length, 8);
  end.writeUInt16LE(Object.keys(arrays).length, 10);
  end.writeUInt32LE(central.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...locals, central, end]);
}
