// `lslm corpus check`: whether a folder of recordings and sentences can be trained on.
import { statSync } from "node:fs";
import { type Command, InvalidArgumentError, Option } from "commander";
import { CORPUS_FORMATS, type CorpusFormat } from "../config";
import type { SkippedClip, Split } from "../data/clip";
import type { SplitStatistics } from "../data/statistics";
import { UserError } from "../errors";
import { formatColumns, plainLine, printResult } from "./output";

const SHOWN = 10;

interface Options {
  format?: CorpusFormat;
  fps?: number;
  limit?: number;
  json?: boolean;
}

export function register(program: Command): void {
  program
    .command("corpus")
    .description("work with corpora")
    .command("check")
    .description("read a folder of motions and sentences to its end: what is there, and what is missing or broken")
    .argument("<folder>", "motions of any format that data/README.md describes, with what says what is signed")
    .addOption(new Option("--format <format>", "where a folder holds several").choices(CORPUS_FORMATS))
    .option("--fps <rate>", "bring all clips to this frame rate, as corpus.targetFps does", positiveNumber)
    .option("--limit <clips>", "read at most so many clips of each split", positiveInteger)
    .option(
      "--json",
      "one JSON object: {format, annotations, fps, splits: {train: {clips, seconds, signers, …}, …}, skipped: [{id, file, reason}], fingerprint}",
    )
    .addHelpText(
      "after",
      `
Two folders with the same fingerprint hold the same clips: names, splits, texts and joints. A clip that is missing or
broken is listed with its file and the reason, and left out; training does the same.

Examples:
  $ npx lslm corpus check data/how2sign --limit 200
  $ npx lslm corpus check data/amass --format smplx --fps 20 --json`,
    )
    .action(check);
}

async function check(path: string, options: Options): Promise<void> {
  const { listClips, readClips } = require("../data/corpora/listing") as typeof import("../data/corpora/listing");
  const { corpusStatistics } = require("../data/statistics") as typeof import("../data/statistics");
  const { progressBar } = require("../training/progress") as typeof import("../training/progress");
  const { interruptSignal } = require("../io/interrupt") as typeof import("../io/interrupt");
  if (!statSync(path, { throwIfNoEntry: false })?.isDirectory()) {
    throw new UserError(`${path}: there is no such folder; check the path`);
  }
  const { limit, fps, format } = options;
  const listing = listClips(path, {
    ...(format ? { format } : {}),
    ...(fps ? { targetFps: fps } : {}),
    ...(limit ? { limits: { train: limit, validation: limit, test: limit } } : {}),
  });
  const skipped = [...listing.skipped];
  const bar = progressBar();
  const statistics = corpusStatistics(
    readClips(listing, skipped, {
      signal: interruptSignal(),
      onProgress: (done, total) => bar({ stage: "reading", done, total, values: {}, unit: "clip" }),
    }),
  );
  bar.end();
  const { splits, fps: rate, fingerprint } = statistics;
  const result = { format: listing.format, annotations: listing.annotations, ...statistics, skipped };
  const said = listing.annotations.length > 0 ? listing.annotations.join(", ") : "nothing says what is signed";
  const text = [
    `${path}: ${listing.format}, ${rate ?? "no"} frames a second; ${said}`,
    splitTable(splits),
    ...leftOut(skipped),
    `fingerprint ${fingerprint}`,
  ];
  printResult(result, text.join("\n"), options);
}

function splitTable(splits: Record<Split, SplitStatistics>): string {
  const percent = (share: number): string => (100 * share).toFixed(1);
  const heading = ["split", "clips", "hours", "signers", "words", "vocabulary", "words a clip", "seconds", "longest"];
  return formatColumns(
    [...heading, "missing %", "left unseen %", "right unseen %"],
    Object.entries(splits).map(([split, own]) => [
      split,
      String(own.clips),
      (own.seconds / 3600).toFixed(2),
      String(own.signers),
      String(own.words),
      String(own.vocabulary),
      own.wordsPerClip?.median.toFixed(0) ?? "",
      own.length?.median.toFixed(1) ?? "",
      own.length?.max.toFixed(1) ?? "",
      percent(own.missingFrames),
      percent(own.leftHandUnseen),
      percent(own.rightHandUnseen),
    ]),
  );
}

/** The first of each kind of reason (whatever its names and numbers), so that a thousand missing files do not hide one broken one. */
function leftOut(skipped: readonly SkippedClip[]): string[] {
  if (skipped.length === 0) return [];
  const kinds = new Map<string, SkippedClip[]>();
  for (const clip of skipped) {
    const kind = clip.reason.replace(/\S*[\d/]\S*/g, "#");
    const same = kinds.get(kind);
    if (same) same.push(clip);
    else kinds.set(kind, [clip]);
  }
  const lines = [...kinds.values()].slice(0, SHOWN).map(([first, ...others]) => {
    const { file, id, reason } = first as SkippedClip;
    const more = others.length > 0 ? ` (and ${others.length} more like it)` : "";
    return `  ${plainLine(`${file}${file.includes(id) ? "" : ` (${id})`}: ${reason}${more}`)}`;
  });
  if (kinds.size > SHOWN) lines.push(`  and ${kinds.size - SHOWN} other reasons`);
  return [`left out: ${skipped.length} (--json lists them all)`, ...lines];
}

function positiveInteger(text: string): number {
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new InvalidArgumentError("Give a whole number of at least 1.");
  return Number(text);
}

function positiveNumber(text: string): number {
  const value = Number(text);
  if (!(value > 0 && value <= 1000)) throw new InvalidArgumentError("Give frames a second, above 0.");
  return value;
}
