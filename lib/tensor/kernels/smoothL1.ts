// Weighted smooth-L1 (Huber, δ = 1): L = 1/n Σ_n Σ_d w_d · h(x_nd − y_nd), h(e) = e²/2 if |e| < 1, else |e| − 1/2.
// The weights hold "mean over all dims + 0.5 · mean over the positions" in one pass over the data.
import { constant, defineKernel, runOp, tf } from "../backend";

const kernel = defineKernel<{ prediction: tf.Tensor; target: tf.Tensor; weight: tf.Tensor }>({
  name: "LslmSmoothL1",
  forward: ({ prediction, target, weight }) =>
    tf.tidy(() => {
      const error = runOp("Sub", [], [prediction, target]);
      const clipped = runOp("ClipByValue", [], [error, constant([-1], "float32", []), constant([1], "float32", [])]);
      const slope = runOp("Mul", [], [clipped, tf.div(weight, prediction.size / weight.size)]);
      // h(e) = c·(e − c/2) with c = clip(e, −1, 1) covers both branches.
      return [tf.sub(inner(slope, error), tf.mul(inner(slope, clipped), 0.5)), slope];
    }),
  save: { outputs: [false, true] },
  gradient: (dy, [slope]) => ({ prediction: () => runOp("Mul", [], [slope as tf.Tensor, dy]) }),
});

/** Σ a ∘ b */
const inner = (a: tf.Tensor, b: tf.Tensor): tf.Tensor => tf.matMul(a.reshape([1, -1]), b.reshape([-1, 1])).asScalar();

/**
 * Smooth-L1 distance, weighted by dimension and averaged over everything before it.
 * @param prediction `[..., dims]`; only it gets a gradient
 * @param target `[..., dims]`
 * @param weight `[dims]`
 * @returns scalar
 */
export function smoothL1(prediction: tf.Tensor, target: tf.Tensor, weight: tf.Tensor): tf.Scalar {
  return kernel({ prediction, target, weight }) as tf.Scalar;
}
