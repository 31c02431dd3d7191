import assert from "node:assert/strict";
import { test } from "node:test";
import { tf } from "../../../lib/tensor/backend";
import { attention } from "../../../lib/tensor/kernels/attention";
import { assertClose, checkGradient, normal } from "../checkGradient";

const FORBIDDEN = -1e9;

/** softmax(q Kᵀ / √d + m) V, position by position in float64. */
function plain(q: tf.Tensor, k: tf.Tensor, v: tf.Tensor, mask: tf.Tensor): number[] {
  const [batch, heads, rows, dim] = q.shape as [number, number, number, number];
  const keys = k.shape[2] as number;
  const time = mask.shape[2] as number;
  const [qs, ks, vs, ms] = [q.dataSync(), k.dataSync(), v.dataSync(), mask.dataSync()];
  const result: number[] = [];
  for (let b = 0; b < batch; b++) {
    for (let h = 0; h < heads; h++) {
      for (let row = 0; row < rows; row++) {
        const scores = Array.from({ length: keys }, (_, key) => {
          let sum = 0;
          for (let i = 0; i < dim; i++) {
            const [query, other] = [((b * heads + h) * rows + row) * dim + i, ((b * heads + h) * keys + key) * dim + i];
            sum += (qs[query] as number) * (ks[other] as number);
          }
          return sum / Math.sqrt(dim) + (ms[(b * time + (row % time)) * keys + key] as number);
        });
        const highest = Math.max(...scores);
        const weights = scores.map((score) => Math.exp(score - highest));
        const total = weights.reduce((sum, weight) => sum + weight, 0);
        for (let i = 0; i < dim; i++) {
          let sum = 0;
          weights.forEach((weight, key) => {
            sum += (weight / total) * (vs[((b * heads + h) * keys + key) * dim + i] as number);
          });
          result.push(sum);
        }
      }
    }
  }
  return result;
}

/** Causal over the last `time` keys, with the first `padding` keys of the last row of the batch forbidden. */
function maskOf(batch: number, time: number, keys: number, padding: number): tf.Tensor {
  const values = new Float32Array(batch * time * keys);
  for (let at = 0; at < values.length; at++) {
    const key = at % keys;
    const place = (Math.floor(at / keys) % time) + keys - time;
    const padded = Math.floor(at / (keys * time)) === batch - 1 && key < padding && key !== place;
    if (key > place || padded) values[at] = FORBIDDEN;
  }
  return tf.tensor(values, [batch, 1, time, keys]);
}

const cases = [
  { batch: 2, kvHeads: 2, groups: 3, time: 4, keys: 4, dim: 4, padding: 2 },
  { batch: 2, kvHeads: 1, groups: 1, time: 1, keys: 6, dim: 4, padding: 3 },
  { batch: 1, kvHeads: 3, groups: 2, time: 2, keys: 5, dim: 2, padding: 0 },
  { batch: 1, kvHeads: 1, groups: 1, time: 1, keys: 1, dim: 1, padding: 0 },
];
for (const { batch, kvHeads, groups, time, keys, dim, padding } of cases) {
  const name = `attention batch ${batch}, ${kvHeads} × ${groups} heads, time ${time}, keys ${keys}, padding ${padding}`;
  test(`${name}: formula and gradient`, () => {
    const q = normal([batch, kvHeads, groups * time, dim], "q");
    const k = normal([batch, kvHeads, keys, dim], "k");
    const v = normal([batch, kvHeads, keys, dim], "v");
    const mask = maskOf(batch, time, keys, padding);
    assert.deepEqual(attention(q, k, v, mask).shape, q.shape);
    assertClose(attention(q, k, v, mask), plain(q, k, v, mask));
    checkGradient((a, b, c) => attention(a as tf.Tensor, b as tf.Tensor, c as tf.Tensor, mask), [q, k, v]);
  });
}

test("a forbidden key has no influence and gets no gradient", () => {
  const q = normal([1, 1, 2, 4], "q");
  const [k, v] = [normal([1, 1, 3, 4], "k"), normal([1, 1, 3, 4], "v")];
  const mask = tf.tensor4d([FORBIDDEN, 0, 0, FORBIDDEN, 0, 0], [1, 1, 2, 3]);
  const moved = tf.tensor4d([50, 50, 50, 50, 0, 0, 0, 0, 0, 0, 0, 0], [1, 1, 3, 4]);
  const y = attention(q, k, v, mask);
  assertClose(attention(q, tf.add(k, moved), tf.add(v, moved), mask), y.dataSync(), 0);
  const f = (a: tf.Tensor, b: tf.Tensor) => tf.sum(tf.square(attention(q, a, b, mask))) as tf.Scalar;
  for (const gradient of tf.grads(f)([k, v])) assert.deepEqual([...gradient.dataSync().slice(0, 4)], [0, 0, 0, 0]);
});

test("attention leaves no tensor behind", () => {
  const [q, k, v] = [normal([1, 2, 6, 4], "q"), normal([1, 2, 3, 4], "k"), normal([1, 2, 3, 4], "v")];
  const mask = maskOf(1, 3, 3, 1);
  const before = tf.memory().numTensors;
  const f = (a: tf.Tensor, b: tf.Tensor, c: tf.Tensor) => tf.sum(attention(a, b, c, mask)) as tf.Scalar;
  tf.tidy(() => void tf.grads(f)([q, k, v]));
  tf.tidy(() => void attention(q, k, v, mask));
  assert.equal(tf.memory().numTensors, before);
});
