import assert from "node:assert/strict";
import { test } from "node:test";
import { tf } from "../../../lib/tensor/backend";
import { crossEntropy } from "../../../lib/tensor/kernels/crossEntropy";
import { assertClose, checkGradient, normal } from "../checkGradient";

for (const [rows, vocabulary] of [
  [4, 7],
  [1, 3],
  [3, 1],
] as const) {
  test(`crossEntropy ${rows} × ${vocabulary}: formula and gradient`, () => {
    const logits = normal([rows, vocabulary], "logits", 3) as tf.Tensor2D;
    const targets = tf.tensor1d(
      Array.from({ length: rows }, (_, i) => (i * 5) % vocabulary),
      "int32",
    );
    const table = logits.arraySync();
    const wanted = targets.arraySync();
    const losses = table.map((row, i) => {
      const total = row.reduce((sum, logit) => sum + Math.exp(logit), 0);
      return Math.log(total) - (row[wanted[i] as number] as number);
    });
    assertClose(crossEntropy(logits, targets), [losses.reduce((sum, loss) => sum + loss, 0) / rows]);
    checkGradient((a) => crossEntropy(a as tf.Tensor2D, targets), [logits]);
    const weights = Float32Array.from({ length: rows }, (_, i) => (i + 1) / 8);
    const weighted = losses.reduce((sum, loss, i) => sum + loss * (weights[i] as number), 0);
    assertClose(crossEntropy(logits, targets, weights), [weighted]);
    checkGradient((a) => crossEntropy(a as tf.Tensor2D, targets, weights), [logits]);
  });
}

test("crossEntropy of far-off logits is their distance, not infinite", () => {
  const loss = crossEntropy(tf.tensor2d([[500, -500, 0]]), tf.tensor1d([1], "int32"));
  assertClose(loss, [1000]);
});

test("crossEntropy leaves no tensor behind", () => {
  const logits = normal([4, 7], "logits") as tf.Tensor2D;
  const targets = tf.tensor1d([0, 1, 2, 3], "int32");
  const before = tf.memory().numTensors;
  for (const weights of [undefined, new Float32Array(4)]) {
    tf.tidy(() => void tf.grad((a: tf.Tensor) => crossEntropy(a as tf.Tensor2D, targets, weights))(logits));
  }
  assert.equal(tf.memory().numTensors, before);
});
