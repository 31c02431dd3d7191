import { test } from "node:test";
import { tf } from "../../../lib/tensor/backend";
import { loraLinear } from "../../../lib/tensor/kernels/loraLinear";
import { assertClose, checkGradient, normal } from "../checkGradient";

test("loraLinear: the merged matrix' product, and the gradient in x, A and B", () => {
  const x = normal([5, 4], "x") as tf.Tensor2D;
  const weight = normal([4, 6], "weight") as tf.Tensor2D;
  const a = normal([2, 4], "a") as tf.Tensor2D;
  const b = normal([6, 2], "b") as tf.Tensor2D;
  const merged = tf.add(weight, tf.mul(tf.transpose(tf.matMul(b, a)), 1.5)) as tf.Tensor2D;
  const product = (x: tf.Tensor, a: tf.Tensor, b: tf.Tensor) => {
    const low = tf.mul(tf.matMul(x as tf.Tensor2D, a as tf.Tensor2D, false, true), 1.5) as tf.Tensor2D;
    return loraLinear(x as tf.Tensor2D, weight, low, b as tf.Tensor2D);
  };
  assertClose(product(x, a, b), tf.matMul(x, merged).dataSync(), 1e-5);
  checkGradient((x, a, b) => product(x as tf.Tensor, a as tf.Tensor, b as tf.Tensor), [x, a, b]);
});
