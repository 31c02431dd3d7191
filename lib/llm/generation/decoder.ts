// A batch that is being continued: logits for the next token of every row, with a key–value cache.
import { tf } from "../../tensor/backend";
import type { KeyValueCache, LanguageModel } from "../languageModel";
import type { Adapter } from "../lora";
import { FORBIDDEN, type Sequences, sequencesOf } from "../sequences";

/** What generation needs of a model. */
export interface Decoder {
  /** rows being continued */
  readonly rows: number;
  /**
   * Logits `[rows, vocabulary]` of what comes next; the caller disposes of them.
   * @param newest the token that each row went on with; none for the first call, which reads the prompt
   */
  next(newest?: readonly number[]): tf.Tensor2D;
  /** Goes on with these rows, in this order; a row may be taken twice or left out. */
  select(rows: readonly number[]): void;
  dispose(): void;
}

/** Prompts of embeddings continued by a decoder-only model. */
export class CausalDecoder implements Decoder {
  private cache: KeyValueCache = [];
  private readonly time: number;
  /** tokens written so far */
  private count = 0;
  /** of each row: positions in use */
  private lengths: number[];
  /** of each row: 0 where its prompt stands, −1e9 where padding does */
  private padding: Float32Array[];

  /**
   * @param embeddings `[rows, time, width]`, prompts padded on the left; they stay their owner's
   * @param mask int32 `[rows · time]`, 1 in use, 0 padding
   */
  constructor(
    private readonly model: LanguageModel,
    private readonly embeddings: tf.Tensor3D,
    private readonly mask: Int32Array,
    private readonly lora?: Adapter,
  ) {
    const [rows, time] = embeddings.shape;
    this.time = time;
    const masks = Array.from({ length: rows }, (_, row) => mask.subarray(row * time, (row + 1) * time));
    this.lengths = masks.map((used) => used.reduce((a, b) => a + b, 0));
    this.padding = masks.map((used) => Float32Array.from(used, (value) => (value ? 0 : FORBIDDEN)));
  }

  get rows(): number {
    return this.lengths.length;
  }

  next(newest?: readonly number[]): tf.Tensor2D {
    const { model, cache, lora } = this;
    const { logits, kept } = tf.tidy(() => {
      const { rows, sequences } = newest ? this.step(newest) : this.prompt();
      const options = { cache, keepCache: true, ...(lora && { lora }) };
      const { hidden, cache: kept } = model.forward(rows, [sequences], options);
      const ends = Int32Array.from(this.lengths.keys(), (row) => (row + 1) * sequences.time - 1);
      return { logits: model.logits(tf.gather(hidden, tf.tensor1d(ends, "int32")) as tf.Tensor2D), kept };
    });
    this.replaceCache(kept);
    return logits;
  }

  select(rows: readonly number[]): void {
    if (rows.length === this.rows && rows.every((row, at) => row === at)) return;
    this.lengths = rows.map((row) => this.lengths[row] as number);
    this.padding = rows.map((row) => this.padding[row] as Float32Array);
    const taken = tf.tidy(() => {
      const order = tf.tensor1d([...rows], "int32");
      return this.cache.map(({ keys, values }) => ({ keys: tf.gather(keys, order), values: tf.gather(values, order) }));
    });
    this.replaceCache(taken);
  }

  dispose(): void {
    this.replaceCache([]);
  }

  private replaceCache(cache: KeyValueCache): void {
    tf.dispose(this.cache.flatMap(({ keys, values }) => [keys, values]));
    this.cache = cache;
  }

  private prompt(): { rows: tf.Tensor2D; sequences: Sequences } {
    const { embeddings, mask, time, rows } = this;
    const flat = embeddings.reshape([rows * time, embeddings.shape[2]]) as tf.Tensor2D;
    return { rows: flat, sequences: sequencesOf(mask, rows, time) };
  }

  /** The newest token of every row as a batch of one position. */
  private step(newest: readonly number[]): { rows: tf.Tensor2D; sequences: Sequences } {
    this.count++;
    const { rows, time, count, lengths, padding } = this;
    const keys = time + count;
    const visible = new Float32Array(rows * keys);
    for (const [row, values] of padding.entries()) visible.set(values, row * keys);
    const places = lengths.map((length) => length + count - 1);
    const sequences: Sequences = {
      batch: rows,
      time: 1,
      positions: tf.tensor2d(places, [rows, 1], "int32"),
      attentionMask: tf.tensor4d(visible, [rows, 1, 1, keys]),
    };
    return { rows: this.model.embed(tf.tensor1d([...newest], "int32")) as tf.Tensor2D, sequences };
  }
}
