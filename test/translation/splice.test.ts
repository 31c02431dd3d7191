import assert from "node:assert/strict";
import { test } from "node:test";
import { tf } from "../../lib/tensor/backend";
import { splice, spliceEmbeddings } from "../../lib/translation/splice";

const prompt = { before: [11, 12], after: [13] };
const sequences = [
  { prompt, codes: [0, 5, 5], answer: [21, 22] },
  { prompt, codes: [7], answer: [23] },
];

test("right-padded layout: prompt, markers, codes, answer, and targets one step ahead", () => {
  const { batch, time, words, gestures, mask, targets } = splice(sequences, "right");
  assert.deepEqual([batch, time], [2, 10]);
  assert.deepEqual([...words.slice(0, 10)], [11, 12, 0, 0, 0, 0, 0, 13, 21, 22]);
  assert.deepEqual([...gestures.slice(0, 10)], [0, 0, 1, 3, 8, 8, 2, 0, 0, 0]);
  assert.deepEqual([...targets.slice(0, 10)], [-100, -100, -100, -100, -100, -100, -100, 21, 22, -100]);
  assert.deepEqual([...words.slice(10)], [11, 12, 0, 0, 0, 13, 23, 0, 0, 0]);
  assert.deepEqual([...gestures.slice(10)], [0, 0, 1, 10, 2, 0, 0, 0, 0, 0]);
  assert.deepEqual([...mask.slice(10)], [1, 1, 1, 1, 1, 1, 1, 0, 0, 0]);
  assert.deepEqual([...targets.slice(10)], [-100, -100, -100, -100, -100, 23, -100, -100, -100, -100]);
});

test("left-padded layout ends every prompt at the last position", () => {
  const { time, mask, words, gestures } = splice(
    sequences.map((sequence) => ({ ...sequence, answer: [] })),
    "left",
  );
  assert.equal(time, 8);
  assert.deepEqual([...mask.slice(8)], [0, 0, 1, 1, 1, 1, 1, 1]);
  assert.equal(words[7], 13);
  assert.equal(words[15], 13);
  assert.deepEqual([...gestures.slice(8)], [0, 0, 0, 0, 1, 10, 2, 0]);
});

test("spliced embeddings are the words' rows and the table's rows, with a gradient to the table alone", () => {
  const layout = splice(sequences, "right");
  const width = 4;
  const wordEmbeddings = tf.ones([layout.batch, layout.time, width]) as tf.Tensor3D;
  const table = tf.concat([tf.zeros([1, width]), tf.fill([10, width], 5)], 0) as tf.Tensor2D;
  const embeddings = spliceEmbeddings(layout, wordEmbeddings, table).arraySync();
  embeddings.forEach((row, b) => {
    row.forEach((vector, t) => {
      const expected = layout.gestures[b * layout.time + t] === 0 ? 1 : 5;
      assert.deepEqual(vector, [expected, expected, expected, expected]);
    });
  });
  const gradient = tf.grad((x: tf.Tensor) => tf.sum(spliceEmbeddings(layout, wordEmbeddings, x as tf.Tensor2D)))(table);
  const uses = new Array(11).fill(0);
  for (const row of layout.gestures) uses[row]++;
  // Row 0 is looked up where words stand; its gradient is of no use because the row is made of zeros.
  assert.deepEqual((gradient.arraySync() as number[][]).map((row) => row[0]).slice(1), uses.slice(1));
});

test("a gesture of several codes takes one position: the mean of its codes' rows", () => {
  const layered = [
    { prompt, codes: [0, 5, 5, 7], answer: [21] },
    { prompt, codes: [7, 2], answer: [23] },
  ];
  const layout = splice(layered, "right", 2);
  assert.equal(layout.time, 8);
  assert.deepEqual([...layout.gestures.slice(0, 16)], [0, 0, 0, 0, 1, 1, 3, 8, 8, 10, 2, 2, 0, 0, 0, 0]);
  assert.deepEqual([...layout.words.slice(0, 8)], [11, 12, 0, 0, 0, 0, 13, 21]);
  const table = tf.tensor2d(Array.from({ length: 11 }, (_, row) => [row, row * row]));
  const embeddings = spliceEmbeddings(layout, tf.fill([2, 8, 2], -1) as tf.Tensor3D, table).arraySync();
  const [, , start, first, second, end] = embeddings[0] as number[][];
  assert.deepEqual(
    [start, first, second, end],
    [
      [1, 1],
      [5.5, 36.5],
      [9, 82],
      [2, 4],
    ],
  );
  assert.deepEqual(embeddings[0]?.[0], [-1, -1]);
});
