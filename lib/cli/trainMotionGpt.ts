// `lslm train motiongpt`: the baseline on the tokenizer of a pipeline's run; `lslm train t5`: what it starts from.
import type { Command } from "commander";
import { formatColumns, printResult } from "./output";
import { prepareTraining, type TrainingFlags, trainingCommand } from "./training";

const settings = "settings, e.g. motionGpt.steps=2000,motionGpt.model=FOLDER";

export function register(program: Command): void {
  trainingCommand(program, "motiongpt", {
    description: "the baseline: T5 with the codes as words, before and after instruction tuning",
    settings,
    json: "{run, corpus, parameters, scores, budget, lslm}",
  })
    .addHelpText(
      "after",
      `
The tokenizer is that of LSLM at the same settings. Unless motionGpt.steps says otherwise, MotionGPT is shown as many
clips as LSLM is. What is stopped goes on when the command is given again.

Examples:
  $ npx lslm train motiongpt --profile quick
  $ npx lslm train motiongpt --set motionGpt.model=data/flan-t5-base --profile paper`,
    )
    .action(trainMotionGpt);
  trainingCommand(program, "t5", {
    description: "a small T5 of the corpus's English, from random weights, as a Hugging Face folder",
    settings,
    json: "{model, architecture, parameters, vocabulary, loss, perplexity}",
  }).action(trainT5);
}

async function trainT5(flags: TrainingFlags): Promise<void> {
  const { config, bar, hooks } = prepareTraining(flags);
  const { runT5 } = require("../pipeline/t5Run") as typeof import("../pipeline/t5Run");
  const { summary, model } = await runT5(config, hooks);
  bar.end();
  const { parameters, perplexity } = summary;
  const text = `t5, ${parameters} parameters: perplexity ${perplexity.toFixed(2)} a token of unseen sentences\n${model}`;
  printResult({ model, ...summary }, text, { json: flags.json === true });
}

async function trainMotionGpt(flags: TrainingFlags): Promise<void> {
  const { config, bar, hooks } = prepareTraining(flags);
  const { lslmBudget } = require("../pipeline/motionGptBudget") as typeof import("../pipeline/motionGptBudget");
  const { runMotionGpt } = require("../pipeline/motionGptRun") as typeof import("../pipeline/motionGptRun");
  const { loadPreparedCorpus } = require("../pipeline/preparedCorpus") as typeof import("../pipeline/preparedCorpus");
  const { summary, folder } = await runMotionGpt(config, await loadPreparedCorpus(config, hooks), hooks);
  bar.end();
  const lslm = lslmBudget(config);
  const shown = (value: number | undefined) => (value === undefined ? "" : value.toFixed(1));
  const rows = Object.entries(summary.scores).flatMap(([stage, conditions]) =>
    Object.values(conditions).map(({ condition, bleu4, cider, wordErrorRate }) => [
      `after ${stage}`,
      condition,
      shown(bleu4),
      shown(cider),
      shown(wordErrorRate),
    ]),
  );
  const budgets = { ...summary.budget, LSLM: lslm };
  const text = [
    formatColumns(["MotionGPT", "answered from", "BLEU-4", "CIDEr x100", "WER %"], rows),
    formatColumns(
      ["budget", "clips shown", "seconds"],
      Object.entries(budgets).map(([stage, { clips, seconds }]) => [stage, String(clips), shown(seconds)]),
    ),
    folder,
  ].join("\n\n");
  printResult({ run: folder, ...summary, lslm }, text, { json: flags.json === true });
}
