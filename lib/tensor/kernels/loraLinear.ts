// y = x W + l Bᵀ with W frozen and l = (α / r) · x Aᵀ (LoRA, Hu et al. 2021): dx = dy Wᵀ, dl = dy B, dB = dyᵀ l.
// One kernel, so that a frozen weight costs nothing in training and the wide y is added to in place of being split.
import { defineKernel, tf } from "../backend";
import { type FrozenMatrix, frozenProduct } from "../frozenMatrix";

const kernel = defineKernel<{ x: tf.Tensor; low: tf.Tensor; b: tf.Tensor }, { weight: FrozenMatrix }>({
  name: "LslmLoraLinear",
  forward: ({ x, low, b }, { weight }) =>
    tf.tidy(() =>
      tf.add(
        frozenProduct(x as tf.Tensor2D, weight, false),
        tf.matMul(low as tf.Tensor2D, b as tf.Tensor2D, false, true),
      ),
    ),
  save: { inputs: ["low", "b"] },
  gradient: (dy, saved, { weight }) => {
    const [low, b] = saved as [tf.Tensor2D, tf.Tensor2D];
    const slope = dy as tf.Tensor2D;
    return {
      x: () => frozenProduct(slope, weight, true),
      low: () => tf.matMul(slope, b),
      b: () => tf.matMul(slope, low, true, false),
    };
  },
});

/**
 * A frozen matrix with the product of a low-rank adapter beside it.
 * @param x `[n, in]`; @param weight `[in, out]`, no gradient; @param b `[out, rank]`
 * @param low `[n, rank]`, (α / r) · x Aᵀ
 * @returns `[n, out]`
 */
export function loraLinear(x: tf.Tensor2D, weight: FrozenMatrix, low: tf.Tensor2D, b: tf.Tensor2D): tf.Tensor2D {
  return kernel({ x, low, b }, { weight }) as tf.Tensor2D;
}
