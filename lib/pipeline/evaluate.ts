// Evaluation with controls: a score means something only beside what a model that reads no gestures would get, and a
// difference only beside how much it varies with the sentences that happen to be in the test set.
import { bootstrapInterval, pairedBootstrap } from "../metrics/bootstrap";
import { resampledScores, TEXT_SCORES, type TextScore } from "../metrics/text/resampled";
import { Random } from "../random";

/**
 * What the answers were made from: by the model, the clip's own gestures, another clip's, or none; without it, one
 * sentence for all, a training sentence as long as the reference, that of the training clip with the nearest gestures,
 * or the glosses.
 */
export const conditions = ["gestures", "shuffled", "none", "constant", "random", "nearest", "glosses"] as const;
export type Condition = (typeof conditions)[number];

export const conditionNames: Record<Condition, string> = {
  gestures: "the clip's own gestures",
  shuffled: "another clip's gestures",
  none: "no gestures",
  constant: "most frequent training sentence",
  random: "random training sentence of the right length",
  nearest: "training sentence of the nearest gestures",
  glosses: "glosses, told (oracle)",
};

/** A score's 95 % interval over test sets drawn from this one. */
export type Interval = readonly [low: number, high: number];

/** What a table shows of one condition; scales as `TEXT_SCORES` has them. */
export interface ConditionScores extends Record<TextScore, number> {
  condition: Condition;
  answers: string[];
  intervals: Record<TextScore, Interval>;
}

/** The scores alone, for a record whose answers are kept elsewhere. */
export const withoutAnswers = ({ answers: _answers, ...scores }: ConditionScores): Omit<ConditionScores, "answers"> =>
  scores;

/** One system's score minus another's on the same clips (paired bootstrap). */
export interface Comparison {
  difference: number;
  interval: Interval;
  /** two-sided */
  pValue: number;
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

/** Scores the answers of one condition against the references. */
export function scoreCondition(
  condition: Condition,
  answers: readonly string[],
  references: readonly string[],
): ConditionScores {
  const metrics = resampledScores(pairsOf(answers, references));
  const found = TEXT_SCORES.map((score) => [score, bootstrapInterval(answers.length, metrics[score])] as const);
  return {
    condition,
    answers: [...answers],
    ...(Object.fromEntries(found.map(([score, { value }]) => [score, value])) as Record<TextScore, number>),
    intervals: Object.fromEntries(
      found.map(([score, { low, high }]): [TextScore, Interval] => [score, [low, high]]),
    ) as Record<TextScore, Interval>,
  };
}

/** Whether answers are better than others to the same clips, or that differ by chance. */
export function compareAnswers(
  first: readonly string[],
  second: readonly string[],
  references: readonly string[],
  score: TextScore,
): Comparison {
  const [a, b] = [first, second].map((answers) => resampledScores(pairsOf(answers, references))[score]);
  const { difference, pValue } = pairedBootstrap(
    references.length,
    a as NonNullable<typeof a>,
    b as NonNullable<typeof b>,
  );
  return { difference: difference.value, interval: [difference.low, difference.high], pValue };
}

/** Scores in which the clips' own gestures are compared with each control. */
export const COMPARED = ["cider", "bleu4", "wordErrorRate", "letterErrorRate"] as const satisfies readonly TextScore[];
export type Comparisons = Record<(typeof COMPARED)[number], Comparison>;

/** Answers by condition; those of the clips' own gestures are always there. */
export type Answers = { gestures: readonly string[] } & Partial<Record<Condition, readonly string[]>>;

export interface ScoredAnswers {
  scores: { gestures: ConditionScores } & Partial<Record<Condition, ConditionScores>>;
  /** the clips' own gestures minus each control */
  comparisons: Partial<Record<Condition, Comparisons>>;
}

/** Every condition scored, and the model compared with each of its controls. */
export function scoreAnswers(answers: Answers, references: readonly string[]): ScoredAnswers {
  const given = conditions.filter((condition) => answers[condition]);
  const of = (condition: Condition) => answers[condition] as readonly string[];
  const compared = (condition: Condition) =>
    COMPARED.map((score) => [score, compareAnswers(answers.gestures, of(condition), references, score)]);
  return {
    scores: Object.fromEntries(
      given.map((condition) => [condition, scoreCondition(condition, of(condition), references)]),
    ) as ScoredAnswers["scores"],
    comparisons: Object.fromEntries(
      given
        .filter((condition) => condition !== "gestures")
        .map((condition) => [condition, Object.fromEntries(compared(condition))]),
    ),
  };
}

const pairsOf = (answers: readonly string[], references: readonly string[]) =>
  answers.map((hyp, i) => ({ hyp, ref: references[i] as string }));
