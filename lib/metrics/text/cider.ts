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

/** An n-gram vector of each order with its length, and the text's number of bigrams. */
interface TextVector {
  weights: NgramCounts[];
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
  const documentFrequency: NgramCounts = new Map();
  for (const item of references) {
    const present = new Set(item.flatMap((counts) => counts.flatMap((order) => [...order.keys()])));
    for (const ngram of present) documentFrequency.set(ngram, (documentFrequency.get(ngram) ?? 0) + 1);
  }
  const logItems = Math.log(pairs.length);
  const vector = (counts: NgramCounts[]): TextVector => {
    const norms = new Array<number>(ORDERS).fill(0);
    const weights = counts.map((order, n) => {
      const weighted: NgramCounts = new Map();
      let squares = 0;
      for (const [ngram, count] of order) {
        const weight = count * (logItems - Math.log(Math.max(1, documentFrequency.get(ngram) ?? 0)));
        weighted.set(ngram, weight);
        squares += weight * weight;
      }
      norms[n] = Math.sqrt(squares);
      return weighted;
    });
    let bigrams = 0;
    for (const count of (counts[1] as NgramCounts).values()) bigrams += count;
    return { weights, norms, bigrams };
  };
  const items = Float64Array.from(pairs, (pair, index) => {
    const hypothesis = vector(countNgrams(splitWords(pair.hyp), ORDERS));
    const counted = references[index] as NgramCounts[][];
    let sum = 0;
    for (const reference of counted) sum += similarity(hypothesis, vector(reference));
    return (SCALE * sum) / counted.length;
  });
  return {
    cider: items.reduce((sum, value) => sum + value, 0) / items.length,
    items,
    signature: `CIDEr-D|nrefs:${referenceCount(pairs)}|tok:whitespace|n:1-4|sigma:6|idf:this-set|scale:0-10`,
  };
}

/** Mean over the orders of the clipped cosine, damped by the difference in length (counted in bigrams, as coco does). */
function similarity(hypothesis: TextVector, reference: TextVector): number {
  const delta = hypothesis.bigrams - reference.bigrams;
  const penalty = Math.exp(-(delta * delta) / (2 * SIGMA * SIGMA));
  let sum = 0;
  for (let n = 0; n < ORDERS; n++) {
    const norm = (hypothesis.norms[n] as number) * (reference.norms[n] as number);
    if (norm === 0) continue;
    const target = reference.weights[n] as NgramCounts;
    let dot = 0;
    for (const [ngram, weight] of hypothesis.weights[n] as NgramCounts) {
      const other = target.get(ngram) ?? 0;
      dot += Math.min(weight, other) * other;
    }
    sum += (dot / norm) * penalty;
  }
  return sum / ORDERS;
}
