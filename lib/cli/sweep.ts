// `lslm sweep tokenizer`: reconstruction and codebook use over settings and seeds.
import { join } from "node:path";
import type { Command } from "commander";
import type { CorpusName, ProfileName } from "../config";
import { UserError } from "../errors";
import { printMessage, printResult, wholeNumbers } from "./output";
import { profileOption } from "./training";

interface SweepFlags {
  codes?: string;
  widths?: string;
  steps?: string;
  seeds: string;
  profile: ProfileName;
  corpus: CorpusName;
  set?: string;
  out?: string;
  json?: boolean;
}

export function register(program: Command): void {
  const sweep = program.command("sweep").description("train one model many times, with other settings and seeds");
  sweep
    .command("tokenizer")
    .description("reconstruction and codebook use against codebook size, width or steps")
    .option("--codes <list>", "codebook sizes, e.g. 64,256,1024")
    .option("--widths <list>", "channels of the network")
    .option("--steps <list>", "training steps")
    .option("--seeds <list>", "seeds of every point", "0")
    .addOption(profileOption("sizes of everything else"))
    .option("--corpus <name>", "synthasl, fingerspelling or a folder of data/", "synthasl")
    .option("--set <settings>", "further settings of all points, e.g. tokenizer.steps=150")
    .option("--out <folder>", "where sweep.json, table and figure go (results/sweeps/… unless given)")
    .option("--json", "one JSON object: {command, points: [{settings, seed, run, scores}]}")
    .addHelpText(
      "after",
      `
Every combination of the values given is trained once a seed, as a run of its own below results/runs. A sweep that is
stopped goes on when the command is given again; further values train what is new only.

Examples:
  $ npx lslm sweep tokenizer --codes 64,128,256,512,1024,1528,4096 --seeds 0,1,2
  $ npx lslm sweep tokenizer --widths 96,192,384 --set tokenizer.steps=150
  $ npx lslm sweep tokenizer --codes 16,64 --profile smoke --json`,
    )
    .action(sweepTokenizers);
}

async function sweepTokenizers(options: SweepFlags): Promise<void> {
  const { parseOverrides } = require("../config") as typeof import("../config");
  const { interruptSignal } = require("../io/interrupt") as typeof import("../io/interrupt");
  const { SWEEP_SETTINGS, sweepTokenizer, writeSweep } =
    require("../pipeline/tokenizerSweep") as typeof import("../pipeline/tokenizerSweep");
  const { sweepFormats, sweepRows } = require("../pipeline/sweepReport") as typeof import("../pipeline/sweepReport");
  const { RUNS_FOLDER } = require("../training/readRun") as typeof import("../training/readRun");
  const { progressBar } = require("../training/progress") as typeof import("../training/progress");
  const { tableForms } = require("../plots/table") as typeof import("../plots/table");
  const { profile, corpus, seeds, set = "", json } = options;
  const settings: Record<string, number[]> = {};
  for (const [flag, name] of Object.entries(SWEEP_SETTINGS)) {
    const list = options[flag as keyof SweepFlags];
    if (typeof list === "string") settings[name] = wholeNumbers(list, `--${flag}`);
  }
  if (Object.keys(settings).length === 0) {
    throw new UserError("name what varies: --codes, --widths or --steps, each with a list such as 64,256");
  }
  const folder = options.out ?? join(RUNS_FOLDER, "../sweeps", [profile, corpus, ...Object.keys(settings)].join("-"));
  const bar = progressBar();
  const plan = { profile, corpus, settings, seeds: wholeNumbers(seeds, "--seeds"), overrides: parseOverrides(set) };
  const sweep = await sweepTokenizer(plan, {
    signal: interruptSignal(),
    onProgress: bar,
    onMessage: printMessage,
    onPoint: (sofar) => writeSweep(join(folder, "sweep.json"), sofar),
  });
  bar.end();
  const table = tableForms(sweepRows(sweep), {
    formats: sweepFormats,
    caption: "On test clips; mean ± spread of the seeds",
  });
  printResult(sweep, table.text, { json: json === true });
  printMessage(`written to ${join(folder, "sweep.json")}`);
}
