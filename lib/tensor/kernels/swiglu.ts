// SwiGLU (Shazeer 2020): y = silu(g) ∘ u, silu(g) = g σ(g); ∂u = silu(g) ∘ dy and, with a = u ∘ dy,
// ∂g = a σ + (a g) σ (1 − σ), whose second term is TensorFlow's SigmoidGrad.
import { DType, defineKernel, runOp, tf, typeAttr } from "../backend";

const kernel = defineKernel<{ gate: tf.Tensor; up: tf.Tensor }>({
  name: "LslmSwiglu",
  forward: ({ gate, up }) => {
    const sigma = tf.sigmoid(gate);
    const silu = tf.mul(gate, sigma);
    return [tf.mul(silu, up), sigma, silu];
  },
  save: { inputs: ["gate", "up"], outputs: [false, true, true] },
  gradient: (dy, saved) => {
    const [gate, up, sigma, silu] = saved as [tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor];
    return {
      gate: () =>
        tf.tidy(() => {
          const a = tf.mul(up, dy);
          const bend = runOp("SigmoidGrad", [typeAttr("T", DType.float32)], [sigma, tf.mul(a, gate)]);
          return tf.add(tf.mul(a, sigma), bend);
        }),
      up: () => tf.mul(silu, dy),
    };
  },
});

/** `silu(gate) ∘ up`, any equal shapes. */
export function swiglu(gate: tf.Tensor, up: tf.Tensor): tf.Tensor {
  return kernel({ gate, up });
}
