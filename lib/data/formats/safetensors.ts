// Safetensors: 8 bytes of header length, a JSON header {name: {dtype, shape, data_offsets}}, then the tensors' bytes,
// contiguous and in order of their offsets. The checks are those of the reference implementation.
import { closeSync, fstatSync, openSync, readSync } from "node:fs";
import { FormatError, UserError } from "../../errors";
import { writeFileAtomic } from "../../io/atomic";

export type SafetensorsDtype = "F64" | "F32" | "F16" | "BF16" | "I64" | "I32" | "I16" | "I8" | "U8" | "BOOL";

const BYTES: Record<SafetensorsDtype, number> = {
  F64: 8,
  F32: 4,
  F16: 2,
  BF16: 2,
  I64: 8,
  I32: 4,
  I16: 2,
  I8: 1,
  U8: 1,
  BOOL: 1,
};
/** The reference implementation's limit. */
const MAX_HEADER = 100_000_000;

export interface SafetensorsEntry {
  dtype: SafetensorsDtype;
  shape: number[];
  /** little-endian bytes */
  data: Uint8Array;
}

export interface Safetensors {
  tensors: Map<string, SafetensorsEntry>;
  metadata: Record<string, string>;
}

/** An F32 entry from values. */
export function float32Entry(values: Float32Array, shape: readonly number[]): SafetensorsEntry {
  return { dtype: "F32", shape: [...shape], data: new Uint8Array(values.buffer, values.byteOffset, values.byteLength) };
}

/**
 * Values of an F32, F16, BF16 or F64 entry.
 * @throws FormatError when the entry holds integers
 */
export function float32Values(entry: SafetensorsEntry, file: string, name: string): Float32Array {
  const { dtype, data } = entry;
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  const count = data.byteLength / BYTES[dtype];
  switch (dtype) {
    case "F32":
      return new Float32Array(data.slice().buffer);
    case "F64":
      return Float32Array.from({ length: count }, (_, i) => view.getFloat64(8 * i, true));
    case "BF16": {
      const bits = Uint32Array.from({ length: count }, (_, i) => view.getUint16(2 * i, true) << 16);
      return new Float32Array(bits.buffer);
    }
    case "F16":
      return Float32Array.from({ length: count }, (_, i) => halfToNumber(view.getUint16(2 * i, true)));
    default:
      throw new FormatError(file, `tensor ${name}`, `${dtype} where floating-point numbers are expected`);
  }
}

/** IEEE half precision, 16 bits → number. */
export function halfToNumber(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction ? Number.NaN : sign * Number.POSITIVE_INFINITY;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

/** The file's bytes, whole or, from `writeSafetensors`, put in place atomically. */
export function safetensorsBytes(
  tensors: ReadonlyMap<string, SafetensorsEntry>,
  metadata: Record<string, string> = {},
): Uint8Array[] {
  // Widest types first keeps every tensor aligned, as the reference implementation writes them.
  const order = [...tensors].sort(([a, x], [b, y]) => BYTES[y.dtype] - BYTES[x.dtype] || (a < b ? -1 : 1));
  const header: Record<string, unknown> = {};
  if (Object.keys(metadata).length > 0) header.__metadata__ = metadata;
  let offset = 0;
  for (const [name, { dtype, shape, data }] of order) {
    header[name] = { dtype, shape, data_offsets: [offset, offset + data.byteLength] };
    offset += data.byteLength;
  }
  const json = JSON.stringify(header);
  const padded = Buffer.from(json.padEnd(json.length + ((8 - (Buffer.byteLength(json) % 8)) % 8)));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(padded.length));
  return [length, padded, ...order.map(([, { data }]) => data)];
}

/** Writes a file so that a reader finds the old one or the new one, whole. */
export function writeSafetensors(
  path: string,
  tensors: ReadonlyMap<string, SafetensorsEntry>,
  metadata: Record<string, string> = {},
): void {
  writeFileAtomic(path, safetensorsBytes(tensors, metadata));
}

/** @throws UserError when there is no such file; FormatError when header and contents disagree */
export function readSafetensors(path: string): Safetensors {
  let fd: number;
  try {
    fd = openSync(path, "r");
  } catch {
    throw new UserError(`${path}: there is no such file; check the path`);
  }
  try {
    return readOpenFile(path, fd);
  } finally {
    closeSync(fd);
  }
}

