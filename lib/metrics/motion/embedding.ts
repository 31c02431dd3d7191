// A fixed, training-free vector of a motion clip for FID: temporal statistics of its features, projected by a
// seeded orthonormal matrix. It compares runs of this project; its FID is not comparable with published ones, whose
// extractors were trained (on HumanML3D's 263 body features, or unknown).

import { UserError } from "../../errors";
import { Random } from "../../random";

export interface EmbeddingOptions {
  /** Length of the vector. Default 64. */
  dimension?: number;
  /** Seed of the projection; FIDs compare only under one seed. Default 623. */
  seed?: number;
}

/** Statistics of one feature: mean, deviation, root mean square velocity, later half's mean minus the earlier's. */
const STATISTICS = 4;

const projections = new Map<string, Float64Array>();

/**
 * Give normalised features (zero mean, unit variance over the training set): in raw units metres drown velocities.
 *
 * @param features `[frames, channels]`, e.g. 623 channels
 * @returns `[dimension]`
 * @throws UserError when the length is no multiple of `frames`, or `dimension` exceeds 4 × channels
 */
export function fixedMotionEmbedding(
  features: Float32Array,
  frames: number,
  { dimension = 64, seed = 623 }: EmbeddingOptions = {},
): Float32Array {
  const channels = features.length / frames;
  if (!(frames >= 1) || !Number.isInteger(frames) || !Number.isInteger(channels) || channels === 0) {
    throw new UserError(
      `Motion embedding: ${features.length} numbers are not ${frames} frames of one length; give [frames, channels].`,
    );
  }
  const statistics = temporalStatistics(features, frames, channels);
  const projection = orthonormalRows(dimension, statistics.length, seed);
  return Float32Array.from({ length: dimension }, (_, row) => {
    let sum = 0;
    for (let k = 0; k < statistics.length; k++) {
      sum += (projection[row * statistics.length + k] as number) * (statistics[k] as number);
    }
    return sum;
  });
}

/** `[4 × channels]`: all means, then all deviations, velocities and trends. */
function temporalStatistics(features: Float32Array, frames: number, channels: number): Float64Array {
  const statistics = new Float64Array(STATISTICS * channels);
  const half = Math.floor(frames / 2);
  for (let channel = 0; channel < channels; channel++) {
    const at = (frame: number) => features[frame * channels + channel] as number;
    let sum = 0;
    let trend = 0;
    let squaredSteps = 0;
    for (let frame = 0; frame < frames; frame++) {
      sum += at(frame);
      if (frame > 0) squaredSteps += (at(frame) - at(frame - 1)) ** 2;
      if (frame < half) trend -= at(frame);
      if (frame >= frames - half) trend += at(frame);
    }
    const mean = sum / frames;
    let squares = 0;
    for (let frame = 0; frame < frames; frame++) squares += (at(frame) - mean) ** 2;
    statistics[channel] = mean;
    statistics[channels + channel] = Math.sqrt(squares / frames);
    statistics[2 * channels + channel] = frames > 1 ? Math.sqrt(squaredSteps / (frames - 1)) : 0;
    statistics[3 * channels + channel] = half > 0 ? trend / half : 0;
  }
  return statistics;
}

/** `[count, length]`: Gaussian rows made orthonormal (Gram–Schmidt, twice for accuracy); kept for the next call. */
function orthonormalRows(count: number, length: number, seed: number): Float64Array {
  if (!Number.isInteger(count) || count < 1 || count > length) {
    throw new UserError(`Motion embedding: the dimension must be a whole number from 1 to ${length}, not ${count}.`);
  }
  const key = `${count}/${length}/${seed}`;
  const known = projections.get(key);
  if (known) return known;
  const random = new Random(seed, "motion embedding");
  const matrix = Float64Array.from({ length: count * length }, () => random.normal());
  for (let row = 0; row < count; row++) {
    const vector = matrix.subarray(row * length, (row + 1) * length);
    for (let pass = 0; pass < 2; pass++) {
      for (let other = 0; other < row; other++) {
        const earlier = matrix.subarray(other * length, (other + 1) * length);
        const overlap = dot(vector, earlier);
        for (let k = 0; k < length; k++) vector[k] = (vector[k] as number) - overlap * (earlier[k] as number);
      }
    }
    const norm = Math.sqrt(dot(vector, vector));
    for (let k = 0; k < length; k++) vector[k] = (vector[k] as number) / norm;
  }
  projections.set(key, matrix);
  return matrix;
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let k = 0; k < a.length; k++) sum += (a[k] as number) * (b[k] as number);
  return sum;
}
