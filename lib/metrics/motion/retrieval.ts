// Retrieval between motions and texts that are embedded in one space: R-precision (Guo et al. 2022) and median rank.

import { UserError } from "../../errors";
import { Random } from "../../random";

export interface Retrieval {
  /** Share of motions whose own text is among the nearest 1, 2, 3 of its pool. */
  precision: [number, number, number];
  /** Median place of the own text among all texts, 1 being the nearest. */
  medianRank: number;
  /** Texts in a pool: chance is 1, 2, 3 of so many. */
  pool: number;
}

/**
 * Texts are compared by Euclidean distance. The pairs are shuffled into pools, and the last pairs, which fill no pool,
 * take part in the median rank only. Of equally near texts, the own one comes last.
 * @param motions `[n, dimension]`
 * @param texts `[n, dimension]`, row i belonging to motion i
 * @param options `pool` 32 unless given, n where there are fewer
 * @throws UserError when the sizes disagree or there is no pair
 */
export function retrieval(
  motions: Float32Array | Float64Array,
  texts: Float32Array | Float64Array,
  dimension: number,
  { pool = 32, seed = 0 }: { pool?: number; seed?: number } = {},
): Retrieval {
  const count = motions.length / dimension;
  if (motions.length !== texts.length || !Number.isInteger(count) || count < 1) {
    throw new UserError(
      `Retrieval: ${motions.length} numbers of motions and ${texts.length} of texts are not as many rows of ${dimension}.`,
    );
  }
  const squaredDistance = (motion: number, text: number): number => {
    let sum = 0;
    for (let k = 0; k < dimension; k++) {
      sum += ((motions[motion * dimension + k] as number) - (texts[text * dimension + k] as number)) ** 2;
    }
    return sum;
  };
  const rank = (motion: number, candidates: readonly number[]): number => {
    const own = squaredDistance(motion, motion);
    return 1 + candidates.filter((text) => text !== motion && squaredDistance(motion, text) <= own).length;
  };
  const all = Array.from({ length: count }, (_, i) => i);
  const size = Math.min(pool, count);
  const order = new Random(seed, "retrieval").shuffle(all);
  const pooled = Math.floor(count / size) * size;
  const ranks = order.slice(0, pooled).map((motion, i) => {
    const start = Math.floor(i / size) * size;
    return rank(motion, order.slice(start, start + size));
  });
  const within = (k: number) => ranks.filter((place) => place <= k).length / pooled;
  const places = all.map((motion) => rank(motion, all)).sort((a, b) => a - b);
  const middle = count / 2;
  return {
    precision: [within(1), within(2), within(3)],
    medianRank: ((places[Math.ceil(middle) - 1] as number) + (places[Math.floor(middle)] as number)) / 2,
    pool: size,
  };
}
