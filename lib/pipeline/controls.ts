// Answers without a model, for every table: one sentence for all, a training sentence as long as the reference, the
// sentence of the training clip whose gestures are nearest, and what one gets who is told the glosses.
import { Random } from "../random";
import { answerFromGlosses, type GlossedText, wordsOf } from "../signing/difficulty";
import type { Utterance } from "../translation/translator";

/** Of each test clip the answer of each control; `glosses` where every clip has them. */
export interface ControlAnswers {
  constant: string[];
  random: string[];
  nearest: string[];
  glosses?: string[];
}

/**
 * @param training at least one clip
 * @param glossed whether the glosses are signs, not the letters of a spelled word
 */
export function controlAnswers(
  training: readonly (Utterance & GlossedText)[],
  test: readonly (Utterance & GlossedText)[],
  seed: number,
  glossed = [...training, ...test].every(({ gloss }) => gloss),
): ControlAnswers {
  const texts = training.map(({ text }) => text);
  const constant = mostFrequent(texts);
  return {
    constant: test.map(() => constant),
    random: randomOfLength(
      texts,
      test.map(({ text }) => text),
      seed,
    ),
    nearest: test.map(({ codes }) => (training[nearestByEdits(training, codes)] as Utterance).text),
    ...(glossed ? { glosses: answerFromGlosses(training, test).oracle } : {}),
  };
}

/**
 * The most frequent training text: the best answer of a model that sees nothing. Where several are equally frequent
 * (all of them, in a corpus without repeats), the one whose words are the most common.
 */
export function mostFrequent(texts: readonly string[]): string {
  const counts = new Map<string, number>();
  const wordCounts = new Map<string, number>();
  const wordsIn = (text: string) => [...new Set(text.toLowerCase().split(/\s+/))];
  for (const text of texts) {
    counts.set(text, (counts.get(text) ?? 0) + 1);
    for (const word of wordsIn(text)) wordCounts.set(word, (wordCounts.get(word) ?? 0) + 1);
  }
  const commonness = (text: string) => {
    const words = wordsIn(text);
    return words.reduce((sum, word) => sum + (wordCounts.get(word) as number), 0) / words.length;
  };
  const [best] = [...counts].sort(([a, m], [b, n]) => n - m || commonness(b) - commonness(a) || (a < b ? -1 : 1));
  return best?.[0] ?? "";
}

/** For each reference a random training text of as many words, or of the nearest number of words that there is. */
export function randomOfLength(training: readonly string[], references: readonly string[], seed: number): string[] {
  const byLength = new Map<number, string[]>();
  const lengthOf = (text: string) => wordsOf(text).length;
  for (const text of training) byLength.set(lengthOf(text), [...(byLength.get(lengthOf(text)) ?? []), text]);
  const lengths = [...byLength.keys()].sort((a, b) => a - b);
  return references.map((reference, i) => {
    const wanted = lengthOf(reference);
    const closest = lengths.reduce((best, length) =>
      Math.abs(length - wanted) < Math.abs(best - wanted) ? length : best,
    );
    return new Random(seed, "random sentence", i).pick(byLength.get(closest) as string[]);
  });
}

/** The training clip whose codes become these by the fewest edits; the first of several. */
export function nearestByEdits(training: readonly Pick<Utterance, "codes">[], codes: ArrayLike<number>): number {
  const wanted = countsOf(codes);
  // Codes in common, whatever their order, are all that can stay: most clips are ruled out without an alignment.
  const atLeast = training.map(({ codes: own }) => Math.max(own.length, codes.length) - common(own, wanted));
  const order = [...atLeast.keys()].sort((a, b) => (atLeast[a] as number) - (atLeast[b] as number) || a - b);
  let best = order[0] as number;
  let least = Number.POSITIVE_INFINITY;
  for (const i of order) {
    if ((atLeast[i] as number) > least) break;
    const distance = editDistance((training[i] as Utterance).codes, codes);
    if (distance < least || (distance === least && i < best)) [least, best] = [distance, i];
  }
  return best;
}

function countsOf(codes: ArrayLike<number>): Map<number, number> {
  const counts = new Map<number, number>();
  for (const code of Array.from(codes)) counts.set(code, (counts.get(code) ?? 0) + 1);
  return counts;
}

function common(codes: ArrayLike<number>, wanted: ReadonlyMap<number, number>): number {
  let sum = 0;
  for (const [code, count] of countsOf(codes)) sum += Math.min(count, wanted.get(code) ?? 0);
  return sum;
}

/** Insertions, deletions and substitutions that make one sequence the other. */
function editDistance(from: ArrayLike<number>, to: ArrayLike<number>): number {
  let above = Int32Array.from({ length: to.length + 1 }, (_, j) => j);
  let row = new Int32Array(to.length + 1);
  for (let i = 1; i <= from.length; i++) {
    row[0] = i;
    for (let j = 1; j <= to.length; j++) {
      const same = from[i - 1] === to[j - 1] ? 0 : 1;
      row[j] = Math.min((above[j - 1] as number) + same, (above[j] as number) + 1, (row[j - 1] as number) + 1);
    }
    [above, row] = [row, above];
  }
  return above[to.length] as number;
}
