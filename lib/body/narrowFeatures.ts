// Features with fewer columns out of features with more: [frames, 623] → [frames, 313] or [frames, 263].

import { UserError } from "../errors";
import type { FeatureSlices } from "./features";

/**
 * The same features without some columns: `full` to `compact`, 52 joints to the first 22. A body taken out of 623
 * features stands on the floor of body and hands together.
 * @param features `[frames, columns of from]`
 * @returns `[frames, columns of to]`
 * @throws UserError when `to` has a block that `from` lacks
 */
export function narrowFeatures(features: Float32Array, from: FeatureSlices, to: FeatureSlices): Float32Array {
  const columns = from.contact[1];
  const kept = to.contact[1];
  const result = new Float32Array((features.length / columns) * kept);
  for (const block of ["root", "position", "rotation", "velocity", "contact"] as const) {
    const size = to[block][1] - to[block][0];
    if (size > from[block][1] - from[block][0]) throw new UserError(`These features have no such ${block} columns.`);
    for (let row = 0; row * columns < features.length; row++) {
      const start = row * columns + from[block][0];
      result.set(features.subarray(start, start + size), row * kept + to[block][0]);
    }
  }
  return result;
}
