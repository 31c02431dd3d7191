// The arithmetic of one row of features: aligned joints of two frames and their turns to the front → 623 numbers.

import { inverseKinematics } from "./chains";
import type { FeatureSlices, Recipe } from "./features";
import { quaternionToSixD } from "./sixD";
import type { Skeleton } from "./skeleton";

/**
 * Encodes aligned frames `[rows + 1, joints, 3]`, given the turn of each `[rows + 1, 2]`, to features `[rows, columns]`.
 */
export function rowEncoder(skeleton: Skeleton, slices: FeatureSlices, recipe: Recipe, contactThreshold: number) {
  const columns = slices.contact[1];
  const compact = slices.rotation[0] === slices.rotation[1];
  const width = skeleton.joints * 3;
  const rotations = new Float64Array(skeleton.joints * 4);
  return (aligned: Float64Array, turns: Float64Array, rows: number): Float32Array => {
    const features = new Float32Array(rows * columns);
    for (let frame = 0; frame < rows; frame++) {
      const at = frame * width;
      const next = at + width;
      const row = frame * columns;
      const w = turns[frame * 2];
      const y = turns[frame * 2 + 1];
      const nextW = turns[frame * 2 + 2];
      const nextY = turns[frame * 2 + 3];

      // root: half-angle of next · inverse(this), then the step seen from the next frame's facing
      const sineHalf = nextY * w - nextW * y;
      const cosineHalf = nextW * w + nextY * y;
      const sign = recipe === "corrected" && cosineHalf < 0 ? -1 : 1;
      features[row] = Math.asin(Math.max(-1, Math.min(1, sign * sineHalf)));
      const nextCosine = nextW * nextW - nextY * nextY;
      const nextSine = 2 * nextW * nextY;
      const stepX = aligned[next] - aligned[at];
      const stepZ = aligned[next + 2] - aligned[at + 2];
      features[row + 1] = nextCosine * stepX + nextSine * stepZ;
      features[row + 2] = nextCosine * stepZ - nextSine * stepX;
      features[row + 3] = aligned[at + 1];

      const cosine = w * w - y * y;
      const sine = 2 * w * y;
      const rootX = aligned[at];
      const rootZ = aligned[at + 2];
      let column = row + slices.position[0];
      for (let i = at + 3; i < next; i += 3) {
        const x = aligned[i] - rootX;
        const z = aligned[i + 2] - rootZ;
        features[column] = cosine * x + sine * z;
        features[column + 1] = aligned[i + 1];
        features[column + 2] = cosine * z - sine * x;
        column += 3;
      }

      column = row + slices.velocity[0];
      for (let i = at; i < next; i += 3) {
        const x = aligned[i + width] - aligned[i];
        const z = aligned[i + width + 2] - aligned[i + 2];
        features[column] = cosine * x + sine * z;
        features[column + 1] = aligned[i + width + 1] - aligned[i + 1];
        features[column + 2] = cosine * z - sine * x;
        column += 3;
      }
      if (compact) continue;

      inverseKinematics(skeleton, aligned, at, turns, frame * 2, rotations);
      column = row + slices.rotation[0];
      for (let joint = 1; joint < skeleton.joints; joint++) {
        quaternionToSixD(rotations, joint * 4, features, column);
        column += 6;
      }

      for (let foot = 0; foot < 4; foot++) {
        const i = at + FEET[foot] * 3;
        const x = aligned[i + width] - aligned[i];
        const h = aligned[i + width + 1] - aligned[i + 1];
        const z = aligned[i + width + 2] - aligned[i + 2];
        features[row + slices.contact[0] + foot] = x * x + h * h + z * z < contactThreshold ? 1 : 0;
      }
    }
    return features;
  };
}

/** Left ankle, left foot, right ankle, right foot: the order of the contact block. */
const FEET = [7, 10, 8, 11];
