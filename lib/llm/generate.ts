// Continuing a batch of prompts: greedily, by sampling or by beam search, with transformers' definitions.
import { StoppedError, UserError } from "../errors";
import { Random } from "../random";
import { tf } from "../tensor/backend";
import { beamSearch } from "./generation/beamSearch";
import { CausalDecoder, type Decoder } from "./generation/decoder";
import { candidates, discourageRepetition, draw, type Repetition, type Sampling } from "./generation/scores";
import type { LanguageModel } from "./languageModel";
import type { Lora } from "./lora";

/** How the next token is chosen; the likeliest one unless said otherwise. */
export interface ChoiceOptions extends Repetition {
  sampling?: Sampling;
  /** sequences that beam search keeps for each prompt; 1 is greedy */
  beams?: number;
  /** of beam search: above 0 longer answers score higher; 1 unless given */
  lengthPenalty?: number;
  /** token ids before each answer: what repetition penalty and forbidden n-grams count beside the answer's own */
  before?: readonly (readonly number[])[];
}

export interface StepOptions extends ChoiceOptions {
  maxNewTokens: number;
  /** ids that end an answer; they are not part of it */
  stop: readonly number[];
  /** ends an answer besides `stop`; the token that does it is part of it */
  endsWith?(ids: readonly number[]): boolean;
  signal?: AbortSignal;
}

export interface GenerationOptions extends Omit<StepOptions, "endsWith"> {
  lora?: Lora;
  /** texts that end an answer; the token with which they are complete is part of it */
  stopStrings?: readonly string[];
  /** every token as it comes, with its row; not of beam search, whose tokens are known at the end */
  onToken?(row: number, id: number): void;
}

/**
 * Continues each prompt of a batch until a stop id or text, or the limit.
 * @param embeddings `[batch, time, width]`, prompts padded on the left
 * @param mask int32 `[batch · time]`, 1 in use, 0 padding
 * @returns the new token ids of each row
 * @throws StoppedError when the signal fires; UserError when settings contradict each other
 */
export async function generate(
  model: LanguageModel,
  embeddings: tf.Tensor3D,
  mask: Int32Array,
  { lora, stopStrings = [], onToken, ...options }: GenerationOptions,
): Promise<number[][]> {
  const decoder = new CausalDecoder(model, embeddings, mask, lora);
  const endsWith = (ids: readonly number[]) => {
    const text = stopStrings.length > 0 ? model.tokenizer.decode(ids) : "";
    return stopStrings.some((stop) => text.includes(stop));
  };
  try {
    return await generateWith(decoder, { ...options, endsWith }, onToken);
  } finally {
    decoder.dispose();
  }
}

/** As `generate`, for any model; the decoder stays its owner's. */
export async function generateWith(
  decoder: Decoder,
  options: StepOptions,
  onToken?: (row: number, id: number) => void,
): Promise<number[][]> {
  const { stop, beams = 1, sampling } = options;
  if (beams > 1 && sampling) throw new UserError("beam search does not sample; choose beams or sampling");
  if (beams > 1) return withoutStop(await searchBeams(decoder, options, beams), stop);
  const answers: number[][] = Array.from({ length: decoder.rows }, () => []);
  for await (const newest of tokens(decoder, options)) {
    newest.forEach((id, row) => {
      if (id === undefined) return;
      (answers[row] as number[]).push(id);
      if (!stop.includes(id)) onToken?.(row, id);
    });
  }
  return withoutStop(answers, stop);
}

/**
 * The tokens of a batch as they come, greedily or by sampling: of each row its newest one, a stop id as its last, then
 * none.
 */
export async function* tokens(decoder: Decoder, options: StepOptions): AsyncGenerator<(number | undefined)[]> {
  const { maxNewTokens, stop, endsWith, signal } = options;
  const answers: number[][] = Array.from({ length: decoder.rows }, () => []);
  const finished = new Set<number>();
  let newest: number[] | undefined;
  for (let count = 0; count < maxNewTokens && finished.size < answers.length; count++) {
    await pause(signal);
    const logits = decoder.next(newest);
    // Finished rows go on, unread.
    newest = choose(logits, answers, count, options);
    logits.dispose();
    const fresh = newest.map((id, row) => (finished.has(row) ? undefined : id));
    fresh.forEach((id, row) => {
      if (id === undefined) return;
      const ids = answers[row] as number[];
      ids.push(id);
      if (stop.includes(id) || endsWith?.(ids)) finished.add(row);
    });
    yield fresh;
  }
}

function choose(
  logits: tf.Tensor2D,
  answers: readonly (readonly number[])[],
  count: number,
  { sampling, before, ...repetition }: ChoiceOptions,
): number[] {
  if (!sampling && !changesScores(repetition)) return tf.tidy(() => [...tf.argMax(logits, 1).dataSync()]);
  const [, vocabulary] = logits.shape;
  const values = logits.dataSync() as Float32Array;
  return answers.map((ids, row) => {
    const scores = values.subarray(row * vocabulary, (row + 1) * vocabulary);
    discourageRepetition(scores, [...(before?.[row] ?? []), ...ids], repetition);
    if (!sampling) return scores.reduce((best, score, id) => (score > (scores[best] as number) ? id : best), 0);
    return draw(candidates(scores, sampling), new Random(sampling.seed, `sampling/${row}`, count));
  });
}

function searchBeams(decoder: Decoder, options: StepOptions, beams: number): Promise<number[][]> {
  const { stop, endsWith, before, signal, lengthPenalty, maxNewTokens } = options;
  return beamSearch(decoder, {
    beams,
    maxNewTokens,
    ...(lengthPenalty !== undefined && { lengthPenalty }),
    stops: stop.length,
    ended: (ids) => stop.includes(ids[ids.length - 1] as number) || endsWith?.(ids) === true,
    ...(changesScores(options) && {
      adjust: (scores: Float32Array, ids: readonly number[], item: number) =>
        discourageRepetition(scores, [...(before?.[item] ?? []), ...ids], options),
    }),
    beforeStep: () => pause(signal),
  });
}

const changesScores = ({ repetitionPenalty = 1, noRepeatNgram = 0 }: Repetition) =>
  repetitionPenalty !== 1 || noRepeatNgram > 0;

const withoutStop = (answers: readonly number[][], stop: readonly number[]) =>
  answers.map((ids) => {
    const end = ids.findIndex((id) => stop.includes(id));
    return end < 0 ? ids : ids.slice(0, end);
  });

/** TensorFlow's CPU ops are synchronous: without it no signal arrives. */
async function pause(signal: AbortSignal | undefined): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
  if (signal?.aborted) throw new StoppedError("generation stopped");
}
