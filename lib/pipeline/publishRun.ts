// A finished run in a form to hand on: the weights of its model rounded to half precision, and all that is said of the
// model said of these weights.
import { cpSync, existsSync, mkdirSync, readdirSync, renameSync, rmSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { float32Values, halfEntry, readSafetensors, writeSafetensors } from "../data/formats/safetensors";
import { UserError } from "../errors";
import { temporaryName, writeFileAtomic } from "../io/atomic";
import { type EvaluateRunOptions, evaluateRun } from "./evaluateRun";
import { REFERENCE_FOLDER, readPipelineRun } from "./referenceRuns";
import { summarized, translationsOf } from "./runPipeline";

export interface PublishOptions extends EvaluateRunOptions {
  /** where to; a folder of the run's name in results/reference unless given */
  to?: string;
}

/**
 * Copies settings, log and model of a run, and scores the model anew as it is handed on.
 * @param name of a run below results/runs, or its folder
 * @returns the folder, which is there only when it is complete
 * @throws UserError when there is no such run, it is not finished, or the folder exists; StoppedError when the signal fires
 */
export async function publishRun(name: string, { to, ...options }: PublishOptions = {}): Promise<string> {
  const run = readPipelineRun(name, options.root);
  const folder = to ?? join(REFERENCE_FOLDER, basename(run.folder));
  if (existsSync(folder)) throw new UserError(`${folder} exists already; delete it, or name another with --to`);
  const temporary = temporaryName(folder);
  try {
    copyHalved(join(run.folder, "model"), join(temporary, "model"));
    for (const file of ["config.json", "metrics.jsonl"]) cpSync(join(run.folder, file), join(temporary, file));
    const { instructions, ...evaluation } = await evaluateRun(temporary, options);
    const write = (file: string, value: unknown) =>
      writeFileAtomic(join(temporary, file), `${JSON.stringify(value, null, 2)}\n`);
    write("summary.json", {
      ...run.summary,
      ...summarized(evaluation.evaluation),
      ...(instructions ? { instructions: instructions.rows } : {}),
    });
    write("translations.json", translationsOf(evaluation.evaluation));
    if (instructions) write("instructions.json", instructions.answers);
    mkdirSync(dirname(folder), { recursive: true });
    renameSync(temporary, folder);
  } catch (error) {
    rmSync(temporary, { recursive: true, force: true });
    throw error;
  }
  return folder;
}

/** A folder of a model; that of a language model that was tuned itself lies in it. */
function copyHalved(from: string, into: string): void {
  mkdirSync(into, { recursive: true });
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    const [source, target] = [join(from, entry.name), join(into, entry.name)];
    if (entry.isDirectory()) copyHalved(source, target);
    else if (entry.name.endsWith(".safetensors")) halveMatrices(source, target);
    else cpSync(source, target);
  }
}

/** Vectors, among them norms and what features are normalised by, stay as they are: they are few, and scale all else. */
function halveMatrices(from: string, into: string): void {
  const { tensors, metadata } = readSafetensors(from);
  for (const [name, entry] of tensors) {
    if (entry.shape.length > 1) tensors.set(name, halfEntry(float32Values(entry, from, name), entry.shape));
  }
  writeSafetensors(into, tensors, metadata);
}
