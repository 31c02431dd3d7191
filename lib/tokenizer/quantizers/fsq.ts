// Finite scalar quantization (Mentzer et al. 2024): a latent has few dims, each bounded and rounded to one of its
// levels; a code is a point of that grid, so there is no codebook to learn and none of it can die. No loss terms.
// z → s · round(bound(z / s)) / ⌊L/2⌋, where s is two standard deviations of the first latents: bounded, a latent
// keeps its scale, and what decodes it begins as it would without the grid.
import { UserError } from "../../errors";
import { tf } from "../../tensor/backend";
import { straightThrough } from "../../tensor/kernels/nearestCode";
import { type LossTerm, type Quantizer, savedTensor } from "./quantizer";

/** How far bounds lie beyond the outermost levels, so that these are reached. */
const MARGIN = 1e-3;
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
    const bounded = this.bound(latents);
    return { quantized: this.fromGrid(straightThrough(bounded, tf.round(bounded))), terms: {} };
  }

  codesOf(latents: tf.Tensor2D): tf.Tensor2D {
    return tf.tidy(() => {
      const digits = tf.add(tf.round(this.bound(latents)), this.row(half));
      const places = this.levels.map((_, dim) =>
        this.levels.slice(0, dim).reduce((product, level) => product * level, 1),
      );
      return tf.cast(tf.sum(tf.mul(digits, tf.tensor1d(places)), 1, true), "int32") as tf.Tensor2D;
    });
  }

  vectors(): tf.Tensor2D {
    const digits = new Float32Array(this.entries * this.levels.length);
    for (let code = 0; code < this.entries; code++) {
      let rest = code;
      this.levels.forEach((level, dim) => {
        digits[code * this.levels.length + dim] = (rest % level) - half(level);
        rest = Math.floor(rest / level);
      });
    }
    return tf.tidy(() => this.fromGrid(tf.tensor2d(digits, [this.entries, this.levels.length])));
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

  /** Latents → −⌊L/2⌋ … ⌈L/2⌉ − 1, not rounded yet. */
  private bound(latents: tf.Tensor2D): tf.Tensor2D {
    const reach = (level: number) => ((level - 1) * (1 + MARGIN)) / 2;
    // An even number of levels has no middle: half a step lower, so that the rounded ones are whole numbers.
    const offset = (level: number) => (level % 2 === 0 ? 0.5 : 0);
    const shift = this.row((level) => Math.atanh(offset(level) / reach(level)));
    const inner = tf.tanh(tf.add(tf.div(latents, this.scale), shift));
    return tf.sub(tf.mul(inner, this.row(reach)), this.row(offset)) as tf.Tensor2D;
  }

  private fromGrid(grid: tf.Tensor2D): tf.Tensor2D {
    return tf.mul(tf.div(grid, this.row(half)), this.scale) as tf.Tensor2D;
  }

  /** `[dims]`, a number for each dim's levels */
  private row(of: (level: number) => number): tf.Tensor1D {
    return tf.tensor1d(this.levels.map(of), "float32");
  }

  private replace(scale: tf.Tensor1D): void {
    this.scale.dispose();
    this.scale = tf.keep(scale);
  }
}

const half = (level: number) => Math.floor(level / 2);
