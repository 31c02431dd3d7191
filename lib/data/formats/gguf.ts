// GGUF version 3: a language model in one file, header [magic, version, metadata, tensor table], then aligned tensors.
// Read with a cursor that knows the file's size: a count or length that cannot fit is refused before anything is allocated.
import { closeSync, fstatSync, openSync, readSync } from "node:fs";
import { FormatError, UserError } from "../../errors";
import { dequantize, QUANTIZATIONS, type QuantizationName } from "./ggufQuantization";

export type GgufValue = number | bigint | boolean | string | GgufValue[];

export interface GgufTensor {
  name: string;
  /** outermost first, as in PyTorch; GGUF stores it reversed */
  shape: number[];
  type: QuantizationName;
  /** bytes from the start of the file */
  offset: number;
  bytes: number;
}

const MAX_DIMENSIONS = 4;
const DEFAULT_ALIGNMENT = 32;
/** A header of a real model has some MB of vocabulary; far more is a lie or an attack. */
const MAX_HEADER = 256 * 1024 * 1024;

/** An open GGUF file; `close` it. */
export class GgufFile {
  readonly metadata = new Map<string, GgufValue>();
  readonly tensors = new Map<string, GgufTensor>();
  private readonly fd: number;

  /** @throws UserError when there is no such file; FormatError when it is not GGUF v3, truncated, or inconsistent */
  constructor(readonly path: string) {
    try {
      this.fd = openSync(path, "r");
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      const problem = code === "ENOENT" ? "there is no such file" : `it cannot be opened (${code})`;
      throw new UserError(`${path}: ${problem}; "npm run setup" fetches the default language model`);
    }
    try {
      this.readHeader();
    } catch (error) {
      this.close();
      throw error;
    }
  }

  close(): void {
    closeSync(this.fd);
  }

  /** A metadata value that must be there. */
  number(key: string): number {
    const value = this.metadata.get(key);
    if (typeof value !== "number") throw new FormatError(this.path, `metadata ${key}`, "a number is expected");
    return value;
  }

  /** A list of strings that must be there. */
  strings(key: string): string[] {
    return this.list(key, (entry): entry is string => typeof entry === "string", "strings");
  }

  /** A list of numbers that must be there. */
  numbers(key: string): number[] {
    return this.list(key, (entry): entry is number => typeof entry === "number", "numbers");
  }

  /** A tensor as float32, whatever its type in the file. */
  read(name: string): { shape: number[]; data: Float32Array } {
    const tensor = this.tensors.get(name);
    if (!tensor) throw new FormatError(this.path, `tensor ${name}`, "it is missing");
    const raw = Buffer.allocUnsafe(tensor.bytes);
    this.readAt(raw, tensor.offset);
    const count = tensor.shape.reduce((product, length) => product * length, 1);
    return { shape: tensor.shape, data: dequantize(tensor.type, raw, count) };
  }

  private list<T extends GgufValue>(key: string, is: (entry: GgufValue) => entry is T, what: string): T[] {
    const value = this.metadata.get(key);
    if (!Array.isArray(value) || !value.every(is)) {
      throw new FormatError(this.path, `metadata ${key}`, `a list of ${what} is expected`);
    }
    return value;
  }

  private readAt(target: Buffer, offset: number): void {
    for (let done = 0; done < target.length; ) {
      const got = readSync(this.fd, target, done, target.length - done, offset + done);
      if (got === 0) throw new FormatError(this.path, `byte ${offset + done}`, "the file ends too early");
      done += got;
    }
  }

  private readHeader(): void {
    const status = fstatSync(this.fd);
    if (!status.isFile()) throw new UserError(`${this.path} is no file; name the .gguf file itself`);
    const { size } = status;
    const cursor = new Cursor(this.path, size, (target, offset) => this.readAt(target, offset));
    if (cursor.bytes(4).toString("latin1") !== "GGUF") {
      throw new FormatError(this.path, "byte 0", `not a GGUF file (it does not begin with "GGUF")`);
    }
    const version = cursor.uint32();
    if (version !== 3) throw new FormatError(this.path, "byte 4", `GGUF version ${version}; version 3 is read`);
    const tensorCount = cursor.count(24, "tensors");
    const entryCount = cursor.count(13, "metadata entries");
    for (let i = 0; i < entryCount; i++) {
      const at = cursor.position;
      const key = cursor.string();
      if (this.metadata.has(key)) throw new FormatError(this.path, `byte ${at}`, `metadata ${key} is there twice`);
      this.metadata.set(key, cursor.value(cursor.uint32(), 0));
    }
    const table = Array.from({ length: tensorCount }, () => this.readTableEntry(cursor));
    const alignment = this.alignment();
    const start = Math.ceil(cursor.position / alignment) * alignment;
    for (const { at, ...entry } of table) {
      const end = start + entry.offset + entry.bytes;
      if (entry.offset % alignment !== 0) {
        const problem = `tensor ${entry.name} begins ${entry.offset} bytes on, no multiple of the alignment ${alignment}`;
        throw new FormatError(this.path, `byte ${at}`, problem);
      }
      if (end > size) {
        const problem = `tensor ${entry.name} ends at byte ${end}, the file at ${size}: it is truncated`;
        throw new FormatError(this.path, `byte ${at}`, problem);
      }
      if (this.tensors.has(entry.name)) {
        throw new FormatError(this.path, `byte ${at}`, `tensor ${entry.name} is there twice`);
      }
      this.tensors.set(entry.name, { ...entry, offset: start + entry.offset });
    }
  }

