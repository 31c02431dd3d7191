// A vocabulary with tokens added behind the pretrained ones, e.g. a motion's codes: their rows are parameters of their
// own, so that they alone can be trained while the table stays frozen.
import { Random } from "../random";
import { tf } from "../tensor/backend";
import { Bfloat16Matrix, type FrozenMatrix, frozenRows } from "../tensor/frozenMatrix";
import { frozenTransposedLinear } from "../tensor/kernels/frozenLinear";

/** Rows to begin with: in each dimension as the table's are distributed. `[count, width]` */
export function newRows(table: FrozenMatrix, count: number, seed: number, stream: string): Float32Array {
  const width = table.shape[1];
  const [mean, deviation] = tf.tidy(() => {
    const { mean, variance } = tf.moments(table instanceof Bfloat16Matrix ? table.float32() : table, 0);
    return [mean.dataSync(), tf.sqrt(variance).dataSync()];
  });
  const random = new Random(seed, stream);
  return Float32Array.from(
    { length: count * width },
    (_, i) => (mean[i % width] as number) + (deviation[i % width] as number) * random.normal(),
  );
}

/**
 * Rows of a table followed by added rows, differentiable in both.
 * @param ids int32 of any shape `[...]`
 * @param table `[vocabulary, width]`; @param added `[count, width]`, ids from `vocabulary` on
 * @returns `[..., width]`
 */
export function embedTokens(ids: tf.Tensor, table: FrozenMatrix, added?: tf.Tensor2D): tf.Tensor {
  if (!added) return frozenRows(table, ids);
  const vocabulary = tf.scalar(table.shape[0], "int32");
  const isNew = tf.greaterEqual(ids, vocabulary);
  const zero = tf.zerosLike(ids);
  const known = frozenRows(table, tf.where(isNew, zero, ids));
  const fresh = tf.gather(added, tf.where(isNew, tf.sub(ids, vocabulary), zero));
  const share = tf.cast(isNew, "float32").expandDims(-1);
  return tf.add(tf.mul(known, tf.sub(1, share)), tf.mul(fresh, share));
}

/**
 * Logits of a table followed by added rows.
 * @param hidden `[n, width]`
 * @param trained whether the table gets a gradient; added rows always do
 * @returns `[n, vocabulary + count]`
 */
export function tokenLogits(
  hidden: tf.Tensor2D,
  table: FrozenMatrix,
  trained: boolean,
  added?: tf.Tensor2D,
): tf.Tensor2D {
  const known = (
    trained ? tf.matMul(hidden, table as tf.Tensor2D, false, true) : frozenTransposedLinear(hidden, table)
  ) as tf.Tensor2D;
  return added ? (tf.concat([known, tf.matMul(hidden, added, false, true)], 1) as tf.Tensor2D) : known;
}
