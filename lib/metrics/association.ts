// How much discrete codes tell about labels: mutual information with its bias measured by permutation, purity, and the
// share of labels that a table from code to label gets right on items it has not seen.

import { UserError } from "../errors";
import { Random } from "../random";

/** Entropy of the empirical distribution, bits. */
export function entropy(values: readonly unknown[]): number {
  const counts = countOf(values);
  let bits = 0;
  for (const count of counts.values()) bits -= (count / values.length) * Math.log2(count / values.length);
  return bits;
}

/**
 * I(A; B) of the empirical joint distribution (plug-in estimate), bits. With few items a pair of values it is too
 * large: see `association`.
 * @throws UserError where the lengths differ or there is no item
 */
export function mutualInformation(a: readonly unknown[], b: readonly unknown[]): number {
  if (a.length !== b.length || a.length === 0) {
    throw new UserError(`Mutual information: ${a.length} and ${b.length} values were given; give as many of both.`);
  }
  return Math.max(0, entropy(a) + entropy(b) - entropy(pairs(a, b)));
}

/** Codes and labels of the same items. */
export interface Association {
  /** I(code; label) as counted, bits */
  information: number;
  /** what it is when the labels are dealt out anew: its bias, and the spread of it, bits */
  chance: { mean: number; deviation: number };
  /** H(label), bits */
  labelEntropy: number;
  /** (I − chance) / (H(label) − chance): 0 codes tell nothing, 1 they tell the label */
  explained: number;
  /** share of items that have the most frequent label of their code */
  purity: number;
  items: number;
}

/**
 * Codes that follow each other within a group share its label (the codes of one sign), so labels are dealt out anew to
 * whole groups: single items would give a chance level that is too low.
 * @param codes `[items]`
 * @param groups `[items]` group of each item; all items of a group have one label
 * @param labels label of each group
 * @throws UserError where the lengths disagree or there is no item
 */
export function association(
  codes: ArrayLike<number>,
  groups: ArrayLike<number>,
  labels: readonly string[],
  { permutations = 10, seed = 0 }: { permutations?: number; seed?: number } = {},
): Association {
  const items = codes.length;
  if (items === 0 || groups.length !== items) {
    throw new UserError(`Association: ${items} codes and ${groups.length} groups were given; give as many of both.`);
  }
  const own = Array.from(codes);
  const dealt = (order: readonly string[]) => Array.from(groups, (group) => order[group] as string);
  const truth = dealt(labels);
  const random = new Random(seed, "association");
  const chance = Array.from({ length: permutations }, () => mutualInformation(own, dealt(random.shuffle(labels))));
  const mean = chance.reduce((sum, value) => sum + value, 0) / permutations;
  const squares = chance.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  const information = mutualInformation(own, truth);
  const labelEntropy = entropy(truth);
  return {
    information,
    chance: { mean, deviation: permutations > 1 ? Math.sqrt(squares / (permutations - 1)) : 0 },
    labelEntropy,
    explained: labelEntropy - mean > 1e-9 ? (information - mean) / (labelEntropy - mean) : 0,
    purity: purity(own, truth),
    items,
  };
}

/** Share of items whose label is the most frequent one of their code; rises with the number of codes by itself. */
export function purity(codes: readonly unknown[], labels: readonly unknown[]): number {
  let right = 0;
  for (const counts of labelCounts(codes, labels).values()) right += Math.max(...counts.values());
  return right / codes.length;
}

/**
 * The table from code to its most frequent label, read off some items and tried on others. Codes that it lacks count
 * as the most frequent label of all.
 * @returns share of right labels
 */
export function predictionAccuracy<Code, Label>(
  training: { codes: readonly Code[]; labels: readonly Label[] },
  test: { codes: readonly Code[]; labels: readonly Label[] },
): number {
  const common = mostFrequent(countOf(training.labels));
  const table = new Map(
    [...labelCounts(training.codes, training.labels)].map(([c, counts]) => [c, mostFrequent(counts)]),
  );
  const right = test.codes.filter((code, i) => (table.get(code) ?? common) === test.labels[i]);
  return right.length / test.codes.length;
}

/** For each code, how often it goes with each label. */
export function labelCounts<Code, Label>(
  codes: readonly Code[],
  labels: readonly Label[],
): Map<Code, Map<Label, number>> {
  const table = new Map<Code, Map<Label, number>>();
  codes.forEach((code, i) => {
    const counts = table.get(code) ?? new Map<Label, number>();
    const label = labels[i] as Label;
    counts.set(label, (counts.get(label) ?? 0) + 1);
    table.set(code, counts);
  });
  return table;
}

/** The key of the highest count; of equals the first. */
export function mostFrequent<Label>(counts: ReadonlyMap<Label, number>): Label {
  return [...counts].reduce((best, entry) => (entry[1] > best[1] ? entry : best))[0];
}

/**
 * 1 − Jensen–Shannon divergence (base 2) of two distributions given by counts: 1 for equal ones, 0 for disjoint ones.
 */
export function overlap(a: ReadonlyMap<number, number>, b: ReadonlyMap<number, number>): number {
  const [sumA, sumB] = [total(a), total(b)];
  let divergence = 0;
  for (const code of new Set([...a.keys(), ...b.keys()])) {
    const p = (a.get(code) ?? 0) / sumA;
    const q = (b.get(code) ?? 0) / sumB;
    const middle = (p + q) / 2;
    if (p > 0) divergence += (p / 2) * Math.log2(p / middle);
    if (q > 0) divergence += (q / 2) * Math.log2(q / middle);
  }
  return 1 - divergence;
}

const total = (counts: ReadonlyMap<unknown, number>): number => [...counts.values()].reduce((sum, n) => sum + n, 0);

function countOf<T>(values: readonly T[]): Map<T, number> {
  const counts = new Map<T, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return counts;
}

/** One number for each different pair. */
function pairs(a: readonly unknown[], b: readonly unknown[]): number[] {
  const [first, second] = [numbered(a), numbered(b)];
  const width = new Set(b).size;
  return first.map((value, i) => value * width + (second[i] as number));
}

function numbered(values: readonly unknown[]): number[] {
  const numbers = new Map<unknown, number>();
  return values.map((value) => {
    const number = numbers.get(value) ?? numbers.size;
    numbers.set(value, number);
    return number;
  });
}
