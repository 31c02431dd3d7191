// Corpus BLEU-1..4 in two conventions: sacrebleu (13a tokens, smoothing, 0–100) and coco-caption (whitespace
// tokens, tiny additive constants, 0–1). Papineni et al. 2002; Chen & Cherry 2014 for the smoothing.

import { UserError } from "../../errors";
import { countNgrams, mergeMaximum, type NgramCounts } from "./ngrams";
import { checkPairs, referenceCount, type TextPair } from "./pairs";
import { tokenize13a } from "./tokenize13a";
import { splitWords, trimEnd } from "./whitespace";

/** Everything BLEU needs to know about a segment, or, added up, about a corpus. */
export interface BleuStatistics {
  hypothesisLength: number;
  /** Length of the closest reference; the shorter one of two equally close. */
  referenceLength: number;
  /** Clipped matches of each order. */
  matches: number[];
  /** n-grams of the hypothesis of each order. */
  totals: number[];
}

/** What to do with an order that has no match: halve a virtual count each time (`exp`, mteval), or nothing. */
export type BleuSmoothing = "exp" | "floor" | "add-k" | "none";

export interface BleuOptions {
  /** `mixed` keeps case, `lower` lower-cases both sides. Default `mixed`. */
  case?: "mixed" | "lower";
  /** Default `exp`. */
  smoothing?: BleuSmoothing;
  /** Constant of `floor` (default 0.1) and `add-k` (default 1). */
  smoothingValue?: number;
  /** Average only over orders that the hypotheses have n-grams of; for single sentences. Default false. */
  effectiveOrder?: boolean;
  /** 4 gives BLEU-4, 1 gives BLEU-1, …: the geometric mean of the precisions up to this order. Default 4. */
  maxOrder?: number;
}

export interface BleuScore {
  /** 0–100 */
  score: number;
  /** Precision of each order after smoothing, 0–100. */
  precisions: number[];
  brevityPenalty: number;
  hypothesisLength: number;
  referenceLength: number;
  /** e.g. `BLEU|nrefs:1|case:mixed|eff:no|tok:13a|smooth:exp`; `BLEU-n|…` below order 4 */
  signature: string;
}

/** coco-caption's BLEU-1..4, 0–1. */
export interface CocoBleuScore {
  bleu: number[];
  signature: string;
}

const COCO_SMALL = 1e-9;
const COCO_TINY = 1e-15;
const ORDERS = 4;

/**
 * sacrebleu 2's corpus BLEU over any number of references an item.
 * @throws UserError on an empty corpus, an item without reference, or an order below 1
 */
export function sacrebleu(pairs: readonly TextPair[], options: BleuOptions = {}): BleuScore {
  checkPairs(pairs, "BLEU");
  const statistics = pairs.map((pair) => bleuStatistics(pair, options));
  return sacrebleuFromStatistics(sumBleuStatistics(statistics), options, referenceCount(pairs));
}

/** One segment's statistics on 13a tokens; a bootstrap adds these up instead of counting n-grams again. */
export function bleuStatistics(pair: TextPair, options: BleuOptions = {}): BleuStatistics {
  const lower = options.case === "lower";
  const tokens = (text: string) => tokenize13a(trimEnd(lower ? text.toLowerCase() : text));
  return countMatches(tokens(pair.hyp), pair.refs.map(tokens), checkOrder(options.maxOrder ?? ORDERS));
}

/** Adds up segment statistics of one order. */
export function sumBleuStatistics(statistics: readonly BleuStatistics[]): BleuStatistics {
  const orders = statistics[0]?.matches.length ?? 0;
  const sum: BleuStatistics = {
    hypothesisLength: 0,
    referenceLength: 0,
    matches: new Array<number>(orders).fill(0),
    totals: new Array<number>(orders).fill(0),
  };
  for (const item of statistics) {
    sum.hypothesisLength += item.hypothesisLength;
    sum.referenceLength += item.referenceLength;
    for (let n = 0; n < orders; n++) {
      sum.matches[n] = (sum.matches[n] as number) + (item.matches[n] as number);
      sum.totals[n] = (sum.totals[n] as number) + (item.totals[n] as number);
    }
  }
  return sum;
}

/**
 * @param statistics of the corpus, counted to at least `options.maxOrder`
 * @param references for the signature: references an item, `var` where it differs
 */
