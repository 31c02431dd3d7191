// `lslm train lslm`: the whole pipeline, as `npm start` runs it; `lslm train tokenizer`: its first half alone.
import type { Command } from "commander";
import { printResult } from "./output";
import { prepareTraining, type TrainingFlags, trainingCommand } from "./training";

const seeds = "corpus, weights and order";

export function register(program: Command): void {
  trainingCommand(program, "lslm", {
    description: "tokenizer, then projector and language model: signing to English, scored with its controls",
    seeds,
    settings: "any settings of lib/config.ts, e.g. tokenizer.codes=512,translation.steps=100",
    json: "{run, corpus, clips, tokenizer, scores, bySigner, comparisons, grounding, instructions?, seconds}",
  })
    .option(
      "--scheme <scheme>",
      "direct-llm, direct-both, joint-llm, joint-both, staged-llm or staged-both, see below; projector and adapters together by default",
    )
    .addHelpText(
      "after",
      `
Schemes are the rows of the paper's table, ALIGNMENT-TUNED, equally long:
  direct-…  aligns the projector alone, the language model frozen
  joint-…   trains projector and language model together
  staged-…  does the one, then the other
  …-llm     then tunes the language model alone on instructions
  …-both    then tunes both
Of the language model LoRA adapters are trained, or all with --set translation.tuning=full.
A scheme of your own is a list of stages in translation.scheme: here as JSON, in a notebook as it is.

The tokenizer is a run of its own: all runs of the same corpus and tokenizer share it.
What is stopped (Ctrl-C) goes on when the same command is given again; a finished run is read.

Examples:
  $ npx lslm train lslm --profile smoke
  $ npx lslm train lslm --scheme staged-llm
  $ npx lslm train lslm --set 'translation.scheme=[{"name":"align","trains":["projector"],"on":"translation","steps":40}]'
  $ npx lslm train lslm --corpus fingerspelling --set translation.steps=200 --run spelling-200 --json`,
    )
    .action(trainLslm);
  trainingCommand(program, "tokenizer", {
    description: "the motion tokenizer alone: reconstruction and use of its codes on test clips",
    seeds,
    settings: "settings of corpus and tokenizer, e.g. tokenizer.codes=512,tokenizer.steps=500",
    json: "{run, errors, fid, codebook, lengths, bySigner}",
  })
    .addHelpText(
      "after",
      `
Errors are mm; the run's tokenizer.safetensors is what \`lslm train lslm\`, \`lslm train motiongpt\` and notebook 03 go
on from. What is stopped goes on when the command is given again.

Examples:
  $ npx lslm train tokenizer
  $ npx lslm train tokenizer --set tokenizer.quantizer=fsq,tokenizer.codes=1000 --json`,
    )
    .action(trainTokenizer);
}

async function trainLslm(flags: TrainingFlags & { scheme?: string }): Promise<void> {
  const { scheme, json } = flags;
  const { config, bar, hooks } = prepareTraining(flags, scheme === undefined ? {} : { "translation.scheme": scheme });
  const { runPipeline } = require("../pipeline/runPipeline") as typeof import("../pipeline/runPipeline");
  const { scoreTables, tokenizerTable } = require("./scoreTables") as typeof import("./scoreTables");
  const { lslm, summary, folder } = await runPipeline(config, hooks);
  bar.end();
  lslm.dispose();
  const text = [tokenizerTable(summary), scoreTables(summary), folder].join("\n\n");
  printResult({ run: folder, ...summary }, text, { json: json === true });
}

async function trainTokenizer(flags: TrainingFlags): Promise<void> {
  const { config, bar, hooks } = prepareTraining(flags);
  const { runTokenizer } = require("../pipeline/tokenizerRun") as typeof import("../pipeline/tokenizerRun");
  const { loadPreparedCorpus } = require("../pipeline/preparedCorpus") as typeof import("../pipeline/preparedCorpus");
  const { tokenizerTable } = require("./scoreTables") as typeof import("./scoreTables");
  const corpus = await loadPreparedCorpus(config, hooks);
  const { summary, folder } = await runTokenizer(config, corpus, hooks);
  bar.end();
  const text = tokenizerTable({ corpus: config.corpus.name, tokenizer: summary });
  printResult({ run: folder, ...summary }, `${text}\n\n${folder}`, { json: flags.json === true });
}
