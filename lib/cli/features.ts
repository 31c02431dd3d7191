// `lslm features encode|decode`: joints ⇄ the 623 features of a frame.
import { type Command, Option } from "commander";
import { AXES, type Axes, isUpright, toYUp } from "../body/axes";
import type { Recipe } from "../body/features";
import { UserError } from "../errors";
import { readNumbers } from "./files";
import { printMessage, printResult } from "./output";

const recipeOption = () =>
  new Option("--recipe <recipe>", "the released recipe bit for bit, or with its two slips mended")
    .choices(["published", "corrected"])
    .default("published");

interface EncodeOptions {
  recipe: Recipe;
  axes: Axes;
  fps?: number;
  json?: boolean;
}

interface DecodeOptions {
  recipe: Recipe;
  from: "positions" | "rotations";
  json?: boolean;
}

export function register(program: Command): void {
  const features = program.command("features").description("turn joint positions into motion features and back");
  features
    .command("encode")
    .description(
      "joints [frames, 52, 3] in metres → features [frames − 1, 623]; velocities leave no row for the last frame",
    )
    .argument("<in>", ".npy with the joints")
    .argument("<out>", ".npy to write, float32")
    .addOption(recipeOption())
    .addOption(
      new Option("--axes <axes>", "the joints' axes: camera has y down and z away").choices(AXES).default("y-up"),
    )
    .option("--fps <rate>", "fit contacts and smoothing, made for 20 frames a second, to another rate", Number)
    .option("--json", "one JSON object: {shape, recipe}")
    .addHelpText("after", "\nExample:\n  $ npx lslm features encode joints.npy features.npy --recipe corrected")
    .action(encode);
  features
    .command("decode")
    .description("features [frames, 623] → joints [frames, 52, 3] in metres")
    .argument("<in>", ".npy with the features, not normalised")
    .argument("<out>", ".npy to write, float32")
    .addOption(
      new Option("--from <block>", "the features that joints are computed from")
        .choices(["positions", "rotations"])
        .default("positions"),
    )
    .addOption(recipeOption().hideHelp())
    .option("--json", "one JSON object: {shape, recipe, from}")
    .addHelpText(
      "after",
      `
Both recipes decode alike. Published scores decode the positions; the rotations give every frame the same bones.

Example:
  $ npx lslm features decode features.npy joints.npy --from rotations`,
    )
    .action(decode);
}

async function encode(input: string, output: string, options: EncodeOptions): Promise<void> {
  const { recipe, axes, fps, json } = options;
  const { atFrameRate, encodeFeatures, FEATURE_COUNT } =
    require("../body/features") as typeof import("../body/features");
  const { shape, data } = readNumbers(input, ["frames", 52, 3]);
  const frames = shape[0] as number;
  const joints = toYUp(data, axes);
  const settings = { recipe, ...(fps === undefined ? {} : atFrameRate(fps)) };
  const features = inFile(input, () => encodeFeatures(joints, frames, settings));
  await writeNpy(output, features, [frames - 1, FEATURE_COUNT]);
  if (!isUpright(joints, frames)) {
    printMessage(`${input}: the head is not above the pelvis; are its axes ${axes}, or is --axes another?`);
  }
  const result = { shape: [frames - 1, FEATURE_COUNT], recipe };
  printResult(result, `${output}: features [${result.shape.join(", ")}], ${recipe} recipe`, { json: json === true });
}

async function decode(input: string, output: string, { recipe, from, json }: DecodeOptions): Promise<void> {
  const { decodeFeatures, FEATURE_COUNT } = require("../body/features") as typeof import("../body/features");
  const { shape, data } = readNumbers(input, ["frames", FEATURE_COUNT]);
  const frames = shape[0] as number;
  const joints = inFile(input, () => decodeFeatures(data, frames, { from }));
  await writeNpy(output, joints, [frames, 52, 3]);
  const result = { shape: [frames, 52, 3], recipe, from };
  printResult(result, `${output}: joints [${result.shape.join(", ")}] from ${from}`, { json: json === true });
}

/** Names the file in what the conversion finds wrong with its numbers. */
function inFile<T>(file: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof UserError) throw new UserError(`${file}: ${error.message}`);
    throw error;
  }
}

async function writeNpy(path: string, data: Float32Array, shape: readonly number[]): Promise<void> {
  const { encodeNpy } = require("../data/formats/npy") as typeof import("../data/formats/npy");
  const { writeFileAtomic } = require("../io/atomic") as typeof import("../io/atomic");
  try {
    writeFileAtomic(path, encodeNpy(data, shape));
  } catch (error) {
    throw new UserError(`${path} cannot be written: ${(error as Error).message}`);
  }
}
