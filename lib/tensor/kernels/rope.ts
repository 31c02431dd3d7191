// Rotary position embedding (Su et al. 2021), half-split form as in Llama: with x = [a ; b], y = [a cos − b sin ; b cos + a sin].
// The gradient is the rotation backwards.
import { defineKernel, tf } from "../backend";

/** cos and sin of each position's angles `[batch, time, 1, headDim]`: cos twice, sin as [−sin ; sin]. */
export interface RopeTables {
  cos: tf.Tensor;
  sin: tf.Tensor;
}

const swapHalves = (x: tf.Tensor) => {
  const [a, b] = tf.split(x, 2, -1) as [tf.Tensor, tf.Tensor];
  return tf.concat([b, a], -1);
};

const kernel = defineKernel<{ x: tf.Tensor; cos: tf.Tensor; sin: tf.Tensor }>({
  name: "LslmRope",
  forward: ({ x, cos, sin }) => tf.tidy(() => tf.add(tf.mul(x, cos), tf.mul(swapHalves(x), sin))),
  save: { inputs: ["cos", "sin"] },
  gradient: (dy, saved) => {
    const [cos, sin] = saved as [tf.Tensor, tf.Tensor];
    return { x: () => tf.tidy(() => tf.sub(tf.mul(dy, cos), tf.mul(swapHalves(dy), sin))) };
  },
});

/**
 * Turns each half-split pair of x by its position's angles.
 * @param x `[batch, time, heads, headDim]`
 */
export function rope(x: tf.Tensor, { cos, sin }: RopeTables): tf.Tensor {
  return kernel({ x, cos, sin });
}

/**
 * Tables of int32 positions `[batch, time]`: angle i = position · base^(−2i / headDim) / divisor i.
 * @param divisors `[headDim / 2]`, of scaled frequencies; 1 unless given
 */
export function ropeTables(
  positions: tf.Tensor2D,
  headDim: number,
  base: number,
  divisors?: readonly number[],
): RopeTables {
  const half = headDim / 2;
  const frequencies = Float32Array.from({ length: half }, (_, i) => base ** (-i / half) / (divisors?.[i] ?? 1));
  return tf.tidy(() => {
    const [batch, time] = positions.shape;
    const angles = tf.mul(tf.cast(positions, "float32").reshape([batch, time, 1, 1]), tf.tensor1d(frequencies));
    const [cos, sin] = [tf.cos(angles), tf.sin(angles)];
    return { cos: tf.concat([cos, cos], -1), sin: tf.concat([tf.neg(sin), sin], -1) };
  });
}
