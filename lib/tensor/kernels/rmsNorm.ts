// RMSNorm (Zhang & Sennrich 2019): y = x / √(mean(x²) + ε) ∘ w; with n = x / rms, ∂x = (w∘dy − n · mean(n ∘ w∘dy)) / rms.
import { defineKernel, tf } from "../backend";

/** 1 / √(mean(x²) + ε) of each row. */
const inverseRms = (x: tf.Tensor, epsilon: number) => tf.rsqrt(tf.add(tf.mean(tf.square(x), -1, true), epsilon));

const kernel = defineKernel<{ x: tf.Tensor; weight: tf.Tensor }, { epsilon: number }>({
  name: "LslmRmsNorm",
  forward: ({ x, weight }, { epsilon }) => tf.tidy(() => tf.mul(tf.mul(x, inverseRms(x, epsilon)), weight)),
  save: { inputs: ["x", "weight"] },
  gradient: (dy, [x, weight], { epsilon }) => ({
    x: () =>
      tf.tidy(() => {
        const scale = inverseRms(x as tf.Tensor, epsilon);
        const normalized = tf.mul(x as tf.Tensor, scale);
        const inner = tf.mul(dy, weight as tf.Tensor);
        const along = tf.mul(normalized, tf.mean(tf.mul(normalized, inner), -1, true));
        return tf.mul(tf.sub(inner, along), scale);
      }),
    weight: () =>
      tf.tidy(() => {
        const width = (weight as tf.Tensor).size;
        const normalized = tf.mul(x as tf.Tensor, inverseRms(x as tf.Tensor, epsilon));
        return tf.sum(tf.mul(normalized, dy).reshape([-1, width]), 0);
      }),
  }),
});

/** `x / rms(x) ∘ weight` over the last axis: x `[..., width]`, weight `[width]`. */
export function rmsNorm(x: tf.Tensor, weight: tf.Tensor, epsilon: number): tf.Tensor {
  return kernel({ x, weight }, { epsilon });
}
