// What an instruction can demand, how it is answered from what was signed, and how any answer is judged: by its form
// (is it an answer of the kind that was asked for?) and by its content (does it say what was signed?). Checks look at
// kinds of words, not at the wording that training has taught.
import { editDistance, wordsOf } from "../../signing/difficulty";
import { taskOf } from "../task";
import type { Said } from "./said";

export interface Demand {
  /** the answer; none where the clip does not tell */
  answer(said: Said): string | undefined;
  form(answer: string): boolean;
  /** of an answer that has the form */
  content(answer: string, said: Said): boolean;
}

const sentence = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
const acts: Record<Said["act"], string> = { statement: "says", question: "asks", request: "requests" };

/** "The signer says": the beginning of an answer that speaks about the signing. */
const FRAME =
  /^\W*(it|this|that|somebody|someone|(the|this|that|a) (signer|signing|person|sentence|clip|message)) (is )?(says?|saying|asks?|asking|requests?|requesting|means?|tells?|states?|wants?|expresses)\b( that| whether| if| to| for)?\W*/i;
const ABOUT = /\babout\b/i;

/** At least half of the words that matter in common (F1). */
function alike(answer: string, wanted: string): boolean {
  const [given, expected] = [answer, wanted].map(tellingWords) as [string[], string[]];
  const left = [...expected];
  const common = given.filter((word) => {
    const at = left.indexOf(word);
    if (at >= 0) left.splice(at, 1);
    return at >= 0;
  }).length;
  return given.length + expected.length > 0 && (2 * common) / (given.length + expected.length) >= 0.5;
}

