// NumPy arrays as they lie in .npy files and pickles: type strings such as "<f4", and raw bytes of either byte order and
// either memory order to typed arrays in C order.
import { FormatError } from "../../errors";
import { halfToNumber } from "./halfPrecision";

export type NumericData =
  | Float32Array
  | Float64Array
  | Int8Array
  | Uint8Array
  | Int16Array
  | Uint16Array
  | Int32Array
  | Uint32Array
  | BigInt64Array
  | BigUint64Array;

/** An array in C order. Half precision is widened to Float32Array, bool is 0 and 1 in a Uint8Array. */
export interface NumpyArray {
  /** NumPy's name: float32, int64, bool, str … */
  dtype: string;
  shape: number[];
  data: NumericData | string[];
}

export interface Dtype {
  name: string;
  kind: "f" | "i" | "u" | "b" | "U" | "S";
  /** bytes of one element */
  size: number;
  bigEndian: boolean;
}

const numericNames: Record<string, string> = {
  b1: "bool",
  i1: "int8",
  i2: "int16",
  i4: "int32",
  i8: "int64",
  u1: "uint8",
  u2: "uint16",
  u4: "uint32",
  u8: "uint64",
  f2: "float16",
  f4: "float32",
  f8: "float64",
};

/** @throws FormatError for types that hold Python objects, records, dates or complex numbers */
export function parseDtype(text: string, file: string, where: string): Dtype {
  const match = /^([<>|=]?)([a-zA-Z])(\d{0,9})$/.exec(text);
  if (match) {
    const [, order, kind, digits] = match as unknown as [string, string, string, string];
    if (kind === "O") {
      throw new FormatError(file, where, "the array holds Python objects, which are never read; save it as numbers");
    }
    const bigEndian = order === ">";
    const name = numericNames[kind + digits];
    if (name) return { name, kind: kind as Dtype["kind"], size: Number(digits), bigEndian };
    if (kind === "U" || kind === "S" || kind === "a") {
      const width = Number(digits);
      return kind === "U"
        ? { name: "str", kind: "U", size: width * 4, bigEndian }
        : { name: "bytes", kind: "S", size: width, bigEndian };
    }
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
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const data = readElements(view, dtype, count);
  return {
    dtype: dtype.name,
    shape: [...shape],
    data: fortran && shape.length > 1 ? toCOrder(data, shape) : data,
  };
}

function readElements(view: DataView, dtype: Dtype, count: number): NumericData | string[] {
  const little = !dtype.bigEndian;
  const { size } = dtype;
  const fill = <T extends { [i: number]: number | bigint }>(out: T, get: (at: number) => T[number]): T => {
    for (let i = 0; i < count; i++) out[i] = get(i * size);
    return out;
  };
  switch (dtype.name) {
    case "float16":
      return fill(new Float32Array(count), (at) => halfToNumber(view.getUint16(at, little)));
    case "float32":
      return fill(new Float32Array(count), (at) => view.getFloat32(at, little));
    case "float64":
      return fill(new Float64Array(count), (at) => view.getFloat64(at, little));
    case "int8":
      return fill(new Int8Array(count), (at) => view.getInt8(at));
    case "bool":
    case "uint8":
      return fill(new Uint8Array(count), (at) => view.getUint8(at));
    case "int16":
      return fill(new Int16Array(count), (at) => view.getInt16(at, little));
    case "uint16":
      return fill(new Uint16Array(count), (at) => view.getUint16(at, little));
    case "int32":
      return fill(new Int32Array(count), (at) => view.getInt32(at, little));
    case "uint32":
      return fill(new Uint32Array(count), (at) => view.getUint32(at, little));
    case "int64":
      return fill(new BigInt64Array(count), (at) => view.getBigInt64(at, little));
    case "uint64":
      return fill(new BigUint64Array(count), (at) => view.getBigUint64(at, little));
    default:
      return Array.from({ length: count }, (_, i) => readText(view, dtype, i * size, little));
  }
}

/** Fixed-width text: UTF-32 (`U`) or Latin-1 (`S`), padded with zeros. */
function readText(view: DataView, dtype: Dtype, start: number, little: boolean): string {
  const points: number[] = [];
  const width = dtype.kind === "U" ? 4 : 1;
  for (let at = start; at < start + dtype.size; at += width) {
    const point = width === 4 ? view.getUint32(at, little) : view.getUint8(at);
    points.push(point > 0x10ffff ? 0xfffd : point);
  }
  while (points.length > 0 && points[points.length - 1] === 0) points.pop();
  return points.map((point) => String.fromCodePoint(point)).join("");
}

/** First axis fastest to last axis fastest. */
function toCOrder<T extends NumericData | string[]>(data: T, shape: readonly number[]): T {
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
