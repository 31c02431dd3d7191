// Word and letter error rate over a corpus, with substitutions, deletions, insertions and hits of one best
// alignment an item. Uniform costs count as jiwer does; costs 3, 3, 4 as sclite and the sign translation papers.

import { UserError } from "../../errors";
import { collapseRuns, trim } from "./whitespace";

/** Errors of a corpus; `wer` = (substitutions + deletions + insertions) / reference words, and may exceed 1. */
export interface ErrorCounts {
  substitutions: number;
  deletions: number;
  insertions: number;
  hits: number;
  /** substitutions + deletions + hits */
  referenceWords: number;
}

export interface WordErrorRate extends ErrorCounts {
  /** 0–1 and above; the number of insertions where the references hold no word, as jiwer has it. */
  wer: number;
  /** Per reference word; papers print them times 100. */
  substitutionRate: number;
  deletionRate: number;
  insertionRate: number;
  signature: string;
}

type Step = "diagonal" | "deletion" | "insertion";

/** What edits cost, and which one to report where several alignments cost the same. */
export interface EditCosts {
  readonly name: string;
  readonly substitution: number;
  readonly deletion: number;
  readonly insertion: number;
  /** Equal words at both ends are hits before any alignment is sought. */
  readonly trimsEnds: boolean;
  /**
   * The last step of the alignment reported, from the costs of aligning: all so far (`here`), without the last
   * reference word (`up`), without the last hypothesis word (`left`), without both (`diagonal`).
   */
  step(here: number, up: number, left: number, diagonal: number, equal: boolean): Step;
}

/** 1, 1, 1 with the alignment that jiwer (RapidFuzz) reports: deletions latest, then insertions before hits. */
export const UNIFORM_COSTS: EditCosts = {
  name: "1,1,1",
  substitution: 1,
  deletion: 1,
  insertion: 1,
  trimsEnds: true,
  step: (here, up, left, diagonal) => (here === up + 1 ? "deletion" : left < diagonal ? "insertion" : "diagonal"),
};

/** Substitution 4, deletion and insertion 3: signjoey's convention; hits and substitutions before insertions. */
export const SCLITE_COSTS: EditCosts = {
  name: "4,3,3",
  substitution: 4,
  deletion: 3,
  insertion: 3,
  trimsEnds: false,
  step: (here, _up, left, diagonal, equal) =>
    here === diagonal + (equal ? 0 : 4) ? "diagonal" : here === left + 3 ? "insertion" : "deletion",
};

/** A 16,384-word text against another of that length; beyond, the table would not fit in memory. */
const MAX_CELLS = 2 ** 28;

/** Word error rate against one reference an item. Words are separated by spaces; case and punctuation count. */
export function wordErrorRate(
  items: readonly { hyp: string; ref: string }[],
  costs: EditCosts = UNIFORM_COSTS,
): WordErrorRate {
  return errorRate(items, spacedWords, costs, "WER");
}

/**
 * Error rate over letters (Unicode code points, inner spaces included): the measure for fingerspelling. The
 * result's `wer` and `referenceWords` count letters.
 */
export function characterErrorRate(
  items: readonly { hyp: string; ref: string }[],
  costs: EditCosts = UNIFORM_COSTS,
): WordErrorRate {
  return errorRate(items, (text) => [...trim(text)], costs, "CER");
}

/** Errors of one hypothesis; `signature` and rates are the corpus functions' affair. */
export function countErrors(
  reference: readonly string[],
  hypothesis: readonly string[],
  costs: EditCosts = UNIFORM_COSTS,
): ErrorCounts {
  let start = 0;
  let rows = reference.length;
  let columns = hypothesis.length;
  if (costs.trimsEnds) {
    while (start < rows && start < columns && reference[start] === hypothesis[start]) start++;
    while (rows > start && columns > start && reference[rows - 1] === hypothesis[columns - 1]) {
      rows--;
      columns--;
    }
  }
  const counts: ErrorCounts = {
    substitutions: 0,
    deletions: 0,
    insertions: 0,
    hits: start + (reference.length - rows),
    referenceWords: reference.length,
  };
  rows -= start;
  columns -= start;
  const width = columns + 1;
  const table = editTable(reference.slice(start, start + rows), hypothesis.slice(start, start + columns), costs);
  while (rows > 0 || columns > 0) {
    const at = rows * width + columns;
    const equal = reference[start + rows - 1] === hypothesis[start + columns - 1];
    const step =
      rows === 0
        ? "insertion"
        : columns === 0
          ? "deletion"
          : costs.step(
              table[at] as number,
              table[at - width] as number,
              table[at - 1] as number,
              table[at - width - 1] as number,
              equal,
            );
    if (step === "insertion") counts.insertions++;
    else if (step === "deletion") counts.deletions++;
    else if (equal) counts.hits++;
    else counts.substitutions++;
    if (step !== "insertion") rows--;
    if (step !== "deletion") columns--;
  }
  return counts;
}

/** `[reference + 1, hypothesis + 1]`: least cost of turning each prefix of the reference into each of the hypothesis. */
function editTable(reference: readonly string[], hypothesis: readonly string[], costs: EditCosts): Int32Array {
  const width = hypothesis.length + 1;
  const cells = (reference.length + 1) * width;
  if (cells > MAX_CELLS) {
    throw new UserError(
      `WER: texts of ${reference.length} and ${hypothesis.length} words are too long to align; split them into sentences.`,
    );
  }
  const table = new Int32Array(cells);
  for (let j = 1; j < width; j++) table[j] = j * costs.insertion;
  for (let i = 1; i <= reference.length; i++) {
    table[i * width] = i * costs.deletion;
    for (let j = 1; j < width; j++) {
      const at = i * width + j;
      const diagonal = table[at - width - 1] as number;
      table[at] = Math.min(
        diagonal + (reference[i - 1] === hypothesis[j - 1] ? 0 : costs.substitution),
        (table[at - width] as number) + costs.deletion,
        (table[at - 1] as number) + costs.insertion,
      );
    }
  }
  return table;
}

function errorRate(
  items: readonly { hyp: string; ref: string }[],
  split: (text: string) => string[],
  costs: EditCosts,
  name: string,
): WordErrorRate {
  if (items.length === 0) throw new UserError(`${name}: there are no hypothesis–reference pairs; give at least one.`);
  const sum: ErrorCounts = { substitutions: 0, deletions: 0, insertions: 0, hits: 0, referenceWords: 0 };
  for (const { hyp, ref } of items) {
    const counts = countErrors(split(ref), split(hyp), costs);
    sum.substitutions += counts.substitutions;
    sum.deletions += counts.deletions;
    sum.insertions += counts.insertions;
    sum.hits += counts.hits;
    sum.referenceWords += counts.referenceWords;
  }
  const words = sum.referenceWords === 0 ? 1 : sum.referenceWords;
  const signature =
    name === "WER"
      ? `WER|case:mixed|tok:space|costs:${costs.name}`
      : `CER|case:mixed|tok:codepoint|costs:${costs.name}`;
  return {
    wer: (sum.substitutions + sum.deletions + sum.insertions) / words,
    ...sum,
    substitutionRate: sum.substitutions / words,
    deletionRate: sum.deletions / words,
    insertionRate: sum.insertions / words,
    signature: `${signature}|scale:0-1`,
  };
}

/** jiwer's words: runs of whitespace count as one space, and only spaces separate (a lone tab does not). */
function spacedWords(text: string): string[] {
  return trim(collapseRuns(text))
    .split(" ")
    .filter((word) => word !== "");
}
