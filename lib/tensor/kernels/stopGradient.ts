// sg(x) = x forward, 0 backward: the stop-gradient operator of the VQ-VAE loss, which tfjs lacks.
import { defineKernel, tf } from "../backend";

const kernel = defineKernel<{ x: tf.Tensor }>({
  name: "LslmStopGradient",
  forward: ({ x }) => x.clone(),
  gradient: (dy) => ({ x: () => tf.zerosLike(dy) }),
});

/** `x`, as a constant to the gradient. */
export function stopGradient(x: tf.Tensor): tf.Tensor {
  return kernel({ x });
}
