// `lslm train motion-encoder`: the trained feature extractor of FID.
import { type Command, Option } from "commander";
import type { CorpusName, ProfileName } from "../config";
import { formatColumns, printMessage, printResult } from "./output";

interface TrainFlags {
  profile: ProfileName;
  corpus: CorpusName;
  seed: string;
  set?: string;
  json?: boolean;
}

export function register(program: Command): void {
  const train = program.command("train").description("train a model beside the pipeline");
  train
    .command("motion-encoder")
    .description("the feature extractor of FID: a motion and a text encoder, contrastive")
    .addOption(
      new Option("--profile <profile>", "sizes").choices(["smoke", "quick", "course", "paper"]).default("quick"),
    )
    .option("--corpus <name>", "synthasl, fingerspelling or a folder of data/", "synthasl")
    .option("--seed <number>", "seed of corpus and weights", "0")
    .option("--set <settings>", "settings of the corpus, e.g. corpus.train=500")
    .option("--json", "one JSON object: {run, retrieval: {precision, medianRank, pool}, realFid}")
    .addHelpText(
      "after",
      `
R-precision says how often a test clip finds its own sentence among those of a pool. FIDs that this encoder gives
compare with each other only, and not with published ones.

Example:
  $ npx lslm train motion-encoder --profile quick`,
    )
    .action(trainMotionEncoder);
}

async function trainMotionEncoder({ profile, corpus: name, seed, set = "", json }: TrainFlags): Promise<void> {
  const { configure, parseOverrides } = require("../config") as typeof import("../config");
  const { interruptSignal } = require("../io/interrupt") as typeof import("../io/interrupt");
  const { encoderRunName, runMotionEncoder } =
    require("../pipeline/motionEncoderRun") as typeof import("../pipeline/motionEncoderRun");
  const { loadPreparedCorpus } = require("../pipeline/preparedCorpus") as typeof import("../pipeline/preparedCorpus");
  const { progressBar } = require("../training/progress") as typeof import("../training/progress");
  const overrides = parseOverrides(set);
  const config = configure(profile, name, { ...overrides, seed: Number(seed) });
  const signal = interruptSignal();
  const bar = progressBar();
  const corpus = await loadPreparedCorpus(config, {
    signal,
    onProgress: (stage, done, total) => bar({ stage, done, total, values: {}, unit: "clip" }),
  });
  const { summary, folder } = await runMotionEncoder(config, corpus, {
    run: encoderRunName(config, overrides),
    signal,
    onProgress: bar,
    onMessage: printMessage,
  });
  bar.end();
  const { precision, medianRank, pool } = summary.retrieval;
  const text = formatColumns(
    ["", "top 1", "top 2", "top 3"],
    [
      [`R-precision of ${pool}`, ...precision.map((share) => share.toFixed(3))],
      ["chance", ...[1, 2, 3].map((k) => (k / pool).toFixed(3))],
    ],
  );
  const rest = `median rank ${medianRank} of ${corpus.splits.test.length}; FID of validation against test ${summary.realFid.toFixed(4)}`;
  printResult({ run: folder, ...summary }, `${text}\n${rest}\n${folder}`, { json: json === true });
}