const COMMON = new Set(
  "a an the i you he she it we they me him her us them my your his our their is am are was were be do does did will to of in at on and or not".split(
    " ",
  ),
);
/** Words without those that any sentence has; all of them where there are no others. */
function tellingWords(text: string): string[] {
  const words = wordsOf(text).map((word) => word.replace(/('s|'re|'ll|'m|n't)$/, ""));
  const telling = words.filter((word) => !COMMON.has(word));
  return telling.length > 0 ? telling : words;
}

const numberWords = "zero one two three four five six seven eight nine ten eleven twelve".split(" ");
function numbersIn(answer: string): number[] {
  return wordsOf(answer).flatMap((word) => {
    const value = /^\d+$/.test(word) ? Number(word) : numberWords.indexOf(word);
    return value >= 0 ? [value] : [];
  });
}

/** Yes or no, whichever words say it; none where it is neither. */
function polarity(answer: string): boolean | undefined {
  const text = answer.toLowerCase();
  if (
    /^\W*(no|nope|not|never|false)\b/.test(text) ||
    /^\W*(it|this|that|there)('s| is| does| are)?( not|n't)/.test(text)
  )
    return false;
  if (/^\W*(yes|yeah|yep|true|correct|right)\b/.test(text) || /^\W*(it|this|that|there) (is|does|has|are)\b/.test(text))
    return true;
  return undefined;
}

const words = (answer: string): number => wordsOf(answer).length;
const isSummary = (answer: string): boolean =>
  ABOUT.test(answer) && /\b(statement|question|request|sentence|sign\w*|is)\b/i.test(answer);
const isPhrase = (answer: string): boolean =>
  words(answer) >= 1 && words(answer) <= 5 && polarity(answer) === undefined && !/[?\n]/.test(answer.trim());

/** Of one number of something. */
const counted = (noun: string, count: (said: Said) => number | undefined): Demand => ({
  answer: (said) => {
    const number = count(said);
    return number === undefined ? undefined : `${number} ${noun}${number === 1 ? "" : "s"}.`;
  },
  form: (answer) => numbersIn(answer).length === 1 && words(answer) <= 8 && segmentsOf(answer).length === 1,
  content: (answer, said) => numbersIn(answer)[0] === count(said),
});

const yesOrNo = (fact: (said: Said) => boolean): Demand => ({
  answer: (said) => (fact(said) ? "Yes." : "No."),
  form: (answer) => polarity(answer) !== undefined && words(answer) <= 10,
  content: (answer, said) => polarity(answer) === fact(said),
});

const phrase = (fact: "who" | "when" | "where" | "what"): Demand => ({
  answer: ({ [fact]: found }) => found && sentence(found),
  form: isPhrase,
  content: (answer, said) => alike(answer, said[fact] as string),
});

const spelling = taskOf("fingerspelling");
const lettersOf = (text: string): string[] => Array.from(spelling.read(text.toLowerCase()).replace(/[^\p{L}]/gu, ""));
const letter = (at: number): Demand => ({
  answer: ({ text }) => spelling.write(lettersOf(text).at(at) as string),
  form: (answer) =>
    wordsOf(answer.replace(/^.*\b(is|letter)\b/i, "")).length === 1 &&
    lettersOf(wordsOf(answer).at(-1) as string).length === 1,
  content: (answer, { text }) => wordsOf(answer).at(-1) === lettersOf(text).at(at),
});

export const demands = {
  translation: {
    answer: ({ text }) => text,
    form: (answer) =>
      words(answer) >= 2 && !FRAME.test(answer) && !isSummary(answer) && numbersIn(answer).length < words(answer) - 1,
    content: (answer, { text }) => alike(answer, text),
  },
  /** what kind of utterance it is, and what it says */
  meaning: {
    answer: ({ act, text }) => `The signer ${acts[act]}: ${text}`,
    form: (answer) => FRAME.test(answer) && words(answer.replace(FRAME, "")) >= 2,
    content: (answer, { act, text }) => {
      const verb = FRAME.exec(answer)?.[0] ?? "";
      const asks = /ask|want|request/i.test(verb);
      return asks === (act !== "statement") && alike(answer.replace(FRAME, ""), text);
    },
  },
  /** what kind of utterance it is, and what it is about, in one sentence */
  summary: {
    answer: ({ act, about }) => (about.length > 0 ? `A ${act} about ${about.slice(0, 2).join(" and ")}.` : undefined),
    form: (answer) => isSummary(answer) && words(answer) <= 16 && segmentsOf(answer).length === 1,
    content: (answer, { act, about }) =>
      new RegExp(act === "question" ? "question|ask" : act, "i").test(answer) &&
      about.some((one) => tellingWords(one).every((word) => tellingWords(answer).includes(word))),
  },
  topic: {
    answer: ({ topic }) => topic && sentence(topic),
    form: (answer) => isPhrase(answer) && words(answer) <= 4 && numbersIn(answer).length === 0,
    content: (answer, { topic }) => wordsOf(topic as string).every((word) => wordsOf(answer).includes(word)),
  },
  signs: counted("sign", ({ signs }) => signs),
  question: yesOrNo(({ act }) => act === "question"),
  negation: yesOrNo(({ negated }) => negated),
  who: phrase("who"),
  when: phrase("when"),
  where: phrase("where"),
  what: phrase("what"),
  /** of a fingerspelled word: letter by letter */
  spelling: {
    answer: ({ text }) => spelling.write(text),
    form: (answer) =>
      /^[\p{L}\s,.-]+$/u.test(answer) && (words(answer) === 1 || wordsOf(answer).every((word) => word.length === 1)),
    content: (answer, { text }) => {
      const [given, expected] = [lettersOf(answer), lettersOf(text)];
      return editDistance(given, expected) <= expected.length / 2;
    },
  },
  letters: counted("letter", ({ text }) => lettersOf(text).length),
  first: letter(0),
  last: letter(-1),
  vowel: yesOrNo(({ text }) => /^[aeiou]/i.test(text)),
  hasE: yesOrNo(({ text }) => /e/i.test(text)),
  hasA: yesOrNo(({ text }) => /a/i.test(text)),
  long: yesOrNo(({ text }) => lettersOf(text).length > 4),
} satisfies Record<string, Demand>;
export type DemandName = keyof typeof demands;

/** Lines and sentences of an answer. */
export const segmentsOf = (answer: string): string[] =>
  answer
    .split(/\n+|(?<=[.?!])\s+/)
    .map((part) => part.trim())
    .filter((part) => /[\p{L}\p{N}]/u.test(part));
