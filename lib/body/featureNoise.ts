// Features as a model would give them: every number off by a share of what it usually varies by. [frames, 623] → the same.

import { UserError } from "../errors";
import { Random } from "../random";
import { FEATURE_SLICES } from "./features";
import type { Normalization } from "./normalize";

export interface FeatureNoiseOptions {
  /** of a feature's deviation: 0.1 is off by a tenth of it, on average over the squares */
  share: number;
  seed: number;
}

/**
 * Adds independent normal noise to all features but the contacts.
 * @param features `[frames, 623]`
 * @throws UserError when the lengths do not fit or the share is negative
 */
export function disturbFeatures(
  features: Float32Array,
  { std }: Normalization,
  { share, seed }: FeatureNoiseOptions,
): Float32Array {
  if (std.length !== FEATURE_SLICES.contact[1] || features.length % std.length !== 0) {
    throw new UserError(`${features.length} numbers and ${std.length} deviations are no features of 623 columns.`);
  }
  if (!(share >= 0)) throw new UserError(`The share of the deviation must not be negative; got ${share}.`);
  const random = new Random(seed, "feature-noise");
  const [contacts] = FEATURE_SLICES.contact;
  return features.map((value, i) => {
    const column = i % std.length;
    return column < contacts ? value + share * std[column] * random.normal() : value;
  });
}
