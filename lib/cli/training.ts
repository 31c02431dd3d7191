// What every `lslm train …` has in common: its options, the configuration they make, and what a long run is given.
import { type Command, Option } from "commander";
import type { Config, CorpusName, ProfileName } from "../config";
import { UserError } from "../errors";
import { printMessage } from "./output";

export interface TrainingFlags {
  profile: ProfileName;
  corpus: CorpusName;
  seed: string;
  set?: string;
  run?: string;
  json?: boolean;
}

/** What sets one training command apart from another. */
interface TrainingCommand {
  description: string;
  /** what the seed decides */
  seeds?: string;
  /** which settings `--set` is for, with an example */
  settings: string;
  /** members of the JSON object */
  json: string;
}

/** `lslm train NAME` with the common options. */
export function trainingCommand(
  program: Command,
  name: string,
  { description, seeds = "corpus and weights", settings, json }: TrainingCommand,
): Command {
  const train =
    program.commands.find((command) => command.name() === "train") ??
    program.command("train").description("train LSLM, its tokenizer, or a model beside them");
  return train
    .command(name)
    .description(description)
    .addOption(profileOption("sizes and steps"))
    .option("--corpus <name>", "synthasl, fingerspelling or a folder of data/", "synthasl")
    .option("--seed <number>", `seed of ${seeds}`, "0")
    .option("--set <settings>", settings)
    .option("--run <run>", "name below results/runs, or a folder; named after what differs from the profile by default")
    .option("--json", `one JSON object: ${json}`);
}

export const profileOption = (description: string): Option =>
  new Option("--profile <profile>", description).choices(["smoke", "quick", "course", "paper"]).default("quick");

/**
 * The configuration of the options, with the hooks of a long run; end the bar when it is over.
 * @param overrides from options of the command's own
 */
export function prepareTraining(
  { profile, corpus, seed, set = "", run }: TrainingFlags,
  overrides: Readonly<Record<string, unknown>> = {},
) {
  const { configure, parseOverrides } = require("../config") as typeof import("../config");
  const { interruptSignal } = require("../io/interrupt") as typeof import("../io/interrupt");
  const { progressBar } = require("../training/progress") as typeof import("../training/progress");
  if (!/^\d+$/.test(seed)) throw new UserError(`--seed ${seed}: a whole number is expected`);
  const config: Config = configure(profile, corpus, { ...parseOverrides(set), ...overrides, seed: Number(seed) });
  const bar = progressBar();
  const hooks = {
    ...(run === undefined ? {} : { run }),
    signal: interruptSignal(),
    onProgress: bar,
    onMessage: printMessage,
  };
  return { config, bar, hooks };
}
