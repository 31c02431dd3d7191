// How hard a corpus is, from its sentences alone: vocabulary, lengths, what is rare or unseen; and the answers of systems
// that read glosses instead of motion, which tell how far perfect recognition of every sign would come.

/** A sentence, and its glosses where the corpus has them. */
export interface GlossedText {
  text: string;
  /** separated by spaces */
  gloss?: string | undefined;
}

/** Distribution of a length. */
export interface Lengths {
  mean: number;
  shortest: number;
  median: number;
  /** 95th percentile */
  long: number;
  longest: number;
  /** how many sentences have each length, from 0 */
  histogram: number[];
}

/** Words or glosses of a corpus. */
export interface Vocabulary {
  /** different ones in all splits */
  types: number;
  /** of the training split */
  trainingTypes: number;
  /** in the training split once */
  once: number;
  /** share of the test split's running words that training lacks */
  unseen: number;
  /** share of the test sentences that have such a word */
  sentencesWithUnseen: number;
  perSentence: Lengths;
}

export interface TextDifficulty {
  training: number;
  test: number;
  words: Vocabulary;
  /** none where the corpus has no glosses */
  glosses?: Vocabulary;
}

/** Words without case and punctuation. */
export const wordsOf = (text: string): string[] => text.toLowerCase().match(/[\p{L}\p{N}'-]+/gu) ?? [];
export const glossesOf = (gloss: string): string[] => gloss.split(" ").filter((name) => name !== "");

/** @returns statistics of both splits; glosses where every sentence has them */
export function describeTexts(training: readonly GlossedText[], test: readonly GlossedText[]): TextDifficulty {
  const words = ({ text }: GlossedText): string[] => wordsOf(text);
  const glosses = ({ gloss = "" }: GlossedText): string[] => glossesOf(gloss);
  const glossed = [...training, ...test].every(({ gloss }) => gloss);
  return {
    training: training.length,
    test: test.length,
    words: vocabularyOf(training.map(words), test.map(words)),
    ...(glossed ? { glosses: vocabularyOf(training.map(glosses), test.map(glosses)) } : {}),
  };
}

function vocabularyOf(training: readonly string[][], test: readonly string[][]): Vocabulary {
  const counts = new Map<string, number>();
  for (const word of training.flat()) counts.set(word, (counts.get(word) ?? 0) + 1);
  const running = test.flat();
  const share = (part: number, whole: number): number => (whole === 0 ? 0 : part / whole);
  const isUnseen = (word: string): boolean => !counts.has(word);
  return {
    types: new Set([...counts.keys(), ...running]).size,
    trainingTypes: counts.size,
    once: [...counts.values()].filter((count) => count === 1).length,
    unseen: share(running.filter(isUnseen).length, running.length),
    sentencesWithUnseen: share(test.filter((words) => words.some(isUnseen)).length, test.length),
    perSentence: lengthsOf([...training, ...test].map(({ length }) => length)),
  };
}

function lengthsOf(lengths: readonly number[]): Lengths {
  const sorted = [...lengths].sort((a, b) => a - b);
  const at = (quantile: number): number => sorted[Math.floor(quantile * (sorted.length - 1))] ?? 0;
  const histogram = new Array<number>((sorted.at(-1) ?? 0) + 1).fill(0);
  for (const length of lengths) histogram[length] = (histogram[length] as number) + 1;
  return {
    mean: lengths.reduce((sum, length) => sum + length, 0) / Math.max(1, lengths.length),
    shortest: at(0),
    median: at(0.5),
    long: at(0.95),
    longest: at(1),
    histogram,
  };
}

/** Answers of two systems that are told the glosses of each test sentence. */
export interface GlossAnswers {
  /** the English of the training sentence whose glosses are nearest (edit distance) */
  nearest: string[];
  /** the same, with the words of the glosses that differ put in the place of those they replace */
  oracle: string[];
}

/** @param training at least one sentence; all with glosses */
export function answerFromGlosses(training: readonly GlossedText[], test: readonly GlossedText[]): GlossAnswers {
  const memory = training.map(({ text, gloss = "" }) => ({ text, glosses: glossesOf(gloss) }));
  const wordOf = glossLexicon(memory);
  const nearest: string[] = [];
  const oracle: string[] = [];
  for (const { gloss = "" } of test) {
    const asked = glossesOf(gloss);
    let best = memory[0] as (typeof memory)[number];
    let least = Number.POSITIVE_INFINITY;
    for (const entry of memory) {
      if (Math.abs(entry.glosses.length - asked.length) >= least) continue;
      const distance = editDistance(entry.glosses, asked);
      if (distance < least) [least, best] = [distance, entry];
    }
    nearest.push(best.text);
    oracle.push(replaceWords(best.text, substitutions(best.glosses, asked), wordOf));
  }
  return { nearest, oracle };
}

/** For each gloss the word that goes with it most exclusively (Dice's coefficient over sentences). */
function glossLexicon(memory: readonly { text: string; glosses: string[] }[]): Map<string, string> {
  const glossCounts = new Map<string, number>();
  const wordCounts = new Map<string, number>();
  const together = new Map<string, Map<string, number>>();
  const count = (counts: Map<string, number>, key: string): void => void counts.set(key, (counts.get(key) ?? 0) + 1);
  for (const { text, glosses } of memory) {
    const words = [...new Set(wordsOf(text))];
    for (const word of words) count(wordCounts, word);
    for (const gloss of new Set(glosses)) {
      count(glossCounts, gloss);
      const counts = together.get(gloss) ?? new Map<string, number>();
      together.set(gloss, counts);
      for (const word of words) count(counts, word);
    }
  }
  const lexicon = new Map<string, string>();
  for (const [gloss, counts] of together) {
    let most = 0;
    for (const [word, both] of counts) {
      const dice = (2 * both) / ((glossCounts.get(gloss) as number) + (wordCounts.get(word) as number));
      if (dice > most) {
        most = dice;
        lexicon.set(gloss, word);
      }
    }
  }
  return lexicon;
}

/** Insertions, deletions and substitutions that make one list the other. */
export function editDistance(from: readonly string[], to: readonly string[]): number {
  return editTable(from, to)[from.length]?.[to.length] as number;
}

function editTable(from: readonly string[], to: readonly string[]): number[][] {
  const table = Array.from({ length: from.length + 1 }, (_, i) => [i, ...new Array<number>(to.length).fill(0)]);
  table[0] = Array.from({ length: to.length + 1 }, (_, j) => j);
  for (let i = 1; i <= from.length; i++) {
    const [above, row] = [table[i - 1] as number[], table[i] as number[]];
    for (let j = 1; j <= to.length; j++) {
      const same = from[i - 1] === to[j - 1] ? 0 : 1;
      row[j] = Math.min((above[j - 1] as number) + same, (above[j] as number) + 1, (row[j - 1] as number) + 1);
    }
  }
  return table;
}

/** The pairs that stand in each other's place on a shortest way from one list to the other. */
function substitutions(from: readonly string[], to: readonly string[]): [string, string][] {
  const table = editTable(from, to);
  const found: [string, string][] = [];
  let [i, j] = [from.length, to.length];
  while (i > 0 && j > 0) {
    const here = table[i]?.[j] as number;
    const same = from[i - 1] === to[j - 1] ? 0 : 1;
    if (here === (table[i - 1]?.[j - 1] as number) + same) {
      if (same === 1) found.push([from[i - 1] as string, to[j - 1] as string]);
      i--;
      j--;
    } else if (here === (table[i - 1]?.[j] as number) + 1) i--;
    else j--;
  }
  return found.reverse();
}

/** Puts other words in their places, with the capital of what stood there. */
function replaceWords(
  text: string,
  pairs: readonly (readonly [string, string])[],
  wordOf: ReadonlyMap<string, string>,
): string {
  const replaced = pairs.reduce((result, [old, next]) => {
    const [from, to] = [wordOf.get(old), wordOf.get(next)];
    if (from === undefined || to === undefined) return result;
    return result.replace(new RegExp(`(?<![\\p{L}'])${from}(?![\\p{L}'])`, "iu"), to);
  }, text);
  return replaced.charAt(0).toUpperCase() + replaced.slice(1);
}
