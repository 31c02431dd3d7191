// Where each word of a translation looks in the signing: the language model's attention from the position that writes a
// token to the gestures, the mean over layers and heads.
import { sequencesOf } from "../llm/sequences";
import { tf } from "../tensor/backend";
import type { Translator } from "./translator";

export interface GestureAttention {
  /** the answer's tokens as text, its end among them */
  tokens: string[];
  /** `[tokens, gestures]`, shares of each token's attention: the rest goes to the prompt, the markers and earlier words */
  weights: number[][];
}

/** Attention of an answer's tokens over a clip's gestures, the answer given (teacher forcing). */
export function gestureAttention(translator: Translator, codes: Int32Array, text: string): GestureAttention {
  const { model, lora } = translator;
  const answer = translator.answerIds(text);
  const weights = tf.tidy(() => {
    const { embeddings, first, gestures } = translator.inputs(codes, answer.slice(0, -1));
    const [, time, width] = embeddings.shape;
    const mask = new Int32Array(time).fill(1);
    const means: tf.Tensor[] = [];
    model.forward(embeddings.reshape([time, width]) as tf.Tensor2D, [sequencesOf(mask, 1, time)], {
      ...(lora ? { lora } : {}),
      onAttention: (layer) => {
        // The token at t is written by the position before it.
        const shape = [1, model.config.heads, answer.length, gestures];
        means.push(tf.keep(tf.mean(tf.slice(layer, [0, 0, time - answer.length, first], shape), [0, 1])));
      },
    });
    const mean = tf.div(tf.addN(means), means.length).arraySync() as number[][];
    tf.dispose(means);
    return mean;
  });
  return { tokens: answer.map((id) => model.tokenizer.decode([id], { controlTokens: true })), weights };
}
