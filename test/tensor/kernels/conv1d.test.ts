import assert from "node:assert/strict";
import { test } from "node:test";
import { tf } from "../../../lib/tensor/backend";
import { conv1d, transposedConv1d } from "../../../lib/tensor/kernels/conv1d";
import { assertClose, checkGradient, normal } from "../checkGradient";

/** The sum of the docstring, in loops; zero padding as "SAME": the total is split with the extra frame at the end. */
function reference(x: number[][][], w: number[][][], b: number[], stride: number, dilation: number): number[] {
  const result: number[] = [];
  const out = Math.ceil(x.length / stride);
  const total = Math.max(0, (out - 1) * stride + (w.length - 1) * dilation + 1 - x.length);
  const before = Math.floor(total / 2);
  for (let t = 0; t < out; t++) {
    for (let clip = 0; clip < (x[0] as number[][]).length; clip++) {
      for (let o = 0; o < b.length; o++) {
        let sum = b[o] as number;
        for (let k = 0; k < w.length; k++) {
          const frame = x[stride * t + dilation * k - before]?.[clip];
          for (const [c, value] of (frame ?? []).entries()) sum += value * (w[k]?.[c]?.[o] as number);
        }
        result.push(sum);
      }
    }
  }
  return result;
}

const cases = [
  { batch: 2, time: 12, inputs: 3, outputs: 4, width: 3, stride: 1, dilation: 1 },
  { batch: 1, time: 20, inputs: 2, outputs: 3, width: 3, stride: 1, dilation: 9 },
  { batch: 2, time: 8, inputs: 3, outputs: 2, width: 4, stride: 2, dilation: 1 },
  { batch: 1, time: 4, inputs: 1, outputs: 1, width: 1, stride: 1, dilation: 1 },
  { batch: 3, time: 4, inputs: 2, outputs: 5, width: 3, stride: 1, dilation: 3 },
  { batch: 2, time: 9, inputs: 3, outputs: 2, width: 3, stride: 1, dilation: 3 },
  { batch: 2, time: 2, inputs: 3, outputs: 2, width: 3, stride: 1, dilation: 9 },
  { batch: 2, time: 7, inputs: 3, outputs: 2, width: 4, stride: 2, dilation: 1 },
  { batch: 1, time: 5, inputs: 2, outputs: 3, width: 3, stride: 2, dilation: 1 },
  { batch: 2, time: 5, inputs: 2, outputs: 3, width: 1, stride: 2, dilation: 1 },
  { batch: 2, time: 7, inputs: 2, outputs: 3, width: 4, stride: 3, dilation: 1 },
  { batch: 2, time: 6, inputs: 2, outputs: 3, width: 4, stride: 1, dilation: 1 },
];
for (const { batch, time, inputs, outputs, width, stride, dilation } of cases) {
  test(`conv1d time ${time} width ${width} stride ${stride} dilation ${dilation}: formula and gradient`, async () => {
    const x = normal([time * batch, inputs], "x");
    const w = normal([width, inputs, outputs], "w");
    const b = normal([outputs], "b");
    const y = conv1d(x, w, b, { batch, stride, dilation });
    assert.deepEqual(y.shape, [Math.ceil(time / stride) * batch, outputs]);
    const plain = reference(
      (await x.reshape([time, batch, inputs]).array()) as number[][][],
      (await w.array()) as number[][][],
      (await b.array()) as number[],
      stride,
      dilation,
    );
    assertClose(y, plain, 1e-4);
    const layer = (a?: tf.Tensor, c?: tf.Tensor, d?: tf.Tensor) =>
      conv1d(a as tf.Tensor, c as tf.Tensor, d as tf.Tensor, { batch, stride, dilation });
    checkGradient(layer, [x, w, b]);
  });
}

for (const { batch, time, inputs, outputs, width, stride } of [
  { batch: 2, time: 4, inputs: 3, outputs: 2, width: 4, stride: 2 },
  { batch: 1, time: 1, inputs: 1, outputs: 3, width: 4, stride: 2 },
  { batch: 3, time: 3, inputs: 2, outputs: 2, width: 3, stride: 3 },
]) {
  test(`transposedConv1d time ${time} width ${width} stride ${stride}: the transpose of conv1d, and its gradient`, () => {
    const x = normal([time * batch, inputs], "x");
    const w = normal([width, outputs, inputs], "w");
    const b = normal([outputs], "b");
    const y = transposedConv1d(x, w, b, { batch, stride });
    assert.deepEqual(y.shape, [time * stride * batch, outputs]);
    // ⟨conv1d(v), x⟩ = ⟨v, transposed(x)⟩ for every v, when neither adds a bias.
    const v = normal([time * stride * batch, outputs], "v");
    const there = conv1d(v, w, tf.zeros([inputs]), { batch, stride });
    const product = (p: tf.Tensor, q: tf.Tensor) => tf.sum(tf.mul(p, q));
    assertClose(product(v, tf.sub(y, b)), product(there, x).dataSync(), 1e-4);
    const layer = (a?: tf.Tensor, c?: tf.Tensor, d?: tf.Tensor) =>
      transposedConv1d(a as tf.Tensor, c as tf.Tensor, d as tf.Tensor, { batch, stride });
    checkGradient(layer, [x, w, b]);
  });
}

test("convolutions leave no tensor behind", () => {
  const x = normal([16, 3], "x");
  const w = normal([3, 3, 3], "w");
  const b = normal([3], "b");
  const before = tf.memory().numTensors;
  for (const layer of [conv1d, transposedConv1d]) {
    tf.tidy(() => {
      const sum = (a: tf.Tensor, c: tf.Tensor, d: tf.Tensor) => tf.sum(layer(a, c, d, { batch: 2, stride: 2 }));
      tf.grads(sum)([x, w, b]);
    });
  }
  assert.equal(tf.memory().numTensors, before);
});
