// Mean next-token cross-entropy: L = −1/n Σ_i log softmax(logits_i)[target_i], by TensorFlow's fused op;
// its second output is already the gradient softmax − onehot.
import { DType, defineKernel, runOpMulti, tf, typeAttr } from "../backend";

const kernel = defineKernel<{ logits: tf.Tensor; targets: tf.Tensor }>({
  name: "LslmCrossEntropy",
  forward: ({ logits, targets }) => {
    const attributes = [typeAttr("T", DType.float32), typeAttr("Tlabels", DType.int32)];
    const [losses, slope] = runOpMulti("SparseSoftmaxCrossEntropyWithLogits", attributes, [logits, targets], 2);
    const loss = tf.mean(losses as tf.Tensor);
    (losses as tf.Tensor).dispose();
    return [loss, slope as tf.Tensor];
  },
  save: { outputs: [false, true] },
  gradient: (dy, [slope]) => ({
    logits: () => tf.tidy(() => tf.mul(slope as tf.Tensor, tf.div(dy, (slope as tf.Tensor).shape[0] as number))),
  }),
});

/** Mean cross-entropy, nats: logits `[n, vocabulary]`, targets int32 `[n]` → scalar. */
export function crossEntropy(logits: tf.Tensor2D, targets: tf.Tensor1D): tf.Scalar {
  return kernel({ logits, targets }) as tf.Scalar;
}
