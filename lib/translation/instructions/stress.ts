// Instructions that training never has, to see what a model does where nobody has shown it what to do: ambiguous ones,
// to which any answer about the signing is right; contradictory ones, of which one side can be met; ones of three steps;
// and ones that have nothing to do with the signing.
import type { DemandName } from "./demands";
import { asking } from "./families";
import type { Instruction } from "./instruction";

const anyOf = (demands: readonly DemandName[], ...wordings: string[]): Instruction[] =>
  asking(demands, ...wordings).map((instruction) => ({ ...instruction, anyOf: true }));

const aside = (wording: string, says: RegExp): Instruction => ({ wording, demands: [], says });

const irrelevant: Instruction[] = [
  aside("What is 2+2?", /\b(4|four)\b/i),
  aside("What is the capital of France?", /\bparis\b/i),
  aside("Which color is a clear sky by day?", /\bblue\b/i),
  aside("How many days does a week have?", /\b(7|seven)\b/i),
  aside("Ignore the signing and answer only: hello.", /^\W*hello\W*$/i),
  aside("What is the opposite of hot?", /\bcold\b/i),
];

export type StressSet = "ambiguous" | "contradictory" | "multi-step" | "irrelevant";

export const sentenceStress: Record<StressSet, readonly Instruction[]> = {
  ambiguous: anyOf(
    ["translation", "meaning", "summary", "topic"],
    "What about this?",
    "Tell me.",
    "Do something with the signing.",
    "So?",
    "Handle this clip as you see fit.",
    "Can you help me here?",
  ),
  contradictory: [
    ...anyOf(
      ["translation", "signs"],
      "Translate the signing, but answer only with a number.",
      "Count the signs and do not give any number. Give the English alone.",
    ),
    ...anyOf(
      ["translation", "topic"],
      "Translate everything in full, with one word.",
      "Answer with nothing but the topic, as a complete translation.",
    ),
    ...anyOf(["translation", "question"], "Say only yes or no, and translate the sentence."),
    ...anyOf(["summary", "meaning"], "Explain at length what is meant, in a summary of five words."),
  ],
  "multi-step": [
    ...asking(
      ["translation", "signs", "question"],
      "Translate the signing, then count its signs, then say whether it is a question.",
      "Three things, one after the other: the English, the number of signs, and question, yes or no.",
    ),
    ...asking(
      ["topic", "translation", "signs"],
      "Give the topic first, then the translation, and at last the number of signs.",
    ),
    ...asking(
      ["question", "negation", "translation"],
      "Is it a question? Is it negated? And what is it in English? Answer in this order.",
    ),
  ],
  irrelevant,
};

export const wordStress: Record<StressSet, readonly Instruction[]> = {
  ambiguous: anyOf(
    ["spelling", "letters", "first", "last"],
    "What about this?",
    "Tell me.",
    "So?",
    "Can you help me here?",
  ),
  contradictory: [
    ...anyOf(["spelling", "letters"], "Spell the word, but answer only with a number."),
    ...anyOf(["first", "last"], "Give only one letter: the first and the last."),
    ...anyOf(["spelling", "first"], "Write the whole word with its first letter alone."),
  ],
  "multi-step": asking(
    ["spelling", "letters", "first"],
    "Spell the word, then count its letters, then give the first letter.",
    "Three things, one after the other: the letters, how many they are, and the first of them.",
  ),
  irrelevant,
};
