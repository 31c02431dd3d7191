// Splice: gestures take their place between the words of the backbone's own chat template (LSLM §3.2):
// [before ; START ; φ(z_1) … φ(z_L) ; END ; after ; answer] as one sequence of embeddings.
import { tf } from "../tensor/backend";
import { FIRST_CODE, GESTURE_END, GESTURE_START } from "./projector";

/** Target of a position whose prediction is not scored. */
const IGNORED = -100;

export interface Prompt {
  /** token ids before and after the gestures */
  before: readonly number[];
  after: readonly number[];
}

export interface Sequence {
  prompt: Prompt;
  /** `[gestures, layers]` */
  codes: ArrayLike<number>;
  /** token ids that the model is to write; empty when it is to generate */
  answer: readonly number[];
}

/** A batch of sequences as rows of numbers, one column a position. */
export interface SplicedBatch {
  batch: number;
  time: number;
  /** text token ids, 0 where a gesture stands */
  words: Int32Array;
  /** codes that make one gesture together */
  layers: number;
  /** `[batch, time, layers]` rows of the gesture table, 0 where a word stands */
  gestures: Int32Array;
  /** 1 for a position in use, 0 for padding */
  mask: Int32Array;
  /** next-token targets, −100 where nothing is scored */
  targets: Int32Array;
}

/**
 * Lays out sequences of different lengths.
 * @param side where padding goes: right to train, left to generate
 * @param layers codes that make one gesture together
 */
export function splice(sequences: readonly Sequence[], side: "left" | "right", layers = 1): SplicedBatch {
  const lengths = sequences.map(
    ({ prompt, codes, answer }) =>
      prompt.before.length + 2 + codes.length / layers + prompt.after.length + answer.length,
  );
  const batch = sequences.length;
  const time = Math.max(...lengths);
  const words = new Int32Array(batch * time);
  const gestures = new Int32Array(batch * time * layers);
  const mask = new Int32Array(batch * time);
  const targets = new Int32Array(batch * time).fill(IGNORED);
  sequences.forEach(({ prompt, codes, answer }, row) => {
    const length = lengths[row] as number;
    let at = row * time + (side === "left" ? time - length : 0);
    mask.fill(1, at, at + length);
    const write = (values: readonly number[]) => {
      words.set(values, at);
      at += values.length;
    };
    const sign = (rows: readonly number[]) => {
      gestures.set(rows, at * layers);
      at += rows.length / layers;
    };
    write(prompt.before);
    sign(new Array<number>(layers).fill(GESTURE_START));
    sign(Array.from(codes, (code) => FIRST_CODE + code));
    sign(new Array<number>(layers).fill(GESTURE_END));
    write(prompt.after);
    // Position t predicts t + 1: the last position of the prompt predicts the answer's first token.
    targets.set(answer, at - 1);
    write(answer);
  });
  return { batch, time, layers, words, gestures, mask, targets };
}

/**
 * Embeddings of a batch, differentiable in the gesture table. A gesture is the mean of its codes' rows.
 * @param wordEmbeddings `[batch, time, width]`, the backbone's rows for `words`
 * @param table `[3 + codes, width]` of the projector
 * @returns `[batch, time, width]`
 */
export function spliceEmbeddings(layout: SplicedBatch, wordEmbeddings: tf.Tensor3D, table: tf.Tensor2D): tf.Tensor3D {
  const { batch, time, layers, gestures } = layout;
  const rows = tf.tensor3d(gestures, [batch, time, layers], "int32");
  const isWord = tf.equal(tf.slice(rows, [0, 0, 0], [batch, time, 1]), 0);
  const words = tf.mul(wordEmbeddings, tf.cast(isWord, "float32"));
  return tf.add(words, tf.mean(tf.gather(table, rows), 2)) as tf.Tensor3D;
}
