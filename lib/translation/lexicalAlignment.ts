// Lexical alignment: before the language model sees a gesture, φ learns which words a code occurs with, from clips
// and their texts alone. It is IBM Model 1 (Brown et al. 1993) with the projector as translation table:
// p(word | clip) = λ p(word | NULL) + (1 − λ) · 1/T Σ_t p(word | z_t),  p(word | z) = softmax_word(φ̂(z) · Ê(word) / τ).
// It costs two small matrix products a step, so that the expensive steps start from gestures that mean something.
import { tf } from "../tensor/backend";
import { ParameterSet } from "../training/parameters";
import type { Projector } from "./projector";

/** Share of words that no gesture explains ("the", "is"). */
const NULL_SHARE = 0.2;
const TEMPERATURE = 0.1;

export interface AlignmentPair {
  codes: Int32Array;
  /** token ids of the text */
  words: readonly number[];
}

export class LexicalAlignment {
  /** The NULL distribution's logits: a trainable part of this stage only. */
  readonly parameters = new ParameterSet();
  private readonly wordIndex = new Map<number, number>();
  /** `[words, width]`, centred, unit length */
  private readonly wordDirections: tf.Tensor2D;

  /** @param embed token ids → embeddings `[n, width]` of the language model */
  constructor(
    private readonly projector: Projector,
    private readonly pairs: readonly AlignmentPair[],
    embed: (ids: number[]) => tf.Tensor2D,
  ) {
    for (const { words } of pairs) {
      for (const word of words) if (!this.wordIndex.has(word)) this.wordIndex.set(word, this.wordIndex.size);
    }
    this.parameters.add("null", new Float32Array(this.wordIndex.size), [this.wordIndex.size]);
    this.wordDirections = tf.keep(
      tf.tidy(() => {
        const rows = embed([...this.wordIndex.keys()]);
        const centred = tf.sub(rows, projector.parameters.get("shift"));
        return tf.div(centred, tf.norm(centred, 2, 1, true)) as tf.Tensor2D;
      }),
    );
  }

  /** Mean negative log-likelihood of the words of the given pairs; call on the gradient tape. */
  loss(which: readonly number[]): tf.Scalar {
    const { codes, width } = this.projector.size;
    const words = this.wordIndex.size;
    const occupancy = new Float32Array(which.length * codes);
    const counts = new Float32Array(which.length * words);
    let total = 0;
    which.forEach((index, row) => {
      const pair = this.pairs[index] as AlignmentPair;
      for (const code of pair.codes) occupancy[row * codes + code] += 1 / pair.codes.length;
      for (const word of pair.words) counts[row * words + (this.wordIndex.get(word) as number)] += 1;
      total += pair.words.length;
    });
    const similarity = tf.matMul(this.projector.directions(), this.wordDirections, false, true);
    const table = tf.softmax(tf.div(similarity, TEMPERATURE * Math.sqrt(width)));
    const explained = tf.matMul(tf.tensor2d(occupancy, [which.length, codes]), table as tf.Tensor2D);
    const unexplained = tf.softmax(this.parameters.get("null") as tf.Tensor1D);
    const likelihood = tf.add(tf.mul(explained, 1 - NULL_SHARE), tf.mul(unexplained, NULL_SHARE));
    const logLikelihood = tf.sum(tf.mul(tf.tensor2d(counts, [which.length, words]), tf.log(tf.add(likelihood, 1e-9))));
    return tf.div(logLikelihood, -total) as tf.Scalar;
  }

  dispose(): void {
    this.parameters.dispose();
    this.wordDirections.dispose();
  }
}
