// Scaled dot-product attention with grouped queries: P = softmax(Q Kᵀ / √d + M), Y = P V.
// dV = Pᵀ dY, dP = dY Vᵀ, dS = P ∘ (dP − rowsum(dP ∘ P)), dQ = dS K / √d, dK = dSᵀ Q / √d.
import { DType, defineKernel, runOp, tf, typeAttr } from "../backend";

type Attributes = { scale: number };
const multiply = (a: tf.Tensor, b: tf.Tensor, transposeA = false, transposeB = false) =>
  tf.matMul(a as tf.Tensor3D, b as tf.Tensor3D, transposeA, transposeB);

const kernel = defineKernel<{ q: tf.Tensor; k: tf.Tensor; v: tf.Tensor; mask: tf.Tensor }, Attributes>({
  name: "LslmAttention",
  forward: ({ q, k, v, mask }, { scale }) => {
    const probabilities = tf.tidy(() => {
      const scores = tf.mul(multiply(q, k, false, true), scale);
      const [batch, heads, time] = q.shape as [number, number, number];
      const keys = k.shape[2] as number;
      const repeats = time / (mask.shape[2] as number);
      // The queries of a group lie behind each other, and the mask is the same for each.
      const masked = tf.add(scores.reshape([batch, heads, repeats, -1, keys]), mask.expandDims(1));
      return runOp("Softmax", [typeAttr("T", DType.float32)], [masked.reshape([batch * heads * time, keys])]).reshape([
        batch,
        heads,
        time,
        keys,
      ]);
    });
    return [multiply(probabilities, v), probabilities];
  },
  save: { inputs: ["q", "k", "v"], outputs: [false, true] },
  gradient: (dy, [q, k, v, probabilities], { scale }) => {
    const p = probabilities as tf.Tensor;
    const scores = () => {
      const dp = multiply(dy, v as tf.Tensor, false, true);
      return tf.mul(tf.mul(p, tf.sub(dp, tf.sum(tf.mul(dp, p), -1, true))), scale);
    };
    return {
      q: () => tf.tidy(() => multiply(scores(), k as tf.Tensor)),
      k: () => tf.tidy(() => multiply(scores(), q as tf.Tensor, true, false)),
      v: () => tf.tidy(() => multiply(p, dy, true, false)),
    };
  },
});

/**
 * Attention; several query heads may share one key–value head (GQA) by lying behind each other in time.
 * @param q `[batch, kvHeads, groups · time, headDim]`
 * @param k `[batch, kvHeads, keys, headDim]`; @param v likewise
 * @param mask `[batch, 1, time, keys]`, 0 where allowed, a large negative number where not
 * @returns `[batch, kvHeads, groups · time, headDim]`
 */
export function attention(q: tf.Tensor, k: tf.Tensor, v: tf.Tensor, mask: tf.Tensor): tf.Tensor {
  return kernel({ q, k, v, mask }, { scale: 1 / Math.sqrt(q.shape[3] as number) });
}
