// A batch that is being continued: logits for the next token of every row. The prompt is read by the model's own pass,
// what follows by steps of a token.
import { tf } from "../../tensor/backend";
import type { LanguageModel } from "../languageModel";
import type { Lora } from "../lora";
import { sequencesOf } from "../sequences";
import { TokenSteps } from "./tokenStep";

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
  /** what follows the prompt, once that is read */
  private steps: TokenSteps | undefined;

  /**
   * @param embeddings `[rows, time, width]`, prompts padded on the left; they stay their owner's
   * @param mask int32 `[rows · time]`, 1 in use, 0 padding
   */
  constructor(
    private readonly model: LanguageModel,
    private readonly embeddings: tf.Tensor3D,
    private readonly mask: Int32Array,
    private readonly lora?: Lora,
  ) {}

  get rows(): number {
    return this.steps?.rows ?? this.embeddings.shape[0];
  }

  next(newest?: readonly number[]): tf.Tensor2D {
    return this.steps && newest ? this.steps.next(newest) : this.prompt();
  }

  select(rows: readonly number[]): void {
    this.steps?.select(rows);
  }

  dispose(): void {
    this.steps?.dispose();
    this.steps = undefined;
  }

  private prompt(): tf.Tensor2D {
    const { model, embeddings, mask, lora } = this;
    const [rows, time, width] = embeddings.shape;
    const { logits, cache } = tf.tidy(() => {
      const flat = embeddings.reshape([rows * time, width]) as tf.Tensor2D;
      const options = { keepCache: true, ...(lora && { lora }) };
      const { hidden, cache } = model.forward(flat, [sequencesOf(mask, rows, time)], options);
      const ends = Int32Array.from({ length: rows }, (_, row) => (row + 1) * time - 1);
      return { logits: model.logits(tf.gather(hidden, tf.tensor1d(ends, "int32")) as tf.Tensor2D), cache };
    });
    this.steps = new TokenSteps(model, cache, mask, lora);
    tf.dispose(cache);
    return logits;
  }
}
