// What the baseline shares with LSLM: the tokenizer of its run, and what its training took.
import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Config } from "../config";
import { loadTokenizer, type Tokenizer } from "../tokenizer/files";
import { RUNS_FOLDER, readRun } from "../training/readRun";
import { type Budget, lslmClips } from "./motionGptRun";
import type { PreparedCorpus } from "./preparedCorpus";
import { type PipelineSummary, runName } from "./runPipeline";
import { runTokenizer, type TokenizerRunOptions, tokenizerRunName } from "./tokenizerRun";

export interface SharedOptions extends Omit<TokenizerRunOptions, "run"> {
  overrides?: Readonly<Record<string, unknown>>;
}

/** Overrides that the translator and its tokenizer depend on. */
const ofLslm = (overrides: Readonly<Record<string, unknown>>) =>
  Object.fromEntries(Object.entries(overrides).filter(([name]) => !name.startsWith("motionGpt.")));

function withoutBaseline({ motionGpt: _own, ...config }: Config): Config {
  return config;
}

/** The tokenizer of the LSLM run of the same settings; where there is none, one trained as it would be. */
export async function pipelineTokenizer(
  config: Config,
  corpus: PreparedCorpus,
  { overrides = {}, root = RUNS_FOLDER, ...hooks }: SharedOptions = {},
): Promise<Tokenizer> {
  const own = ofLslm(overrides);
  const file = join(root, runName(config, own), "model", "tokenizer.safetensors");
  if (existsSync(file)) return loadTokenizer(file);
  const run = tokenizerRunName(config, own);
  const { folder } = await runTokenizer(withoutBaseline(config), corpus, { ...hooks, root, run });
  return loadTokenizer(join(folder, "tokenizer.safetensors"));
}

/** What LSLM's training took: the clips that its settings show it, and the time that its run tells. */
export function lslmBudget(
  config: Config,
  overrides: Readonly<Record<string, unknown>> = {},
  root = RUNS_FOLDER,
): Budget {
  const clips = lslmClips(config);
  const folder = join(root, runName(config, ofLslm(overrides)));
  if (!existsSync(join(folder, "summary.json"))) return { clips };
  const { seconds } = readRun(folder).summary as unknown as PipelineSummary;
  return seconds.translator === undefined ? { clips } : { clips, seconds: seconds.translator };
}
