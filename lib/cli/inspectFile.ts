// What a file holds, whatever its format: each array's shape, type and sum. Every reader checks the whole file, so an
// inspection that succeeds says that the file is sound.
import { readFileSync, statSync } from "node:fs";
import { basename, dirname, extname, join } from "node:path";
import { readHow2SignCsv } from "../data/formats/csv";
import { GgufFile } from "../data/formats/gguf";
import { readNpy } from "../data/formats/npy";
import { readNpz } from "../data/formats/npz";
import type { NumpyArray } from "../data/formats/numpyArray";
import { readPickle } from "../data/formats/pickle";
import type { PickleValue } from "../data/formats/pickleValues";
import { readPoseFile } from "../data/formats/pose";
import { numbersOf, visitSafetensors } from "../data/formats/safetensors";
import { FormatError, UserError } from "../errors";
import { requireFile } from "./files";

export interface ArraySummary {
  /** outermost first */
  shape: number[];
  /** the format's own name: `float32` (NumPy), `BF16` (safetensors), `Q8_0` (GGUF), `str` */
  dtype: string;
  /** sum of all elements in double precision; null for text, and where it is not finite */
  sum: number | null;
}

export interface Inspection {
  format: FormatName;
  arrays: Record<string, ArraySummary>;
  warnings: string[];
}

/** Collects arrays; a Map, because a file may call an array `__proto__`. */
class Findings {
  readonly arrays = new Map<string, ArraySummary>();
  readonly warnings: string[] = [];

  add(name: string, shape: readonly number[], dtype: string, data: Summable): void {
    let sum: number | null = null;
    if (!isText(data)) {
      sum = sumOf(data);
      if (!Number.isFinite(sum)) {
        this.warnings.push(`${name} holds numbers that are not finite`);
        sum = null;
      }
    }
    this.arrays.set(name, { shape: [...shape], dtype, sum });
  }
}

type Summable = ArrayLike<number> | ArrayLike<bigint> | readonly string[];

const readers = {
  safetensors: inspectSafetensors,
  safetensors_index: inspectSafetensorsIndex,
  pickle: inspectPickle,
  npy: (path, findings) => addNumpy(findings, "array", readNpy(path)),
  npz: inspectNpz,
  gguf: inspectGguf,
  pose: inspectPose,
  how2sign_csv: inspectHow2SignCsv,
} satisfies Record<string, (path: string, findings: Findings) => void>;

export type FormatName = keyof typeof readers;
export const formatNames = Object.keys(readers) as FormatName[];

/**
 * Reads a file to its end.
 * @param format how to read it; by its name and first bytes unless given
 * @throws UserError when it cannot be read or its format is unknown; FormatError when it is broken
 */
export function inspectFile(path: string, format?: FormatName): Inspection {
  requireFile(path);
  const known = format ?? detectFormat(path);
  const findings = new Findings();
  readers[known](path, findings);
  return { format: known, arrays: Object.fromEntries(findings.arrays), warnings: findings.warnings };
}

const endings: Record<string, FormatName> = {
  ".safetensors": "safetensors",
  ".pkl": "pickle",
  ".pickle": "pickle",
  ".npy": "npy",
  ".npz": "npz",
  ".gguf": "gguf",
  ".pose": "pose",
  ".csv": "how2sign_csv",
  ".tsv": "how2sign_csv",
};

function detectFormat(path: string): FormatName {
  if (path.toLowerCase().endsWith(".safetensors.index.json")) return "safetensors_index";
  const format = endings[extname(path).toLowerCase()];
  if (format) return format;
  throw new UserError(`${path}: the ending tells no format; give --format (${formatNames.join(", ")})`);
}

function inspectSafetensors(path: string, findings: Findings): void {
  visitSafetensors(path, (name, entry) => findings.add(name, entry.shape, entry.dtype, numbersOf(entry)));
}

/** The shards that an index names must hold exactly the tensors that it names. */
function inspectSafetensorsIndex(path: string, findings: Findings): void {
  const shards = shardsOf(path);
  let bytes = 0;
  for (const [file, names] of shards) {
    const shard = join(dirname(path), file);
    requireFile(shard);
    visitSafetensors(shard, (name, entry) => {
      if (!names.delete(name)) findings.warnings.push(`${file} holds ${name}, which the index does not name there`);
      else findings.add(name, entry.shape, entry.dtype, numbersOf(entry));
      bytes += entry.data.byteLength;
    });
    const [missing] = names;
    if (missing !== undefined) throw new FormatError(path, `weight_map.${missing}`, `${file} does not hold it`);
  }
  const total = totalSize(path);
  if (total !== undefined && total !== bytes) {
    findings.warnings.push(`metadata.total_size is ${total}, the tensors have ${bytes} bytes`);
  }
}

