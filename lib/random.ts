import { type RandomGenerator, unsafeUniformIntDistribution, xoroshiro128plus } from "pure-rand";

/**
 * Randomness as a function of (seed, stream, step), as in JAX's `fold_in`: nothing to save,
 * so a resumed run draws exactly what the uninterrupted one would have drawn.
 */
export class Random {
  private readonly generator: RandomGenerator;
  private spareNormal: number | undefined;

  /**
   * @param seed the run's seed
   * @param stream what the numbers are for, e.g. `"batches"` or `"noise/clip-17"`
   * @param step counter within the stream (training step, epoch, item)
   */
  constructor(seed: number, stream: string, step = 0) {
    this.generator = xoroshiro128plus(hash(`${seed}/${stream}/${step}`));
  }

  /** Uniform in [low, high). */
  uniform(low = 0, high = 1): number {
    const unit = unsafeUniformIntDistribution(0, 0x7fffffff, this.generator) / 0x80000000;
    return low + (high - low) * unit;
  }

  /** Uniform integer in [low, high], both ends included. */
  integer(low: number, high: number): number {
    return unsafeUniformIntDistribution(low, high, this.generator);
  }

  /** Normal with the given mean and standard deviation (Box–Muller). */
  normal(mean = 0, deviation = 1): number {
    if (this.spareNormal !== undefined) {
      const value = this.spareNormal;
      this.spareNormal = undefined;
      return mean + deviation * value;
    }
    const radius = Math.sqrt(-2 * Math.log(1 - this.uniform()));
    const angle = 2 * Math.PI * this.uniform();
    this.spareNormal = radius * Math.sin(angle);
    return mean + deviation * radius * Math.cos(angle);
  }

  /** True with the given probability. */
  chance(probability: number): boolean {
    return this.uniform() < probability;
  }

  /** One element of a non-empty list. */
  pick<T>(items: readonly T[]): T {
    if (items.length === 0) throw new RangeError("Random.pick: the list is empty");
    return items[this.integer(0, items.length - 1)] as T;
  }

  /** A shuffled copy (Fisher–Yates). */
  shuffle<T>(items: readonly T[]): T[] {
    const result = [...items];
    for (let i = result.length - 1; i > 0; i--) {
      const j = this.integer(0, i);
      [result[i], result[j]] = [result[j] as T, result[i] as T];
    }
    return result;
  }
}

/** FNV-1a, mixed once more: neighbouring steps must give unrelated generators. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) {
    value = Math.imul(value ^ text.charCodeAt(i), 0x01000193);
  }
  value = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
  value = Math.imul(value ^ (value >>> 13), 0xc2b2ae35);
  return (value ^ (value >>> 16)) | 0;
}
