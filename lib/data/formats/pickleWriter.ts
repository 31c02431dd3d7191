// Writes a dict of NumPy arrays as a pickle of protocol 4 that Python's `pickle` and NumPy (1 or 2) load.
import type { NumericArray } from "./numberTypes";
import { typeStringOf } from "./numpyArray";

const short = (value: number): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
};
/** SHORT_BINUNICODE or BINUNICODE. */
function text(value: string): Buffer {
  const bytes = Buffer.from(value, "utf8");
  if (bytes.length < 256) return Buffer.concat([Buffer.from([0x8c, bytes.length]), bytes]);
  return Buffer.concat([Buffer.from("X"), short(bytes.length), bytes]);
}
const global = (module: string, name: string): Buffer => Buffer.concat([text(module), text(name), Buffer.from([0x93])]);
/** BININT1, BININT2 or BININT. */
function integer(value: number): Buffer {
  if (value < 256) return Buffer.from([0x4b, value]);
  return Buffer.concat([Buffer.from("J"), short(value)]);
}
const opcode = (name: string): Buffer => Buffer.from(name, "latin1");

/** `numpy._reconstruct(ndarray, (0,), b"b")` with the state (1, shape, dtype, False, bytes). */
function array(data: NumericArray, shape: readonly number[]): Buffer {
  const dtype = typeStringOf(data);
  const bytes = Buffer.from(data.buffer, data.byteOffset, data.byteLength);
  const order = dtype.slice(0, 1);
  return Buffer.concat([
    // NumPy 2 forwards the module name of NumPy 1
    global("numpy.core.multiarray", "_reconstruct"),
    global("numpy", "ndarray"),
    integer(0),
    opcode("\x85"),
    opcode("C\x01b"),
    opcode("\x87R("),
    integer(1),
    opcode("("),
    ...shape.map(integer),
    opcode("t"),
    global("numpy", "dtype"),
    text(dtype.slice(1)),
    opcode("\x89\x88\x87R("),
    integer(3),
    text(order),
    opcode("NNNJ\xff\xff\xff\xffJ\xff\xff\xff\xff"),
    integer(0),
    opcode("tb\x89"),
    opcode("B"),
    short(bytes.length),
    bytes,
    opcode("tb"),
  ]);
}

export interface ArrayToWrite {
  data: NumericArray;
  shape: readonly number[];
}

/** @throws RangeError when an array's length is not that of its shape, or it is beyond 4 GB */
export function encodePickle(arrays: Readonly<Record<string, ArrayToWrite>>): Uint8Array {
  const parts: Buffer[] = [opcode("\x80\x04}(")];
  for (const [key, { data, shape }] of Object.entries(arrays)) {
    const count = shape.reduce((product, size) => product * size, 1);
    if (count !== data.length)
      throw new RangeError(`${key}: shape (${shape}) needs ${count} elements, not ${data.length}`);
    if (data.byteLength >= 2 ** 32) throw new RangeError(`${key} is beyond 4 GB`);
    parts.push(text(key), array(data, shape));
  }
  parts.push(opcode("u."));
  return Buffer.concat(parts);
}
