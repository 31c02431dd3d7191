// Finite scalar quantization (Mentzer et al. 2024): a latent has few dims, each bounded and rounded to one of its
// L levels; a code is a point of that grid, so there is no codebook to learn and none of it can die. No loss terms.
// A level is n = round(h · (tanh(z / s) + 1)) with h = (L − 1) / 2, its value s · (n / h − 1): as many to each side of
// zero for an even L too. s is two standard deviations of the first latents: bounded, a latent keeps its scale, and
// what decodes it begins as it would without the grid.
import { UserError } from "../../errors";
import { tf } from "../../tensor/backend";
import { straightThrough } from "../../tensor/kernels/nearestCode";
import { type LossTerm, type Quantizer, savedTensor } from "./quantizer";

const MOST_LEVELS = 16;
/** Fewer levels a dim than this are worse (Mentzer et al., §4.4), so they are a last resort. */
const FEWEST_LEVELS = 5;

/**
 * Levels whose product is the number of codes, e.g. 1000 = 8 · 5 · 5 · 5: as many dims as go, of 5 levels or more where
 * that is possible, the most levels first.
 * @throws UserError for a number with a prime factor above 16
 */
export function fsqLevels(codes: number): number[] {
  for (let fewest = FEWEST_LEVELS; fewest >= 2; fewest--) {
    const levels = factors(codes, fewest, MOST_LEVELS);
    if (levels) return levels;
  }
  throw new UserError(
    `${codes} codes are no grid of 2 to ${MOST_LEVELS} levels a dim; take e.g. 512, 1000, 1024 or 4096`,
  );
}

/** The longest list of factors between the two, largest first. */
function factors(product: number, fewest: number, most: number): number[] | undefined {
  if (product === 1) return [];
  let longest: number[] | undefined;
  for (let level = Math.min(most, product); level >= fewest; level--) {
    if (product % level !== 0) continue;
    const rest = factors(product / level, fewest, level);
    if (rest && rest.length >= (longest?.length ?? 0)) longest = [level, ...rest];
  }
  return longest;
}

export class FiniteScalarQuantizer implements Quantizer {
  readonly layers = 1;
  readonly entries: number;
  /** `[dims]` s */
  private scale: tf.Tensor1D;

  /** @param levels of each dim of a latent */
  constructor(
    private readonly levels: readonly number[],
    private readonly prefix = "",
  ) {
    this.entries = levels.reduce((product, level) => product * level, 1);
    this.scale = tf.ones([levels.length]);
  }

  quantize(latents: tf.Tensor2D): { quantized: tf.Tensor2D; terms: Record<string, LossTerm> } {
    const bounded = this.bounded(latents);
    return { quantized: this.values(straightThrough(bounded, tf.round(bounded))), terms: {} };
  }

  codesOf(latents: tf.Tensor2D): tf.Tensor2D {
    const places = this.levels.map((_, dim) =>
      this.levels.slice(0, dim).reduce((product, level) => product * level, 1),
    );
    return tf.tidy(() => {
      const numbers = tf.mul(tf.round(this.bounded(latents)), tf.tensor1d(places));
      return tf.cast(tf.sum(numbers, 1, true), "int32") as tf.Tensor2D;
    });
  }

  vectors(): tf.Tensor2D {
    const numbers = new Float32Array(this.entries * this.levels.length);
    for (let code = 0; code < this.entries; code++) {
      let rest = code;
      this.levels.forEach((level, dim) => {
        numbers[code * this.levels.length + dim] = rest % level;
        rest = Math.floor(rest / level);
      });
    }
    return tf.tidy(() => this.values(tf.tensor2d(numbers, [this.entries, this.levels.length])));
  }

  initialize(latents: tf.Tensor2D): void {
    this.replace(tf.tidy(() => tf.add(tf.mul(tf.sqrt(tf.moments(latents, 0).variance), 2), 1e-6) as tf.Tensor1D));
  }

  update(): void {}

  state(): Map<string, tf.Tensor> {
    return new Map([[`${this.prefix}fsq.scale`, this.scale]]);
  }

  restore(saved: ReadonlyMap<string, tf.Tensor>): void {
    this.replace(savedTensor(saved, `${this.prefix}fsq.scale`, this.scale.shape) as tf.Tensor1D);
  }

  dispose(): void {
    this.scale.dispose();
  }

  /** Latents → 0 … L − 1 in each dim, not rounded yet. */
  private bounded(latents: tf.Tensor2D): tf.Tensor2D {
    return tf.mul(tf.add(tf.tanh(tf.div(latents, this.scale)), 1), this.halves()) as tf.Tensor2D;
  }

  /** Levels 0 … L − 1 → their values. */
  private values(numbers: tf.Tensor2D): tf.Tensor2D {
    return tf.mul(tf.sub(tf.div(numbers, this.halves()), 1), this.scale) as tf.Tensor2D;
  }

  /** `[dims]` h */
  private halves(): tf.Tensor1D {
    return tf.tensor1d(this.levels.map((level) => (level - 1) / 2));
  }

  private replace(scale: tf.Tensor1D): void {
    this.scale.dispose();
    this.scale = tf.keep(scale);
  }
}
