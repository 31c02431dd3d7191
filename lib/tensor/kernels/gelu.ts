// GELU by its tanh approximation (Hendrycks & Gimpel 2016): y = x σ(z), z = 2 √(2/π) (x + 0.044715 x³), since
// (1 + tanh u) / 2 = σ(2u); dy/dx = σ + x σ (1 − σ) dz/dx.
import { DType, defineKernel, runOp, tf, typeAttr } from "../backend";

const SCALE = 2 * Math.sqrt(2 / Math.PI);
const CUBIC = 0.044715;

const kernel = defineKernel<{ x: tf.Tensor }>({
  name: "LslmGelu",
  forward: ({ x }) => {
    const sigma = tf.tidy(() => {
      const inner = tf.add(tf.mul(tf.square(x), SCALE * CUBIC), SCALE);
      return tf.sigmoid(tf.mul(x, inner));
    });
    return [tf.mul(x, sigma), sigma];
  },
  save: { inputs: ["x"], outputs: [false, true] },
  gradient: (dy, saved) => {
    const [x, sigma] = saved as [tf.Tensor, tf.Tensor];
    return {
      x: () =>
        tf.tidy(() => {
          const slope = tf.add(tf.mul(tf.square(x), 3 * SCALE * CUBIC), SCALE);
          const bend = runOp("SigmoidGrad", [typeAttr("T", DType.float32)], [sigma, tf.mul(x, slope)]);
          return tf.mul(dy, tf.add(sigma, bend));
        }),
    };
  },
});

/** `x · Φ(x)`, approximately; any shape. */
export function gelu(x: tf.Tensor): tf.Tensor {
  return kernel({ x });
}
