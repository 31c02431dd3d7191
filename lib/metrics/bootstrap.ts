// Bootstrap over the items of a test set (Koehn 2004): percentile intervals of a corpus metric, and the paired
// difference of two systems on the same items with a p-value. Resamples are a function of the seed alone.

import { UserError } from "../errors";
import { Random } from "../random";

/**
 * A corpus metric of the items with these indices (some repeated, some absent), `[items]`. Count what an item
 * contributes once beforehand (`bleuStatistics`, `countErrors`) and only add up here.
 */
export type ResampledMetric = (indices: Int32Array) => number;

export interface BootstrapOptions {
  /** Default 1000. */
  resamples?: number;
  /** Share of the resamples inside the interval. Default 0.95. */
  level?: number;
  /** Default 0. */
  seed?: number;
}

export interface BootstrapInterval {
  /** The metric of the test set itself. */
  value: number;
  low: number;
  high: number;
  /** Mean and standard deviation over the resamples. */
  mean: number;
  deviation: number;
}

export interface PairedBootstrap {
  /** first − second on the test set itself, with its interval */
  difference: BootstrapInterval;
  /** Two-sided: how often a resample strays from the mean difference by as much as the difference found. */
  pValue: number;
  first: BootstrapInterval;
  second: BootstrapInterval;
}

/**
 * Percentile interval of one system's metric.
 *
 * @param items number of items in the test set
 */
export function bootstrapInterval(
  items: number,
  metric: ResampledMetric,
  options: BootstrapOptions = {},
): BootstrapInterval {
  return interval(metric(identity(items)), resample(items, [metric], options)[0] as Float64Array, options);
}

/**
 * Compares two systems on the same resamples. The p-value is (1 + number of resamples whose difference lies at
 * least |difference| from their mean) / (1 + resamples), sacrebleu's paired bootstrap test.
 */
export function pairedBootstrap(
  items: number,
  first: ResampledMetric,
  second: ResampledMetric,
  options: BootstrapOptions = {},
): PairedBootstrap {
  const [a, b] = resample(items, [first, second], options) as [Float64Array, Float64Array];
  const firstInterval = interval(first(identity(items)), a, options);
  const secondInterval = interval(second(identity(items)), b, options);
  const differences = a.map((value, i) => value - (b[i] as number));
  const difference = interval(firstInterval.value - secondInterval.value, differences, options);
  const found = Math.abs(difference.value);
  const extreme = differences.filter((value) => Math.abs(value - difference.mean) >= found).length;
  return {
    difference,
    pValue: (1 + extreme) / (1 + differences.length),
    first: firstInterval,
    second: secondInterval,
  };
}

/** `[metrics][resamples]`: every metric on every resample. */
function resample(items: number, metrics: readonly ResampledMetric[], options: BootstrapOptions): Float64Array[] {
  const { resamples = 1000, seed = 0 } = options;
  if (!Number.isInteger(items) || items < 1) {
    throw new UserError(`Bootstrap: the number of items must be a whole number of at least 1, not ${items}.`);
  }
  if (!Number.isInteger(resamples) || resamples < 1) {
    throw new UserError(`Bootstrap: the number of resamples must be a whole number of at least 1, not ${resamples}.`);
  }
  const values = metrics.map(() => new Float64Array(resamples));
  const indices = new Int32Array(items);
  for (let step = 0; step < resamples; step++) {
    const random = new Random(seed, "bootstrap", step);
    for (let i = 0; i < items; i++) indices[i] = random.integer(0, items - 1);
    metrics.forEach((metric, k) => {
      (values[k] as Float64Array)[step] = metric(indices);
    });
  }
  return values;
}

function interval(value: number, values: Float64Array, { level = 0.95 }: BootstrapOptions): BootstrapInterval {
  if (!(level > 0 && level < 1)) {
    throw new UserError(`Bootstrap: the level must lie between 0 and 1, not be ${level}.`);
  }
  const sorted = Float64Array.from(values).sort();
  const mean = values.reduce((sum, x) => sum + x, 0) / values.length;
  const variance = values.reduce((sum, x) => sum + (x - mean) ** 2, 0) / values.length;
  return {
    value,
    low: quantile(sorted, (1 - level) / 2),
    high: quantile(sorted, (1 + level) / 2),
    mean,
    deviation: Math.sqrt(variance),
  };
}

/** Linear interpolation between the two nearest ranks, as numpy's default. */
function quantile(sorted: Float64Array, share: number): number {
  const position = share * (sorted.length - 1);
  const below = Math.floor(position);
  const low = sorted[below] as number;
  const high = sorted[Math.min(below + 1, sorted.length - 1)] as number;
  return low + (position - below) * (high - low);
}

function identity(items: number): Int32Array {
  return Int32Array.from({ length: items }, (_, i) => i);
}
