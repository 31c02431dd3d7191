// MotionGPT (Jiang et al. 2023): motion as a foreign language. The codes of the same tokenizer are new words of a T5,
// <motion_id_0> … <motion_id_{K−1}>, then start, end and mask; all of T5 is trained. Inputs and answers are not cut,
// where MotionGPT cuts inputs after 256 and answers after 40 tokens.
import { generateT5 } from "../llm/t5/generate";
import { type T5Input, T5Model } from "../llm/t5/model";
import type { tf } from "../tensor/backend";
import { framesPerCode } from "../tokenizer/network";
import type { VqVae } from "../tokenizer/vqvae";
import { type MotionTemplate, PLACES } from "./motionTemplates";
import type { Task } from "./task";
import type { Utterance } from "./translator";

/** New words beside the codes: start, end, mask. */
const MARKS = 3;
const IGNORED = -100;
const QUOTED = /^"(.*)"$/s;

/** How a tokenizer writes motion. */
export interface MotionLanguage {
  /** K, all codes of all streams */
  codes: number;
  /** codes that describe the same frames */
  streams: number;
  framesPerCode: number;
  fps: number;
}

export const motionLanguage = ({ vqvae, fps }: { vqvae: VqVae; fps: number }): MotionLanguage => ({
  codes: vqvae.codeCount,
  streams: vqvae.streams.length,
  framesPerCode: framesPerCode(vqvae.settings),
  fps,
});

/** A template filled in, as token ids; both end with the model's end. */
export interface Example {
  input: number[];
  output: number[];
}

export interface AnswerOptions {
  /** what is asked; the motion takes its place in it */
  prompt: string;
  maxNewTokens: number;
  /** clips answered side by side */
  batch?: number;
  signal?: AbortSignal;
  onProgress?(done: number): void;
}

export class MotionGpt {
  /** id of `<motion_id_0>` */
  readonly first: number;

  /** @param model whose vocabulary ends with the motion's words; it stays its owner's */
  constructor(
    readonly model: T5Model,
    readonly language: MotionLanguage,
    readonly task: Task,
  ) {
    this.first = model.vocabulary - language.codes - MARKS;
  }

  /**
   * T5 with the motion's words behind its vocabulary, everything trainable.
   * @param folder T5 or Flan-T5 as Hugging Face lays it out
   * @throws UserError and FormatError as `T5Model.load`
   */
  static async begin(folder: string, language: MotionLanguage, task: Task, seed: number): Promise<MotionGpt> {
    const model = await T5Model.load(folder, { train: "all", newTokens: language.codes + MARKS, seed });
    return new MotionGpt(model, language, task);
  }

  get startOfMotion(): number {
    return this.first + this.language.codes;
  }

  get endOfMotion(): number {
    return this.startOfMotion + 1;
  }

  get maskedMotion(): number {
    return this.startOfMotion + 2;
  }

  /** A clip in a template's places. */
  example({ input, output }: MotionTemplate, utterance: Utterance): Example {
    return { input: this.fill(input, utterance), output: this.fill(output, utterance) };
  }

  /** Mean cross-entropy of the outputs' tokens; call on the gradient tape. */
  loss(examples: readonly Example[]): tf.Scalar {
    const answers = padded(
      examples.map(({ output }) => output),
      IGNORED,
    );
    return this.model.loss(inputOf(examples.map(({ input }) => input)), answers);
  }

  /** English of motions, greedily. @param codes of each clip `[gestures, streams]` */
  async translate(codes: readonly ArrayLike<number>[], options: AnswerOptions): Promise<string[]> {
    const inputs = codes.map((own) => this.fill(options.prompt, { codes: Int32Array.from(own), text: "" }));
    const answers = await this.answer(inputs, options);
    return answers.map((ids) => {
      const words = this.model.tokenizer.decode(ids.filter((id) => id < this.model.tokenizer.vocabulary)).trim();
      return this.task.read(words.replace(QUOTED, "$1"));
    });
  }

  /** Codes that the model would sign texts with; its words among them are left out. */
  async sign(texts: readonly string[], options: AnswerOptions): Promise<Int32Array[]> {
    const inputs = texts.map((text) => this.fill(options.prompt, { codes: new Int32Array(), text }));
    const answers = await this.answer(inputs, options);
    return answers.map((ids) => {
      const codes = ids.filter((id) => id >= this.first && id < this.startOfMotion).map((id) => id - this.first);
      return Int32Array.from(codes);
    });
  }

  /** Inputs of like length go side by side. */
  private async answer(inputs: readonly (readonly number[])[], options: AnswerOptions): Promise<number[][]> {
    const { batch = 64, maxNewTokens, signal, onProgress } = options;
    const length = (i: number) => (inputs[i] as readonly number[]).length;
    const order = [...inputs.keys()].sort((a, b) => length(a) - length(b));
    const answers = new Array<number[]>(inputs.length);
    for (let start = 0; start < order.length; start += batch) {
      const items = order.slice(start, start + batch);
      const own = inputOf(items.map((i) => inputs[i] as readonly number[]));
      const texts = await generateT5(this.model, own, { maxNewTokens, ...(signal ? { signal } : {}) });
      for (const [row, ids] of texts.entries()) answers[items[row] as number] = ids;
      onProgress?.(Math.min(start + batch, order.length));
    }
    return answers;
  }

  private fill(template: string, { codes, text }: Utterance): number[] {
    const { streams, framesPerCode, fps } = this.language;
    const frames = (codes.length / streams) * framesPerCode;
    const told = template
      .replaceAll(PLACES.caption, () => this.task.write(text))
      .replaceAll(PLACES.frames, String(frames))
      .replaceAll(PLACES.seconds, (frames / fps).toFixed(1));
    const ids = told.split(/(<Motion_Placeholder\w*>)/).flatMap((piece) => {
      const words = piece.trim();
      if (piece.startsWith("<Motion")) return this.motion(piece, codes);
      return words ? this.model.tokenizer.encode(words) : [];
    });
    return [...ids, this.model.config.end];
  }

  private motion(place: string, codes: Int32Array): number[] {
    const { streams } = this.language;
    const words = Array.from(codes, (code) => this.first + code);
    /** a place between two gestures */
    const at = (share: number) => Math.ceil((share * words.length) / streams) * streams;
    const shown = () => {
      if (place === PLACES.firstHalf) return words.slice(0, at(0.5));
      if (place === PLACES.secondHalf) return words.slice(at(0.5));
      if (place === PLACES.motion) return words;
      return words.map((word, i) => (i >= at(0.25) && i < at(0.75) ? this.maskedMotion : word));
    };
    return [this.startOfMotion, ...shown(), this.endOfMotion];
  }
}

/** `[batch · time]`, padded on the right. */
export function padded(rows: readonly (readonly number[])[], filler: number): Int32Array {
  const time = Math.max(...rows.map(({ length }) => length));
  const result = new Int32Array(rows.length * time).fill(filler);
  rows.forEach((row, i) => {
    result.set(row, i * time);
  });
  return result;
}

/** Texts for the encoder. */
export const inputOf = (rows: readonly (readonly number[])[]): T5Input => ({
  ids: padded(rows, 0),
  mask: padded(
    rows.map((row) => row.map(() => 1)),
    0,
  ),
  batch: rows.length,
});
