// The prompt of a task in the backbone's own chat template, cut where the gestures go.
import type { ChatMessage, TextTokenizer } from "../llm/textTokenizer";
import type { Prompt } from "./splice";

/** Where the gestures go in an instruction that does not end with them. */
export const SIGNING = "<signing>";

/** Stands for the gestures while the template is filled in; a private-use character that no text holds. */
const PLACE = "\uE000";
/** A short system message: the template's default costs 20 tokens a clip and says nothing about signing. */
const SYSTEM = "You read sign language.";
/**
 * Llama 3.2's template tells today's date unless it is given one: a prompt that changes overnight would not be the one
 * that was trained. The date is the template's own for when there is no clock. Qwen3 would think aloud before it answers.
 */
const VARIABLES = { date_string: "26 Jul 2024", enable_thinking: false };

/** @param instruction the gestures follow it, unless it says with `<signing>` where they go */
export function promptOf({ instruction }: { instruction: string }, tokenizer: TextTokenizer): Prompt {
  const content = instruction.includes(SIGNING) ? instruction.replace(SIGNING, PLACE) : `${instruction}\n${PLACE}`;
  const messages: ChatMessage[] = [
    { role: "system", content: SYSTEM },
    { role: "user", content },
  ];
  const text = tokenizer.chat(messages, VARIABLES);
  const [before, after] = text.split(PLACE) as [string, string];
  return { before: tokenizer.encode(before), after: tokenizer.encode(after) };
}

/** How many of their first tokens all sequences have in common. */
export function sharedLength(sequences: readonly (readonly number[])[]): number {
  const [first = [], ...others] = sequences;
  const different = first.findIndex((token, at) => others.some((other) => other[at] !== token));
  return different < 0 ? first.length : different;
}
