// Mean and standard deviation of features over a training set, and (x − mean) / std: features [frames, columns].
//
// A seated signer's legs, feet and root hardly move: their deviation is next to nothing, and dividing by it would make
// the first step of another clip a number in the thousands that drowns the hands. So no deviation is below a floor, in
// the block's own unit: what an estimate of a still signer wavers by, and for contacts such that one that is off is 10.

import { UserError } from "../errors";
import { FEATURE_SLICES, type FeatureSlices } from "./features";

/** What `normalizeFeatures` subtracts and divides by, `[columns]` each. */
export interface Normalization {
  mean: Float32Array;
  std: Float32Array;
}

export interface NormalizationOptions {
  /**
   * `"blocks"` (default, as HumanML3D published): every deviation is replaced by the mean over its block (yaw velocity,
   * linear velocity, height, positions, rotations, velocities, contacts). `"columns"`: each column has its own.
   */
  deviation?: "blocks" | "columns";
  /** Columns of the features: `FEATURE_SLICES` (623, default) or another of `featureSlices`. */
  slices?: FeatureSlices;
}

/** Column ranges that share a deviation, and the smallest that they are given. */
function blocksOf({
  position,
  rotation,
  velocity,
  contact,
}: FeatureSlices): [start: number, end: number, floor: number][] {
  return [
    [0, 1, 1e-3], // half radians a frame
    [1, 3, 1e-3], // m a frame
    [3, 4, 1e-2], // m
    [...position, 1e-2], // m
    [...rotation, 1e-2],
    [...velocity, 1e-3], // m a frame
    [...contact, 0.1],
  ];
}

/** Smallest deviation that `fitNormalization` gives each column, `[columns]`. */
export function deviationFloors(slices: FeatureSlices = FEATURE_SLICES): Float32Array {
  const floors = new Float32Array(slices.contact[1]);
  for (const [start, end, floor] of blocksOf(slices)) floors.fill(floor, start, end);
  return floors;
}

/**
 * Mean and deviation of every column over all frames (population formula), as they are: the deviations have no floor.
 *
 * @param clips features of each clip, `[frames, 623]`
 * @returns `[columns]` each
 * @throws UserError when there is no frame, a length is no multiple of the columns, or a number is not finite
 */
export function measureColumns(
  clips: Iterable<Float32Array>,
  slices: FeatureSlices = FEATURE_SLICES,
): { mean: Float32Array; deviation: Float64Array } {
  const [, columns] = slices.contact;
  // sums about the first frame: squares of small deviations from large means would lose their digits
  let shift: Float32Array | undefined;
  const sums = new Float64Array(columns);
  const squares = new Float64Array(columns);
  let frames = 0;
  for (const clip of clips) {
    if (clip.length % columns !== 0) {
      throw new UserError(`A clip has ${clip.length} numbers, no multiple of the ${columns} features of a frame.`);
    }
    if (clip.length === 0) continue;
    shift ??= clip.slice(0, columns);
    for (let at = 0; at < clip.length; at += columns) {
      for (let column = 0; column < columns; column++) {
        const value = clip[at + column] - shift[column];
        sums[column] += value;
        squares[column] += value * value;
      }
    }
    frames += clip.length / columns;
  }
  if (!shift) throw new UserError("No training frames to take mean and deviation from.");
  const mean = new Float32Array(columns);
  const deviation = new Float64Array(columns);
  for (let column = 0; column < columns; column++) {
    const offset = sums[column] / frames;
    mean[column] = shift[column] + offset;
    deviation[column] = Math.sqrt(Math.max(0, squares[column] / frames - offset * offset));
    if (!Number.isFinite(mean[column]) || !Number.isFinite(deviation[column])) {
      throw new UserError(`Feature column ${column} of the training set holds a number that is not finite.`);
    }
  }
  return { mean, deviation };
}

/**
 * Fits mean and deviation on training clips; no deviation is below its floor.
 *
 * @param clips features of each clip, `[frames, 623]`
 * @throws UserError as `measureColumns`
 */
export function fitNormalization(clips: Iterable<Float32Array>, options: NormalizationOptions = {}): Normalization {
  const slices = options.slices ?? FEATURE_SLICES;
  const { mean, deviation } = measureColumns(clips, slices);
  const std = new Float32Array(deviation.length);
  for (const [start, end, floor] of blocksOf(slices)) {
    const block = deviation.subarray(start, end);
    if (options.deviation !== "columns") block.fill(block.reduce((sum, value) => sum + value, 0) / block.length);
    for (let column = start; column < end; column++) std[column] = Math.max(floor, deviation[column]);
  }
  return { mean, std };
}

/** `(features − mean) / std`, a new `[frames, columns]`. */
export function normalizeFeatures(features: Float32Array, { mean, std }: Normalization): Float32Array {
  checkColumns(features, mean);
  const result = new Float32Array(features.length);
  for (let at = 0; at < features.length; at += mean.length) {
    for (let column = 0; column < mean.length; column++) {
      result[at + column] = (features[at + column] - mean[column]) / std[column];
    }
  }
  return result;
}

/** `features · std + mean`, a new `[frames, columns]`. */
export function denormalizeFeatures(features: Float32Array, { mean, std }: Normalization): Float32Array {
  checkColumns(features, mean);
  const result = new Float32Array(features.length);
  for (let at = 0; at < features.length; at += mean.length) {
    for (let column = 0; column < mean.length; column++) {
      result[at + column] = features[at + column] * std[column] + mean[column];
    }
  }
  return result;
}

function checkColumns(features: Float32Array, mean: Float32Array): void {
  if (features.length % mean.length !== 0) {
    throw new UserError(`${features.length} numbers are no whole frames of ${mean.length} features.`);
  }
}
