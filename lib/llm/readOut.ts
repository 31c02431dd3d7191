// What goes on inside a language model, as records for tables and figures: pieces of a text, likeliest next tokens, and
// how far LoRA has moved each matrix.
import { tf } from "../tensor/backend";
import { CausalDecoder } from "./generation/decoder";
import { candidates } from "./generation/scores";
import type { LanguageModel } from "./languageModel";
import { type Lora, targetShape } from "./lora";

export interface NextToken {
  token: string;
  probability: number;
}

/** The text of each token, spaces and line ends visible. */
export function pieces(model: LanguageModel, ids: readonly number[]): string[] {
  return ids.map((id) => visible(model.tokenizer.decode([id], { controlTokens: true })));
}

const visible = (text: string) => text.replaceAll(" ", "␣").replaceAll("\n", "⏎");

/**
 * Greedy generation with the likeliest tokens of every step, the first of which is written.
 * @param ids of the prompt
 * @returns `[steps][count]`
 */
export function stepByStep(model: LanguageModel, ids: readonly number[], steps: number, count: number): NextToken[][] {
  const embeddings = tf.tidy(() => model.embed(tf.tensor2d([...ids], [1, ids.length], "int32")) as tf.Tensor3D);
  const decoder = new CausalDecoder(model, embeddings, new Int32Array(ids.length).fill(1));
  try {
    const written: NextToken[][] = [];
    let newest: number[] | undefined;
    for (let step = 0; step < steps; step++) {
      const logits = decoder.next(newest);
      const list = candidates(logits.dataSync() as Float32Array, {}).slice(0, count);
      logits.dispose();
      const names = pieces(
        model,
        list.map(({ id }) => id),
      );
      written.push(list.map(({ probability }, i) => ({ token: names[i] as string, probability })));
      newest = [(list[0] as { id: number }).id];
    }
    return written;
  } finally {
    decoder.dispose();
    embeddings.dispose();
  }
}

export interface LoraMove {
  layer: number;
  target: string;
  /** trained values */
  values: number;
  /** values of the matrix beside which they stand */
  matrix: number;
  /** root mean square of the entries of (α / r) B A */
  size: number;
}

/** What LoRA adds to each matrix that it adapts. */
export function loraMoves(lora: Lora): LoraMove[] {
  const { config, settings } = lora;
  return Array.from({ length: config.layers }, (_, layer) =>
    settings.targets.map((target, i): LoraMove => {
      const [a, b] = lora.valuesOf(layer).slice(2 * i) as [tf.Tensor2D, tf.Tensor2D];
      const [outputs, inputs] = targetShape(config, target);
      const size = tf.tidy(() => {
        const delta = tf.mul(tf.matMul(b, a), settings.alpha / settings.rank);
        return Math.sqrt(tf.mean(tf.square(delta)).dataSync()[0] as number);
      });
      return { layer, target, values: settings.rank * (inputs + outputs), matrix: inputs * outputs, size };
    }),
  ).flat();
}
