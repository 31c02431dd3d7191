// NumPy arrays as they lie in .npy files and pickles: type strings such as "<f4", and raw bytes of either byte order and
// either memory order to typed arrays in C order.
import { FormatError } from "../../errors";
import { NUMBER_TYPES, type NumberTypeName, type NumericArray, numberTypeOf, readNumbers } from "./numberTypes";

/** An array in C order. Half precision is widened to Float32Array, bool is 0 and 1 in a Uint8Array. */
export interface NumpyArray {
  dtype: NumberTypeName | TextTypeName;
  shape: number[];
  data: NumericArray | string[];
}

/** Text of fixed width: UTF-32, or Latin-1. */
export type TextTypeName = "str" | "bytes";

export interface Dtype {
  name: NumberTypeName | TextTypeName;
  /** bytes of one element */
  size: number;
  bigEndian: boolean;
}

/** NumPy's code, "f4", of the numbers that it has. */
const codes = new Map(
  (Object.keys(NUMBER_TYPES) as NumberTypeName[])
    .filter((name) => name !== "bfloat16")
    .map((name) => [`${name[0]}${NUMBER_TYPES[name].bytes}`, name]),
);

/** NumPy's type string of a typed array, such as "<f4". */
export function typeStringOf(data: NumericArray): string {
  const name = numberTypeOf(data);
  const { bytes } = NUMBER_TYPES[name];
  return `${bytes === 1 ? "|" : "<"}${name[0]}${bytes}`;
}

/** @throws FormatError for types that hold Python objects, records, dates or complex numbers */
export function parseDtype(text: string, file: string, where: string): Dtype {
  const match = /^([<>|=]?)([a-zA-Z])(\d{0,9})$/.exec(text);
  if (match) {
    const [, order, kind, digits] = match as unknown as [string, string, string, string];
    if (kind === "O") {
      throw new FormatError(file, where, "the array holds Python objects, which are never read; save it as numbers");
    }
    const bigEndian = order === ">";
    const name = codes.get(kind + digits);
    const size = Number(digits);
    if (name) return { name, size, bigEndian };
    if (kind === "U") return { name: "str", size: size * 4, bigEndian };
    if (kind === "S" || kind === "a") return { name: "bytes", size, bigEndian };
  }
  const shown = text.length > 40 ? `${text.slice(0, 40)}…` : text;
  throw new FormatError(file, where, `type "${shown}" is not read; use float16–64, int8–64, uint8–64, bool or text`);
}

/**
 * Number of elements.
 * @throws FormatError for sizes that are negative, no integers, or too many to address
 */
export function elementCount(shape: readonly number[], file: string, where: string): number {
  if (shape.length > 32) throw new FormatError(file, where, `${shape.length} axes are more than NumPy's 32`);
  let count = 1;
  for (const size of shape) {
    if (!Number.isSafeInteger(size) || size < 0) {
      throw new FormatError(file, where, `shape (${shape.slice(0, 8).join(", ")}) has an axis that is no length`);
    }
    count *= size;
    if (count > 2 ** 31) {
      throw new FormatError(file, where, `shape (${shape.slice(0, 8).join(", ")}) has over 2^31 elements`);
    }
  }
  return count;
}

/**
 * Typed array in C order from raw bytes.
 * @param bytes exactly the elements' bytes
 * @throws FormatError when their number does not fit the shape
 */
export function decodeArray(
  bytes: Uint8Array,
  dtype: Dtype,
  shape: readonly number[],
  fortran: boolean,
  file: string,
  where: string,
): NumpyArray {
  const count = elementCount(shape, file, where);
  if (count * dtype.size !== bytes.length) {
    const wanted = count * dtype.size;
    throw new FormatError(file, where, `shape and type need ${wanted} bytes of data, there are ${bytes.length}`);
  }
  const data = readElements(bytes, dtype, count);
  return {
    dtype: dtype.name,
    shape: [...shape],
    data: fortran && shape.length > 1 ? toCOrder(data, shape) : data,
  };
}

function readElements(bytes: Uint8Array, { name, size, bigEndian }: Dtype, count: number): NumericArray | string[] {
  if (name !== "str" && name !== "bytes") return readNumbers(name, bytes, bigEndian);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Array.from({ length: count }, (_, i) => readText(view, i * size, size, name === "str" ? 4 : 1, !bigEndian));
}

/** Text of characters of `width` bytes, padded with zeros. */
function readText(view: DataView, start: number, size: number, width: 1 | 4, little: boolean): string {
  const points: number[] = [];
  for (let at = start; at < start + size; at += width) {
    const point = width === 4 ? view.getUint32(at, little) : view.getUint8(at);
    points.push(point > 0x10ffff ? 0xfffd : point);
  }
  while (points.length > 0 && points[points.length - 1] === 0) points.pop();
  return points.map((point) => String.fromCodePoint(point)).join("");
}

/** First axis fastest to last axis fastest. */
function toCOrder<T extends NumericArray | string[]>(data: T, shape: readonly number[]): T {
  const result = data.slice() as T;
  const index = new Array<number>(shape.length).fill(0);
  const strides = shape.map((_, axis) => shape.slice(0, axis).reduce((product, size) => product * size, 1));
  for (let i = 0; i < data.length; i++) {
    let from = 0;
    for (let axis = 0; axis < shape.length; axis++) from += (index[axis] as number) * (strides[axis] as number);
    result[i] = data[from] as T[number];
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      index[axis] = (index[axis] as number) + 1;
      if ((index[axis] as number) < (shape[axis] as number)) break;
      index[axis] = 0;
    }
  }
  return result;
}

/**
 * The elements as 32-bit floats.
 * @throws FormatError when the array holds text
 */
export function toFloat32(array: NumpyArray, file: string, where: string): Float32Array {
  if (Array.isArray(array.data)) throw new FormatError(file, where, "holds text where numbers are expected");
  if (array.data instanceof Float32Array) return array.data;
  return Float32Array.from(array.data as ArrayLike<number | bigint>, Number);
}
