// LSLM: gesture codes → projector → language model, adapted or fully tuned → English (LSLM §3.2–3.3).
import { type GenerationOptions, generate } from "../llm/generate";
import type { LanguageModel } from "../llm/languageModel";
import { Lora, type LoraSettings } from "../llm/lora";
import { tf } from "../tensor/backend";
import { crossEntropy } from "../tensor/kernels/crossEntropy";
import { Projector, type ProjectorSize } from "./projector";
import { promptOf, sharedLength } from "./prompt";
import { type Prompt, type Sequence, splice, spliceEmbeddings } from "./splice";
import type { Task } from "./task";

export interface TranslatorSettings {
  /** hidden width of φ */
  hidden: number;
  /** what φ is of; the codebook's vectors unless given */
  input?: ProjectorSize["input"];
  /** adapters of the language model; without them its own weights are what can be trained of it */
  lora?: LoraSettings;
  /** codes of the tokenizer that make one gesture together; 1 unless given */
  layers?: number;
}

export interface TranslationOptions extends Omit<GenerationOptions, "stop" | "lora" | "before" | "onToken"> {
  batch?: number;
  /** what is asked of each clip, and answered as the model writes; the task's instruction unless given */
  instructions?: readonly (string | undefined)[];
  onProgress?(done: number): void;
}

export interface LossOptions {
  /** of the language model's training, which decides the dropout; without it there is none, and it is frozen */
  step?: number | undefined;
  /** keeps only each layer's input for the gradient */
  checkpointing?: boolean | undefined;
  /** whether a token of a short answer counts as much as one of a long answer, the default, or the answer does */
  meanOver?: "tokens" | "answers" | undefined;
}

/** A clip as the translator sees it. */
export interface Utterance {
  /** `[gestures, layers]` */
  codes: Int32Array;
  text: string;
  /** separated by spaces, where the corpus has them */
  gloss?: string;
  signer?: string;
  /** what is asked of the clip, whose answer `text` is, to the letter; unless given the task's, whose answer it writes */
  instruction?: string;
}

/** A model's widths and depths are those of its codebook and its language model; both stay their owners'. */
export class Translator {
  readonly projector: Projector;
  readonly lora: Lora | undefined;
  /** of the task's own instruction */
  readonly prompt: Prompt;
  private readonly prompts = new Map<string, Prompt>();

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
    const { hidden, input } = settings;
    const size = { codes, codeDim, hidden, width: model.config.width, input };
    const rows = tf.tidy(() => model.embed(tf.tensor1d([...words], "int32")) as tf.Tensor2D);
    this.projector = new Projector(size, codebook, rows, seed);
    rows.dispose();
    this.lora = settings.lora && new Lora(model.config, settings.lora, seed);
    this.prompt = this.promptOf(task.instruction);
  }

  /** Token ids that the model is to write for a text, with the end of its turn. */
  answerIds(text: string, instruction?: string): number[] {
    const answer = instruction === undefined ? this.task.write(text) : text;
    return [...this.model.tokenizer.encode(answer), this.model.tokenizer.endOfTurn];
  }

  /** Teacher-forced cross-entropy of the answers given the gestures; call on the gradient tape. */
  loss(utterances: readonly Utterance[], options: LossOptions = {}): tf.Scalar {
    const { embeddings, layout, ...scoring } = this.teacherForced(utterances, options);
    if (options.meanOver !== "answers") return this.model.loss(embeddings, layout.mask, layout.targets, scoring);
    const { logits, wanted } = this.model.scoredLogits(embeddings, layout.mask, layout.targets, scoring);
    const weights = utterances.flatMap(({ text, instruction }) => {
      const { length } = this.answerIds(text, instruction);
      return new Array<number>(length).fill(1 / (length * utterances.length));
    });
    return crossEntropy(logits, tf.tensor1d(wanted, "int32"), Float32Array.from(weights));
  }

  /** The same of each utterance on its own, in one pass; not for training. */
  losses(utterances: readonly Utterance[]): number[] {
    return tf.tidy(() => {
      const { embeddings, layout, ...scoring } = this.teacherForced(utterances, {});
      const { logits, wanted } = this.model.scoredLogits(embeddings, layout.mask, layout.targets, scoring);
      let end = 0;
      return utterances.map(({ text, instruction }) => {
        const start = end;
        end += this.answerIds(text, instruction).length;
        const own = tf.slice(logits, [start, 0], [end - start, -1]);
        return crossEntropy(own, tf.tensor1d(wanted.slice(start, end), "int32")).dataSync()[0] as number;
      });
    });
  }

  /**
   * Texts for the gestures, greedily unless options of generation say otherwise.
   * @param batch clips generated side by side; the longest are put together
   */
  async translate(codes: readonly ArrayLike<number>[], options: TranslationOptions): Promise<string[]> {
    const { batch = 64, instructions, onProgress, ...choice } = options;
    const order = codes
      .map((_, i) => i)
      .sort((a, b) => (codes[a] as ArrayLike<number>).length - (codes[b] as ArrayLike<number>).length);
    const texts = new Array<string>(codes.length);
    for (let start = 0; start < order.length; start += batch) {
      const items = order.slice(start, start + batch);
      const sequences = items.map(
        (i): Sequence => ({
          prompt: this.promptOf(instructions?.[i]),
          codes: codes[i] as ArrayLike<number>,
          answer: [],
        }),
      );
      const layout = splice(sequences, "left", this.settings.layers);
      const embeddings = tf.tidy(() => this.embeddings(layout));
      const stop = [this.model.tokenizer.endOfTurn];
      try {
        const lora = this.lora ? { lora: this.lora } : {};
        const answers = await generate(this.model, embeddings, layout.mask, { ...choice, ...lora, stop });
        answers.forEach((ids, row) => {
          const item = items[row] as number;
          const text = this.model.tokenizer.decode(ids);
          texts[item] = instructions?.[item] === undefined ? this.task.read(text) : text.trim();
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
    this.lora?.dispose();
  }

  private teacherForced(utterances: readonly Utterance[], { step, checkpointing }: LossOptions) {
    const prompts = utterances.map(({ instruction }) => this.promptOf(instruction));
    const shared = sharedLength(prompts.map(({ before }) => before));
    const sequences = utterances.map(({ codes, text, instruction }, i): Sequence => {
      const { before, after } = prompts[i] as Prompt;
      return { prompt: { before: before.slice(shared), after }, codes, answer: this.answerIds(text, instruction) };
    });
    const layout = splice(sequences, "right", this.settings.layers);
    const embeddings = this.embeddings(layout);
    // Every clip's prompt begins alike: nearly half of the positions are computed once instead of once a clip.
    const beginning = (prompts[0] as Prompt).before.slice(0, shared);
    const prefix = this.model.embed(tf.tensor2d(beginning, [1, shared], "int32")) as tf.Tensor3D;
    const lora = step === undefined ? this.lora : this.lora?.inTraining(step);
    return { embeddings, layout, prefix, checkpointing, frozen: step === undefined, ...(lora ? { lora } : {}) };
  }

  private promptOf(instruction = this.task.instruction): Prompt {
    const known = this.prompts.get(instruction);
    if (known) return known;
    const prompt = promptOf({ instruction }, this.model.tokenizer);
    this.prompts.set(instruction, prompt);
    return prompt;
  }

  private embeddings(layout: ReturnType<typeof splice>): tf.Tensor3D {
    const { batch, time, words } = layout;
    const rows = this.model.embed(tf.tensor2d(words, [batch, time], "int32")) as tf.Tensor3D;
    return spliceEmbeddings(layout, rows, this.projector.gestureTable());
  }
}
