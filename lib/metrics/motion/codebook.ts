// How much of a codebook is in use: counts, share of codes used, perplexity, dead codes.

import { UserError } from "../../errors";

export interface CodebookStatistics {
  /** Share of the codes that occur at least once, 0–1. */
  usage: number;
  /** exp of the entropy (nats) of the code distribution: 1 (one code) to `codebookSize` (all alike). */
  perplexity: number;
  /** Number of codes that never occur. */
  deadCodes: number;
  /** `[codebookSize]`: occurrences of each code */
  counts: Int32Array;
}

/**
 * @param codes code indices of any number of clips, one after the other
 * @throws UserError without codes, or where an index lies outside 0 … codebookSize − 1
 */
export function codebookStatistics(codes: Int32Array, codebookSize: number): CodebookStatistics {
  if (!Number.isInteger(codebookSize) || codebookSize < 1) {
    throw new UserError(`Codebook: the size must be a whole number of at least 1, not ${codebookSize}.`);
  }
  if (codes.length === 0) throw new UserError("Codebook: there are no codes to count; give at least one.");
  const counts = new Int32Array(codebookSize);
  codes.forEach((code, position) => {
    if (code < 0 || code >= codebookSize) {
      throw new UserError(
        `Codebook: code ${code} at position ${position} is outside 0 to ${codebookSize - 1}; check the codebook's size.`,
      );
    }
    counts[code] = (counts[code] as number) + 1;
  });
  let entropy = 0;
  let used = 0;
  for (const count of counts) {
    if (count === 0) continue;
    used++;
    entropy -= (count / codes.length) * Math.log(count / codes.length);
  }
  return {
    usage: used / codebookSize,
    perplexity: Math.exp(entropy),
    deadCodes: codebookSize - used,
    counts,
  };
}