function readOpenFile(path: string, fd: number): Safetensors {
  const { size } = fstatSync(fd);
  const read = (start: number, length: number): Uint8Array => {
    const target = new Uint8Array(length);
    for (let done = 0; done < length; ) {
      const got = readSync(fd, target, done, length - done, start + done);
      if (got === 0) throw new FormatError(path, `byte ${start + done}`, "the file ends too early");
      done += got;
    }
    return target;
  };
  if (size < 8) throw new FormatError(path, "byte 0", "too short for a safetensors file");
  const announced = Buffer.from(read(0, 8)).readBigUInt64LE();
  if (announced > BigInt(Math.min(MAX_HEADER, size - 8))) {
    throw new FormatError(path, "byte 0", `a header of ${announced} bytes is announced, the file has ${size - 8}`);
  }
  const headerLength = Number(announced);
  const { entries, metadata } = parseHeader(path, read(8, headerLength));
  const start = 8 + headerLength;
  const tensors = new Map<string, SafetensorsEntry>();
  let expected = 0;
  for (const { name, dtype, shape, begin, end } of entries.sort((a, b) => a.begin - b.begin || a.end - b.end)) {
    if (begin !== expected)
      throw new FormatError(path, `tensor ${name}`, `begins at ${begin}, expected ${expected}: a gap or an overlap`);
    expected = end;
    if (start + end > size)
      throw new FormatError(path, `tensor ${name}`, `ends at byte ${start + end}, the file at ${size}`);
    tensors.set(name, { dtype, shape, data: read(start + begin, end - begin) });
  }
  if (start + expected !== size) {
    throw new FormatError(path, `byte ${start + expected}`, `${size - start - expected} bytes belong to no tensor`);
  }
  return { tensors, metadata };
}

interface HeaderEntry {
  name: string;
  dtype: SafetensorsDtype;
  shape: number[];
  begin: number;
  end: number;
}

function parseHeader(path: string, bytes: Uint8Array): { entries: HeaderEntry[]; metadata: Record<string, string> } {
  let header: unknown;
  const names = new Set<string>();
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    if (!text.startsWith("{")) throw new Error("not an object");
    header = JSON.parse(text);
    for (const match of text.matchAll(/"((?:[^"\\]|\\.)*)"\s*:\s*\{\s*"(?:dtype|shape|data_offsets)"/g)) {
      if (names.has(match[1] as string)) throw new Error(`tensor ${match[1]} is there twice`);
      names.add(match[1] as string);
    }
  } catch (error) {
    throw new FormatError(path, "header", `not the JSON of a safetensors file (${(error as Error).message})`);
  }
  const entries: HeaderEntry[] = [];
  let metadata: Record<string, string> = {};
  for (const [name, value] of Object.entries(header as Record<string, unknown>)) {
    if (name === "__metadata__") {
      const valid =
        value !== null && typeof value === "object" && Object.values(value).every((v) => typeof v === "string");
      if (!valid) throw new FormatError(path, "__metadata__", "an object of strings is expected");
      metadata = { ...(value as Record<string, string>) };
      continue;
    }
    entries.push(parseEntry(path, name, value));
  }
  return { entries, metadata };
}

function parseEntry(path: string, name: string, value: unknown): HeaderEntry {
  const wrong = (problem: string) => new FormatError(path, `tensor ${name}`, problem);
  const { dtype, shape, data_offsets: offsets } = (value ?? {}) as Record<string, unknown>;
  if (typeof dtype !== "string" || !Object.hasOwn(BYTES, dtype))
    throw wrong(`dtype ${JSON.stringify(dtype)} is not read`);
  const sizes = (list: unknown): list is number[] =>
    Array.isArray(list) && list.every((n) => Number.isSafeInteger(n) && n >= 0);
  if (!sizes(shape)) throw wrong(`shape ${JSON.stringify(shape)} is no list of sizes`);
  if (!sizes(offsets) || offsets.length !== 2)
    throw wrong(`data_offsets ${JSON.stringify(offsets)} are not two offsets`);
  const [begin, end] = offsets as [number, number];
  const bytes = shape.reduce((product, length) => product * length, BYTES[dtype as SafetensorsDtype]);
  if (!Number.isSafeInteger(bytes) || end - begin !== bytes) {
    throw wrong(`${dtype} of shape [${shape}] takes ${bytes} bytes, its offsets hold ${end - begin}`);
  }
  return { name, dtype: dtype as SafetensorsDtype, shape, begin, end };
}
