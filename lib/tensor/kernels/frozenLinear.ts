// y = x W with W frozen: the gradient goes to x alone, dx = dy Wᵀ, so that a frozen weight costs nothing in training.
// The weight is an attribute, not an input: the tape holds nothing of it, and it need not be float32.
import { defineKernel, tf } from "../backend";
import { type FrozenMatrix, frozenProduct } from "../frozenMatrix";

const rows = (x: tf.Tensor): tf.Tensor2D => x.reshape([-1, x.shape[x.rank - 1] as number]);

const kernel = defineKernel<{ x: tf.Tensor }, { weight: FrozenMatrix; turned: boolean }>({
  name: "LslmFrozenLinear",
  forward: ({ x }, { weight, turned }) =>
    tf.tidy(() => {
      const outputs = weight.shape[turned ? 0 : 1];
      return frozenProduct(rows(x), weight, turned).reshape([...x.shape.slice(0, -1), outputs]);
    }),
  gradient: (dy, _, { weight, turned }) => ({
    x: () =>
      tf.tidy(() => {
        const inputs = weight.shape[turned ? 1 : 0];
        return frozenProduct(rows(dy), weight, !turned).reshape([...dy.shape.slice(0, -1), inputs]);
      }),
  }),
});

/** `x Wᵀ`: x `[n, in]`, weight `[out, in]` as an embedding table lies, no gradient to the weight. */
export function frozenTransposedLinear(x: tf.Tensor2D, weight: FrozenMatrix): tf.Tensor2D {
  return kernel({ x }, { weight, turned: true }) as tf.Tensor2D;
}

/** `x W`: x `[..., in]`, weight `[in, out]`, no gradient to the weight. */
export function frozenLinear(x: tf.Tensor, weight: FrozenMatrix): tf.Tensor {
  return kernel({ x }, { weight, turned: false });
}
