// How numbers lie in files, for NumPy and safetensors alike: little-endian bytes of each type → typed arrays. Half
// precision and bfloat16 are widened to 32 bits, bool is 0 and 1.
import { halfToNumber } from "./halfPrecision";

export type NumericArray =
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

interface NumberType {
  /** bytes of one number */
  bytes: number;
  /** The numbers of a buffer that holds nothing else. */
  read(buffer: ArrayBuffer): NumericArray;
}

/** By NumPy's names; those that keep their bytes come first of their kind. */
export const NUMBER_TYPES = {
  float64: { bytes: 8, read: (buffer) => new Float64Array(buffer) },
  float32: { bytes: 4, read: (buffer) => new Float32Array(buffer) },
  float16: { bytes: 2, read: (buffer) => Float32Array.from(new Uint16Array(buffer), halfToNumber) },
  bfloat16: {
    bytes: 2,
    read: (buffer) => new Float32Array(Uint32Array.from(new Uint16Array(buffer), (bits) => bits << 16).buffer),
  },
  int64: { bytes: 8, read: (buffer) => new BigInt64Array(buffer) },
  int32: { bytes: 4, read: (buffer) => new Int32Array(buffer) },
  int16: { bytes: 2, read: (buffer) => new Int16Array(buffer) },
  int8: { bytes: 1, read: (buffer) => new Int8Array(buffer) },
  uint64: { bytes: 8, read: (buffer) => new BigUint64Array(buffer) },
  uint32: { bytes: 4, read: (buffer) => new Uint32Array(buffer) },
  uint16: { bytes: 2, read: (buffer) => new Uint16Array(buffer) },
  uint8: { bytes: 1, read: (buffer) => new Uint8Array(buffer) },
  bool: { bytes: 1, read: (buffer) => new Uint8Array(buffer) },
} satisfies Record<string, NumberType>;

export type NumberTypeName = keyof typeof NUMBER_TYPES;

/**
 * The numbers that bytes stand for. Every machine that TensorFlow runs on is little endian, so their bytes are copied
 * as they are.
 * @param bytes whole numbers, at any offset of their buffer
 */
export function readNumbers(type: NumberTypeName, bytes: Uint8Array, bigEndian = false): NumericArray {
  const copy = new Uint8Array(bytes);
  const width = NUMBER_TYPES[type].bytes;
  if (bigEndian) for (let at = 0; at < copy.length; at += width) copy.subarray(at, at + width).reverse();
  return NUMBER_TYPES[type].read(copy.buffer);
}

const written = Object.fromEntries(
  [
    Float64Array,
    Float32Array,
    BigInt64Array,
    Int32Array,
    Int16Array,
    Int8Array,
    BigUint64Array,
    Uint32Array,
    Uint16Array,
    Uint8Array,
  ].map((type) => [type.name, type.name.replace(/^Big|Array$/g, "").toLowerCase()]),
) as Record<string, NumberTypeName>;

/** The type that a typed array's numbers are written as. */
export const numberTypeOf = (data: NumericArray): NumberTypeName => written[data.constructor.name] as NumberTypeName;
