// `lslm publish RUN`: a finished run in a form to hand on.
import type { Command } from "commander";
import { printResult } from "./output";

export function register(program: Command): void {
  program
    .command("publish")
    .description("copy a finished run to results/reference, its model in half the size and scored anew")
    .argument("<run>", "name below results/runs, or its folder")
    .option("--to <folder>", "where to (a folder of its name in results/reference unless given)")
    .option("--json", "one JSON object: {run, folder}")
    .addHelpText(
      "after",
      `
The matrices of tokenizer, projector and adapters are rounded to half precision, and the scores of the copy are those of
the rounded model. Checkpoints stay behind. Such a folder is a run to every other command.

Examples:
  $ npx lslm publish course-synthasl-seed0
  $ npx lslm publish quick-synthasl-seed0 --to /shared/my-model`,
    )
    .action(publish);
}

async function publish(name: string, options: { to?: string; json?: boolean }): Promise<void> {
  const { interruptSignal } = require("../io/interrupt") as typeof import("../io/interrupt");
  const { publishRun } = require("../pipeline/publishRun") as typeof import("../pipeline/publishRun");
  const { progressBar } = require("../training/progress") as typeof import("../training/progress");
  const bar = progressBar();
  const folder = await publishRun(name, {
    ...(options.to === undefined ? {} : { to: options.to }),
    signal: interruptSignal(),
    onProgress: bar,
  });
  bar.end();
  printResult({ run: name, folder }, folder, options);
}
