// ROUGE-L (Lin 2004) in two conventions: rouge_score (alphanumeric lower-case tokens, F1) and coco-caption
// (text as given, F with beta = 1.2 over the best precision and the best recall). Both 0–1, mean over items.

import { checkPairs, referenceCount, type TextPair } from "./pairs";

export interface RougeScore {
  /** Mean over the items, 0–1. */
  rougeL: number;
  /** `[items]`, 0–1 */
  items: Float64Array;
  signature: string;
}

const COCO_BETA = 1.2;

/** rouge_score's `rougeL` F1 without stemming; of several references the one with the highest F1 counts. */
export function rougeL(pairs: readonly TextPair[]): RougeScore {
  checkPairs(pairs, "ROUGE-L");
  const items = Float64Array.from(pairs, ({ hyp, refs }) => {
    const hypothesis = alphanumericWords(hyp);
    return Math.max(...refs.map((ref) => f1(hypothesis, alphanumericWords(ref))));
  });
  return {
    rougeL: mean(items),
    items,
    signature: `ROUGE-L|nrefs:${referenceCount(pairs)}|case:lc|tok:rouge_score|stem:no|f:1|scale:0-1`,
  };
}

/**
 * coco-caption's ROUGE-L. Words are what single spaces separate, so an empty text is one empty word, which
 * matches another empty one, as in the original.
 */
export function cocoRougeL(pairs: readonly TextPair[]): RougeScore {
  checkPairs(pairs, "ROUGE-L");
  const items = Float64Array.from(pairs, ({ hyp, refs }) => {
    const hypothesis = hyp.split(" ");
    let precision = 0;
    let recall = 0;
    for (const ref of refs) {
      const reference = ref.split(" ");
      const common = longestCommonSubsequence(hypothesis, reference);
      precision = Math.max(precision, common / hypothesis.length);
      recall = Math.max(recall, common / reference.length);
    }
    if (precision === 0 || recall === 0) return 0;
    return ((1 + COCO_BETA ** 2) * precision * recall) / (recall + COCO_BETA ** 2 * precision);
  });
  return {
    rougeL: mean(items),
    items,
    signature: `coco-ROUGE-L|nrefs:${referenceCount(pairs)}|tok:space|f:${COCO_BETA}|scale:0-1`,
  };
}

/** Lower-cased runs of ASCII letters and digits; everything else separates. */
function alphanumericWords(text: string): string[] {
  return text.toLowerCase().match(/[a-z0-9]+/g) ?? [];
}

function f1(hypothesis: readonly string[], reference: readonly string[]): number {
  if (hypothesis.length === 0 || reference.length === 0) return 0;
  const common = longestCommonSubsequence(hypothesis, reference);
  const precision = common / hypothesis.length;
  const recall = common / reference.length;
  return precision + recall > 0 ? (2 * precision * recall) / (precision + recall) : 0;
}

/** Length of the longest common subsequence; two rows of the table suffice. */
function longestCommonSubsequence(a: readonly string[], b: readonly string[]): number {
  let previous = new Int32Array(b.length + 1);
  let current = new Int32Array(b.length + 1);
  for (const word of a) {
    for (let j = 1; j <= b.length; j++) {
      current[j] =
        word === b[j - 1] ? (previous[j - 1] as number) + 1 : Math.max(previous[j] as number, current[j - 1] as number);
    }
    [previous, current] = [current, previous];
  }
  return previous[b.length] as number;
}

function mean(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
