// Counts of the n-grams of a word list, by order.

/** Counts by n-gram (words joined with one space); the words themselves must hold no space. */
export type NgramCounts = Map<string, number>;

/** @returns one map for each order from 1 to `maxOrder`, at index order − 1 */
export function countNgrams(words: readonly string[], maxOrder: number): NgramCounts[] {
  return Array.from({ length: maxOrder }, (_, index) => {
    const counts: NgramCounts = new Map();
    for (let start = 0; start + index < words.length; start++) {
      let ngram = words[start] as string;
      for (let k = 1; k <= index; k++) ngram += ` ${words[start + k]}`;
      counts.set(ngram, (counts.get(ngram) ?? 0) + 1);
    }
    return counts;
  });
}

/** Raises each count in `into` to that in `from` where that is larger: the clipping bound over several references. */
export function mergeMaximum(into: NgramCounts, from: NgramCounts): void {
  for (const [ngram, count] of from) {
    if (count > (into.get(ngram) ?? 0)) into.set(ngram, count);
  }
}
