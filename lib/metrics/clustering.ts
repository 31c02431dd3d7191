// k-means (Lloyd): what codes a plain clustering of the same frames gives, for comparison with a learned codebook.
import { UserError } from "../errors";
import { Random } from "../random";
import { tf } from "../tensor/backend";
import { codebookEma } from "../tensor/kernels/codebookEma";
import { nearestCode } from "../tensor/kernels/nearestCode";

/**
 * Centres that start as different rows; an empty one starts again at a row.
 * @param points `[n, dims]`
 * @param rounds 0 leaves the rows drawn as they are: random prototypes
 * @returns `[clusters, dims]`; the caller disposes of it
 * @throws UserError for more clusters than points
 */
export function kMeans(
  points: tf.Tensor2D,
  clusters: number,
  { rounds = 10, seed = 0 }: { rounds?: number; seed?: number } = {},
): tf.Tensor2D {
  const [count] = points.shape;
  if (clusters < 1 || clusters > count) {
    throw new UserError(`k-means: ${count} points cannot make ${clusters} clusters; ask for 1 to ${count}.`);
  }
  return tf.tidy(() => {
    const drawn = (round: number) => {
      const rows = new Random(seed, "k-means", round).shuffle(Array.from({ length: count }, (_, i) => i));
      return tf.gather(points, tf.tensor1d(rows.slice(0, clusters), "int32")) as tf.Tensor2D;
    };
    let centres = drawn(0);
    for (let round = 1; round <= rounds; round++) {
      const before = centres;
      centres = tf.tidy(() => {
        const state = { codes: before, sum: before, count: tf.ones([clusters]) as tf.Tensor1D };
        return codebookEma(state, points, nearestCode(points, before), drawn(round), 0, 1).codes;
      });
      before.dispose();
    }
    return centres;
  });
}

/** Index of the nearest centre of each point, `[n]`. */
export function nearestCentres(points: tf.Tensor2D, centres: tf.Tensor2D): Int32Array {
  return tf.tidy(() => nearestCode(points, centres).dataSync() as Int32Array);
}
