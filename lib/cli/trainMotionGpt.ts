// `lslm train motiongpt`: the baseline on the tokenizer of a pipeline's run; `lslm train t5`: what it starts from.
import { type Command, Option } from "commander";
import type { CorpusName, ProfileName } from "../config";
import { formatColumns, printMessage, printResult } from "./output";

interface Flags {
  profile: ProfileName;
  corpus: CorpusName;
  seed: string;
  set?: string;
  run?: string;
  json?: boolean;
}

export function register(program: Command): void {
  const train = program.commands.find((command) => command.name() === "train") as Command;
  const common = (name: string, description: string, json: string): Command =>
    train
      .command(name)
      .description(description)
      .addOption(
        new Option("--profile <profile>", "sizes and steps")
          .choices(["smoke", "quick", "course", "paper"])
          .default("quick"),
      )
      .option("--corpus <name>", "synthasl, fingerspelling or a folder of data/", "synthasl")
      .option("--seed <number>", "seed of corpus and weights", "0")
      .option("--set <settings>", "settings, e.g. motionGpt.steps=2000,motionGpt.model=FOLDER")
      .option("--json", `one JSON object: ${json}`);
  common(
    "motiongpt",
    "the baseline: T5 with the codes as words, before and after instruction tuning",
    "{run, corpus, parameters, scores, budget, lslm}",
  )
    .addHelpText(
      "after",
      `
The tokenizer is that of the LSLM run of the same settings, or is trained here. Unless motionGpt.steps says otherwise,
MotionGPT is shown as many clips as LSLM is. What is stopped goes on when the command is given again.

Examples:
  $ npx lslm train motiongpt --profile quick
  $ npx lslm train motiongpt --set motionGpt.model=data/flan-t5-base --profile paper`,
    )
    .action(trainMotionGpt);
  common(
    "t5",
    "a small T5 of the corpus's English, from random weights, as a Hugging Face folder",
    "{model, architecture, parameters, vocabulary, loss, perplexity}",
  )
    .option("--run <run>", "name below results/runs, or a folder; named after the settings by default")
    .action(trainT5);
}

function load() {
  return {
    ...(require("../config") as typeof import("../config")),
    ...(require("../io/interrupt") as typeof import("../io/interrupt")),
    ...(require("../training/progress") as typeof import("../training/progress")),
  };
}

async function trainT5({ profile, corpus, seed, set = "", run, json }: Flags): Promise<void> {
  const { configure, parseOverrides, interruptSignal, progressBar } = load();
  const { runT5, t5RunName } = require("../pipeline/t5Run") as typeof import("../pipeline/t5Run");
  const overrides = parseOverrides(set);
  const config = configure(profile, corpus, { ...overrides, seed: Number(seed) });
  const bar = progressBar();
  const { summary, model } = await runT5(config, {
    run: run ?? t5RunName(config, overrides),
    signal: interruptSignal(),
    onProgress: bar,
    onMessage: printMessage,
  });
  bar.end();
  const { parameters, perplexity } = summary;
  const text = `t5, ${parameters} parameters: perplexity ${perplexity.toFixed(2)} a token of unseen sentences\n${model}`;
  printResult({ model, ...summary }, text, { json: json === true });
}

async function trainMotionGpt({ profile, corpus: name, seed, set = "", json }: Flags): Promise<void> {
  const { configure, parseOverrides, interruptSignal, progressBar } = load();
  const { lslmBudget, motionGptRunName, pipelineTokenizer, runMotionGpt } = {
    ...(require("../pipeline/motionGptRun") as typeof import("../pipeline/motionGptRun")),
    ...(require("../pipeline/motionGptBudget") as typeof import("../pipeline/motionGptBudget")),
  };
  const { loadPreparedCorpus } = require("../pipeline/preparedCorpus") as typeof import("../pipeline/preparedCorpus");
  const overrides = parseOverrides(set);
  const config = configure(profile, name, { ...overrides, seed: Number(seed) });
  const bar = progressBar();
  const hooks = { signal: interruptSignal(), onProgress: bar, onMessage: printMessage };
  const corpus = await loadPreparedCorpus(config, {
    signal: hooks.signal,
    onProgress: (stage, done, total) => bar({ stage, done, total, values: {}, unit: "clip" }),
  });
  const tokenizer = await pipelineTokenizer(config, corpus, { ...hooks, overrides });
  const run = motionGptRunName(config, overrides);
  const { summary, folder } = await runMotionGpt(config, corpus, tokenizer, { ...hooks, run, overrides });
  bar.end();
  const lslm = lslmBudget(config, overrides);
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
  printResult({ run: folder, ...summary, lslm }, text, { json: json === true });
}
