// A motion encoder and a text encoder that meet in one space (ours; the idea of Guo et al. 2022 and TMR, Petrovich et al.
// 2023): its motion vectors are the features of FID, and retrieval between motions and texts says whether they mean
// anything. Trained on signing by `lslm train motion-encoder`. Published FIDs have other extractors: do not compare.
//   motion [frames, 623] → two strided convolutions → residual convolution → mean over time → linear → unit length
//   text → mean of learned word vectors → hidden layer → linear → unit length
//   L = ½ (InfoNCE of motions over texts + InfoNCE of texts over motions)
import { Random } from "../random";
import { wordsOf } from "../signing/difficulty";
import { tf } from "../tensor/backend";
import { conv1d } from "../tensor/kernels/conv1d";
import { crossEntropy } from "../tensor/kernels/crossEntropy";
import { relu } from "../tensor/kernels/relu";
import { ParameterSet } from "../training/parameters";

export interface MotionEncoderSettings {
  /** feature dims a frame, 623 */
  features: number;
  /** channels of the convolutions and of the words */
  width: number;
  /** length of the vectors */
  dimension: number;
  temperature: number;
  /** words that have a vector; others are passed over */
  words: readonly string[];
}

/** A clip in the encoder's own normalisation, with its English. */
export interface CaptionedMotion {
  /** `[frames, features]` */
  features: Float32Array;
  frames: number;
  text: string;
}

const DOWNSAMPLINGS = 2;

export class MotionEncoder {
  readonly parameters = new ParameterSet();
  private readonly wordIndex: ReadonlyMap<string, number>;

  constructor(
    readonly settings: MotionEncoderSettings,
    seed: number,
  ) {
    const { features, width, dimension, words } = settings;
    this.wordIndex = new Map(words.map((word, i) => [word, i]));
    const random = new Random(seed, "motion encoder");
    const add = (name: string, shape: number[], inputs: number) => {
      const bound = 1 / Math.sqrt(inputs);
      const size = shape.reduce((product, length) => product * length, 1);
      const values = Float32Array.from({ length: size }, () => random.uniform(-bound, bound));
      this.parameters.add(`${name}.weight`, values, shape);
      const outputs = shape[shape.length - 1] as number;
      this.parameters.add(`${name}.bias`, new Float32Array(outputs), [outputs]);
    };
    add("motion.in", [2, features, width], 2 * features);
    add("motion.down", [4, width, width], 4 * width);
    add("motion.mix", [3, width, width], 3 * width);
    add("motion.out", [width, dimension], width);
    add("text.words", [words.length, width], 1);
    add("text.hidden", [width, width], width);
    add("text.out", [width, dimension], width);
  }

  /** Symmetric InfoNCE of clips and their texts; every other clip of the batch is a wrong one. On the gradient tape. */
  loss(batch: readonly CaptionedMotion[]): tf.Scalar {
    return tf.tidy(() => {
      const motions = this.motionVectors(batch);
      const texts = this.textVectors(batch.map(({ text }) => text));
      const similarity = tf.div(tf.matMul(motions, texts, false, true), this.settings.temperature) as tf.Tensor2D;
      const own = tf.tensor1d(
        batch.map((_, i) => i),
        "int32",
      );
      const both = tf.add(crossEntropy(similarity, own), crossEntropy(tf.transpose(similarity), own));
      return tf.mul(both, 0.5) as tf.Scalar;
    });
  }

  /** Vector of one clip of any length, `[dimension]`, unit length. */
  embedMotion(features: Float32Array, frames: number): Float32Array {
    return tf.tidy(() => this.motionVectors([{ features, frames }]).dataSync() as Float32Array);
  }

  /** Vector of a text, `[dimension]`, unit length. */
  embedText(text: string): Float32Array {
    return tf.tidy(() => this.textVectors([text]).dataSync() as Float32Array);
  }

  dispose(): void {
    this.parameters.dispose();
  }

  /** `[clips, dimension]`; what fills short clips up has no influence. */
  private motionVectors(clips: readonly Pick<CaptionedMotion, "features" | "frames">[]): tf.Tensor2D {
    const { features: dims, width } = this.settings;
    const batch = clips.length;
    const step = 2 ** DOWNSAMPLINGS;
    const longest = Math.ceil(Math.max(...clips.map(({ frames }) => frames)) / step) * step;
    const rows = new Float32Array(longest * batch * dims);
    clips.forEach(({ features, frames }, clip) => {
      for (let frame = 0; frame < frames; frame++) {
        rows.set(features.subarray(frame * dims, (frame + 1) * dims), (frame * batch + clip) * dims);
      }
    });
    const lengths = (level: number) => clips.map(({ frames }) => Math.ceil(frames / 2 ** level));
    const layer = (x: tf.Tensor, name: string, stride: number) =>
      relu(conv1d(x, this.weight(name), this.bias(name), { batch, stride }));
    let x: tf.Tensor = tf.tensor2d(rows, [longest * batch, dims]);
    x = tf.mul(layer(x, "motion.in", 2), present(longest / 2, lengths(1)));
    x = tf.mul(layer(x, "motion.down", 2), present(longest / step, lengths(2)));
    x = tf.add(x, layer(x, "motion.mix", 1));
    const inClip = present(longest / step, lengths(2)).reshape([-1, batch, 1]);
    const sum = tf.sum(tf.mul(x.reshape([-1, batch, width]), inClip), 0);
    const mean = tf.div(sum, tf.tensor2d(lengths(2), [batch, 1])) as tf.Tensor2D;
    return unit(this.linear(mean, "motion.out"));
  }

  /** `[texts, dimension]` */
  private textVectors(texts: readonly string[]): tf.Tensor2D {
    const { words } = this.settings;
    const shares = new Float32Array(texts.length * words.length);
    texts.forEach((text, row) => {
      const known = wordsOf(text).flatMap((word) => this.wordIndex.get(word) ?? []);
      for (const word of known) shares[row * words.length + word] += 1 / known.length;
    });
    const bag = this.linear(tf.tensor2d(shares, [texts.length, words.length]), "text.words");
    const hidden = tf.add(bag, relu(this.linear(bag, "text.hidden"))) as tf.Tensor2D;
    return unit(this.linear(hidden, "text.out"));
  }

  private linear(x: tf.Tensor2D, name: string): tf.Tensor2D {
    return tf.add(tf.matMul(x, this.weight(name) as tf.Tensor2D), this.bias(name)) as tf.Tensor2D;
  }

  private weight(name: string): tf.Tensor {
    return this.parameters.get(`${name}.weight`);
  }

  private bias(name: string): tf.Tensor {
    return this.parameters.get(`${name}.bias`);
  }
}

/** `[time · clips, 1]`: 1 where a clip still lasts. */
function present(time: number, lengths: readonly number[]): tf.Tensor2D {
  const values = Float32Array.from({ length: time * lengths.length }, (_, row) =>
    Math.floor(row / lengths.length) < (lengths[row % lengths.length] as number) ? 1 : 0,
  );
  return tf.tensor2d(values, [values.length, 1]);
}

/** Rows of unit length. */
function unit(x: tf.Tensor2D): tf.Tensor2D {
  return tf.div(x, tf.sqrt(tf.add(tf.sum(tf.square(x), 1, true), 1e-12))) as tf.Tensor2D;
}
