// `lslm train motion-encoder`: the trained feature extractor of FID; `lslm train lm`: a small language model.
import { type Command, Option } from "commander";
import type { CorpusName, ProfileName } from "../config";
import { formatColumns, printMessage, printResult } from "./output";

interface TrainFlags {
  profile: ProfileName;
  corpus: CorpusName;
  seed: string;
  set?: string;
  run?: string;
  json?: boolean;
}

export function register(program: Command): void {
  const train = program.command("train").description("train LSLM, its tokenizer, or a model beside them");
  train
    .command("motion-encoder")
    .description("the feature extractor of FID: a motion and a text encoder, contrastive")
    .addOption(
      new Option("--profile <profile>", "sizes").choices(["smoke", "quick", "course", "paper"]).default("quick"),
    )
    .option("--corpus <name>", "synthasl, fingerspelling or a folder of data/", "synthasl")
    .option("--seed <number>", "seed of corpus and weights", "0")
    .option("--set <settings>", "settings of the corpus, e.g. corpus.train=500")
    .option("--run <run>", "name below results/runs, or a folder; named after the settings by default")
    .option("--json", "one JSON object: {run, retrieval: {precision, medianRank, pool}, realFid}")
    .addHelpText(
      "after",
      `
R-precision says how often a test clip finds its own sentence among those of a pool. FIDs that this encoder gives
compare with each other only, and not with published ones.

Example:
  $ npx lslm train motion-encoder --profile quick`,
    )
    .action(trainMotionEncoder);
  train
    .command("lm")
    .description("a small language model of the corpus's English, from random weights, as a Hugging Face folder")
    .addOption(
      new Option("--architecture <family>", "both have the same size").choices(["llama", "qwen2"]).default("llama"),
    )
    .addOption(
      new Option("--profile <profile>", "sizes").choices(["smoke", "quick", "course", "paper"]).default("quick"),
    )
    .option("--corpus <name>", "synthasl, fingerspelling or a folder of data/", "synthasl")
    .option("--seed <number>", "seed of corpus and weights", "0")
    .option("--set <settings>", "settings of the corpus, e.g. corpus.train=500")
    .option("--run <run>", "name below results/runs, or a folder; named after the settings by default")
    .option("--json", "one JSON object: {model, architecture, parameters, vocabulary, loss, perplexity}")
    .addHelpText(
      "after",
      `
For comparing backbones of two families where no pretrained weights are at hand. What is stopped goes on when the
command is given again. Translate with the model by LSLM_SET=translation.model=FOLDER npm start.

Examples:
  $ npx lslm train lm --architecture qwen2
  $ npx lslm train lm --architecture llama --profile course`,
    )
    .action(trainLanguageModel);
}

async function trainLanguageModel(flags: TrainFlags & { architecture: "llama" | "qwen2" }): Promise<void> {
  const { profile, corpus: name, seed, set = "", run, json, architecture } = flags;
  const { configure, parseOverrides } = require("../config") as typeof import("../config");
  const { interruptSignal } = require("../io/interrupt") as typeof import("../io/interrupt");
  const { languageModelRunName, runLanguageModel } =
    require("../pipeline/languageModelRun") as typeof import("../pipeline/languageModelRun");
  const { progressBar } = require("../training/progress") as typeof import("../training/progress");
  const overrides = parseOverrides(set);
  const config = configure(profile, name, { ...overrides, seed: Number(seed) });
  const bar = progressBar();
  const { summary, model } = await runLanguageModel(config, architecture, {
    run: run ?? languageModelRunName(config, architecture, overrides),
    signal: interruptSignal(),
    onProgress: bar,
    onMessage: printMessage,
  });
  bar.end();
  const { parameters, perplexity } = summary;
  const text = `${architecture}, ${parameters} parameters: perplexity ${perplexity.toFixed(2)} a token of unseen sentences\n${model}`;
  printResult({ model, ...summary }, text, { json: json === true });
}

async function trainMotionEncoder({ profile, corpus: name, seed, set = "", run, json }: TrainFlags): Promise<void> {
  const { configure, parseOverrides } = require("../config") as typeof import("../config");
  const { interruptSignal } = require("../io/interrupt") as typeof import("../io/interrupt");
  const { encoderRunName, runMotionEncoder } =
    require("../pipeline/motionEncoderRun") as typeof import("../pipeline/motionEncoderRun");
  const { loadPreparedCorpus } = require("../pipeline/preparedCorpus") as typeof import("../pipeline/preparedCorpus");
  const { progressBar } = require("../training/progress") as typeof import("../training/progress");
  const overrides = parseOverrides(set);
  const config = configure(profile, name, { ...overrides, seed: Number(seed) });
  const signal = interruptSignal();
  const bar = progressBar();
  const corpus = await loadPreparedCorpus(config, {
    signal,
    onProgress: (stage, done, total) => bar({ stage, done, total, values: {}, unit: "clip" }),
  });
  const { summary, folder } = await runMotionEncoder(config, corpus, {
    run: run ?? encoderRunName(config, overrides),
    signal,
    onProgress: bar,
    onMessage: printMessage,
  });
  bar.end();
  const { precision, medianRank, pool } = summary.retrieval;
  const text = formatColumns(
    ["", "top 1", "top 2", "top 3"],
    [
      [`R-precision of ${pool}`, ...precision.map((share) => share.toFixed(3))],
      ["chance", ...[1, 2, 3].map((k) => (k / pool).toFixed(3))],
    ],
  );
  const rest = `median rank ${medianRank} of ${corpus.splits.test.length}; FID of validation against test ${summary.realFid.toFixed(4)}`;
  printResult({ run: folder, ...summary }, `${text}\n${rest}\n${folder}`, { json: json === true });
}
