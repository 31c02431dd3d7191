// Greedy generation of T5 with a cache: the encoder once, then one decoder position a step.
import { StoppedError } from "../../errors";
import { tf } from "../../tensor/backend";
import type { T5Cache, T5Input, T5Model } from "./model";

export interface T5GenerationOptions {
  maxNewTokens: number;
  /** ids that end an answer and are not part of it; the model's own end unless given */
  stop?: readonly number[];
  signal?: AbortSignal;
}

/**
 * Writes the likeliest token after token for every text, until a stop id or the limit.
 * @returns the token ids of each text
 * @throws StoppedError when the signal fires
 */
export async function generateT5(
  model: T5Model,
  input: T5Input,
  { maxNewTokens, stop = [model.config.end], signal }: T5GenerationOptions,
): Promise<number[][]> {
  const { batch } = input;
  const answers: number[][] = Array.from({ length: batch }, () => []);
  const finished = new Set<number>();
  const encoded = tf.tidy(() => model.encode(input));
  let cache: T5Cache | undefined;
  let newest = new Int32Array(batch).fill(model.config.start);
  try {
    for (let count = 0; count < maxNewTokens && finished.size < batch; count++) {
      if (signal?.aborted) throw new StoppedError("generation stopped");
      const before = cache;
      const { next, kept } = tf.tidy(() => {
        const { hidden, cache: kept } = model.decode(encoded, newest, before);
        return { next: tf.argMax(model.logits(hidden), 1), kept };
      });
      cache = kept;
      if (before) disposeReplaced(before, kept);
      newest = Int32Array.from(next.dataSync());
      next.dispose();
      for (const [row, id] of newest.entries()) {
        if (stop.includes(id)) finished.add(row);
        if (!finished.has(row)) (answers[row] as number[]).push(id);
      }
      await new Promise((resolve) => setImmediate(resolve));
    }
    return answers;
  } finally {
    tf.dispose([encoded.states, encoded.padding]);
    if (cache) tf.dispose(cache.flatMap(({ self, cross }) => [...Object.values(self), ...Object.values(cross)]));
  }
}

/** What a step made anew; the encoder's keys and values stay. */
function disposeReplaced(before: T5Cache, kept: T5Cache): void {
  before.forEach(({ self }, i) => {
    if (self.keys !== kept[i]?.self.keys) tf.dispose([self.keys, self.values]);
  });
}
