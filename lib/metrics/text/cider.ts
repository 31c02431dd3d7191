// CIDEr-D (Vedantam et al. 2015) as coco-caption computes it: tf-idf weighted n-gram cosines of orders 1–4 with
// clipping and a Gaussian length penalty, times 10. Papers usually print this value times 100.

import { countNgrams, type NgramCounts } from "./ngrams";
import { checkPairs, referenceCount, type TextPair } from "./pairs";
import { splitWords } from "./whitespace";

export interface CiderScore {
  /** Mean over the items, 0–10. */
  cider: number;
  /** `[items]`, 0–10 */
  items: Float64Array;
  signature: string;
}

const ORDERS = 4;
const SIGMA = 6;
const SCALE = 10;

/** The n-gram counts of a text, the length of its tf-idf vector of each order, its number of bigrams. */
interface TextVector {
  counts: NgramCounts[];
  norms: number[];
  bigrams: number;
}

/**
 * The idf comes from the references given here (document = item), so the value belongs to this test set as a
 * whole: one item alone scores 0. The text is taken as already tokenised, words are what whitespace separates.
 */
export function ciderD(pairs: readonly TextPair[]): CiderScore {
  checkPairs(pairs, "CIDEr");
  const references = pairs.map((pair) => pair.refs.map((ref) => countNgrams(splitWords(ref), ORDERS)));
  const inverseFrequency = inverseDocumentFrequencies(references);
  // an n-gram of no reference is as rare as one of a single reference
  const unseen = Math.log(pairs.length);
  const idf = (ngram: string) => inverseFrequency.get(ngram) ?? unseen;
  const items = Float64Array.from(pairs, (pair, index) => {
    const hypothesis = textVector(countNgrams(splitWords(pair.hyp), ORDERS), idf);
    const counted = references[index] as NgramCounts[][];
    let sum = 0;
    for (const reference of counted) sum += similarity(hypothesis, textVector(reference, idf), idf);
    return (SCALE * sum) / counted.length;
  });
  return {
    cider: items.reduce((sum, value) => sum + value, 0) / items.length,
    items,
    signature: `CIDEr-D|nrefs:${referenceCount(pairs)}|tok:whitespace|n:1-4|sigma:6|idf:this-set|scale:0-10`,
  };
}

/** log(items / items with the n-gram in a reference), of every n-gram of the references; never negative. */
function inverseDocumentFrequencies(references: readonly (readonly NgramCounts[])[][]): Map<string, number> {
  const frequency: NgramCounts = new Map();
  for (const item of references) {
    item.forEach((reference, index) => {
      const earlier = item.slice(0, index);
      reference.forEach((counts, n) => {
        for (const ngram of counts.keys()) {
          if (earlier.some((other) => other[n]?.has(ngram))) continue;
          frequency.set(ngram, (frequency.get(ngram) ?? 0) + 1);
        }
      });
    });
  }
  const logItems = Math.log(references.length);
  const inverse = new Map<string, number>();
  for (const [ngram, count] of frequency) inverse.set(ngram, logItems - Math.log(count));
  return inverse;
}

function textVector(counts: NgramCounts[], idf: (ngram: string) => number): TextVector {
  let bigrams = 0;
  const norms = counts.map((order, n) => {
    let squares = 0;
    for (const [ngram, count] of order) {
      squares += (count * idf(ngram)) ** 2;
      if (n === 1) bigrams += count;
    }
    return Math.sqrt(squares);
  });
  return { counts, norms, bigrams };
}

/** Mean over the orders of the clipped cosine, damped by the difference in length (counted in bigrams, as coco does). */
function similarity(hypothesis: TextVector, reference: TextVector, idf: (ngram: string) => number): number {
  const delta = hypothesis.bigrams - reference.bigrams;
  const penalty = Math.exp(-(delta * delta) / (2 * SIGMA * SIGMA));
  let sum = 0;
  for (let n = 0; n < ORDERS; n++) {
    const norm = (hypothesis.norms[n] as number) * (reference.norms[n] as number);
    if (norm === 0) continue;
    const target = reference.counts[n] as NgramCounts;
    let dot = 0;
    for (const [ngram, count] of hypothesis.counts[n] as NgramCounts) {
      const other = target.get(ngram);
      if (other !== undefined) dot += Math.min(count, other) * other * idf(ngram) ** 2;
    }
    sum += (dot / norm) * penalty;
  }
  return sum / ORDERS;
}
