// A translator of a few hundred weights that reads and writes characters, for tests of training without a real model.
import { LanguageModel } from "../../lib/llm/languageModel";
import type { LoraTarget } from "../../lib/llm/lora";
import { RandomWeights } from "../../lib/llm/randomWeights";
import type { TextTokenizer } from "../../lib/llm/textTokenizer";
import { WeightReader } from "../../lib/llm/weightLayout";
import { readLlamaWeights } from "../../lib/llm/weights";
import { Random } from "../../lib/random";
import type { tf } from "../../lib/tensor/backend";
import { taskOf } from "../../lib/translation/task";
import { Translator, type TranslatorSettings, type Utterance } from "../../lib/translation/translator";
import { tinyConfig, tinyModel } from "../llm/tinyModel";
import { normal } from "../tensor/checkGradient";

const CODES = 6;
const END = 1;

/** A token a character, of nine kinds. */
const tokenizer = {
  endOfTurn: END,
  encode: (text: string) => Array.from(text, (character) => 2 + ((character.codePointAt(0) as number) % 9)),
  decode: (ids: readonly number[]) => ids.map((id) => String.fromCharCode(97 + id)).join(""),
  chat: (messages: readonly { role: string; content: string }[]) =>
    messages.map(({ role, content }) => `${role[0]}:${content};`).join(""),
} as unknown as TextTokenizer;

export function tinyTranslator(
  settings: Partial<TranslatorSettings> = {},
  targets: readonly LoraTarget[] = ["q_proj", "o_proj"],
): Translator {
  const model = new LanguageModel(tinyConfig, tinyModel().weights, tokenizer);
  return translatorOf(model, { lora: { rank: 3, alpha: 5, targets }, ...settings });
}

/** One without adapters, whose language model is trainable itself. */
export function tunableTranslator(): Translator {
  const source = new RandomWeights(tinyConfig.layers, 0);
  const reader = new WeightReader(source, true);
  const weights = readLlamaWeights(source, tinyConfig, reader);
  return translatorOf(new LanguageModel(tinyConfig, weights, tokenizer, reader.parameters), {});
}

function translatorOf(model: LanguageModel, settings: Partial<TranslatorSettings>): Translator {
  const codebook = normal([CODES, 5], "codebook") as tf.Tensor2D;
  return new Translator(model, codebook, taskOf("synthasl"), [2, 3, 4, 5], { hidden: 7, ...settings }, 0);
}

export const tinyUtterances: readonly Utterance[] = ["ab", "bcd", "c", "dab", "a cab", "bad"].map((text, i) => {
  const random = new Random(0, "codes", i);
  return { codes: Int32Array.from({ length: 2 + (i % 3) }, () => random.integer(0, CODES - 1)), text };
});
