// Committed runs: trained at `course` by the command in their config.json and put here by `lslm publish`, with the model,
// so that a notebook or `lslm translate` has one in seconds. Reading needs no TensorFlow.
import { join } from "node:path";
import { UserError } from "../errors";
import { REPOSITORY, readRun, type StoredRun } from "../training/readRun";
import type { PipelineSummary } from "./runPipeline";

export const REFERENCE_FOLDER = join(REPOSITORY, "results/reference");

/** The best run of a corpus. */
export const REFERENCE_MODELS = {
  synthasl: join(REFERENCE_FOLDER, "course-synthasl-seed0-translation.scheme-91867986"),
} as const;

/**
 * A finished run of the whole pipeline.
 * @param name of a run below results/runs, or its folder
 * @throws UserError when there is no such run, or it is not finished; FormatError when a file of it is broken
 */
export function readPipelineRun(
  name: string,
  root?: string,
): Omit<StoredRun, "summary"> & { summary: PipelineSummary } {
  const run = readRun(name, root);
  const summary = run.summary as unknown as PipelineSummary | undefined;
  if (!summary?.scores)
    throw new UserError(`${run.folder} holds no scores: it is no finished run of \`npm start\` or \`lslm train lslm\``);
  return { ...run, summary };
}
