// Dropout's mask (Srivastava et al. 2014): 0 with probability p, else 1 / (1 − p). The numbers are TensorFlow's
// stateless ones, a function of two seeds: a pass that is repeated, or a run that goes on, meets the same mask.
import { DType, defineKernel, runOp, tf, typeAttr } from "../backend";

const kernel = defineKernel<{ seeds: tf.Tensor }, { shape: number[]; share: number }>({
  name: "LslmDropoutMask",
  forward: ({ seeds }, { shape, share }) =>
    tf.tidy(() => {
      const types = [typeAttr("dtype", DType.float32), typeAttr("T", DType.int32), typeAttr("Tseed", DType.int32)];
      const uniform = runOp("StatelessRandomUniform", types, [tf.tensor1d(shape, "int32"), seeds]);
      return tf.mul(tf.cast(tf.greaterEqual(uniform, share), "float32"), 1 / (1 - share));
    }),
});

/** Mask of a shape; `share` of it is 0. */
export function dropoutMask(shape: number[], share: number, seeds: number[]): tf.Tensor {
  return kernel({ seeds: tf.tensor1d(seeds, "int32") }, { shape, share });
}
