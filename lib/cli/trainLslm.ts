// `lslm train lslm`: the whole pipeline, as `npm start` runs it; `lslm train tokenizer`: its first half alone.
import { type Command, Option } from "commander";
import type { Config, CorpusName, ProfileName } from "../config";
import { UserError } from "../errors";
import { printMessage, printResult } from "./output";

interface Flags {
  profile: ProfileName;
  corpus: CorpusName;
  seed: string;
  set?: string;
  scheme?: string;
  run?: string;
  json?: boolean;
}

export function register(program: Command): void {
  const train = program.commands.find((command) => command.name() === "train") as Command;
  const common = (name: string, description: string): Command =>
    train
      .command(name)
      .description(description)
      .addOption(
        new Option("--profile <profile>", "sizes and steps")
          .choices(["smoke", "quick", "course", "paper"])
          .default("quick"),
      )
      .option("--corpus <name>", "synthasl, fingerspelling or a folder of data/", "synthasl")
      .option("--seed <number>", "seed of corpus, weights and order", "0")
      .option("--set <settings>", "any settings of lib/config.ts, e.g. tokenizer.codes=512,translation.steps=100")
      .option(
        "--run <run>",
        "name below results/runs, or a folder; named after what differs from the profile by default",
      );
  common("lslm", "tokenizer, then projector and language model: signing to English, scored with its controls")
    .option(
      "--scheme <scheme>",
      "direct-llm, direct-both, joint-llm, joint-both, staged-llm or staged-both, see below; projector and adapters together by default",
    )
    .option(
      "--json",
      "one JSON object: {run, corpus, clips, tokenizer, scores, comparisons, grounding, instructions?, seconds}",
    )
    .addHelpText(
      "after",
      `
Schemes are the rows of the paper's table, ALIGNMENT-TUNED, equally long:
  direct-…  aligns the projector alone, the language model frozen
  joint-…   trains projector and language model (its LoRA adapters) together
  staged-…  does the one, then the other
  …-llm     then tunes the language model alone on instructions
  …-both    then tunes both
A scheme of your own is a list of stages in translation.scheme, from a notebook or a script.

What is stopped (Ctrl-C) goes on when the same command is given again; a finished run is read.

Examples:
  $ npx lslm train lslm --profile smoke
  $ npx lslm train lslm --scheme staged-llm
  $ npx lslm train lslm --corpus fingerspelling --set translation.steps=200 --run spelling-200 --json`,
    )
    .action(trainLslm);
  common("tokenizer", "the motion tokenizer alone: reconstruction and use of its codes on test clips")
    .option("--json", "one JSON object: {run, errors, fid, codebook, lengths, bySigner}")
    .addHelpText(
      "after",
      `
Errors are mm; the run's tokenizer.safetensors is what notebook 03 and \`lslm train motiongpt\` read.
What is stopped goes on when the command is given again.

Examples:
  $ npx lslm train tokenizer
  $ npx lslm train tokenizer --set tokenizer.quantizer=fsq,tokenizer.codes=1000 --json`,
    )
    .action(trainTokenizer);
}

/** Configuration, the overrides that made it, and what a long run is given. */
function prepare({ profile, corpus, seed, set = "", scheme }: Flags) {
  const { configure, parseOverrides } = require("../config") as typeof import("../config");
  const { interruptSignal } = require("../io/interrupt") as typeof import("../io/interrupt");
  const { progressBar } = require("../training/progress") as typeof import("../training/progress");
  if (!/^\d+$/.test(seed)) throw new UserError(`--seed ${seed}: a whole number is expected`);
  const overrides = { ...parseOverrides(set), ...(scheme === undefined ? {} : { "translation.scheme": scheme }) };
  const config: Config = configure(profile, corpus, { ...overrides, seed: Number(seed) });
  const bar = progressBar();
  return { config, overrides, bar, hooks: { signal: interruptSignal(), onProgress: bar, onMessage: printMessage } };
}

async function trainLslm(flags: Flags): Promise<void> {
  const { config, overrides, bar, hooks } = prepare(flags);
  const { runName, runPipeline } = require("../pipeline/runPipeline") as typeof import("../pipeline/runPipeline");
  const { scoreTables, tokenizerTable } = require("./scoreTables") as typeof import("./scoreTables");
  const { lslm, summary, folder } = await runPipeline(config, {
    run: flags.run ?? runName(config, overrides),
    ...hooks,
  });
  bar.end();
  lslm.dispose();
  const text = [tokenizerTable(summary), scoreTables(summary), folder].join("\n\n");
  printResult({ run: folder, ...summary }, text, { json: flags.json === true });
}

async function trainTokenizer(flags: Flags): Promise<void> {
  const { config, overrides, bar, hooks } = prepare(flags);
  const { runTokenizer, tokenizerRunName } =
    require("../pipeline/tokenizerRun") as typeof import("../pipeline/tokenizerRun");
  const { loadPreparedCorpus } = require("../pipeline/preparedCorpus") as typeof import("../pipeline/preparedCorpus");
  const { tokenizerTable } = require("./scoreTables") as typeof import("./scoreTables");
  const { signal, onProgress } = hooks;
  const corpus = await loadPreparedCorpus(config, {
    signal,
    onProgress: (stage, done, total) => onProgress({ stage, done, total, values: {}, unit: "clip" }),
  });
  const run = flags.run ?? tokenizerRunName(config, overrides);
  const { summary, folder } = await runTokenizer(config, corpus, { run, ...hooks });
  bar.end();
  const text = tokenizerTable({ corpus: config.corpus.name, tokenizer: summary });
  printResult({ run: folder, ...summary }, `${text}\n\n${folder}`, { json: flags.json === true });
}
