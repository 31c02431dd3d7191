// `lslm translate FILE`: a recording of signing → English, by a trained run.
import { existsSync } from "node:fs";
import { extname, join, resolve } from "node:path";
import type { Command } from "commander";
import { UserError } from "../errors";
import { REFERENCE_MODELS } from "../pipeline/referenceRuns";
import { RUNS_FOLDER } from "../training/readRun";
import { requireFile } from "./files";
import { printResult } from "./output";

const SENTENCES = [REFERENCE_MODELS.synthasl, "quick-synthasl-seed0"];
/** The best that is there, by what is recorded how: spelling as landmarks, sentences as SMPL-X. */
const defaultRuns: Record<string, string[]> = {
  ".pose": ["quick-fingerspelling-seed0"],
  ".pkl": SENTENCES,
  ".npz": SENTENCES,
};

export function register(program: Command): void {
  program
    .command("translate")
    .description("translate a recording of signing to English")
    .argument("<file>", ".pose (MediaPipe Holistic), .pkl (SignAvatars) or .npz (SMPL-X parameters)")
    .option(
      "--model <run>",
      "run to translate with: a name below results/runs, or its folder; by default the committed model of sentences, and of spelling npm start's",
    )
    .option("--json", "one JSON object: {text, codes, frames, fps, seconds, model}")
    .addHelpText(
      "after",
      `
A model reads what it was trained on: the fingerspelling model spells words, the SynthASL model reads its signs.

Examples:
  $ npx lslm translate word.pose
  $ npx lslm translate clip.pkl --model quick-synthasl-seed0 --json`,
    )
    .action(translate);
}

async function translate(file: string, options: { model?: string; json?: boolean }): Promise<void> {
  requireFile(file);
  const { readMotionFile } = require("../data/corpus") as typeof import("../data/corpus");
  const clip = readMotionFile(file);
  const folder = modelFolder(file, options.model);
  const { Lslm } = require("../pipeline/lslm") as typeof import("../pipeline/lslm");
  const lslm = await Lslm.load(folder);
  const [text] = await lslm.translate([clip]);
  const { frames, fps } = clip;
  const result = { text, codes: [...lslm.codesOf(clip)], frames, fps, seconds: frames / fps, model: folder };
  printResult(result, text ?? "", options);
}

function modelFolder(file: string, name: string | undefined): string {
  const runs = name === undefined ? (defaultRuns[extname(file).toLowerCase()] ?? SENTENCES) : [name];
  const places = runs.flatMap((run) => [join(RUNS_FOLDER, run, "model"), join(resolve(run), "model"), resolve(run)]);
  const found = places.find((place) => existsSync(join(place, "tokenizer.safetensors")));
  if (found) return found;
  const hint =
    name === undefined ? '"npm start" trains it, --model names another' : '"npx lslm runs" lists those there are';
  throw new UserError(`there is no trained model ${runs.at(-1)}; ${hint}`);
}
