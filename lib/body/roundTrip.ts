// What encoding and decoding a clip loses: joints [frames, 52, 3] → features → joints, against the aligned clip, in mm.

import { alignJoints, decodeFeatures, encodeFeatures, type FeatureOptions, featureSlices } from "./features";
import type { NumberArray } from "./rotations";
import { SMPLX_SKELETON } from "./skeleton";

/** Mean distances of all joints in all frames from where they should be, mm. */
export interface RoundTrip {
  /** features a frame */
  numbers: number;
  fromPositions: number;
  /** undefined where the features hold no rotations */
  fromRotations: number | undefined;
}

/**
 * @param joints `[frames, 52, 3]`, metres; of a smaller skeleton the first joints are taken
 * @throws UserError as `encodeFeatures`
 */
export function roundTrip(joints: NumberArray, frames: number, options: FeatureOptions = {}): RoundTrip {
  const { skeleton = SMPLX_SKELETON, variant = "full" } = options;
  const width = skeleton.joints * 3;
  const taken = new Float64Array(frames * width);
  for (let frame = 0; frame < frames; frame++) {
    for (let i = 0; i < width; i++) taken[frame * width + i] = joints[frame * SMPLX_SKELETON.joints * 3 + i];
  }
  const features = encodeFeatures(taken, frames, options);
  const aligned = alignJoints(taken, frames, options);
  const error = (from: "positions" | "rotations") => {
    const decoded = decodeFeatures(features, frames - 1, { ...options, from });
    let sum = 0;
    for (let i = 0; i < decoded.length; i += 3) {
      sum += Math.hypot(decoded[i] - aligned[i], decoded[i + 1] - aligned[i + 1], decoded[i + 2] - aligned[i + 2]);
    }
    return (1000 * 3 * sum) / decoded.length;
  };
  return {
    numbers: featureSlices(skeleton.joints, variant).contact[1],
    fromPositions: error("positions"),
    fromRotations: variant === "full" ? error("rotations") : undefined,
  };
}
