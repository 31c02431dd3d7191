// SwiGLU (Shazeer 2020): y = silu(g) ∘ u, silu(g) = g σ(g), silu'(g) = σ(g) (1 + g (1 − σ(g))).
import { defineKernel, tf } from "../backend";

const kernel = defineKernel<{ gate: tf.Tensor; up: tf.Tensor }>({
  name: "LslmSwiglu",
  forward: ({ gate, up }) => tf.tidy(() => tf.mul(tf.mul(gate, tf.sigmoid(gate)), up)),
  save: { inputs: ["gate", "up"] },
  gradient: (dy, [gate, up]) => ({
    gate: () =>
      tf.tidy(() => {
        const sigma = tf.sigmoid(gate as tf.Tensor);
        const slope = tf.mul(sigma, tf.add(tf.mul(gate as tf.Tensor, tf.sub(1, sigma)), 1));
        return tf.mul(tf.mul(dy, up as tf.Tensor), slope);
      }),
    up: () => tf.tidy(() => tf.mul(dy, tf.mul(gate as tf.Tensor, tf.sigmoid(gate as tf.Tensor)))),
  }),
});

/** `silu(gate) ∘ up`, any equal shapes. */
export function swiglu(gate: tf.Tensor, up: tf.Tensor): tf.Tensor {
  return kernel({ gate, up });
}