export function sacrebleuFromStatistics(
  statistics: BleuStatistics,
  options: BleuOptions = {},
  references = "1",
): BleuScore {
  const { hypothesisLength, referenceLength } = statistics;
  const maxOrder = checkOrder(options.maxOrder ?? ORDERS);
  if (maxOrder > statistics.matches.length) {
    throw new UserError(`BLEU: the statistics stop at order ${statistics.matches.length}, below order ${maxOrder}.`);
  }
  const smoothing = options.smoothing ?? "exp";
  const constant = options.smoothingValue ?? { floor: 0.1, "add-k": 1, exp: 0, none: 0 }[smoothing];
  const brevityPenalty =
    hypothesisLength >= referenceLength
      ? 1
      : hypothesisLength === 0
        ? 0
        : Math.exp(1 - referenceLength / hypothesisLength);
  const precisions = new Array<number>(maxOrder).fill(0);
  const result = {
    precisions,
    brevityPenalty,
    hypothesisLength,
    referenceLength,
    signature: signature(options, smoothing, constant, maxOrder, references),
  };
  if (statistics.matches.slice(0, maxOrder).every((count) => count === 0)) return { score: 0, ...result };
  let halving = 1;
  let order = maxOrder;
  for (let n = 0; n < maxOrder; n++) {
    const added = smoothing === "add-k" && n > 0 ? constant : 0;
    const matches = (statistics.matches[n] as number) + added;
    const total = (statistics.totals[n] as number) + added;
    if (total === 0) break;
    if (options.effectiveOrder) order = n + 1;
    if (matches > 0) precisions[n] = (100 * matches) / total;
    else if (smoothing === "exp") {
      halving *= 2;
      precisions[n] = 100 / (halving * total);
    } else if (smoothing === "floor") precisions[n] = (100 * constant) / total;
  }
  const logarithms = precisions.slice(0, order).map((precision) => Math.log(precision));
  return { score: brevityPenalty * Math.exp(sumOf(logarithms) / order), ...result };
}

/**
 * coco-caption's corpus BLEU-1..4 with its "closest" reference length, 0–1. The text is taken as already
 * tokenised: words are what whitespace separates (`captionText` makes such text).
 */
export function cocoBleu(pairs: readonly TextPair[]): CocoBleuScore {
  checkPairs(pairs, "BLEU");
  const { hypothesisLength, referenceLength, matches, totals } = sumBleuStatistics(
    pairs.map((pair) => countMatches(splitWords(pair.hyp), pair.refs.map(splitWords), ORDERS)),
  );
  const ratio = (hypothesisLength + COCO_TINY) / (referenceLength + COCO_SMALL);
  const penalty = ratio < 1 ? Math.exp(1 - 1 / ratio) : 1;
  let product = 1;
  const bleu = matches.map((count, n) => {
    product *= (count + COCO_TINY) / ((totals[n] as number) + COCO_SMALL);
    return product ** (1 / (n + 1)) * penalty;
  });
  return { bleu, signature: `coco-BLEU|nrefs:${referenceCount(pairs)}|tok:whitespace|reflen:closest|scale:0-1` };
}

function countMatches(
  hypothesis: readonly string[],
  references: readonly (readonly string[])[],
  maxOrder: number,
): BleuStatistics {
  const bounds: NgramCounts[] = Array.from({ length: maxOrder }, () => new Map());
  let referenceLength = Number.POSITIVE_INFINITY;
  for (const reference of references) {
    countNgrams(reference, maxOrder).forEach((counts, n) => {
      mergeMaximum(bounds[n] as NgramCounts, counts);
    });
    const distance = Math.abs(reference.length - hypothesis.length);
    const best = Math.abs(referenceLength - hypothesis.length);
    if (distance < best || (distance === best && reference.length < referenceLength)) {
      referenceLength = reference.length;
    }
  }
  const matches = countNgrams(hypothesis, maxOrder).map((counts, n) => {
    let matched = 0;
    for (const [ngram, count] of counts) matched += Math.min(count, bounds[n]?.get(ngram) ?? 0);
    return matched;
  });
  const totals = matches.map((_, n) => Math.max(0, hypothesis.length - n));
  return { hypothesisLength: hypothesis.length, referenceLength, matches, totals };
}

function checkOrder(order: number): number {
  if (!Number.isInteger(order) || order < 1) {
    throw new UserError(`BLEU: the highest n-gram order must be a whole number of at least 1, not ${order}.`);
  }
  return order;
}

function signature(
  options: BleuOptions,
  smoothing: BleuSmoothing,
  constant: number,
  maxOrder: number,
  references: string,
): string {
  const name = maxOrder === ORDERS ? "BLEU" : `BLEU-${maxOrder}`;
  const letterCase = options.case === "lower" ? "lc" : "mixed";
  const value = smoothing === "floor" || smoothing === "add-k" ? `[${constant.toFixed(2)}]` : "";
  const effective = options.effectiveOrder ? "yes" : "no";
  return `${name}|nrefs:${references}|case:${letterCase}|eff:${effective}|tok:13a|smooth:${smoothing}${value}`;
}

function sumOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}
