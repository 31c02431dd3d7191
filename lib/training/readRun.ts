// Runs as they lie on disk: config.json, metrics.jsonl, summary.json. Reading needs no TensorFlow and takes no lock.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { FormatError, UserError } from "../errors";
import { lockHolder } from "../io/lock";

export const REPOSITORY = resolve(__dirname, "../..");
/** Where runs lie unless a path is given. */
export const RUNS_FOLDER = join(REPOSITORY, "results/runs");
export const FORMAT = 1;

export type Json = Record<string, unknown>;

/** Software of one session that worked on a run. */
export interface Environment {
  started: string;
  node: string;
  tensorflow: string;
  device: "cpu" | "gpu";
  platform: string;
  lab: string;
  packages: Record<string, string>;
  /** commit of this repository, and whether files differed from it; absent outside git */
  commit?: string;
  modified?: boolean;
}

/** What `config.json` holds. */
export interface RunConfig {
  format: number;
  name: string;
  created: string;
  /** what makes it again, where one command does */
  command?: string;
  config: Json;
  /** fingerprint of the data */
  data?: string;
  /** first to last */
  sessions: Environment[];
}

/** A line of `metrics.jsonl`. */
export interface MetricRecord {
  stage: string;
  step: number;
  [name: string]: unknown;
}

export interface StoredRun {
  name: string;
  folder: string;
  settings: RunConfig;
  metrics: MetricRecord[];
  summary?: Json;
}

export interface RunEntry {
  name: string;
  folder: string;
  created: string;
  /** `running` while a process holds the folder, `finished` once it has a summary */
  status: "running" | "finished" | "stopped" | "damaged";
  /** newest line of the metrics */
  last?: MetricRecord;
  summary?: Json;
  /** why it is damaged */
  problem?: string;
}

/**
 * A run as it lies on disk.
 * @throws UserError when there is none; FormatError when a file of it is broken
 */
export function readRun(name: string, root?: string): StoredRun {
  const folder = runFolder(name, root);
  if (!existsSync(join(folder, "config.json"))) {
    const others = listRuns(root).map((run) => run.name);
    const known = others.length > 0 ? `; there are ${others.slice(0, 8).join(", ")}` : "";
    throw new UserError(`there is no run ${name} (no ${join(folder, "config.json")})${known}`);
  }
  const summary = readSummary(folder);
  return {
    name: basename(folder),
    folder,
    settings: readConfig(folder),
    metrics: readMetrics(join(folder, "metrics.jsonl")),
    ...(summary ? { summary } : {}),
  };
}

/** All runs, the newest first. A broken one is listed as damaged. */
export function listRuns(root: string = RUNS_FOLDER): RunEntry[] {
  if (!existsSync(root)) return [];
  const folders = readdirSync(root)
    .map((name) => join(root, name))
    .filter((folder) => existsSync(join(folder, "config.json")));
  return folders.map(describeRun).sort((a, b) => (a.created < b.created ? 1 : -1));
}

function describeRun(folder: string): RunEntry {
  const name = basename(folder);
  try {
    const { created } = readConfig(folder);
    const summary = readSummary(folder);
    const last = readMetrics(join(folder, "metrics.jsonl")).pop();
    const status = lockHolder(folder) ? "running" : summary ? "finished" : "stopped";
    return { name, folder, created, status, ...(last ? { last } : {}), ...(summary ? { summary } : {}) };
  } catch (error) {
    return { name, folder, created: "", status: "damaged", problem: (error as Error).message };
  }
}

/** A run's folder, of a name below `root` or of a path. */
export function runFolder(name: string, root: string = RUNS_FOLDER): string {
  if (name === "" || name === "." || name === "..") throw new UserError(`"${name}" is no name of a run`);
  return /[/\\]/.test(name) ? resolve(name) : join(root, name);
}

/** @throws FormatError when it is no run's config.json; UserError when it is of a newer version */
export function readConfig(folder: string): RunConfig {
  const file = join(folder, "config.json");
  const value = readJson(file);
  const { format, created, config, sessions } = value as Partial<RunConfig>;
  if (typeof format === "number" && format > FORMAT) {
    throw new UserError(`${file} is of format ${format}; this version reads format ${FORMAT}: update the repository`);
  }
  if (format !== FORMAT || typeof created !== "string" || typeof config !== "object" || !Array.isArray(sessions)) {
    throw new FormatError(file, "config", "this is no run's config.json");
  }
  return value as unknown as RunConfig;
}

function readSummary(folder: string): Json | undefined {
  const file = join(folder, "summary.json");
  return existsSync(file) ? readJson(file) : undefined;
}

function readJson(file: string): Json {
  try {
    const value: unknown = JSON.parse(readFileSync(file, "utf8"));
    if (value !== null && typeof value === "object" && !Array.isArray(value)) return value as Json;
  } catch (error) {
    throw new FormatError(file, "json", `it cannot be read: ${(error as Error).message}`);
  }
  throw new FormatError(file, "json", "an object is expected");
}

/** Lines of the metrics; a last line that a crash cut off is left out. */
export function readMetrics(file: string): MetricRecord[] {
  if (!existsSync(file)) return [];
  const lines = readFileSync(file, "utf8").split("\n");
  lines.pop();
  return lines.map((line, i) => {
    try {
      return JSON.parse(line) as MetricRecord;
    } catch {
      throw new FormatError(file, `line ${i + 1}`, "it is not JSON");
    }
  });
}
