// Scaled dot-product attention with grouped queries: Y = P V, P = softmax(s S + M), S = Q Kᵀ, s = 1 / √d.
// dS = s P ∘ (dP − rowsum(dP ∘ P)): a kernel of its own on the tape, so that dQ = dS K and dK = dSᵀ Q share it.
import { DType, defineKernel, runOp, tf, typeAttr } from "../backend";

const maskedSoftmax = defineKernel<{ scores: tf.Tensor; mask: tf.Tensor }, { scale: number }>({
  name: "LslmMaskedSoftmax",
  forward: ({ scores, mask }, { scale }) =>
    tf.tidy(() => {
      const [batch, heads, rows, keys] = scores.shape as [number, number, number, number];
      const time = mask.shape[2] as number;
      // The queries of a group lie behind each other, and the mask is the same for each.
      const grouped = tf.mul(scores, scale).reshape([batch, heads * (rows / time), time, keys]);
      const masked = tf.add(grouped, mask).reshape([batch * heads * rows, keys]);
      return runOp("Softmax", [typeAttr("T", DType.float32)], [masked]).reshape(scores.shape);
    }),
  save: { outputs: [true] },
  gradient: (dp, [probabilities], { scale }) => ({
    scores: () =>
      tf.tidy(() => {
        const p = probabilities as tf.Tensor;
        const weighted = tf.mul(dp, p);
        return tf.mul(tf.sub(weighted, tf.mul(p, tf.sum(weighted, -1, true))), scale);
      }),
  }),
});

/**
 * Attention; several query heads may share one key–value head (GQA) by lying behind each other in time.
 * @param q `[batch, kvHeads, groups · time, headDim]`
 * @param k `[batch, kvHeads, keys, headDim]`; @param v likewise
 * @param mask `[batch, 1, time, keys]`, 0 where allowed, a large negative number where not
 * @returns `[batch, kvHeads, groups · time, headDim]`
 */
export function attention(q: tf.Tensor, k: tf.Tensor, v: tf.Tensor, mask: tf.Tensor): tf.Tensor {
  return tf.matMul(attentionWeights(q, k, mask) as tf.Tensor4D, v as tf.Tensor4D);
}

/** How much each query looks at each key `[batch, kvHeads, groups · time, keys]`; the weights of a query add up to 1. */
export function attentionWeights(q: tf.Tensor, k: tf.Tensor, mask: tf.Tensor): tf.Tensor {
  const scores = tf.matMul(q as tf.Tensor4D, k as tf.Tensor4D, false, true);
  return maskedSoftmax({ scores, mask }, { scale: 1 / Math.sqrt(q.shape[3] as number) });
}
