// y = x W with W frozen: the gradient goes to x alone, dx = dy Wᵀ, so that a frozen weight costs nothing in training.
import { defineKernel, tf } from "../backend";

const rows = (x: tf.Tensor): tf.Tensor2D => x.reshape([-1, x.shape[x.rank - 1] as number]);

const kernel = defineKernel<{ x: tf.Tensor; weight: tf.Tensor }>({
  name: "LslmFrozenLinear",
  forward: ({ x, weight }) =>
    tf.tidy(() =>
      tf.matMul(rows(x), weight as tf.Tensor2D).reshape([...x.shape.slice(0, -1), weight.shape[1] as number]),
    ),
  save: { inputs: ["weight"] },
  gradient: (dy, [weight]) => {
    const inputs = (weight as tf.Tensor2D).shape[0];
    const shape = [...dy.shape.slice(0, -1), inputs];
    return { x: () => tf.tidy(() => tf.matMul(rows(dy), weight as tf.Tensor2D, false, true).reshape(shape)) };
  },
});

const transposedKernel = defineKernel<{ x: tf.Tensor; weight: tf.Tensor }>({
  name: "LslmFrozenTransposedLinear",
  forward: ({ x, weight }) => tf.matMul(x as tf.Tensor2D, weight as tf.Tensor2D, false, true),
  save: { inputs: ["weight"] },
  gradient: (dy, [weight]) => ({ x: () => tf.matMul(dy as tf.Tensor2D, weight as tf.Tensor2D) }),
});

/** `x Wᵀ`: x `[n, in]`, weight `[out, in]` as an embedding table lies, no gradient to the weight. */
export function frozenTransposedLinear(x: tf.Tensor2D, weight: tf.Tensor2D): tf.Tensor2D {
  return transposedKernel({ x, weight }) as tf.Tensor2D;
}

/** `x W`: x `[..., in]`, weight `[in, out]`, no gradient to the weight. */
export function frozenLinear(x: tf.Tensor, weight: tf.Tensor2D): tf.Tensor {
  return kernel({ x, weight });
}
