import assert from "node:assert/strict";
import { test } from "node:test";
import { tf } from "../../../lib/tensor/backend";
import { rope, ropeTables } from "../../../lib/tensor/kernels/rope";
import { assertClose, checkGradient, normal } from "../checkGradient";

/** Pair (i, i + d/2) of a head at place p as a complex number times e^(i p base^(−2i/d)). */
function plain(x: tf.Tensor, positions: number[][], base: number): number[] {
  const [batch, time, heads, headDim] = x.shape as [number, number, number, number];
  const half = headDim / 2;
  const values = x.dataSync();
  const result = new Array<number>(values.length);
  for (let row = 0; row < batch * time * heads; row++) {
    const place = positions[Math.floor(row / (time * heads))]?.[Math.floor(row / heads) % time] as number;
    for (let i = 0; i < half; i++) {
      const angle = place / base ** ((2 * i) / headDim);
      const [a, b] = [values[row * headDim + i] as number, values[row * headDim + half + i] as number];
      result[row * headDim + i] = a * Math.cos(angle) - b * Math.sin(angle);
      result[row * headDim + half + i] = a * Math.sin(angle) + b * Math.cos(angle);
    }
  }
  return result;
}

const cases = [
  {
    shape: [2, 3, 2, 8],
    positions: [
      [0, 0, 1],
      [5, 6, 700],
    ],
  },
  { shape: [1, 1, 1, 2], positions: [[9]] },
  { shape: [1, 4, 3, 6], positions: [[0, 1, 2, 3]] },
];
for (const { shape, positions } of cases) {
  test(`rope [${shape}]: formula and gradient`, () => {
    const x = normal(shape, "x");
    const tables = ropeTables(tf.tensor2d(positions, undefined, "int32"), shape[3] as number, 10000);
    assert.deepEqual(rope(x, tables).shape, shape);
    assertClose(rope(x, tables), plain(x, positions, 10000), 1e-4);
    checkGradient((a) => rope(a as tf.Tensor, tables), [x]);
  });
}

test("rope keeps lengths, and products depend on the distance alone", () => {
  const [q, k] = [normal([1, 1, 1, 16], "q"), normal([1, 1, 1, 16], "k")];
  const at = (x: tf.Tensor, place: number) => {
    const tables = ropeTables(tf.tensor2d([[place]], undefined, "int32"), 16, 10000);
    return rope(x, tables);
  };
  const product = (a: tf.Tensor, b: tf.Tensor) => tf.sum(tf.mul(a, b)).dataSync()[0] as number;
  assert.ok(Math.abs(product(at(q, 7), at(k, 3)) - product(at(q, 104), at(k, 100))) < 1e-4);
  assert.ok(Math.abs(product(at(q, 7), at(q, 7)) - product(q, q)) < 1e-4);
});

test("rope leaves no tensor behind", () => {
  const x = normal([2, 3, 2, 8], "x");
  const tables = ropeTables(tf.zeros([2, 3], "int32"), 8, 10000);
  const before = tf.memory().numTensors;
  tf.tidy(() => void tf.grad((a: tf.Tensor) => tf.sum(rope(a, tables)) as tf.Scalar)(x));
  rope(x, tables).dispose();
  assert.equal(tf.memory().numTensors, before);
});