function parseIndex(path: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(readFileSync(path, "utf8"));
    if (value !== null && typeof value === "object") return value as Record<string, unknown>;
  } catch {}
  throw new FormatError(path, "index", "this is not the JSON of a safetensors index");
}

function shardsOf(path: string): Map<string, Set<string>> {
  const map = parseIndex(path).weight_map;
  if (map === null || typeof map !== "object" || Array.isArray(map) || Object.keys(map).length === 0) {
    throw new FormatError(path, "weight_map", "an object of tensor names and file names is expected");
  }
  const shards = new Map<string, Set<string>>();
  for (const [name, file] of Object.entries(map)) {
    if (typeof file !== "string" || file !== basename(file) || !file.endsWith(".safetensors") || file.includes("\\")) {
      throw new FormatError(path, `weight_map.${name}`, "the name of a .safetensors file beside the index is expected");
    }
    shards.set(file, (shards.get(file) ?? new Set()).add(name));
  }
  return shards;
}

function totalSize(path: string): number | undefined {
  const { metadata } = parseIndex(path);
  const total = (metadata as { total_size?: unknown } | undefined)?.total_size;
  return typeof total === "number" ? total : undefined;
}

function addNumpy(findings: Findings, name: string, { shape, dtype, data }: NumpyArray): void {
  findings.add(name, shape, dtype, data);
}

function inspectNpz(path: string, findings: Findings): void {
  const npz = readNpz(path);
  for (const name of npz.names) addNumpy(findings, name, npz.get(name));
}

/** More entries than anyone reads; a pickle can name one array a million times. */
const MOST_ENTRIES = 10_000;
const DEEPEST = 32;

function inspectPickle(path: string, findings: Findings): void {
  let visited = 0;
  const visit = (value: PickleValue, name: string, depth: number): void => {
    if (visited++ === MOST_ENTRIES) findings.warnings.push(`only the first ${MOST_ENTRIES} entries are shown`);
    if (visited > MOST_ENTRIES) return;
    if (depth > DEEPEST) return void findings.warnings.push(`${name} goes deeper than is shown`);
    const inside = (key: unknown) => (name === "" ? String(key) : `${name}.${String(key)}`);
    if (typeof value === "number" || typeof value === "boolean" || typeof value === "bigint") {
      findings.add(name || "value", [], typeof value === "boolean" ? "bool" : "number", [Number(value)]);
    } else if (isNumpy(value)) addNumpy(findings, name || "array", value);
    else if (value instanceof Map) for (const [key, item] of value) visit(item, inside(key), depth + 1);
    else if (Array.isArray(value)) for (const [i, item] of value.entries()) visit(item, inside(i), depth + 1);
  };
  visit(readPickle(path), "", 0);
}

function isNumpy(value: PickleValue): value is NumpyArray {
  return value !== null && typeof value === "object" && "dtype" in value && "shape" in value;
}

function inspectGguf(path: string, findings: Findings): void {
  const file = new GgufFile(path);
  try {
    for (const [name, { type }] of file.tensors) {
      const { shape, data } = file.read(name);
      findings.add(name, shape, type, data);
    }
  } finally {
    file.close();
  }
}

function inspectPose(path: string, findings: Findings): void {
  const { frames, people, points, dimensions, data, confidence } = readPoseFile(path);
  findings.add("data", [frames, people, points, dimensions], "float32", data);
  findings.add("confidence", [frames, people, points], "float32", confidence);
}

function inspectHow2SignCsv(path: string, findings: Findings): void {
  const { rows, skipped } = readHow2SignCsv(path);
  for (const column of ["videoId", "videoName", "sentenceId", "sentenceName", "sentence"] as const) {
    const values = rows.map((row) => row[column]);
    findings.add(column, [rows.length], "str", values);
  }
  for (const column of ["start", "end"] as const) {
    const values = rows.map((row) => row[column]);
    findings.add(column, [rows.length], "float64", values);
  }
  for (const { row, reason } of skipped) findings.warnings.push(`row ${row} is left out: ${reason}`);
}

function isText(data: Summable): data is readonly string[] {
  return typeof data[0] === "string";
}

function sumOf(data: ArrayLike<number> | ArrayLike<bigint>): number {
  let sum = 0;
  for (let i = 0; i < data.length; i++) sum += Number(data[i]);
  return sum;
}

/** Size of a file in words. */
export function fileSize(path: string): string {
  const { size } = statSync(path);
  if (size < 1000) return `${size} bytes`;
  const units = ["kB", "MB", "GB", "TB"];
  const unit = Math.min(units.length - 1, Math.floor(Math.log10(size) / 3) - 1);
  return `${(size / 1000 ** (unit + 1)).toPrecision(3)} ${units[unit]}`;
}
