import { test } from "node:test";
import { tf } from "../../lib/tensor/backend";
import { conv1d } from "../../lib/tensor/kernels/conv1d";
import { upsample } from "../../lib/tokenizer/network";
import { assertClose, normal } from "../tensor/checkGradient";

test("upsample is every frame twice, then a convolution of three taps; so are its gradients", () => {
  const [time, batch, inputs, outputs] = [5, 2, 3, 4];
  const x = normal([time * batch, inputs], "x");
  const weight = normal([3, outputs, inputs], "weight");
  const bias = normal([outputs], "bias");
  const direction = normal([2 * time * batch, outputs], "direction");
  const plain = (a: tf.Tensor, w: tf.Tensor, b: tf.Tensor) => {
    const frames = a.reshape([time, batch * inputs]);
    const twice = tf.stack([frames, frames], 1).reshape([2 * time * batch, inputs]);
    return conv1d(twice, tf.transpose(w, [0, 2, 1]), b, { batch });
  };
  const fused = (a: tf.Tensor, w: tf.Tensor, b: tf.Tensor) => upsample(a, w, b, batch);
  assertClose(fused(x, weight, bias), plain(x, weight, bias).dataSync());
  const gradients = (f: typeof plain) =>
    tf.grads((a: tf.Tensor, w: tf.Tensor, b: tf.Tensor) => tf.sum(tf.mul(f(a, w, b), direction)))([x, weight, bias]);
  const expected = gradients(plain);
  gradients(fused).forEach((gradient, i) => {
    assertClose(gradient, (expected[i] as tf.Tensor).dataSync());
  });
});
