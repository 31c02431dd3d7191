// `lslm runs`: what lies in results/runs.
import type { Command } from "commander";
import { formatColumns, printResult } from "./output";

export function register(program: Command): void {
  program
    .command("runs")
    .description("list the training runs, or show one")
    .argument("[run]", "name or folder of a run")
    .option("--root <folder>", "where the runs lie (results/runs unless given)")
    .option("--json", "one JSON object: {runs: [{name, status, created, last, summary}]}, or the run")
    .addHelpText(
      "after",
      `
A run that is stopped goes on when the command that began it is given again.

Examples:
  $ npx lslm runs
  $ npx lslm runs quick --json`,
    )
    .action(async (name: string | undefined, options: { root?: string; json?: boolean }) => {
      const { listRuns, readRun, RUNS_FOLDER } = require("../training/readRun") as typeof import("../training/readRun");
      if (name !== undefined) {
        const { metrics, ...run } = readRun(name, options.root);
        const result = { ...run, steps: metrics.length, last: metrics[metrics.length - 1] };
        printResult(result, JSON.stringify(result, null, 2), options);
        return;
      }
      const runs = listRuns(options.root);
      const table = formatColumns(
        ["run", "status", "begun", "stage", "step", "loss"],
        runs.map(({ name, status, created, last, problem }) => [
          name,
          problem ? `${status}: ${problem}` : status,
          created.slice(0, 16).replace("T", " "),
          last?.stage ?? "",
          last ? String(last.step + 1) : "",
          typeof last?.loss === "number" ? last.loss.toPrecision(4) : "",
        ]),
      );
      const none = `there are no runs in ${options.root ?? RUNS_FOLDER}; \`npm start\` makes one`;
      printResult({ runs }, runs.length > 0 ? table : none, options);
    });
}
