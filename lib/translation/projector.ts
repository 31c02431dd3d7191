// The projector φ: codes → the language model's embedding space, two layers (LSLM §3.2).
// φ(e) = shift + gain · norm(W₂ silu(W₁ e + b₁) + b₂): a gesture starts with the mean and the length of a word embedding.
import { Random } from "../random";
import { tf } from "../tensor/backend";
import { ParameterSet } from "../training/parameters";

/** Rows of the gesture table before the codes: row 0 is empty, 1 and 2 mark start and end of the signing. */
export const GESTURE_START = 1;
export const GESTURE_END = 2;
export const FIRST_CODE = 3;

export interface ProjectorSize {
  codes: number;
  codeDim: number;
  hidden: number;
  /** width of the language model's embeddings */
  width: number;
  /** what φ is of: the tokenizer's vectors, which stay, or embeddings that start at random and learn; the former unless given */
  input?: "codebook" | "learned" | undefined;
}

export class Projector {
  readonly parameters = new ParameterSet();
  /** `[codes, codeDim]`, standardised: the scale of latents is the tokenizer's own; none where they are learned */
  private readonly codebook: tf.Tensor2D | undefined;

  /**
   * @param codebook `[codes, codeDim]`
   * @param words `[n, width]` embeddings of words like those to be written
   */
  constructor(
    readonly size: ProjectorSize,
    codebook: tf.Tensor2D,
    words: tf.Tensor2D,
    seed: number,
  ) {
    const { codes, codeDim, hidden, width, input } = size;
    this.codebook = input === "learned" ? undefined : standardised(codebook);
    const random = new Random(seed, "projector");
    const normal = (count: number, deviation: number) =>
      Float32Array.from({ length: count }, () => random.normal(0, deviation));
    const { shift, gain } = tf.tidy(() => {
      const mean = tf.mean(words, 0);
      const spread = tf.sqrt(tf.mean(tf.square(tf.sub(words, mean))));
      return { shift: mean.dataSync() as Float32Array, gain: spread.dataSync()[0] as number };
    });
    this.parameters.add("fc1.weight", normal(codeDim * hidden, 1 / Math.sqrt(codeDim)), [codeDim, hidden]);
    this.parameters.add("fc1.bias", new Float32Array(hidden), [hidden]);
    this.parameters.add("fc2.weight", normal(hidden * width, 1 / Math.sqrt(hidden)), [hidden, width]);
    this.parameters.add("fc2.bias", new Float32Array(width), [width]);
    this.parameters.add("shift", shift, [width]);
    this.parameters.add("gain", new Float32Array(width).fill(gain), [width]);
    this.parameters.add("markers", normal(2 * width, gain), [2, width]);
    if (input === "learned") this.parameters.add("codes", normal(codes * codeDim, 1), [codes, codeDim]);
  }

  /** φ of every code before shift and gain, unit mean square: `[codes, width]`. */
  directions(): tf.Tensor2D {
    return tf.tidy(() => {
      const p = this.parameters;
      const codes = this.codebook ?? (p.get("codes") as tf.Tensor2D);
      const inner = tf.add(tf.matMul(codes, p.get("fc1.weight") as tf.Tensor2D), p.get("fc1.bias"));
      const hidden = tf.mul(inner, tf.sigmoid(inner)) as tf.Tensor2D;
      const output = tf.add(tf.matMul(hidden, p.get("fc2.weight") as tf.Tensor2D), p.get("fc2.bias"));
      const meanSquare = tf.mean(tf.square(output), 1, true);
      return tf.div(output, tf.sqrt(tf.add(meanSquare, 1e-6))) as tf.Tensor2D;
    });
  }

  /** `[3 + codes, width]`: an empty row, the start and end markers, then φ of every code. */
  gestureTable(): tf.Tensor2D {
    return tf.tidy(() => {
      const p = this.parameters;
      const projected = tf.add(tf.mul(this.directions(), p.get("gain")), p.get("shift")) as tf.Tensor2D;
      const markers = tf.add(p.get("markers"), p.get("shift")) as tf.Tensor2D;
      return tf.concat([tf.zeros([1, this.size.width]), markers, projected], 0) as tf.Tensor2D;
    });
  }

  dispose(): void {
    this.parameters.dispose();
    this.codebook?.dispose();
  }
}

function standardised(codebook: tf.Tensor2D): tf.Tensor2D {
  return tf.keep(
    tf.tidy(() => {
      const { mean, variance } = tf.moments(codebook);
      return tf.div(tf.sub(codebook, mean), tf.sqrt(tf.add(variance, 1e-8))) as tf.Tensor2D;
    }),
  );
}
