// RMSNorm (Zhang & Sennrich 2019): y = x / √(mean(x²) + ε) ∘ w; with n = x / rms, ∂x = (w∘dy − n · mean(n ∘ w∘dy)) / rms.
import { boolAttr, DType, defineKernel, runOp, tf, typeAttr } from "../backend";

/** 1 / √(mean(x²) + ε) of each row; one pass over x, where square and mean would take two. */
function inverseRms(x: tf.Tensor, epsilon: number): tf.Tensor {
  const attributes = [typeAttr("T", DType.float32), typeAttr("Tidx", DType.int32), boolAttr("keep_dims", true)];
  const norm = runOp("EuclideanNorm", attributes, [x, tf.tensor1d([-1], "int32")]);
  const width = x.shape[x.rank - 1] as number;
  return tf.rsqrt(tf.add(tf.div(tf.square(norm), width), epsilon));
}

const kernel = defineKernel<{ x: tf.Tensor; weight: tf.Tensor }, { epsilon: number }>({
  name: "LslmRmsNorm",
  forward: ({ x, weight }, { epsilon }) => {
    const [scale, normalized] = tf.tidy(() => {
      const scale = inverseRms(x, epsilon);
      return [scale, tf.mul(x, scale)];
    });
    return [tf.mul(normalized, weight), normalized, scale];
  },
  save: { inputs: ["weight"], outputs: [false, true, true] },
  gradient: (dy, saved) => {
    const [weight, normalized, scale] = saved as [tf.Tensor, tf.Tensor, tf.Tensor];
    return {
      x: () =>
        tf.tidy(() => {
          const inner = tf.mul(dy, weight);
          const along = tf.mul(normalized, tf.mean(tf.mul(normalized, inner), -1, true));
          return tf.mul(tf.sub(inner, along), scale);
        }),
      weight: () => tf.tidy(() => tf.sum(tf.mul(normalized, dy).reshape([-1, weight.size]), 0)),
    };
  },
});

/** `x / rms(x) ∘ weight` over the last axis: x `[..., width]`, weight `[width]`. */
export function rmsNorm(x: tf.Tensor, weight: tf.Tensor, epsilon: number): tf.Tensor {
  return kernel({ x, weight }, { epsilon });
}
