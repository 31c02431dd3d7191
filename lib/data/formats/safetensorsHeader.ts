// The JSON header of a safetensors file, {name: {dtype, shape, data_offsets}, "__metadata__": {name: text}}, held against
// itself: what the reference implementation (Rust, 0.8) refuses is refused here, and duplicate names besides.
import { FormatError } from "../../errors";
import { NUMBER_TYPES, type NumberTypeName } from "./numberTypes";

/**
 * What the types of the format are, in the order in which the reference implementation writes tensors: the widest
 * first, so that each is aligned. Complex numbers and floats of 8 bits or less are not read.
 */
export const DTYPES = {
  U64: "uint64",
  I64: "int64",
  F64: "float64",
  F32: "float32",
  U32: "uint32",
  I32: "int32",
  BF16: "bfloat16",
  F16: "float16",
  U16: "uint16",
  I16: "int16",
  I8: "int8",
  U8: "uint8",
  BOOL: "bool",
} as const satisfies Record<string, NumberTypeName>;

export type SafetensorsDtype = keyof typeof DTYPES;

/** Bytes of one value. */
export const bytesOf = (dtype: SafetensorsDtype): number => NUMBER_TYPES[DTYPES[dtype]].bytes;

export interface HeaderEntry {
  name: string;
  dtype: SafetensorsDtype;
  shape: number[];
  /** bytes from the end of the header; `end` is excluded */
  begin: number;
  end: number;
}

export interface Header {
  /** in the order of their bytes, which they cover without gap or overlap */
  entries: HeaderEntry[];
  metadata: Record<string, string>;
}

/**
 * @param path for messages
 * @param available bytes that follow the header
 * @throws FormatError for a header that is malformed or does not cover these bytes exactly
 */
export function parseHeader(path: string, bytes: Uint8Array, available: number): Header {
  let header: Record<string, unknown>;
  try {
    const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
    if (!text.startsWith("{")) throw new Error("it does not begin with {");
    header = JSON.parse(text);
    checkTokens(text);
  } catch (error) {
    throw new FormatError(path, "header", `not the JSON of a safetensors file: ${(error as Error).message}`);
  }
  const { __metadata__: declared, ...tensors } = header;
  const entries = Object.entries(tensors).map(([name, value]) => parseEntry(path, name, value));
  entries.sort((a, b) => a.begin - b.begin || a.end - b.end);
  let expected = 0;
  for (const { name, begin, end } of entries) {
    if (begin !== expected) {
      throw new FormatError(
        path,
        `tensor ${shown(name)}`,
        `begins at ${begin}, expected ${expected}: a gap or an overlap`,
      );
    }
    expected = end;
  }
  if (expected !== available) {
    const problem = `the tensors take ${expected} bytes, ${available} follow the header`;
    throw new FormatError(path, "header", expected > available ? `${problem}: the file is cut off` : problem);
  }
  return { entries, metadata: parseMetadata(path, declared) };
}

/** @throws Error for what `JSON.parse` passes over: a name that is there twice, a number that is no plain integer */
function checkTokens(text: string): void {
  const open: (Set<string> | undefined)[] = [];
  const token = /"(?:[^"\\]|\\.)*"|[{}[\]]|-?\d[\d.eE+-]*/g;
  for (let match = token.exec(text); match; match = token.exec(text)) {
    const [found] = match;
    if (found === "{") open.push(new Set());
    else if (found === "[") open.push(undefined);
    else if (found === "}" || found === "]") open.pop();
    else if (found.startsWith('"')) {
      const names = open[open.length - 1];
      if (!names || !/^\s*:/.test(text.slice(token.lastIndex, token.lastIndex + 32))) continue;
      const name = JSON.parse(found) as string;
      if (names.has(name)) throw new Error(`${shown(name)} is there twice`);
      names.add(name);
    } else if (!/^\d+$/.test(found)) throw new Error(`${found.slice(0, 40)} is no size or offset`);
  }
}

function parseMetadata(path: string, declared: unknown): Record<string, string> {
  if (declared === undefined || declared === null) return {};
  const isTexts =
    typeof declared === "object" &&
    !Array.isArray(declared) &&
    Object.values(declared as object).every((value) => typeof value === "string");
  if (!isTexts) throw new FormatError(path, "__metadata__", "an object of strings is expected");
  return declared as Record<string, string>;
}

function parseEntry(path: string, name: string, value: unknown): HeaderEntry {
  const wrong = (problem: string) => new FormatError(path, `tensor ${shown(name)}`, problem);
  const { dtype, shape, data_offsets: offsets } = (value ?? {}) as Record<string, unknown>;
  if (typeof dtype !== "string" || !Object.hasOwn(DTYPES, dtype)) throw wrong(`dtype ${shown(dtype)} is not read`);
  if (!isSizes(shape)) throw wrong(`shape ${shown(shape)} is no list of sizes`);
  if (!isSizes(offsets) || offsets.length !== 2) throw wrong(`data_offsets ${shown(offsets)} are not two offsets`);
  const [begin, end] = offsets as [number, number];
  const bytes = checkedProduct([...shape, bytesOf(dtype as SafetensorsDtype)]);
  if (bytes === undefined) throw wrong(`shape ${shown(shape)} has more bytes than can be counted`);
  if (end - begin !== bytes) {
    throw wrong(`${dtype} of shape ${shown(shape)} takes ${bytes} bytes, its offsets hold ${end - begin}`);
  }
  return { name, dtype: dtype as SafetensorsDtype, shape, begin, end };
}

function isSizes(list: unknown): list is number[] {
  return Array.isArray(list) && list.every((size) => Number.isSafeInteger(size) && size >= 0);
}

/** Undefined once a partial product is beyond 2^53, even if a later size is 0: the reference checks each step too. */
function checkedProduct(sizes: readonly number[]): number | undefined {
  let product = 1;
  for (const size of sizes) {
    product *= size;
    if (!Number.isSafeInteger(product)) return undefined;
  }
  return product;
}

/** For messages: names and values of a hostile file may be megabytes long. */
function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? "nothing";
  return text.length > 80 ? `${text.slice(0, 80)}…` : text;
}
