// `lslm train motion-encoder`: the trained feature extractor of FID; `lslm train lm`: a small language model.
import { type Command, Option } from "commander";
import { formatColumns, printResult } from "./output";
import { prepareTraining, type TrainingFlags, trainingCommand } from "./training";

const settings = "settings of the corpus, e.g. corpus.train=500";

export function register(program: Command): void {
  trainingCommand(program, "motion-encoder", {
    description: "the feature extractor of FID: a motion and a text encoder, contrastive",
    settings,
    json: "{run, retrieval: {precision, medianRank, pool}, realFid}",
  })
    .addHelpText(
      "after",
      `
R-precision says how often a test clip finds its own sentence among those of a pool. FIDs that this encoder gives
compare with each other only, and not with published ones.

Example:
  $ npx lslm train motion-encoder --profile quick`,
    )
    .action(trainMotionEncoder);
  trainingCommand(program, "lm", {
    description: "a small language model of the corpus's English, from random weights, as a Hugging Face folder",
    settings,
    json: "{model, architecture, parameters, vocabulary, loss, perplexity}",
  })
    .addOption(
      new Option("--architecture <family>", "both have the same size").choices(["llama", "qwen2"]).default("llama"),
    )
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

async function trainLanguageModel(flags: TrainingFlags & { architecture: "llama" | "qwen2" }): Promise<void> {
  const { config, bar, hooks } = prepareTraining(flags);
  const { runLanguageModel } = require("../pipeline/languageModelRun") as typeof import("../pipeline/languageModelRun");
  const { summary, model } = await runLanguageModel(config, flags.architecture, hooks);
  bar.end();
  const { architecture, parameters, perplexity } = summary;
  const text = `${architecture}, ${parameters} parameters: perplexity ${perplexity.toFixed(2)} a token of unseen sentences\n${model}`;
  printResult({ model, ...summary }, text, { json: flags.json === true });
}

async function trainMotionEncoder(flags: TrainingFlags): Promise<void> {
  const { config, bar, hooks } = prepareTraining(flags);
  const { runMotionEncoder } = require("../pipeline/motionEncoderRun") as typeof import("../pipeline/motionEncoderRun");
  const { loadPreparedCorpus } = require("../pipeline/preparedCorpus") as typeof import("../pipeline/preparedCorpus");
  const corpus = await loadPreparedCorpus(config, hooks);
  const { summary, folder } = await runMotionEncoder(config, corpus, hooks);
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
  printResult({ run: folder, ...summary }, `${text}\n${rest}\n${folder}`, { json: flags.json === true });
}
