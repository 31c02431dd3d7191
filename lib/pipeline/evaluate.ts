// Evaluation with controls: a score means something only beside what a model that reads no gestures would get.

import { scoreText, type TextScores } from "../metrics/text/score";
import { characterErrorRate } from "../metrics/text/wer";
import { Random } from "../random";

/**
 * What the answers were made from:
 * the clip's own gestures; another clip's gestures; no gestures; or no model, the most frequent training text.
 */
export const conditions = ["gestures", "shuffled", "none", "constant"] as const;
export type Condition = (typeof conditions)[number];

export const conditionNames: Record<Condition, string> = {
  gestures: "the clip's own gestures",
  shuffled: "another clip's gestures",
  none: "no gestures",
  constant: "most frequent training sentence",
};

/** What a table shows of one condition. Scales: BLEU 0–100; CIDEr as coco-caption prints it, ×100; rates in percent. */
export interface ConditionScores {
  condition: Condition;
  answers: string[];
  bleu1: number;
  bleu4: number;
  rougeL: number;
  cider: number;
  wordErrorRate: number;
  insertions: number;
  deletions: number;
  substitutions: number;
  /** edits a reference letter */
  letterErrorRate: number;
  /** answers equal to their reference */
  exact: number;
  details: TextScores;
}

/** A pairing in which nobody keeps their own: item i gets the gestures of `derangement[i]`. */
export function derangement(count: number, seed: number): number[] {
  const order = new Random(seed, "shuffled gestures").shuffle(Array.from({ length: count }, (_, i) => i));
  const result = new Array<number>(count);
  order.forEach((item, i) => {
    result[item] = order[(i + 1) % count] as number;
  });
  return result;
}

/**
 * The most frequent training text: the best answer of a model that sees nothing. Where several are equally frequent
 * (all of them, in a corpus without repeats), the one whose words are the most common.
 */
export function mostFrequent(texts: readonly string[]): string {
  const counts = new Map<string, number>();
  const wordCounts = new Map<string, number>();
  const wordsOf = (text: string) => [...new Set(text.toLowerCase().split(/\s+/))];
  for (const text of texts) {
    counts.set(text, (counts.get(text) ?? 0) + 1);
    for (const word of wordsOf(text)) wordCounts.set(word, (wordCounts.get(word) ?? 0) + 1);
  }
  const commonness = (text: string) => {
    const words = wordsOf(text);
    return words.reduce((sum, word) => sum + (wordCounts.get(word) as number), 0) / words.length;
  };
  const [best] = [...counts].sort(([a, m], [b, n]) => n - m || commonness(b) - commonness(a) || (a < b ? -1 : 1));
  return best?.[0] ?? "";
}

/** Scores the answers of one condition against the references. */
export function scoreCondition(
  condition: Condition,
  answers: readonly string[],
  references: readonly string[],
): ConditionScores {
  const pairs = answers.map((hyp, i) => ({ hyp, refs: [references[i] as string] }));
  const details = scoreText(pairs);
  const letters = characterErrorRate(answers.map((hyp, i) => ({ hyp, ref: references[i] as string })));
  const perWord = (edits: number) => (100 * edits) / Math.max(1, details.wer.referenceWords);
  return {
    condition,
    answers: [...answers],
    bleu1: details.sacrebleu.bleu[0] as number,
    bleu4: details.sacrebleu.bleu[3] as number,
    rougeL: 100 * details.rougeL,
    cider: 100 * details.coco.cider,
    wordErrorRate: 100 * details.wer.wer,
    insertions: perWord(details.wer.insertions),
    deletions: perWord(details.wer.deletions),
    substitutions: perWord(details.wer.substitutions),
    letterErrorRate: 100 * letters.wer,
    exact: (100 * answers.filter((answer, i) => answer === references[i]).length) / Math.max(1, answers.length),
    details,
  };
}
