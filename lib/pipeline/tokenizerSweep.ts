// A sweep: tokenizers that differ in some settings and in the seed. Each point is a run, so a sweep goes on where it
// stopped and a later sweep over more values trains the new ones only. A seed is another corpus (where it is
// synthesised), other first weights and other windows.
import { existsSync, readFileSync } from "node:fs";
import { type Config, type CorpusName, configure, type ProfileName } from "../config";
import { FormatError, UserError } from "../errors";
import { writeFileAtomic } from "../io/atomic";
import type { SavedMotionEncoder } from "../motionEncoder/files";
import type { Progress } from "../training/trainer";
import { type MotionEncoderSummary, runMotionEncoder } from "./motionEncoderRun";
import { loadPreparedCorpus } from "./preparedCorpus";
import { encoderRunName, tokenizerRunName } from "./runName";
import { runTokenizer, type TokenizerSummary } from "./tokenizerRun";

export interface SweepPlan {
  profile: ProfileName;
  corpus: CorpusName;
  /** values by dotted name, e.g. `{ "tokenizer.codes": [64, 512] }`; every combination is a point */
  settings: Readonly<Record<string, readonly unknown[]>>;
  seeds: readonly number[];
  /** what all points have in common beside the profile */
  overrides?: Readonly<Record<string, unknown>>;
}

export interface SweepPoint {
  /** values of the settings that vary */
  settings: Record<string, unknown>;
  seed: number;
  /** the run's name */
  run: string;
  scores: TokenizerSummary;
}

/** `sweep.json` */
export interface Sweep extends SweepPlan {
  /** what makes it again */
  command: string;
  /** the complete configuration of the first point */
  config: Config;
  /** the trained extractor of FID, and how well it retrieves sentences */
  encoder?: MotionEncoderSummary & { run: string };
  points: SweepPoint[];
}

export interface SweepOptions {
  root?: string;
  signal?: AbortSignal;
  onProgress?(progress: Progress): void;
  onMessage?(message: string): void;
  /** told of every point as it is ready, with all until then */
  onPoint?(sweep: Sweep): void;
}

/** The configurations of a plan: seed by seed, so that a sweep that is stopped early has whole seeds. */
export function sweepConfigs(plan: SweepPlan): { settings: Record<string, unknown>; config: Config; run: string }[] {
  const { profile, corpus, seeds, overrides = {} } = plan;
  let combinations: Record<string, unknown>[] = [{}];
  for (const [name, values] of Object.entries(plan.settings)) {
    if (values.length === 0) throw new UserError(`the sweep has no value of ${name}; name at least one`);
    combinations = combinations.flatMap((settings) => values.map((value) => ({ ...settings, [name]: value })));
  }
  if (seeds.length === 0) throw new UserError("the sweep has no seed; name at least one");
  return seeds.flatMap((seed) =>
    combinations.map((settings) => {
      const config = configure(profile, corpus, { ...overrides, ...settings, seed });
      return { settings, config, run: tokenizerRunName(config) };
    }),
  );
}

/**
 * Makes or goes on with a sweep.
 * @throws StoppedError when the signal fires: the same call goes on from there
 */
export async function sweepTokenizer(plan: SweepPlan, options: SweepOptions = {}): Promise<Sweep> {
  const { onPoint, ...hooks } = options;
  const { signal, onProgress } = options;
  const configs = sweepConfigs(plan);
  const { config } = configs[0] as (typeof configs)[number];
  const sweep: Sweep = { command: sweepCommand(plan), ...plan, config, points: [] };
  let encoder: SavedMotionEncoder | undefined;
  let prepared: { key: string; corpus: Awaited<ReturnType<typeof loadPreparedCorpus>> } | undefined;
  for (const [at, { settings, config, run }] of configs.entries()) {
    const key = JSON.stringify([config.seed, config.corpus]);
    if (prepared?.key !== key) {
      const corpus = await loadPreparedCorpus(config, {
        ...(signal ? { signal } : {}),
        ...(onProgress ? { onProgress } : {}),
      });
      prepared = { key, corpus };
      // One for all points, made on the first seed's corpus: FIDs compare only under one extractor.
      if (!encoder) {
        const { summary, ...saved } = await runMotionEncoder(config, corpus, hooks);
        encoder = saved;
        sweep.encoder = { run: encoderRunName(config), ...summary };
      }
    }
    const { summary } = await runTokenizer(config, prepared.corpus, {
      ...hooks,
      encoder,
      run,
      onProgress: (progress) => onProgress?.({ ...progress, stage: `${at + 1} of ${configs.length}: ${run}` }),
    });
    sweep.points.push({ settings, seed: config.seed, run, scores: summary });
    onPoint?.(sweep);
  }
  encoder?.encoder.dispose();
  return sweep;
}

const flags: Record<string, string> = {
  "tokenizer.codes": "--codes",
  "tokenizer.width": "--widths",
  "tokenizer.steps": "--steps",
};
/** The settings that a sweep may vary, by their flag of the command. */
export const SWEEP_SETTINGS = Object.fromEntries(Object.entries(flags).map(([name, flag]) => [flag.slice(2), name]));

function sweepCommand({ profile, corpus, settings, seeds, overrides = {} }: SweepPlan): string {
  const axes = Object.entries(settings).map(([name, values]) => `${flags[name]} ${values.join(",")}`);
  const set = Object.entries(overrides).map(([name, value]) => `${name}=${JSON.stringify(value)}`);
  const parts = [...axes, `--seeds ${seeds.join(",")}`, `--profile ${profile}`, `--corpus ${corpus}`];
  return `npx lslm sweep tokenizer ${parts.join(" ")}${set.length > 0 ? ` --set ${set.join(",")}` : ""}`;
}

export function writeSweep(file: string, sweep: Sweep): void {
  writeFileAtomic(file, `${JSON.stringify(sweep, null, 1)}\n`);
}

/** @throws UserError when there is no such file; FormatError when it is no sweep */
export function readSweep(file: string): Sweep {
  if (!existsSync(file)) throw new UserError(`there is no sweep ${file}`);
  try {
    const sweep = JSON.parse(readFileSync(file, "utf8")) as Sweep;
    if (Array.isArray(sweep.points)) return sweep;
  } catch (error) {
    throw new FormatError(file, "json", `it cannot be read: ${(error as Error).message}`);
  }
  throw new FormatError(file, "points", "a list of points is expected");
}
