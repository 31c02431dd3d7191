// Safetensors: 8 bytes of header length, the JSON header (see safetensorsHeader.ts), then the tensors' bytes, little
// endian, contiguous and in order of their offsets. https://github.com/huggingface/safetensors
import { closeSync, fstatSync, openSync, readSync } from "node:fs";
import { FormatError, UserError } from "../../errors";
import { writeFileAtomic } from "../../io/atomic";
import { numberToHalf } from "./halfPrecision";
import { type NumericArray, readNumbers } from "./numberTypes";
import { bytesOf, DTYPES, type HeaderEntry, parseHeader, type SafetensorsDtype } from "./safetensorsHeader";

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
 * An F16 entry from values, each rounded to the nearest half-precision number, ties to even.
 * @throws RangeError when a finite value is beyond half precision's 65504
 */
export function halfEntry(values: Float32Array, shape: readonly number[]): SafetensorsEntry {
  const bits = Uint16Array.from(values, numberToHalf);
  return { dtype: "F16", shape: [...shape], data: new Uint8Array(bits.buffer) };
}

/**
 * Values of an F32, F16, BF16 or F64 entry.
 * @throws FormatError when the entry holds integers
 */
export function float32Values(entry: SafetensorsEntry, file: string, name: string): Float32Array {
  const values = numbersOf(entry);
  if (values instanceof Float32Array) return values;
  if (values instanceof Float64Array) return Float32Array.from(values);
  throw new FormatError(file, `tensor ${name}`, `${entry.dtype} where floating-point numbers are expected`);
}

/** Values of an entry in the narrowest type that holds them all: F16 and BF16 as Float32Array, BOOL as 0 and 1. */
export function numbersOf({ dtype, data }: SafetensorsEntry): NumericArray {
  return readNumbers(DTYPES[dtype], data);
}

/**
 * A file's bytes, in pieces: the very bytes that the reference implementation writes.
 * @throws RangeError when an entry's bytes do not fill its shape
 */
export function safetensorsBytes(
  tensors: ReadonlyMap<string, SafetensorsEntry>,
  metadata: Readonly<Record<string, string>> = {},
): Uint8Array[] {
  const order = [...tensors].sort(
    ([a, x], [b, y]) => DTYPE_ORDER.indexOf(x.dtype) - DTYPE_ORDER.indexOf(y.dtype) || compareUtf8(a, b),
  );
  const header: [string, unknown][] = [];
  const texts = Object.entries(metadata).sort(([a], [b]) => compareUtf8(a, b));
  if (texts.length > 0) header.push(["__metadata__", Object.fromEntries(texts)]);
  let offset = 0;
  for (const [name, { dtype, shape, data }] of order) {
    const bytes = shape.reduce((product, size) => product * size, bytesOf(dtype));
    if (name === "__metadata__") throw new RangeError("no tensor can be named __metadata__");
    if (bytes !== data.byteLength) throw new RangeError(`${name} has ${data.byteLength} bytes, its shape ${bytes}`);
    header.push([name, { dtype, shape, data_offsets: [offset, offset + bytes] }]);
    offset += bytes;
  }
  // fromEntries, unlike assignment, takes a tensor named __proto__ for a tensor.
  const json = Buffer.from(JSON.stringify(Object.fromEntries(header)));
  const padded = Buffer.concat([json, Buffer.alloc((8 - (json.length % 8)) % 8, " ")]);
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(padded.length));
  return [length, padded, ...order.map(([, { data }]) => data)];
}

const DTYPE_ORDER = Object.keys(DTYPES);
const compareUtf8 = (a: string, b: string) => Buffer.compare(Buffer.from(a), Buffer.from(b));

/** Writes a file so that a reader finds the old one or the new one, whole. */
export function writeSafetensors(
  path: string,
  tensors: ReadonlyMap<string, SafetensorsEntry>,
  metadata: Readonly<Record<string, string>> = {},
): void {
  writeFileAtomic(path, safetensorsBytes(tensors, metadata));
}

/**
 * Every tensor of a file.
 * @throws UserError when there is no such file; FormatError when header and contents disagree
 */
export function readSafetensors(path: string): Safetensors {
  const file = new SafetensorsFile(path);
  try {
    const tensors = new Map([...file.entries.keys()].map((name) => [name, file.read(name)]));
    return { tensors, metadata: { ...file.metadata } };
  } finally {
    file.close();
  }
}

/**
 * Every tensor of a file, one at a time.
 * @throws UserError when there is no such file; FormatError when header and contents disagree
 */
export function visitSafetensors(path: string, visit: (name: string, entry: SafetensorsEntry) => void): void {
  const file = new SafetensorsFile(path);
  try {
    for (const name of file.entries.keys()) visit(name, file.read(name));
  } finally {
    file.close();
  }
}

/** An open file whose tensors are read one by one, for files larger than memory; `close` it. */
export class SafetensorsFile {
  readonly entries: ReadonlyMap<string, HeaderEntry>;
  readonly metadata: Record<string, string>;
  private readonly fd: number;
  private readonly start: number;

  /** @throws UserError when there is no such file; FormatError when it is not whole */
  constructor(readonly path: string) {
    try {
      this.fd = openSync(path, "r");
    } catch (error) {
      throw new UserError(`${path} cannot be opened (${(error as NodeJS.ErrnoException).code}); check the path`);
    }
    try {
      const status = fstatSync(this.fd);
      if (!status.isFile()) throw new UserError(`${path} is no file; name the .safetensors file itself`);
      const { size } = status;
      if (size < 8) throw new FormatError(path, "byte 0", `${size} bytes are too few for a safetensors file`);
      const announced = Buffer.from(this.readAt(0, 8)).readBigUInt64LE();
      if (announced > BigInt(Math.min(MAX_HEADER, size - 8))) {
        const most = Math.min(MAX_HEADER, size - 8);
        throw new FormatError(
          path,
          "byte 0",
          `a header of ${announced} bytes is announced, at most ${most} can be here`,
        );
      }
      this.start = 8 + Number(announced);
      const { entries, metadata } = parseHeader(path, this.readAt(8, Number(announced)), size - this.start);
      this.entries = new Map(entries.map((entry) => [entry.name, entry]));
      this.metadata = metadata;
    } catch (error) {
      this.close();
      throw error;
    }
  }

  /** @throws FormatError when there is no tensor of this name */
  read(name: string): SafetensorsEntry {
    const entry = this.entries.get(name);
    if (!entry) throw new FormatError(this.path, `tensor ${name}`, "it is not in this file");
    const { dtype, shape, begin, end } = entry;
    return { dtype, shape, data: this.readAt(this.start + begin, end - begin) };
  }

  close(): void {
    closeSync(this.fd);
  }

  private readAt(start: number, length: number): Uint8Array {
    const target = new Uint8Array(length);
    for (let done = 0; done < length; ) {
      const got = readSync(this.fd, target, done, length - done, start + done);
      if (got === 0) throw new FormatError(this.path, `byte ${start + done}`, "the file ends too early");
      done += got;
    }
    return target;
  }
}
