// `lslm evaluate RUN`: a finished run scored anew on its test clips.
import type { Command } from "commander";
import { printResult } from "./output";

export function register(program: Command): void {
  program
    .command("evaluate")
    .description("score a finished run anew: translations, controls, grounding, instructions")
    .argument("<run>", "name below results/runs, or its folder")
    .option("--instructions", "score instructions too where the run has not trained on any")
    .option(
      "--json",
      "one JSON object: {run, corpus, scores, bySigner, comparisons, grounding, instructions?, translations}",
    )
    .addHelpText(
      "after",
      `
Every score stands beside what one gets without looking at the signing: another clip's gestures, none, one sentence for
all, a random and the nearest training sentence; and what one gets who is told the glosses. Intervals are 95 % over test
sets drawn from this one. Instructions are in wordings that training has, in others, of kinds it has not, and misleading;
"followed" means that the answer has the form asked for and says what was signed. The run is left as it is.

Examples:
  $ npx lslm evaluate quick-synthasl-seed0
  $ npx lslm evaluate quick-synthasl-seed0 --instructions --json > scores.json`,
    )
    .action(evaluate);
}

async function evaluate(name: string, options: { instructions?: boolean; json?: boolean }): Promise<void> {
  const { interruptSignal } = require("../io/interrupt") as typeof import("../io/interrupt");
  const { progressBar } = require("../training/progress") as typeof import("../training/progress");
  const { evaluateRun } = require("../pipeline/evaluateRun") as typeof import("../pipeline/evaluateRun");
  const { summarized, translationsOf } = require("../pipeline/runPipeline") as typeof import("../pipeline/runPipeline");
  const { scoreTables } = require("./scoreTables") as typeof import("./scoreTables");
  const bar = progressBar();
  const { folder, config, evaluation, instructions } = await evaluateRun(name, {
    ...(options.instructions ? { instructions: true } : {}),
    signal: interruptSignal(),
    onProgress: bar,
  });
  bar.end();
  const found = {
    corpus: config.corpus.name,
    ...summarized(evaluation),
    ...(instructions ? { instructions: instructions.rows } : {}),
  };
  const answers = {
    translations: translationsOf(evaluation),
    ...(instructions ? { answers: instructions.answers } : {}),
  };
  printResult({ run: folder, ...found, ...answers }, scoreTables(found), options);
}
