// A run is a folder: config.json (complete), metrics.jsonl (a line a step), checkpoint/<stage>/, summary.json.
// The same name and the same settings go on where the run stopped; other settings under that name are refused.
import { execFileSync } from "node:child_process";
import { appendFileSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { FormatError, UserError } from "../errors";
import { writeFileAtomic } from "../io/atomic";
import { type Lock, lockFolder, lockHolder } from "../io/lock";
import { tf } from "../tensor/backend";
import { CheckpointFolder, fingerprintOf } from "./checkpoint";

const REPOSITORY = resolve(__dirname, "../..");
/** Where runs lie unless a path is given. */
export const RUNS_FOLDER = join(REPOSITORY, "results/runs");
const FORMAT = 1;

type Json = Record<string, unknown>;

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

export interface RunOptions {
  /** every setting; a run is only resumed with equal ones */
  config: object;
  /** fingerprint of the data; a run is only resumed with an equal one */
  data?: string;
  root?: string;
  /** Told when the lock of a dead process is taken over. */
  onMessage?(message: string): void;
}

/**
 * A run's folder, held against other writers until `close`.
 * @param name a name below `root`, or a path
 * @throws UserError when another process writes to it, or it was begun with other settings or data
 */
export function openRun(name: string, options: RunOptions): Run {
  const folder = runFolder(name, options.root);
  mkdirSync(folder, { recursive: true });
  const lock = lockFolder(folder, options.onMessage);
  try {
    const file = join(folder, "config.json");
    const config = JSON.parse(JSON.stringify(options.config)) as Json;
    const { data } = options;
    const session = environment();
    const stored = existsSync(file) ? readConfig(folder) : undefined;
    if (stored) requireSame(folder, stored, config, data);
    const settings: RunConfig = stored
      ? { ...stored, sessions: [...stored.sessions, session] }
      : {
          format: FORMAT,
          name: basename(folder),
          created: session.started,
          config,
          ...(data === undefined ? {} : { data }),
          sessions: [session],
        };
    writeFileAtomic(file, `${JSON.stringify(settings, null, 2)}\n`);
    return new Run(folder, settings, stored !== undefined, lock);
  } catch (error) {
    lock.release();
    throw error;
  }
}

export class Run {
  private readonly metricsFile: string;

  constructor(
    readonly folder: string,
    readonly settings: RunConfig,
    /** whether the folder was there before */
    readonly resumed: boolean,
    private readonly lock: Lock,
  ) {
    this.metricsFile = join(folder, "metrics.jsonl");
  }

  get name(): string {
    return basename(this.folder);
  }

  /** Path of a file of this run. */
  path(...parts: string[]): string {
    return join(this.folder, ...parts);
  }

  /**
   * Where a stage keeps its checkpoints.
   * @param settings what the stage's result depends on; the whole configuration unless given
   */
  checkpoints(stage: string, settings: unknown = this.settings.config): CheckpointFolder {
    return new CheckpointFolder(this.path("checkpoint", stage), fingerprintOf([stage, settings, this.settings.data]));
  }

  /**
   * Appends a stage's steps to `metrics.jsonl`; pass it as `onStep`. Its first step cuts off what an earlier session
   * wrote of this stage beyond its checkpoint, so that each step is there once.
   */
  recorder(stage: string): (record: { step: number; [name: string]: number }) => void {
    let begun = false;
    return (record) => {
      if (!begun) {
        const kept = readMetrics(this.metricsFile).filter((old) => old.stage !== stage || old.step < record.step);
        writeFileAtomic(this.metricsFile, kept.map((old) => `${JSON.stringify(old)}\n`).join(""));
        begun = true;
      }
      appendFileSync(this.metricsFile, `${JSON.stringify({ stage, ...record })}\n`);
    };
  }

  /** Writes `summary.json`: the run is finished. */
  finish(summary: object): void {
    writeFileAtomic(this.path("summary.json"), `${JSON.stringify(summary, null, 2)}\n`);
  }

  /** Lets others write. */
  close(): void {
    this.lock.release();
  }
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
    .filter((folder) => statSync(folder).isDirectory() && existsSync(join(folder, "config.json")));
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

function runFolder(name: string, root: string = RUNS_FOLDER): string {
  if (name === "" || name === "." || name === "..") throw new UserError(`"${name}" is no name of a run`);
  return /[/\\]/.test(name) ? resolve(name) : join(root, name);
}

function readConfig(folder: string): RunConfig {
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
function readMetrics(file: string): MetricRecord[] {
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

function requireSame(folder: string, stored: RunConfig, config: Json, data: string | undefined): void {
  const changed = differences(stored.config, config);
  if (changed.length > 0) {
    const shown = changed.slice(0, 3).join("; ") + (changed.length > 3 ? `; and ${changed.length - 3} more` : "");
    throw new UserError(`${folder} was begun with other settings (${shown}); take those, or another run name`);
  }
  if (stored.data !== data) {
    throw new UserError(`${folder} was begun with other data; bring back the same data, or take another run name`);
  }
}

/** Dotted names of what differs, with both values. */
function differences(before: unknown, now: unknown, path = ""): string[] {
  const isObject = (value: unknown): value is Json =>
    value !== null && typeof value === "object" && !Array.isArray(value);
  if (isObject(before) && isObject(now)) {
    const keys = [...new Set([...Object.keys(before), ...Object.keys(now)])];
    return keys.flatMap((key) => differences(before[key], now[key], path ? `${path}.${key}` : key));
  }
  if (fingerprintOf([before]) === fingerprintOf([now])) return [];
  return [`${path} ${JSON.stringify(before) ?? "unset"} then, ${JSON.stringify(now) ?? "unset"} now`];
}

function environment(): Environment {
  const manifest = JSON.parse(readFileSync(join(REPOSITORY, "package.json"), "utf8"));
  const backend = tf.backend() as unknown as { binding: { TF_Version?: string }; isUsingGpuDevice: boolean };
  return {
    started: new Date().toISOString(),
    node: process.versions.node,
    tensorflow: backend.binding.TF_Version ?? "unknown",
    device: backend.isUsingGpuDevice ? "gpu" : "cpu",
    platform: `${process.platform}-${process.arch}`,
    lab: manifest.version,
    packages: manifest.dependencies,
    ...commit(),
  };
}

function commit(): { commit?: string; modified?: boolean } {
  const git = (...args: string[]) =>
    execFileSync("git", args, { cwd: REPOSITORY, encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }).trim();
  try {
    return { commit: git("rev-parse", "HEAD"), modified: git("status", "--porcelain", "--untracked-files=no") !== "" };
  } catch {
    return {};
  }
}
