// What changes the scores of the next token before one is chosen, with the definitions and the order of transformers'
// logits processors: repetition penalty, forbidden n-grams, temperature, top-k, top-p.
import type { Random } from "../../random";

export interface Repetition {
  /** what tokens that stand already are made less likely by (Keskar et al. 2019); 1 leaves them */
  repetitionPenalty?: number;
  /** no sequence of this many tokens comes twice; 0 leaves them */
  noRepeatNgram?: number;
}

export interface Sampling {
  /** divides the scores; below 1 the likely tokens become likelier */
  temperature?: number;
  /** only this many of the likeliest tokens */
  topK?: number;
  /** only the likeliest tokens that together have this probability (Holtzman et al. 2020) */
  topP?: number;
  seed: number;
}

/** A token that may come next. */
export interface Candidate {
  id: number;
  probability: number;
}

/**
 * Changes the scores of one row in place.
 * @param scores `[vocabulary]` logits or log probabilities
 * @param ids the row's tokens so far, the prompt's among them
 */
export function discourageRepetition(
  scores: Float32Array,
  ids: readonly number[],
  { repetitionPenalty = 1, noRepeatNgram = 0 }: Repetition,
): void {
  if (repetitionPenalty !== 1) {
    for (const id of new Set(ids)) {
      const score = scores[id] as number;
      scores[id] = score < 0 ? score * repetitionPenalty : score / repetitionPenalty;
    }
  }
  if (noRepeatNgram > 0) {
    const start = ids.length - noRepeatNgram + 1;
    for (let at = 0; at + noRepeatNgram <= ids.length; at++) {
      let same = true;
      for (let i = 0; same && i < noRepeatNgram - 1; i++) same = ids[at + i] === ids[start + i];
      if (same) scores[ids[at + noRepeatNgram - 1] as number] = Number.NEGATIVE_INFINITY;
    }
  }
}

/** The tokens that may come next, likeliest first, with probabilities that add up to one. */
export function candidates(
  scores: Float32Array,
  { temperature = 1, topK = scores.length, topP = 1 }: Omit<Sampling, "seed">,
): Candidate[] {
  const order = new Uint32Array(scores.length);
  for (let id = 0; id < order.length; id++) order[id] = id;
  const ids = order.sort((a, b) => (scores[b] as number) - (scores[a] as number) || a - b).subarray(0, topK);
  const top = scores[ids[0] as number] as number;
  const weights = Float64Array.from(ids, (id) => Math.exp(((scores[id] as number) - top) / temperature));
  const total = weights.reduce((a, b) => a + b, 0);
  let before = 0;
  let kept = 0;
  while (kept < weights.length && (kept === 0 || before < topP * total)) before += weights[kept++] as number;
  return Array.from(weights.subarray(0, kept), (weight, i) => ({
    id: ids[i] as number,
    probability: weight / before,
  }));
}

/** One of the candidates, each as often as it is probable. */
export function draw(list: readonly Candidate[], random: Random): number {
  let left = random.uniform();
  for (const { id, probability } of list) {
    left -= probability;
    if (left < 0) return id;
  }
  return (list[list.length - 1] as Candidate).id;
}
