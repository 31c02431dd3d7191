// The only Python names a pickle may mention, and what they make: NumPy's arrays, scalars and types (under the module
// names of NumPy 1 and 2), byte strings, sets and ordered dicts. Nothing here calls Python or looks anything up.
import { FormatError } from "../../errors";
import { type Dtype, decodeArray, elementCount, type NumpyArray, parseDtype } from "./numpyArray";
import type { Item, PickleValue } from "./pickleValues";

const makers = {
  reconstruct: ["numpy.core.multiarray._reconstruct", "numpy._core.multiarray._reconstruct"],
  frombuffer: ["numpy.core.numeric._frombuffer", "numpy._core.numeric._frombuffer"],
  scalar: ["numpy.core.multiarray.scalar", "numpy._core.multiarray.scalar"],
  ndarray: ["numpy.ndarray"],
  dtype: ["numpy.dtype"],
  encode: ["_codecs.encode"],
  bytes: ["builtins.bytes", "__builtin__.bytes"],
  bytearray: ["builtins.bytearray", "__builtin__.bytearray"],
  set: ["builtins.set", "__builtin__.set", "builtins.frozenset", "__builtin__.frozenset"],
  orderedDict: ["collections.OrderedDict"],
} as const;
type Maker = keyof typeof makers;

/** An allowed name that is on the machine's stack. */
export class Global {
  constructor(
    readonly name: string,
    readonly maker: Maker,
  ) {}
}
export const isGlobal = (item: unknown): item is Global => item instanceof Global;

const allowed = new Map<string, Maker>(
  (Object.keys(makers) as Maker[]).flatMap((maker) => makers[maker].map((name) => [name, maker] as const)),
);

export function allowedGlobal(module: string, name: string): Global | undefined {
  const maker = allowed.get(`${module}.${name}`);
  return maker && !module.includes("\n") ? new Global(`${module}.${name}`, maker) : undefined;
}

/** numpy.dtype under way: its state brings the byte order. */
export class PendingDtype {
  order = "";
  constructor(readonly code: string) {}

  resolve(file: string, where: string): Dtype {
    return parseDtype(`${this.order}${this.code}`, file, where);
  }
}

/** numpy.ndarray under way: its state brings everything. */
export class PendingArray {
  private array: NumpyArray | undefined;

  fill(array: NumpyArray): void {
    this.array = array;
  }
  finished(file: string): NumpyArray {
    if (!this.array) throw new FormatError(file, "pickle", "an array has no data");
    return this.array;
  }
}

interface Budget {
  bytes: number;
}

/** The value of an allowed global called with `args`. @throws FormatError when the arguments are not its usual ones */
export function reduce(called: Global, args: readonly Item[], file: string, where: string, budget: Budget): Item {
  const refuse = (): FormatError => new FormatError(file, where, `${called.name} is called with unusual arguments`);
  const [first, second, third, fourth] = args;
  switch (called.maker) {
    case "reconstruct":
      if (!isGlobal(first) || first.maker !== "ndarray") throw refuse();
      return new PendingArray();
    case "frombuffer": {
      if (!(first instanceof Uint8Array) || !(second instanceof PendingDtype)) throw refuse();
      if (fourth !== "C" && fourth !== "F") throw refuse();
      const array = new PendingArray();
      array.fill(decode(first, second, third, fourth === "F", file, where, budget));
      return array;
    }
    case "scalar": {
      const bytes = asBytes(second);
      if (!(first instanceof PendingDtype) || !bytes) throw refuse();
      const { data } = decode(bytes, first, Object.freeze([]), false, file, where, budget);
      const value = data[0];
      if (value === undefined) throw refuse();
      return first.code === "b1" ? value !== 0 : value;
    }
    case "dtype":
      if (typeof first !== "string" || first.length > 20) throw refuse();
      return new PendingDtype(first);
    case "encode": {
      const bytes = second === "latin1" || second === "latin-1" ? asBytes(first) : undefined;
      if (typeof first !== "string" || !bytes) throw refuse();
      return bytes;
    }
    case "bytes":
    case "bytearray": {
      if (args.length === 0) return new Uint8Array(0);
      if (first instanceof Uint8Array) return first;
      const bytes = second === "latin-1" || second === "latin1" ? asBytes(first) : undefined;
      if (!bytes) throw refuse();
      return bytes;
    }
    case "set":
      if (args.length === 0) return new Set();
      if (!Array.isArray(first)) throw refuse();
      return new Set(first as PickleValue[]);
    case "orderedDict": {
      if (args.length === 0) return new Map();
      if (!Array.isArray(first)) throw refuse();
      const pairs = first as Item[];
      if (!pairs.every((pair) => Array.isArray(pair) && pair.length === 2)) throw refuse();
      return new Map(pairs as [PickleValue, PickleValue][]);
    }
    default:
      throw refuse();
  }
}

/** Gives a pending array or type its state. @throws FormatError for any other object */
export function buildState(target: Item, state: Item, file: string, where: string, budget: Budget): void {
  const parts = Array.isArray(state) ? (state as Item[]) : undefined;
  if (target instanceof PendingDtype && parts) {
    const order = parts[1];
    if ((order !== "<" && order !== ">" && order !== "|" && order !== "=") || (parts[3] ?? null) !== null) {
      throw new FormatError(file, where, "the array's type is a record or has no byte order; save plain arrays");
    }
    target.order = order;
    return;
  }
  if (target instanceof PendingArray && parts?.length === 5) {
    const [, shape, dtype, fortran, raw] = parts as [Item, Item, Item, Item, Item];
    if (!(dtype instanceof PendingDtype)) throw new FormatError(file, where, "an array has no type");
    const bytes = asBytes(raw);
    if (!bytes) {
      dtype.resolve(file, where);
      throw new FormatError(file, where, "an array's data are no bytes");
    }
    target.fill(decode(bytes, dtype, shape, fortran === true || fortran === 1, file, where, budget));
    return;
  }
  throw new FormatError(file, where, "it sets the state of something that is no array, which is refused");
}

/** Bytes, or Python 2's strings, which arrive as text of characters below 256. */
function asBytes(item: Item | undefined): Uint8Array | undefined {
  if (item instanceof Uint8Array) return item;
  if (typeof item !== "string") return undefined;
  for (let i = 0; i < item.length; i++) if (item.charCodeAt(i) > 255) return undefined;
  return new Uint8Array(Buffer.from(item, "latin1"));
}

function decode(
  bytes: Uint8Array,
  pending: PendingDtype,
  shape: Item | undefined,
  fortran: boolean,
  file: string,
  where: string,
  budget: Budget,
): NumpyArray {
  if (!Array.isArray(shape) || !shape.every((size) => typeof size === "number")) {
    throw new FormatError(file, where, "an array's shape is no tuple of sizes");
  }
  const sizes = shape as number[];
  const dtype = pending.resolve(file, where);
  const count = elementCount(sizes, file, where);
  // Decoded arrays may share one byte string many times over: what they take together is limited, text at 8 bytes a character.
  budget.bytes -= Math.max(bytes.length, count * 8);
  if (budget.bytes < 0) throw new FormatError(file, where, "its arrays unpack to far more than the file holds");
  return decodeArray(bytes, dtype, sizes, fortran, file, where);
}
