// What each of the features is called ("position left_wrist y" is how high the left wrist is), and what the blocks of
// features mean.

import { UserError } from "../errors";
import { FEATURE_SLICES, type FeatureSlices, type FeatureVariant } from "./features";
import { type Skeleton, SMPLX_SKELETON } from "./skeleton";

const AXES = ["x", "y", "z"];
/** First two columns of a rotation matrix, one after the other. */
const SIX_D = ["R00", "R10", "R20", "R01", "R11", "R21"];

/** `[columns]`: names of the features in order, e.g. 623 for the 52 joints. */
export function featureNames(skeleton: Skeleton = SMPLX_SKELETON, variant: FeatureVariant = "full"): string[] {
  const [, ...children] = skeleton.names;
  const each = (block: string, joints: readonly string[], parts: readonly string[]) =>
    joints.flatMap((joint) => parts.map((part) => `${block} ${joint} ${part}`));
  const full = variant === "full";
  return [
    ...["root yaw velocity", "root velocity x", "root velocity z", "root height"],
    ...each("position", children, AXES),
    ...(full ? each("rotation", children, SIX_D) : []),
    ...each("velocity", skeleton.names, AXES),
    ...(full ? ["left_ankle", "left_foot", "right_ankle", "right_foot"].map((joint) => `contact ${joint}`) : []),
  ];
}

/**
 * One feature over time.
 * @param features `[frames, 623]`
 * @param name as `featureNames` has it, e.g. "position right_wrist y"
 * @throws UserError when no feature has that name
 */
export function featureOverTime(features: Float32Array, name: string): Float32Array {
  const names = featureNames();
  const column = names.indexOf(name);
  if (column < 0) throw new UserError(`No feature is called "${name}"; an example is "position right_wrist y".`);
  return Float32Array.from(
    { length: features.length / names.length },
    (_, frame) => features[frame * names.length + column],
  );
}

const MEANINGS = {
  root: "how fast the body turns about the vertical (half the angle), how fast it walks sideways and forward, how high the pelvis is",
  position: "where each joint but the pelvis is: x and z from the pelvis, y from the floor",
  rotation: "how each bone is turned against the one before it: the first two columns of a rotation matrix",
  velocity: "how far each joint goes until the next frame",
  contact: "whether left ankle, left foot, right ankle, right foot stand still",
} as const;
const UNITS = { root: "rad, m", position: "m", rotation: "–", velocity: "m a frame", contact: "0 or 1" } as const;
const BLOCKS = ["root", "position", "rotation", "velocity", "contact"] as const;

/** The blocks as rows of a table: columns (first and last), how many, what they mean, their unit. Empty blocks are left out. */
export function featureBlocks(slices: FeatureSlices = FEATURE_SLICES) {
  return BLOCKS.filter((block) => slices[block][1] > slices[block][0]).map((block) => {
    const [start, end] = slices[block];
    return {
      block,
      columns: `${start}–${end - 1}`,
      numbers: end - start,
      meaning: MEANINGS[block],
      unit: UNITS[block],
    };
  });
}

/**
 * How far two sets of features of the same frames are apart, by block.
 * @param first `[frames, columns]`
 * @param second `[frames, columns]`
 * @returns the largest and the mean difference of a number in each block
 * @throws UserError when the lengths differ
 */
export function featureDifferences(first: Float32Array, second: Float32Array, slices: FeatureSlices = FEATURE_SLICES) {
  if (first.length !== second.length) {
    throw new UserError(`Features of ${first.length} and of ${second.length} numbers cannot be compared.`);
  }
  const columns = slices.contact[1];
  return BLOCKS.filter((block) => slices[block][1] > slices[block][0]).map((block) => {
    const [start, end] = slices[block];
    let [largest, sum, count] = [0, 0, 0];
    for (let at = 0; at < first.length; at++) {
      if (at % columns < start || at % columns >= end) continue;
      const difference = Math.abs(first[at] - second[at]);
      largest = Math.max(largest, difference);
      sum += difference;
      count++;
    }
    return { block, largest, mean: sum / count };
  });
}
