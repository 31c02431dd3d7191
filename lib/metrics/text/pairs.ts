// A hypothesis with its references, and the checks that every corpus metric makes before it counts.

import { UserError } from "../../errors";

/** One generated sentence and the reference sentences it is compared with. */
export interface TextPair {
  hyp: string;
  /** At least one; an empty string is a legitimate (empty) reference. */
  refs: readonly string[];
}

/** @throws UserError when there is nothing to score or an item has no reference */
export function checkPairs(pairs: readonly TextPair[], metric: string): void {
  if (pairs.length === 0) {
    throw new UserError(`${metric}: there are no hypothesis–reference pairs; give at least one.`);
  }
  pairs.forEach((pair, index) => {
    if (typeof pair.hyp !== "string") {
      throw new UserError(`${metric}: pair ${index + 1} has no hypothesis string; give an empty string for no output.`);
    }
    if (!Array.isArray(pair.refs) || pair.refs.length === 0 || pair.refs.some((ref) => typeof ref !== "string")) {
      throw new UserError(`${metric}: pair ${index + 1} needs "refs", a list of at least one string.`);
    }
  });
}

/** `nrefs:` of a sacrebleu signature: the number of references, or `var` where it differs between items. */
export function referenceCount(pairs: readonly TextPair[]): string {
  const counts = new Set(pairs.map((pair) => pair.refs.length));
  return counts.size === 1 ? String([...counts][0]) : "var";
}
