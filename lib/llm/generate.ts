// Greedy generation of a batch with a key–value cache: the prompt once, then one position a step.
import { StoppedError } from "../errors";
import { tf } from "../tensor/backend";
import { type KeyValueCache, type LanguageModel, type Sequences, sequencesOf } from "./languageModel";
import type { Lora } from "./lora";

export interface GenerationOptions {
  maxNewTokens: number;
  /** ids that end an answer; they are not part of it */
  stop: readonly number[];
  lora?: Lora;
  signal?: AbortSignal;
}

/** Far below any score. */
const FORBIDDEN = -1e9;

/**
 * Continues each prompt of a batch with the likeliest token, until a stop id or the limit.
 * @param embeddings `[batch, time, width]`, prompts padded on the left
 * @param mask int32 `[batch · time]`, 1 in use, 0 padding
 * @returns the new token ids of each row
 * @throws StoppedError when the signal fires
 */
export async function generate(
  model: LanguageModel,
  embeddings: tf.Tensor3D,
  mask: Int32Array,
  { maxNewTokens, stop, lora, signal }: GenerationOptions,
): Promise<number[][]> {
  const [batch, time] = embeddings.shape;
  const answers: number[][] = Array.from({ length: batch }, () => []);
  const finished = new Set<number>();
  const lengths = Array.from({ length: batch }, (_, row) =>
    mask.subarray(row * time, (row + 1) * time).reduce((a, b) => a + b, 0),
  );
  let cache: KeyValueCache = [];
  try {
    for (let count = 0; count < maxNewTokens && finished.size < batch; count++) {
      if (signal?.aborted) throw new StoppedError("generation stopped");
      const before = cache;
      const { next, kept } = tf.tidy(() => {
        const { rows, sequences } =
          count === 0
            ? { rows: embeddings.reshape([batch * time, -1]) as tf.Tensor2D, sequences: sequencesOf(mask, batch, time) }
            : stepInputs(model, answers, lengths, mask, time, count);
        const options = { cache: before, keepCache: true, ...(lora && { lora }) };
        const { hidden, cache: kept } = model.forward(rows, [sequences], options);
        const newest = tf
          .range(1, batch + 1, 1, "int32")
          .mul(tf.scalar(sequences.time, "int32"))
          .sub(tf.scalar(1, "int32"));
        const last = tf.gather(hidden, newest as tf.Tensor1D) as tf.Tensor2D;
        return { next: tf.argMax(model.logits(last), 1), kept };
      });
      cache = kept;
      tf.dispose(before.flatMap(({ keys, values }) => [keys, values]));
      const ids = next.dataSync();
      next.dispose();
      for (let row = 0; row < batch; row++) {
        const id = ids[row] as number;
        if (stop.includes(id)) finished.add(row);
        (answers[row] as number[]).push(id);
      }
      await new Promise((resolve) => setImmediate(resolve));
    }
  } finally {
    tf.dispose(cache.flatMap(({ keys, values }) => [keys, values]));
  }
  return answers.map((ids) => {
    const end = ids.findIndex((id) => stop.includes(id));
    return end < 0 ? ids : ids.slice(0, end);
  });
}

/** The newest token of every row as a batch of one position; finished rows go on, unread. */
function stepInputs(
  model: LanguageModel,
  answers: number[][],
  lengths: number[],
  mask: Int32Array,
  time: number,
  count: number,
) {
  const batch = answers.length;
  const newest = answers.map((ids) => ids[ids.length - 1] as number);
  const places = lengths.map((length) => length + count - 1);
  const keys = time + count;
  const visible = new Float32Array(batch * keys);
  for (let row = 0; row < batch; row++) {
    for (let at = 0; at < time; at++) if (!mask[row * time + at]) visible[row * keys + at] = FORBIDDEN;
  }
  const sequences: Sequences = {
    batch,
    time: 1,
    positions: tf.tensor2d(places, [batch, 1], "int32"),
    attentionMask: tf.tensor4d(visible, [batch, 1, 1, keys]),
  };
  return { rows: model.embed(tf.tensor1d(newest, "int32")) as tf.Tensor2D, sequences };
}
