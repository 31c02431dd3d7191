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

/** How long the code sequences of clips are, and what a code carries. */
export interface CodeLengths {
  clips: number;
  /** codes a clip */
  mean: number;
  median: number;
  shortest: number;
  longest: number;
  /** Mean number of equal codes in a row. */
  runLength: number;
  /** Entropy of the code distribution, bits a code. */
  bitsPerCode: number;
  bitsPerSecond: number;
}

/**
 * @param sequences the codes of each clip
 * @param codesPerSecond frame rate / frames a code
 * @throws UserError without clips, or where a clip has no codes
 */
export function codeLengths(sequences: readonly Int32Array[], codesPerSecond: number): CodeLengths {
  if (sequences.length === 0 || sequences.some(({ length }) => length === 0)) {
    throw new UserError("Code lengths: every clip needs at least one code, and there must be a clip.");
  }
  const lengths = sequences.map(({ length }) => length).sort((a, b) => a - b);
  const counts = new Map<number, number>();
  let total = 0;
  let runs = 0;
  for (const sequence of sequences) {
    sequence.forEach((code, at) => {
      counts.set(code, (counts.get(code) ?? 0) + 1);
      if (at === 0 || code !== sequence[at - 1]) runs++;
    });
    total += sequence.length;
  }
  let bits = 0;
  for (const count of counts.values()) bits -= (count / total) * Math.log2(count / total);
  const middle = lengths.length / 2;
  const median = ((lengths[Math.ceil(middle) - 1] as number) + (lengths[Math.floor(middle)] as number)) / 2;
  return {
    clips: lengths.length,
    mean: total / lengths.length,
    median,
    shortest: lengths[0] as number,
    longest: lengths[lengths.length - 1] as number,
    runLength: total / runs,
    bitsPerCode: bits,
    bitsPerSecond: bits * codesPerSecond,
  };
}
