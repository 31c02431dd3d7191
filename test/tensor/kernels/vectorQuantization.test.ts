import assert from "node:assert/strict";
import { test } from "node:test";
import { tf } from "../../../lib/tensor/backend";
import { codebookEma } from "../../../lib/tensor/kernels/codebookEma";
import { nearestCode, straightThrough } from "../../../lib/tensor/kernels/nearestCode";
import { relu } from "../../../lib/tensor/kernels/relu";
import { smoothL1 } from "../../../lib/tensor/kernels/smoothL1";
import { stopGradient } from "../../../lib/tensor/kernels/stopGradient";
import { assertClose, checkGradient, normal } from "../checkGradient";

test("nearestCode is the argmin of the Euclidean distance", async () => {
  const z = normal([40, 5], "z");
  const codebook = normal([17, 5], "codebook");
  const codes = (await codebook.array()) as number[][];
  const expected = ((await z.array()) as number[][]).map((row) => {
    const distances = codes.map((code) => code.reduce((sum, c, d) => sum + ((row[d] as number) - c) ** 2, 0));
    return distances.indexOf(Math.min(...distances));
  });
  assert.deepEqual([...nearestCode(z, codebook).dataSync()], expected);
});

test("straightThrough is the value forward and the identity backward, to the value nothing", () => {
  const z = normal([6, 3], "z");
  const value = normal([6, 3], "value");
  assertClose(straightThrough(z, value), value.dataSync());
  const direction = normal([6, 3], "direction");
  const [toZ, toValue] = tf.grads((x: tf.Tensor, y: tf.Tensor) => tf.sum(tf.mul(straightThrough(x, y), direction)))([
    z,
    value,
  ]);
  assertClose(toZ as tf.Tensor, direction.dataSync());
  assertClose(toValue as tf.Tensor, new Float32Array(18));
});

test("the commitment loss pulls latents to their codes: ∂‖z − sg(q)‖²/∂z = 2 (z − q)", () => {
  const z = normal([6, 3], "z");
  const codebook = normal([4, 3], "codebook");
  const gradient = tf.grad((x: tf.Tensor) =>
    tf.sum(tf.square(tf.sub(x, stopGradient(tf.gather(codebook, nearestCode(x, codebook)))))),
  )(z);
  const expected = tf.mul(tf.sub(z, tf.gather(codebook, nearestCode(z, codebook))), 2);
  assertClose(gradient, expected.dataSync());
});

test("smoothL1 equals its definition and its gradient the finite difference", () => {
  const prediction = normal([3, 4, 5], "prediction", 2);
  const target = normal([3, 4, 5], "target");
  const weight = tf.tensor1d([0.1, 1, 0, 2, 0.5]);
  const p = prediction.dataSync();
  const t = target.dataSync();
  const w = weight.dataSync();
  let expected = 0;
  p.forEach((value, i) => {
    const e = Math.abs(value - (t[i] as number));
    expected += ((w[i % 5] as number) * (e < 1 ? 0.5 * e * e : e - 0.5)) / 12;
  });
  assertClose(smoothL1(prediction, target, weight), [expected]);
  checkGradient((x) => smoothL1(x as tf.Tensor, target, weight), [prediction]);
});

test("relu and its gradient, at zero too", () => {
  const x = tf.tensor1d([-2, -0.5, 0, 0.5, 2]);
  assertClose(relu(x), [0, 0, 0, 0.5, 2]);
  assertClose(tf.grad((y: tf.Tensor) => tf.sum(relu(y)))(x), [0, 0, 0, 1, 1]);
});

test("codebookEma follows the formula and restarts dead codes", () => {
  const codes = tf.tensor2d([0, 0, 10, 10, 5, 5], [3, 2]);
  const state = { codes, sum: codes.clone(), count: tf.tensor1d([1, 1, 0.1]) };
  const z = tf.tensor2d([1, 1, 3, 1, 11, 9], [3, 2]);
  const indices = tf.tensor1d([0, 0, 1], "int32");
  const replacements = tf.tensor2d([7, 7, 7, 7, 8, 8], [3, 2]);
  const next = codebookEma(state, z, indices, replacements, 0.9, 0.5);
  // N_0 = 0.9 + 0.1·2, m_0 = 0.9·(0, 0) + 0.1·(4, 2); code 2 has N = 0.09 and restarts.
  assertClose(next.count, [1.1, 1, 1]);
  assertClose(next.codes, [0.4 / 1.1, 0.2 / 1.1, 0.9 * 10 + 0.1 * 11, 0.9 * 10 + 0.1 * 9, 8, 8]);
  assertClose(next.sum, [0.4, 0.2, 10.1, 9.9, 8, 8]);
});
