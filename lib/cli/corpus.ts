// `lslm corpus check`: whether a folder of recordings and sentences can be trained on.
import { statSync } from "node:fs";
import { type Command, InvalidArgumentError } from "commander";
import { UserError } from "../errors";
import { formatColumns, plainLine, printResult } from "./output";

const SHOWN = 10;

export function register(program: Command): void {
  program
    .command("corpus")
    .description("work with corpora")
    .command("check")
    .description("read a folder in the form of SignAvatars and How2Sign: splits, hours, what is left out and why")
    .argument("<folder>", "csv files with train, val or test in their names, and .pkl files below")
    .option("--limit <clips>", "read at most so many clips of each split", positiveInteger)
    .option("--json", "one JSON object: {splits: {train: {clips, seconds, signers}, …}, skipped: [{id, file, reason}]}")
    .addHelpText("after", "\nExample:\n  $ npx lslm corpus check data/how2sign --limit 200")
    .action(async (folder: string, options: { limit?: number; json?: boolean }) => {
      const { loadFolder } = require("../data/corpus") as typeof import("../data/corpus");
      const { listClips } = require("../data/corpora/listing") as typeof import("../data/corpora/listing");
      const { progressBar } = require("../training/progress") as typeof import("../training/progress");
      const { interruptSignal } = require("../io/interrupt") as typeof import("../io/interrupt");
      if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory()) {
        throw new UserError(`${folder}: there is no such folder; check the path`);
      }
      const { limit } = options;
      const bar = progressBar();
      const limits = limit ? { limits: { train: limit, validation: limit, test: limit } } : {};
      const { clips, skipped } = loadFolder(listClips(folder, limits), {
        signal: interruptSignal(),
        onProgress: (done, total) => bar({ stage: "reading", done, total, values: {}, unit: "clip" }),
      });
      bar.end();
      const splits = Object.fromEntries(
        (["train", "validation", "test"] as const).map((split) => {
          const own = clips.filter((clip) => clip.split === split);
          const seconds = own.reduce((sum, { frames, fps }) => sum + frames / fps, 0);
          return [split, { clips: own.length, seconds, signers: new Set(own.map(({ signer }) => signer)).size }];
        }),
      );
      const table = formatColumns(
        ["split", "clips", "minutes", "signers"],
        Object.entries(splits).map(([split, { clips, seconds, signers }]) => [
          split,
          String(clips),
          (seconds / 60).toFixed(1),
          String(signers),
        ]),
      );
      const reasons = skipped.slice(0, SHOWN).map(({ file, id, reason }) => `  ${file} (${id}): ${reason}`);
      if (skipped.length > SHOWN) reasons.push(`  and ${skipped.length - SHOWN} more (--json lists them all)`);
      const left =
        skipped.length > 0 ? [`left out: ${skipped.length}`, ...reasons.map((line) => `  ${plainLine(line)}`)] : [];
      printResult({ splits, skipped }, [table, ...left].join("\n"), options);
    });
}

function positiveInteger(text: string): number {
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new InvalidArgumentError("Give a whole number of at least 1.");
  return Number(text);
}
