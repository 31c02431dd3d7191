// T5's relative position bias (Raffel et al. 2020, §2.1): each distance between key and query falls into a bucket, near
// ones each into their own, far ones into ever wider ones; each head learns a number a bucket.
import { tf } from "../../tensor/backend";

export interface BucketSettings {
  /** of both directions together, where there are two */
  buckets: number;
  /** distances from here on share the last bucket */
  maxDistance: number;
  /** an encoder looks ahead too */
  bidirectional: boolean;
}

/** Bucket of `relative` = key position − query position. */
export function relativeBucket(relative: number, { buckets, maxDistance, bidirectional }: BucketSettings): number {
  const each = bidirectional ? buckets / 2 : buckets;
  const first = bidirectional && relative > 0 ? each : 0;
  const distance = bidirectional ? Math.abs(relative) : Math.max(0, -relative);
  const exact = Math.floor(each / 2);
  if (distance < exact) return first + distance;
  // In float32, as the reference computes it: a distance on a border falls on the same side.
  const logarithm = Math.fround(Math.fround(Math.log(distance / exact)) / Math.fround(Math.log(maxDistance / exact)));
  const wide = exact + Math.trunc(Math.fround(logarithm * (each - exact)));
  return first + Math.min(wide, each - 1);
}

/**
 * Bias of every query and key, differentiable in the table.
 * @param table `[buckets, heads]`
 * @param queries positions of the queries, those of the keys being 0 … keys − 1
 * @returns `[1, heads, queries, keys]`
 */
export function positionBias(
  table: tf.Tensor2D,
  queries: readonly number[],
  keys: number,
  settings: BucketSettings,
): tf.Tensor4D {
  const rows = queries.flatMap((query) =>
    Array.from({ length: keys }, (_, key) => relativeBucket(key - query, settings)),
  );
  const bias = tf.gather(table, tf.tensor1d(rows, "int32")).reshape([queries.length, keys, table.shape[1]]);
  return tf.transpose(bias, [2, 0, 1]).expandDims(0) as tf.Tensor4D;
}
