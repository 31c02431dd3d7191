// Weighted smooth-L1 (Huber, δ = 1): L = 1/n Σ_n Σ_d w_d · h(x_nd − y_nd), h(e) = e²/2 if |e| < 1, else |e| − 1/2.
// The weights hold "mean over all dims + 0.5 · mean over the positions" in one pass over the data.
import { defineKernel, tf } from "../backend";

const kernel = defineKernel<{ prediction: tf.Tensor; target: tf.Tensor; weight: tf.Tensor }>({
  name: "LslmSmoothL1",
  forward: ({ prediction, target, weight }) => {
    const frames = prediction.size / weight.size;
    return tf.tidy(() => {
      const error = tf.sub(prediction, target);
      const clipped = tf.clipByValue(error, -1, 1);
      // h(e) = c·(e − c/2) with c = clip(e, −1, 1) covers both branches.
      const loss = tf.mul(clipped, tf.sub(error, tf.mul(clipped, 0.5)));
      return tf.div(tf.sum(tf.mul(loss, weight)), frames);
    });
  },
  save: { inputs: ["prediction", "target", "weight"] },
  gradient: (dy, [prediction, target, weight]) => ({
    prediction: () =>
      tf.tidy(() => {
        const frames = (prediction as tf.Tensor).size / (weight as tf.Tensor).size;
        const slope = tf.clipByValue(tf.sub(prediction as tf.Tensor, target as tf.Tensor), -1, 1);
        return tf.mul(tf.mul(slope, tf.div(weight as tf.Tensor, frames)), dy);
      }),
  }),
});

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
