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
  /** rows of the gesture table, 0 where a word stands */
  gestures: Int32Array;
  /** 1 for a position in use, 0 for padding */
  mask: Int32Array;
  /** next-token targets, −100 where nothing is scored */
  targets: Int32Array;
}

/**
 * Lays out sequences of different lengths.
 * @param side where padding goes: right to train, left to generate
 */
export function splice(sequences: readonly Sequence[], side: "left" | "right"): SplicedBatch {
  const lengths = sequences.map(
    ({ prompt, codes, answer }) => prompt.before.length + 2 + codes.length + prompt.after.length + answer.length,
  );
  const batch = sequences.length;
  const time = Math.max(...lengths);
  const words = new Int32Array(batch * time);
  const gestures = new Int32Array(batch * time);
  const mask = new Int32Array(batch * time);
  const targets = new Int32Array(batch * time).fill(IGNORED);
  sequences.forEach(({ prompt, codes, answer }, row) => {
    const length = lengths[row] as number;
    let at = row * time + (side === "left" ? time - length : 0);
    mask.fill(1, at, at + length);
    const write = (column: Int32Array, values: Iterable<number>) => {
      for (const value of values) column[at++] = value;
    };
    write(words, prompt.before);
    write(gestures, [GESTURE_START]);
    write(
      gestures,
      Array.from(codes, (code) => FIRST_CODE + code),
    );
    write(gestures, [GESTURE_END]);
    write(words, prompt.after);
    // Position t predicts t + 1: the last position of the prompt predicts the answer's first token.
    targets.set(answer, at - 1);
    write(words, answer);
  });
  return { batch, time, words, gestures, mask, targets };
}

/**
 * Embeddings of a batch, differentiable in the gesture table.
 * @param wordEmbeddings `[batch, time, width]`, the backbone's rows for `words`
 * @param table `[3 + codes, width]` of the projector
 * @returns `[batch, time, width]`
 */
export function spliceEmbeddings(layout: SplicedBatch, wordEmbeddings: tf.Tensor3D, table: tf.Tensor2D): tf.Tensor3D {
  const { batch, time, gestures } = layout;
  const rows = tf.tensor2d(gestures, [batch, time], "int32");
  const isWord = tf.equal(rows, 0).expandDims(2);
  const words = tf.mul(wordEmbeddings, tf.cast(isWord, "float32"));
  return tf.add(words, tf.gather(table, rows)) as tf.Tensor3D;
}
