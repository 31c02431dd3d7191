// Every score of a results table as a function of the items that are drawn: what an item contributes is counted once,
// so that a bootstrap of thousands of test sets only adds up.
import type { ResampledMetric } from "../bootstrap";
import { bleuStatistics, sacrebleuFromStatistics, sumBleuStatistics } from "./bleu";
import { ciderD } from "./cider";
import { rougeL } from "./rouge";
import { characterErrorRate, type ErrorCounts, wordErrorRate } from "./wer";

/** Scores of answers against one reference each. Scales: BLEU and ROUGE-L 0–100; CIDEr as coco-caption prints it, ×100; rates in percent. */
export const TEXT_SCORES = [
  "bleu1",
  "bleu2",
  "bleu3",
  "bleu4",
  "rougeL",
  "cider",
  "wordErrorRate",
  "insertions",
  "deletions",
  "substitutions",
  "letterErrorRate",
  "exact",
] as const;
export type TextScore = (typeof TEXT_SCORES)[number];

/**
 * @param items of a test set; CIDEr's document frequencies are those of the whole set whatever is drawn of it
 * @throws UserError on an empty set
 */
export function resampledScores(
  items: readonly { hyp: string; ref: string }[],
): Readonly<Record<TextScore, ResampledMetric>> {
  const pairs = items.map(({ hyp, ref }) => ({ hyp, refs: [ref] }));
  const ciders = ciderD(pairs).items;
  const rouges = rougeL(pairs).items;
  const bleus = pairs.map((pair) => bleuStatistics(pair));
  const words = items.map((item) => wordErrorRate([item]));
  const letters = items.map((item) => characterErrorRate([item]));
  const bleu =
    (maxOrder: number): ResampledMetric =>
    (drawn) =>
      sacrebleuFromStatistics(sumBleuStatistics(Array.from(drawn, (i) => bleus[i] as (typeof bleus)[number])), {
        maxOrder,
      }).score;
  const exact = items.map(({ hyp, ref }) => (hyp === ref ? 1 : 0));
  return {
    bleu1: bleu(1),
    bleu2: bleu(2),
    bleu3: bleu(3),
    bleu4: bleu(4),
    rougeL: mean(rouges),
    cider: mean(ciders),
    wordErrorRate: rate(words, ({ substitutions, deletions, insertions }) => substitutions + deletions + insertions),
    insertions: rate(words, ({ insertions }) => insertions),
    deletions: rate(words, ({ deletions }) => deletions),
    substitutions: rate(words, ({ substitutions }) => substitutions),
    letterErrorRate: rate(
      letters,
      ({ substitutions, deletions, insertions }) => substitutions + deletions + insertions,
    ),
    exact: mean(exact),
  };
}

/** Mean in percent. */
const mean =
  (values: ArrayLike<number>): ResampledMetric =>
  (drawn) => {
    let sum = 0;
    for (const i of drawn) sum += values[i] as number;
    return (100 * sum) / drawn.length;
  };

/** Edits in percent of the reference words of what is drawn. */
function rate(counts: readonly ErrorCounts[], editsOf: (counts: ErrorCounts) => number): ResampledMetric {
  const edits = counts.map(editsOf);
  return (drawn) => {
    let [sum, words] = [0, 0];
    for (const i of drawn) {
      sum += edits[i] as number;
      words += (counts[i] as ErrorCounts).referenceWords;
    }
    return (100 * sum) / Math.max(1, words);
  };
}
