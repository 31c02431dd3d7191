import assert from "node:assert/strict";
import { test } from "node:test";
import { tf } from "../../../lib/tensor/backend";
import { swiglu } from "../../../lib/tensor/kernels/swiglu";
import { assertClose, checkGradient, normal } from "../checkGradient";

for (const shape of [[2, 3, 8], [1, 1, 1], [7]]) {
  test(`swiglu [${shape}]: formula and gradient`, () => {
    const [gate, up] = [normal(shape, "gate", 2), normal(shape, "up")];
    const ups = up.dataSync();
    const expected = Array.from(gate.dataSync(), (g, i) => (g / (1 + Math.exp(-g))) * (ups[i] as number));
    assertClose(swiglu(gate, up), expected);
    checkGradient((a, b) => swiglu(a as tf.Tensor, b as tf.Tensor), [gate, up]);
  });
}

test("swiglu stays finite far out", () => {
  assertClose(swiglu(tf.tensor1d([-200, 0, 200]), tf.tensor1d([3, 3, 3])), [0, 0, 600]);
});

test("swiglu leaves no tensor behind", () => {
  const [gate, up] = [normal([2, 8], "gate"), normal([2, 8], "up")];
  const before = tf.memory().numTensors;
  tf.tidy(() => void tf.grads((a: tf.Tensor, b: tf.Tensor) => tf.sum(swiglu(a, b)) as tf.Scalar)([gate, up]));
  swiglu(gate, up).dispose();
  assert.equal(tf.memory().numTensors, before);
});
