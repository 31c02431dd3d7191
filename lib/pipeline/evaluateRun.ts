// A finished run scored anew, by today's metrics, controls and instructions: nothing of the run is changed.
import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Config } from "../config";
import { UserError } from "../errors";
import type { LanguageModel } from "../llm/languageModel";
import { readRun } from "../training/readRun";
import type { Progress } from "../training/trainer";
import { Lslm } from "./lslm";
import { loadPreparedCorpus } from "./preparedCorpus";
import { evaluateFully, type FullEvaluation, identifiedUtterances, utterances } from "./translatorStage";

export interface EvaluateRunOptions {
  /** where runs lie, for a run that is named; results/runs unless given */
  root?: string;
  /** scores instructions too, though the run has not trained on any */
  instructions?: boolean;
  /** the language model, where it is loaded already */
  model?: LanguageModel;
  signal?: AbortSignal;
  onProgress?(progress: Progress): void;
}

export interface RunEvaluation extends FullEvaluation {
  folder: string;
  config: Config;
}

/**
 * @param name of a run below results/runs, or its folder
 * @throws UserError when there is no such run, it has no translator yet, or its corpus is no longer the same;
 *   StoppedError when the signal fires
 */
export async function evaluateRun(
  name: string,
  { root, instructions, model, signal, onProgress }: EvaluateRunOptions = {},
): Promise<RunEvaluation> {
  const { folder, settings } = readRun(name, root);
  if (!existsSync(join(folder, "model", "projector.safetensors"))) {
    throw new UserError(
      `${folder} holds no trained translator: evaluate a run of \`npm start\` or \`lslm train lslm\` that is finished`,
    );
  }
  const hooks = { ...(signal ? { signal } : {}), ...(onProgress ? { onProgress } : {}) };
  const lslm = await Lslm.load(join(folder, "model"), model);
  const { config, tokenizer, translator } = lslm;
  try {
    const { splits, fingerprint } = await loadPreparedCorpus(config, hooks);
    if (settings.data !== undefined && settings.data !== fingerprint) {
      throw new UserError(
        `the corpus is not the one that ${folder} was trained on; bring that one back, or train anew`,
      );
    }
    const training = utterances(tokenizer, splits.train);
    const test = identifiedUtterances(tokenizer, splits.test);
    const asked = instructions ? { asked: true } : {};
    return { folder, config, ...(await evaluateFully(config, translator, training, test, { ...hooks, ...asked })) };
  } finally {
    lslm.dispose();
    if (model === undefined) translator.model.dispose();
  }
}
