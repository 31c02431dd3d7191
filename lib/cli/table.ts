// `lslm table NAME`: a table of the paper, every row and seed a run.
import { join } from "node:path";
import { Argument, type Command } from "commander";
import type { CorpusName, ProfileName } from "../config";
import { UserError } from "../errors";
import { printMessage, printResult, wholeNumbers } from "./output";
import { profileOption } from "./training";

interface TableFlags {
  profile: ProfileName;
  corpus: CorpusName;
  seeds: string;
  set?: string;
  models?: string;
  out?: string;
  json?: boolean;
}

export function register(program: Command): void {
  program
    .command("table")
    .description("a table of the paper with its controls: alignment schemes, language models, or MotionGPT")
    .addArgument(new Argument("<table>", "which").choices(["alignment", "backbones", "motiongpt"]))
    .addOption(profileOption("sizes and steps"))
    .option("--corpus <name>", "synthasl, fingerspelling or a folder of data/", "synthasl")
    .option("--seeds <list>", "seeds of every row; scores are over the test clips of all", "0")
    .option("--set <settings>", "settings of all rows, e.g. translation.steps=200")
    .option("--models <folders>", "of `backbones`: Hugging Face folders to compare, instead of small models made here")
    .option("--out <folder>", "where comparison.json goes (results/tables/… unless given)")
    .option(
      "--json",
      "one JSON object: {command, references, controls, rows: [{name, runs, answers, scores, against?}]}",
    )
    .addHelpText(
      "after",
      `
Every row and seed is a run below results/runs; all share the tokenizers of their corpus. A table that is stopped goes
on when the command is given again. p says how likely a difference in CIDEr (letter errors of spelled words) from the
first row at least as large is by chance (paired bootstrap over clips). Columns "paper:" are LSLM's on SignAvatars.

Examples:
  $ npx lslm table alignment
  $ npx lslm table backbones --models data/Llama-3.2-3B-Instruct,data/Qwen2.5-3B-Instruct --corpus how2sign --profile paper
  $ npx lslm table motiongpt --seeds 0,1,2 --json`,
    )
    .action(makeTable);
}

async function makeTable(name: "alignment" | "backbones" | "motiongpt", flags: TableFlags): Promise<void> {
  const { parseOverrides } = require("../config") as typeof import("../config");
  const { interruptSignal } = require("../io/interrupt") as typeof import("../io/interrupt");
  const { compare, writeComparison } = require("../pipeline/comparison") as typeof import("../pipeline/comparison");
  const { comparisonFormats, comparisonRows, instructionRows, signatureRows } =
    require("../pipeline/comparisonReport") as typeof import("../pipeline/comparisonReport");
  const { backboneRows, TABLES } = require("../pipeline/tables") as typeof import("../pipeline/tables");
  const { RUNS_FOLDER } = require("../training/readRun") as typeof import("../training/readRun");
  const { progressBar } = require("../training/progress") as typeof import("../training/progress");
  const { tableForms } = require("../plots/table") as typeof import("../plots/table");
  const { profile, corpus, seeds, set = "", models, json } = flags;
  if (models !== undefined && name !== "backbones") {
    throw new UserError(`--models is for the table backbones, not for ${name}`);
  }
  const folders = (models ?? "").split(",").filter(Boolean);
  const table = { ...TABLES[name], ...(folders.length > 0 ? { rows: backboneRows(folders) } : {}) };
  const folder = flags.out ?? join(RUNS_FOLDER, "../tables", `${name}-${profile}-${corpus}`);
  const bar = progressBar();
  const given = { profile, corpus, seeds, set, models };
  const options = Object.entries(given).filter(([, value]) => value);
  const plan = {
    ...table,
    command: `npx lslm table ${name} ${options.map(([option, value]) => `--${option} ${value}`).join(" ")}`,
    ...{ profile, corpus, seeds: wholeNumbers(seeds, "--seeds"), overrides: parseOverrides(set) },
  };
  const record = await compare(plan, {
    signal: interruptSignal(),
    onProgress: bar,
    onMessage: printMessage,
    onRow: (sofar) => writeComparison(join(folder, "comparison.json"), sofar),
  });
  bar.end();
  const text = [
    { caption: `${record.title}; 95 % intervals`, rows: comparisonRows(record) },
    {
      caption: "How they err; CIDEr gap: with the own gestures minus with another clip's",
      rows: signatureRows(record),
    },
    { caption: "Instructions followed, %", rows: instructionRows(record) },
  ]
    .filter(({ rows }) => rows.length > 0)
    .map(({ caption, rows }) => tableForms(rows, { caption, formats: comparisonFormats(rows) }).text)
    .join("\n\n");
  printResult(record, text, { json: json === true });
  printMessage(`written to ${join(folder, "comparison.json")}`);
}