  /** A tensor's entry, `offset` still from the start of the data; `at` is where the entry stands. */
  private readTableEntry(cursor: Cursor): GgufTensor & { at: number } {
    const at = cursor.position;
    const name = cursor.string();
    const dimensions = cursor.uint32();
    if (dimensions > MAX_DIMENSIONS) {
      const problem = `tensor ${name} has ${dimensions} dimensions, at most ${MAX_DIMENSIONS} are allowed`;
      throw new FormatError(this.path, `byte ${at}`, problem);
    }
    const shape = Array.from({ length: dimensions }, () => cursor.uint64()).reverse();
    const code = cursor.uint32();
    const type = QUANTIZATIONS.get(code);
    if (!type) {
      const known = [...QUANTIZATIONS.values()].map((entry) => entry.name).join(", ");
      throw new FormatError(this.path, `tensor ${name}`, `type ${code} is not read (${known} are)`);
    }
    const count = shape.reduce((product, length) => product * length, 1);
    const row = shape[shape.length - 1] ?? 1;
    if (!Number.isSafeInteger(count) || count === 0 || row % type.block !== 0) {
      const problem = `shape [${shape}] does not suit ${type.name}, blocks of ${type.block}`;
      throw new FormatError(this.path, `tensor ${name}`, problem);
    }
    return { name, shape, type: type.name, offset: cursor.uint64(), bytes: (count / type.block) * type.bytes, at };
  }

  private alignment(): number {
    const value = this.metadata.get("general.alignment") ?? DEFAULT_ALIGNMENT;
    if (typeof value !== "number" || !Number.isInteger(Math.log2(value)) || value < 1) {
      throw new FormatError(this.path, "metadata general.alignment", `${value} is no power of two`);
    }
    return value;
  }
}

/** Reads forward through the header in chunks. */
class Cursor {
  position = 0;
  private chunk = Buffer.alloc(0);
  private chunkStart = 0;

  constructor(
    private readonly path: string,
    private readonly size: number,
    private readonly readAt: (target: Buffer, offset: number) => void,
  ) {}

  bytes(length: number): Buffer {
    const end = this.position + length;
    if (length < 0 || end > this.size || end > MAX_HEADER) {
      throw new FormatError(
        this.path,
        `byte ${this.position}`,
        `${length} bytes are announced, the file has ${this.size - this.position} left`,
      );
    }
    if (this.position < this.chunkStart || end > this.chunkStart + this.chunk.length) {
      this.chunk = Buffer.allocUnsafe(Math.min(this.size - this.position, Math.max(length, 1 << 20)));
      this.chunkStart = this.position;
      this.readAt(this.chunk, this.position);
    }
    const from = this.position - this.chunkStart;
    this.position = end;
    return this.chunk.subarray(from, from + length);
  }

  uint32(): number {
    return this.bytes(4).readUInt32LE();
  }

  uint64(): number {
    const value = this.bytes(8).readBigUInt64LE();
    if (value > BigInt(Number.MAX_SAFE_INTEGER)) {
      throw new FormatError(this.path, `byte ${this.position - 8}`, `${value} is no possible size`);
    }
    return Number(value);
  }

  /** A number of things that take at least `least` bytes each. */
  count(least: number, what: string): number {
    const value = this.uint64();
    if (value * least > this.size - this.position) {
      throw new FormatError(
        this.path,
        `byte ${this.position - 8}`,
        `${value} ${what} are announced, more than the file can hold`,
      );
    }
    return value;
  }

  string(): string {
    return this.bytes(this.uint64()).toString("utf8");
  }

  value(type: number, depth: number): GgufValue {
    const scalar = SCALARS[type];
    if (scalar) return scalar.read(this.bytes(scalar.bytes));
    if (type === 8) return this.string();
    if (type === 9 && depth < 4) {
      const inner = this.uint32();
      const count = this.count(SCALARS[inner]?.bytes ?? 8, "list entries");
      const list: GgufValue[] = [];
      for (let i = 0; i < count; i++) list.push(this.value(inner, depth + 1));
      return list;
    }
    throw new FormatError(this.path, `byte ${this.position}`, `${type} is no metadata type`);
  }
}

const SCALARS: Record<number, { bytes: number; read(data: Buffer): number | bigint | boolean } | undefined> = {
  0: { bytes: 1, read: (data) => data.readUInt8() },
  1: { bytes: 1, read: (data) => data.readInt8() },
  2: { bytes: 2, read: (data) => data.readUInt16LE() },
  3: { bytes: 2, read: (data) => data.readInt16LE() },
  4: { bytes: 4, read: (data) => data.readUInt32LE() },
  5: { bytes: 4, read: (data) => data.readInt32LE() },
  6: { bytes: 4, read: (data) => data.readFloatLE() },
  7: { bytes: 1, read: (data) => data.readUInt8() !== 0 },
  10: { bytes: 8, read: (data) => data.readBigUInt64LE() },
  11: { bytes: 8, read: (data) => data.readBigInt64LE() },
  12: { bytes: 8, read: (data) => data.readDoubleLE() },
};
