// How much the baseline and LSLM are trained: in clips that are shown, and in wall time.
import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Config } from "../config";
import { RUNS_FOLDER, readRun } from "../training/readRun";
import { schemeOf, stepsOf } from "../translation/schemes";
import { runName } from "./runName";
import type { PipelineSummary } from "./runPipeline";

/** What a training took. */
export interface Budget {
  /** clips shown, each as often as it was */
  clips: number;
  /** wall time of all training steps, seconds; missing where no record tells */
  seconds?: number;
}

/** Clips that LSLM is shown: those that its projector sees in lexical alignment, and those that its model sees. */
export function lslmClips({ projector, translation, corpus }: Config): number {
  const lexical = projector.lexicalSteps * Math.min(projector.lexicalBatch, corpus.train);
  const steps = schemeOf(translation).reduce((sum, stage) => sum + stepsOf(stage, translation.steps), 0);
  return lexical + steps * translation.batch;
}

/** What LSLM's training took: the clips that its settings show it, and the time that its run tells. */
export function lslmBudget(config: Config, root = RUNS_FOLDER): Budget {
  const clips = lslmClips(config);
  const folder = join(root, runName(config));
  if (!existsSync(join(folder, "summary.json"))) return { clips };
  const { seconds } = readRun(folder).summary as unknown as PipelineSummary;
  return seconds.translator === undefined ? { clips } : { clips, seconds: seconds.translator };
}
