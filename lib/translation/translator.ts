// LSLM: gesture codes → projector → language model with LoRA → English (LSLM §3.2–3.3).
import { type GenerationOptions, generate } from "../llm/generate";
import type { LanguageModel } from "../llm/languageModel";
import { Lora, type LoraSettings } from "../llm/lora";
import { tf } from "../tensor/backend";
import { Projector } from "./projector";
import { promptOf } from "./prompt";
import { type Prompt, type Sequence, splice, spliceEmbeddings } from "./splice";
import type { Task } from "./task";

export interface TranslatorSettings {
  /** hidden width of φ */
  hidden: number;
  lora: LoraSettings;
  /** codes of the tokenizer that make one gesture together; 1 unless given */
  layers?: number;
}

export interface TranslationOptions extends Omit<GenerationOptions, "stop" | "lora" | "before" | "onToken"> {
  batch?: number;
  onProgress?(done: number): void;
}

export interface LossOptions {
  step?: number;
  checkpointing?: boolean;
}

/** A clip as the translator sees it. */
export interface Utterance {
  /** `[gestures, layers]` */
  codes: Int32Array;
  text: string;
  /** separated by spaces, where the corpus has them */
  gloss?: string;
}

/** A model's widths and depths are those of its codebook and its language model; both stay their owners'. */
export class Translator {
  readonly projector: Projector;
  readonly lora: Lora;
  readonly prompt: Prompt;

  /**
   * @param codebook `[codes, codeDim]` of the tokenizer
   * @param words token ids of the kind of text to be written: where in the embedding space φ starts
   */
  constructor(
    readonly model: LanguageModel,
    codebook: tf.Tensor2D,
    readonly task: Task,
    words: readonly number[],
    private readonly settings: TranslatorSettings,
    seed: number,
  ) {
    const [codes, codeDim] = codebook.shape;
    const size = { codes, codeDim, hidden: settings.hidden, width: model.config.width };
    const rows = tf.tidy(() => model.embed(tf.tensor1d([...words], "int32")) as tf.Tensor2D);
    this.projector = new Projector(size, codebook, rows, seed);
    rows.dispose();
    this.lora = new Lora(model.config, settings.lora, seed);
    this.prompt = promptOf(task, model.tokenizer);
  }

  /** Token ids that the model is to write for a text, with the end of its turn. */
  answerIds(text: string): number[] {
    return [...this.model.tokenizer.encode(this.task.write(text)), this.model.tokenizer.endOfTurn];
  }

  /**
   * Teacher-forced cross-entropy of the texts given the gestures; call on the gradient tape.
   * @param step of training, which decides the adapters' dropout; without it there is none
   * @param checkpointing keeps only each layer's input for the gradient
   */
  loss(utterances: readonly Utterance[], { step, checkpointing }: LossOptions = {}): tf.Scalar {
    const { before, after } = this.prompt;
    const sequences = utterances.map(({ codes, text }): Sequence => {
      return { prompt: { before: [], after }, codes, answer: this.answerIds(text) };
    });
    const layout = splice(sequences, "right", this.settings.layers);
    const embeddings = this.embeddings(layout);
    // Every clip's prompt begins alike: nearly half of the positions are computed once instead of once a clip.
    const prefix = this.model.embed(tf.tensor2d([...before], [1, before.length], "int32")) as tf.Tensor3D;
    const lora = step === undefined ? this.lora : this.lora.inTraining(step);
    return this.model.loss(embeddings, layout.mask, layout.targets, { lora, prefix, checkpointing });
  }

  /**
   * Texts for the gestures, greedily unless options of generation say otherwise.
   * @param batch clips generated side by side; the longest are put together
   */
  async translate(codes: readonly ArrayLike<number>[], options: TranslationOptions): Promise<string[]> {
    const { batch = 64, onProgress, ...choice } = options;
    const order = codes
      .map((_, i) => i)
      .sort((a, b) => (codes[a] as ArrayLike<number>).length - (codes[b] as ArrayLike<number>).length);
    const texts = new Array<string>(codes.length);
    for (let start = 0; start < order.length; start += batch) {
      const items = order.slice(start, start + batch);
      const sequences = items.map(
        (i): Sequence => ({ prompt: this.prompt, codes: codes[i] as ArrayLike<number>, answer: [] }),
      );
      const layout = splice(sequences, "left", this.settings.layers);
      const embeddings = tf.tidy(() => this.embeddings(layout));
      const stop = [this.model.tokenizer.endOfTurn];
      try {
        const answers = await generate(this.model, embeddings, layout.mask, { ...choice, stop, lora: this.lora });
        answers.forEach((ids, row) => {
          texts[items[row] as number] = this.task.read(this.model.tokenizer.decode(ids));
        });
      } finally {
        embeddings.dispose();
      }
      onProgress?.(Math.min(start + batch, order.length));
    }
    return texts;
  }

  /**
   * What the language model reads of a clip and an answer begun: `[1, time, width]`, and where the gestures stand in it.
   * @param codes `[gestures, layers]`
   * @param answer token ids
   */
  inputs(codes: ArrayLike<number>, answer: readonly number[] = []) {
    const { prompt, settings } = this;
    const embeddings = tf.tidy(() => this.embeddings(splice([{ prompt, codes, answer }], "right", settings.layers)));
    return { embeddings, first: prompt.before.length + 1, gestures: codes.length / (settings.layers ?? 1) };
  }

  dispose(): void {
    this.projector.dispose();
    this.lora.dispose();
  }

  private embeddings(layout: ReturnType<typeof splice>): tf.Tensor3D {
    const { batch, time, words } = layout;
    const rows = this.model.embed(tf.tensor2d(words, [batch, time], "int32")) as tf.Tensor3D;
    return spliceEmbeddings(layout, rows, this.projector.gestureTable());
  }
}
