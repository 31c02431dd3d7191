import assert from "node:assert/strict";
import { test } from "node:test";
import { tf } from "../../../lib/tensor/backend";
import { rmsNorm } from "../../../lib/tensor/kernels/rmsNorm";
import { assertClose, checkGradient, normal } from "../checkGradient";

/** x / √(mean(x²) + ε) ∘ w row by row, in float64. */
function plain(x: tf.Tensor, weight: tf.Tensor, epsilon: number): number[] {
  const width = weight.size;
  const values = Array.from(x.dataSync());
  const w = weight.dataSync();
  return values.map((value, i) => {
    const row = values.slice(i - (i % width), i - (i % width) + width);
    const square = row.reduce((sum, entry) => sum + entry * entry, 0) / width;
    return (value / Math.sqrt(square + epsilon)) * (w[i % width] as number);
  });
}

for (const shape of [
  [2, 3, 8],
  [1, 1, 4],
  [3, 1],
  [5, 64],
]) {
  test(`rmsNorm [${shape}]: formula and gradient`, () => {
    const x = normal(shape, "x");
    const weight = normal([shape[shape.length - 1] as number], "weight");
    assertClose(rmsNorm(x, weight, 1e-5), plain(x, weight, 1e-5));
    // A large ε keeps the curvature of a row of one value small enough for finite differences.
    checkGradient((a, w) => rmsNorm(a as tf.Tensor, w as tf.Tensor, 0.1), [x, weight]);
  });
}

test("rmsNorm of zeros is zero, its gradient finite", () => {
  const gradient = tf.grad((x: tf.Tensor) => tf.sum(rmsNorm(x, tf.ones([4]), 1e-5)) as tf.Scalar)(tf.zeros([2, 4]));
  assertClose(gradient, new Array(8).fill(1 / Math.sqrt(1e-5)));
  assertClose(rmsNorm(tf.zeros([2, 4]), tf.ones([4]), 1e-5), new Array(8).fill(0));
});

test("rmsNorm leaves no tensor behind", () => {
  const x = normal([2, 3, 8], "x");
  const weight = normal([8], "weight");
  const before = tf.memory().numTensors;
  tf.tidy(() => void tf.grads((a: tf.Tensor, w: tf.Tensor) => tf.sum(rmsNorm(a, w, 1e-5)) as tf.Scalar)([x, weight]));
  assert.equal(tf.memory().numTensors, before);
  rmsNorm(x, weight, 1e-5).dispose();
  assert.equal(tf.memory().numTensors, before);
});
