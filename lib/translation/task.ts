// What a corpus asks of the language model: the instruction, and how a text is written as an answer and read back.
import type { CorpusName } from "../config";

export interface Task {
  instruction: string;
  /** corpus text → what the model is to write */
  write(text: string): string;
  /** what the model wrote → text to be scored and shown */
  read(answer: string): string;
}

const sentences: Task = {
  instruction: "Translate the signing to English.",
  write: (text) => text,
  read: (answer) => answer.trim(),
};

/** One token a letter (" c a t"), so that spelling is not hidden inside whole-word tokens. */
const letters: Task = {
  instruction: "Spell the signed word.",
  write: (text) => Array.from(text.toLowerCase(), (letter) => ` ${letter}`).join(""),
  read: (answer) => answer.replace(/\s+/g, ""),
};

/** Fingerspelled clips are words, those of every other corpus sentences. */
export const taskOf = (corpus: CorpusName): Task => (corpus === "fingerspelling" ? letters : sentences);
