// relu(x) = max(x, 0), with TensorFlow's fused gradient: the composite one of tfjs takes 50 times as long.
import { defineKernel, runOp, type tf } from "../backend";

const kernel = defineKernel<{ x: tf.Tensor }>({
  name: "LslmRelu",
  forward: ({ x }) => runOp("Relu", [], [x]),
  save: { outputs: [true] },
  gradient: (dy, [y]) => ({ x: () => runOp("ReluGrad", [], [dy, y as tf.Tensor]) }),
});

/** `max(x, 0)`, any shape. */
export function relu(x: tf.Tensor): tf.Tensor {
  return kernel({ x });
}
