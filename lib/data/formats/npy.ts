// .npy files, format versions 1 to 3: magic, length of header, a Python literal with type, order and shape, raw data.
// https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html
import { closeSync, openSync, readSync } from "node:fs";
import { FormatError, UserError } from "../../errors";
import { readBytes } from "./fileBytes";
import type { NumericArray } from "./numberTypes";
import { decodeArray, type NumpyArray, parseDtype, typeStringOf } from "./numpyArray";

const magic = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59];
/** NumPy's own limit for headers from unknown hands. */
const longestHeader = 10_000;

/** @throws UserError when the file cannot be read, FormatError when it is no whole .npy file */
export function readNpy(path: string): NumpyArray {
  return parseNpy(readBytes(path), path);
}

/**
 * @param file name for messages
 * @throws FormatError for anything but exactly one array of numbers or text
 */
export function parseNpy(bytes: Uint8Array, file: string): NumpyArray {
  const { descr, fortran, shape, end } = parseStart(bytes, file);
  const dtype = parseDtype(descr, file, "header");
  return decodeArray(bytes.subarray(end), dtype, shape, fortran, file, "data");
}

/**
 * The shape that a file's header claims; the array itself is not read.
 * @throws UserError when the file cannot be read, FormatError when it does not begin as a .npy file
 */
export function readNpyShape(path: string): number[] {
  const start = Buffer.alloc(12 + longestHeader);
  try {
    const file = openSync(path, "r");
    try {
      const length = readSync(file, start, 0, start.length, 0);
      return parseStart(start.subarray(0, length), path).shape;
    } finally {
      closeSync(file);
    }
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw new UserError(`${path} cannot be read: ${(error as Error).message}`);
  }
}

interface Header {
  descr: string;
  fortran: boolean;
  shape: number[];
}

/** @returns the header, and the byte after it */
function parseStart(bytes: Uint8Array, file: string): Header & { end: number } {
  if (bytes.length < 10 || magic.some((byte, i) => bytes[i] !== byte)) {
    throw new FormatError(file, "byte 0", "the file does not begin as .npy files do (\\x93NUMPY)");
  }
  const version = bytes[6];
  if (version !== 1 && version !== 2 && version !== 3) {
    throw new FormatError(file, "byte 6", `.npy version ${version} is unknown; versions 1 to 3 are read`);
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const start = version === 1 ? 10 : 12;
  if (bytes.length < start) throw new FormatError(file, "byte 8", "the file ends within the header's length");
  const length = version === 1 ? view.getUint16(8, true) : view.getUint32(8, true);
  const end = start + length;
  if (length > longestHeader || end > bytes.length) {
    const problem = `a header of ${length} bytes is longer than the file or than ${longestHeader}`;
    throw new FormatError(file, "byte 8", problem);
  }
  const header = new TextDecoder(version === 3 ? "utf-8" : "latin1").decode(bytes.subarray(start, end));
  return { ...parseHeader(header, file), end };
}

function parseHeader(header: string, file: string): Header {
  const refuse = (problem: string): FormatError => new FormatError(file, "header", problem);
  const fields = new Map<string, string>();
  const body = /^\s*\{(.*)\}\s*$/s.exec(header)?.[1];
  if (body === undefined) throw refuse("it is not a Python dict literal");
  const field = /\s*'(\w+)'\s*:\s*('[^']*'|True|False|\([\dL,\s]*\)|\[[^\]]*\])\s*(?:,|$)/sy;
  while (field.lastIndex < body.length && body.slice(field.lastIndex).trim() !== "") {
    const match = field.exec(body);
    if (!match) throw refuse("it holds something other than descr, fortran_order and shape");
    const [, key, value] = match as unknown as [string, string, string];
    if (fields.has(key)) throw refuse(`${key} is there twice`);
    fields.set(key, value);
  }
  const descr = fields.get("descr");
  const order = fields.get("fortran_order");
  const shape = fields.get("shape");
  if (fields.size !== 3 || !descr || !shape || (order !== "True" && order !== "False")) {
    throw refuse("it needs exactly descr, fortran_order and shape");
  }
  if (descr.startsWith("[")) throw refuse("arrays of records are not read; save one plain array a field");
  if (!descr.startsWith("'") || !shape.startsWith("(")) throw refuse("descr or shape has the wrong form");
  const sizes = shape
    .slice(1, -1)
    .split(",")
    .map((size) => size.trim().replace(/L$/, ""));
  if (sizes[sizes.length - 1] === "") sizes.pop();
  if (sizes.some((size) => !/^\d{1,15}$/.test(size)))
    throw refuse(`shape ${shape.slice(0, 60)} is not a tuple of sizes`);
  return { descr: descr.slice(1, -1), fortran: order === "True", shape: sizes.map(Number) };
}

/** A .npy file, version 1, C order; `data` has as many elements as `shape` says. */
export function encodeNpy(data: NumericArray, shape: readonly number[]): Uint8Array {
  const count = shape.reduce((product, size) => product * size, 1);
  if (count !== data.length) throw new RangeError(`shape (${shape}) needs ${count} elements, there are ${data.length}`);
  const tuple = shape.length === 1 ? `(${shape[0]},)` : `(${shape.join(", ")})`;
  const text = `{'descr': '${typeStringOf(data)}', 'fortran_order': False, 'shape': ${tuple}, }`;
  const padded = `${text.padEnd(Math.ceil((text.length + 11) / 64) * 64 - 11)}\n`;
  const header = Buffer.concat([Buffer.from([...magic, 1, 0, 0, 0]), Buffer.from(padded, "latin1")]);
  header.writeUInt16LE(padded.length, 8);
  return Buffer.concat([header, Buffer.from(data.buffer, data.byteOffset, data.byteLength)]);
}
