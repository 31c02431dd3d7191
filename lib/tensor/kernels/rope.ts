// Rotary position embedding (Su et al. 2021), half-split form as in Llama: with x = [a ; b], y = [a cos − b sin ; b cos + a sin].
// The gradient is the rotation backwards.
import { defineKernel, tf } from "../backend";

function rotate(x: tf.Tensor, cos: tf.Tensor, sin: tf.Tensor, direction: 1 | -1): tf.Tensor {
  const [a, b] = tf.split(x, 2, -1) as [tf.Tensor, tf.Tensor];
  const turned = tf.concat(direction === 1 ? [tf.neg(b), a] : [b, tf.neg(a)], -1);
  return tf.add(tf.mul(x, cos), tf.mul(turned, sin));
}

const kernel = defineKernel<{ x: tf.Tensor; cos: tf.Tensor; sin: tf.Tensor }>({
  name: "LslmRope",
  forward: ({ x, cos, sin }) => tf.tidy(() => rotate(x, cos, sin, 1)),
  save: { inputs: ["cos", "sin"] },
  gradient: (dy, [cos, sin]) => ({ x: () => tf.tidy(() => rotate(dy, cos as tf.Tensor, sin as tf.Tensor, -1)) }),
});

/**
 * Turns each half-split pair of x by its position's angles.
 * @param x `[batch, time, heads, headDim]`
 * @param cos `[batch, time, 1, headDim]`, both halves alike; @param sin likewise
 */
export function rope(x: tf.Tensor, cos: tf.Tensor, sin: tf.Tensor): tf.Tensor {
  return kernel({ x, cos, sin });
}

/** cos and sin tables `[batch, time, 1, headDim]` of int32 positions `[batch, time]`: angle = position · base^(−2i / headDim). */
export function ropeTables(positions: tf.Tensor2D, headDim: number, base: number): { cos: tf.Tensor; sin: tf.Tensor } {
  const half = headDim / 2;
  const frequencies = Float32Array.from({ length: headDim }, (_, i) => base ** (-(i % half) / half));
  return tf.tidy(() => {
    const [batch, time] = positions.shape;
    const angles = tf.mul(tf.cast(positions, "float32").reshape([batch, time, 1, 1]), tf.tensor1d(frequencies));
    return { cos: tf.cos(angles), sin: tf.sin(angles) };
  });
}
