// relu(x) = max(x, 0), with TensorFlow's fused gradient: the composite one of tfjs takes 50 times as long.
import { DType, defineKernel, runOp, type tf, typeAttr } from "../backend";

const float = [typeAttr("T", DType.float32)];

const kernel = defineKernel<{ x: tf.Tensor }>({
  name: "LslmRelu",
  forward: ({ x }) => runOp("Relu", float, [x]),
  save: { outputs: [true] },
  gradient: (dy, [y]) => ({ x: () => runOp("ReluGrad", float, [dy, y as tf.Tensor]) }),
});

/** `max(x, 0)`, any shape. */
export function relu(x: tf.Tensor): tf.Tensor {
  return kernel({ x });
}
