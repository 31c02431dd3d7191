// Next-token cross-entropy: L = −Σ_i w_i log softmax(logits_i)[target_i], where w_i = 1/n makes the mean, by TensorFlow's
// fused op; its second output is already the gradient softmax − onehot.
import { DType, defineKernel, runOpMulti, tf, typeAttr } from "../backend";

const kernel = defineKernel<{ logits: tf.Tensor; targets: tf.Tensor }, { weights?: Float32Array }>({
  name: "LslmCrossEntropy",
  forward: ({ logits, targets }, { weights }) => {
    const attributes = [typeAttr("T", DType.float32), typeAttr("Tlabels", DType.int32)];
    const [losses, slope] = runOpMulti("SparseSoftmaxCrossEntropyWithLogits", attributes, [logits, targets], 2);
    const loss = tf.tidy(() => (weights ? tf.sum(tf.mul(losses as tf.Tensor, weights)) : tf.mean(losses as tf.Tensor)));
    (losses as tf.Tensor).dispose();
    return [loss, slope as tf.Tensor];
  },
  save: { outputs: [false, true] },
  gradient: (dy, [slope], { weights }) => ({
    logits: () =>
      tf.tidy(() => {
        const [n] = (slope as tf.Tensor).shape as [number];
        const shares = weights ? tf.mul(dy, tf.tensor2d(weights, [n, 1])) : tf.div(dy, n);
        return tf.mul(slope as tf.Tensor, shares);
      }),
  }),
});

/**
 * Cross-entropy, nats: logits `[n, vocabulary]`, targets int32 `[n]` → scalar.
 * @param weights `[n]` of the targets in the sum; unless given it is their mean
 */
export function crossEntropy(logits: tf.Tensor2D, targets: tf.Tensor1D, weights?: Float32Array): tf.Scalar {
  return kernel({ logits, targets }, weights ? { weights } : {}) as tf.Scalar;
}
