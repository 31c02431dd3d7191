// A run is a folder: config.json (complete), metrics.jsonl (a line a step), checkpoint/<stage>/, summary.json.
// The same name and the same settings go on where the run stopped; other settings under that name are refused.
import { execFileSync } from "node:child_process";
import { appendFileSync, existsSync, mkdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { UserError } from "../errors";
import { writeFileAtomic } from "../io/atomic";
import { type Lock, lockFolder } from "../io/lock";
import { tf } from "../tensor/backend";
import { CheckpointFolder, fingerprintOf } from "./checkpoint";
import {
  type Environment,
  FORMAT,
  type Json,
  REPOSITORY,
  type RunConfig,
  readConfig,
  readMetrics,
  runFolder,
} from "./readRun";

export { listRuns, RUNS_FOLDER, readRun } from "./readRun";

export interface RunOptions {
  /** every setting; a run is only resumed with equal ones */
  config: object;
  /** what makes the run, for whoever reads its folder */
  command?: string | undefined;
  /** fingerprint of the data; a run is only resumed with an equal one */
  data?: string;
  root?: string;
  /** Told when the lock of a dead process is taken over. */
  onMessage?(message: string): void;
}

/** Runs that this process holds. */
const opened = new Map<string, Run>();

/**
 * A run's folder, held against other writers until `close`. Opening it again in the same process closes the first
 * opening: a notebook's cell that failed can be run again.
 * @param name a name below `root`, or a path
 * @throws UserError when another process writes to it, or it was begun with other settings or data
 */
export function openRun(name: string, options: RunOptions): Run {
  const folder = runFolder(name, options.root);
  opened.get(folder)?.close();
  mkdirSync(folder, { recursive: true });
  const lock = lockFolder(folder, options.onMessage);
  try {
    const file = join(folder, "config.json");
    const config = JSON.parse(JSON.stringify(options.config)) as Json;
    const { data, command } = options;
    const session = environment();
    const stored = existsSync(file) ? readConfig(folder) : undefined;
    if (stored) requireSame(folder, stored, config, data);
    const settings: RunConfig = stored
      ? { ...stored, ...(command ? { command } : {}), sessions: [...stored.sessions, session] }
      : {
          format: FORMAT,
          name: basename(folder),
          created: session.started,
          ...(command ? { command } : {}),
          config,
          ...(data === undefined ? {} : { data }),
          sessions: [session],
        };
    writeFileAtomic(file, `${JSON.stringify(settings, null, 2)}\n`);
    const run = new Run(folder, settings, stored !== undefined, lock);
    opened.set(folder, run);
    return run;
  } catch (error) {
    lock.release();
    throw error;
  }
}

export class Run {
  private readonly metricsFile: string;
  private closed = false;

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
      this.requireOpen();
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
    this.requireOpen();
    writeFileAtomic(this.path("summary.json"), `${JSON.stringify(summary, null, 2)}\n`);
  }

  /** Lets others write. */
  close(): void {
    if (this.closed) return;
    this.closed = true;
    if (opened.get(this.folder) === this) opened.delete(this.folder);
    this.lock.release();
  }

  /** A training left running in a notebook must not write beside the one that took its place. */
  private requireOpen(): void {
    if (this.closed) throw new Error(`the run ${this.name} is closed`);
  }
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
