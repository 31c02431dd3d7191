// y = x W + l Bᵀ with W frozen and l = (α / r) · x Aᵀ (LoRA, Hu et al. 2021): dx = dy Wᵀ, dl = dy B, dB = dyᵀ l.
// One kernel, so that a frozen weight costs nothing in training and the wide y is added to in place of being split.
import { defineKernel, tf } from "../backend";

const kernel = defineKernel<{ x: tf.Tensor; weight: tf.Tensor; low: tf.Tensor; b: tf.Tensor }>({
  name: "LslmLoraLinear",
  forward: ({ x, weight, low, b }) =>
    tf.tidy(() =>
      tf.add(
        tf.matMul(x as tf.Tensor2D, weight as tf.Tensor2D),
        tf.matMul(low as tf.Tensor2D, b as tf.Tensor2D, false, true),
      ),
    ),
  save: { inputs: ["weight", "low", "b"] },
  gradient: (dy, saved) => {
    const [weight, low, b] = saved as [tf.Tensor2D, tf.Tensor2D, tf.Tensor2D];
    const slope = dy as tf.Tensor2D;
    return {
      x: () => tf.matMul(slope, weight, false, true),
      low: () => tf.matMul(slope, b),
      b: () => tf.matMul(slope, low, true, false),
    };
  },
});

/**
 * A frozen matrix with a low-rank adapter beside it.
 * @param x `[n, in]`; @param weight `[in, out]`, no gradient; @param a `[rank, in]`; @param b `[out, rank]`
 * @param scale α / r
 * @returns `[n, out]`
 */
export function loraLinear(
  x: tf.Tensor2D,
  weight: tf.Tensor2D,
  a: tf.Tensor2D,
  b: tf.Tensor2D,
  scale: number,
): tf.Tensor2D {
  const low = tf.mul(tf.matMul(x, a, false, true), scale);
  return kernel({ x, weight, low, b }) as tf.Tensor2D;
}
