import assert from "node:assert/strict";
import { test } from "node:test";
import { tf } from "../../../lib/tensor/backend";
import { frozenLinear, frozenTransposedLinear } from "../../../lib/tensor/kernels/frozenLinear";
import { assertClose, checkGradient, normal } from "../checkGradient";

/** y[n, o] = Σ_i x[n, i] w[i, o] */
function plain(x: tf.Tensor, weight: tf.Tensor, inputs: number, outputs: number, at: (i: number, o: number) => number) {
  const [xs, ws] = [x.dataSync(), weight.dataSync()];
  return Array.from({ length: (xs.length / inputs) * outputs }, (_, n) => {
    const row = Math.floor(n / outputs);
    let sum = 0;
    for (let i = 0; i < inputs; i++) sum += (xs[row * inputs + i] as number) * (ws[at(i, n % outputs)] as number);
    return sum;
  });
}

for (const { shape, outputs } of [
  { shape: [2, 3, 4], outputs: 5 },
  { shape: [1, 1, 1], outputs: 1 },
  { shape: [6, 2], outputs: 3 },
]) {
  const inputs = shape[shape.length - 1] as number;
  test(`frozenLinear [${shape}] → ${outputs}: formula and gradient`, () => {
    const x = normal(shape, "x");
    const weight = normal([inputs, outputs], "weight") as tf.Tensor2D;
    const y = frozenLinear(x, weight);
    assert.deepEqual(y.shape, [...shape.slice(0, -1), outputs]);
    assertClose(
      y,
      plain(x, weight, inputs, outputs, (i, o) => i * outputs + o),
    );
    checkGradient((a) => frozenLinear(a as tf.Tensor, weight), [x]);
  });
}

test("frozenTransposedLinear: formula and gradient", () => {
  const x = normal([3, 4], "x") as tf.Tensor2D;
  const weight = normal([5, 4], "weight") as tf.Tensor2D;
  assertClose(
    frozenTransposedLinear(x, weight),
    plain(x, weight, 4, 5, (i, o) => o * 4 + i),
  );
  checkGradient((a) => frozenTransposedLinear(a as tf.Tensor2D, weight), [x]);
});

test("frozen products leave no tensor behind", () => {
  const x = normal([3, 4], "x") as tf.Tensor2D;
  const weight = normal([4, 4], "weight") as tf.Tensor2D;
  const before = tf.memory().numTensors;
  for (const product of [frozenLinear, frozenTransposedLinear]) {
    tf.tidy(() => void tf.grad((a: tf.Tensor) => tf.sum(product(a as tf.Tensor2D, weight)) as tf.Scalar)(x));
    product(x, weight).dispose();
  }
  assert.equal(tf.memory().numTensors, before);
});
