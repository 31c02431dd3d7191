// The prompt of a task in the backbone's own chat template, cut where the gestures go.
import type { TextTokenizer } from "../llm/textTokenizer";
import type { Prompt } from "./splice";
import type { Task } from "./task";

/** Stands for the gestures while the template is filled in; a private-use character that no text holds. */
const PLACE = "\uE000";
/** A short system message: the template's default costs 20 tokens a clip and says nothing about signing. */
const SYSTEM = "You read sign language.";

export function promptOf(task: Task, tokenizer: TextTokenizer): Prompt {
  const text = tokenizer.chat([
    { role: "system", content: SYSTEM },
    { role: "user", content: `${task.instruction}\n${PLACE}` },
  ]);
  const [before, after] = text.split(PLACE) as [string, string];
  return { before: tokenizer.encode(before), after: tokenizer.encode(after) };
}
