// Talking to a model: messages in its chat template, the answer as text that appears piece by piece.
import { tf } from "../../tensor/backend";
import { type StepOptions, tokens } from "../generate";
import type { LanguageModel } from "../languageModel";
import type { Lora } from "../lora";
import type { ChatMessage } from "../textTokenizer";
import { CausalDecoder } from "./decoder";

export interface ChatOptions extends Omit<StepOptions, "stop" | "endsWith" | "before" | "beams" | "lengthPenalty"> {
  lora?: Lora;
  /** texts before which the answer ends */
  stopStrings?: readonly string[];
}

/**
 * The model's answer to a conversation, in pieces as they come: joined they are the answer.
 * @throws StoppedError when the signal fires
 */
export async function* chat(
  model: LanguageModel,
  messages: ChatMessage[],
  { lora, stopStrings = [], ...options }: ChatOptions,
): AsyncGenerator<string> {
  const { tokenizer } = model;
  const ids = tokenizer.encode(tokenizer.chat(messages));
  const embeddings = tf.tidy(() => model.embed(tf.tensor2d(ids, [1, ids.length], "int32")) as tf.Tensor3D);
  const decoder = new CausalDecoder(model, embeddings, new Int32Array(ids.length).fill(1), lora);
  const stop = [tokenizer.endOfTurn];
  const answer: number[] = [];
  let given = 0;
  try {
    for await (const [id] of tokens(decoder, { ...options, stop, before: [ids] })) {
      if (id === undefined || stop.includes(id)) break;
      answer.push(id);
      const text = tokenizer.decode(answer);
      const end = firstOf(text, stopStrings);
      const sure = end ?? text.length - unsureEnd(text, stopStrings);
      if (sure > given) yield text.slice(given, sure);
      given = Math.max(given, sure);
      if (end !== undefined) return;
    }
    const rest = tokenizer.decode(answer).slice(given);
    if (rest) yield rest;
  } finally {
    decoder.dispose();
    embeddings.dispose();
  }
}

/** Where the first of some texts begins, if one is there. */
function firstOf(text: string, wanted: readonly string[]): number | undefined {
  const places = wanted.map((each) => text.indexOf(each)).filter((place) => place >= 0);
  return places.length > 0 ? Math.min(...places) : undefined;
}

/** How many last characters may become others: half a character's bytes, or the beginning of a stop text. */
function unsureEnd(text: string, stops: readonly string[]): number {
  if (text.endsWith("\uFFFD")) return text.length - text.replace(/\uFFFD+$/, "").length;
  const begun = stops.map((stop) => {
    let length = Math.min(stop.length - 1, text.length);
    while (length > 0 && !text.endsWith(stop.slice(0, length))) length--;
    return length;
  });
  return Math.max(0, ...begun);
}
