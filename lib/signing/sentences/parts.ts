// What the sentence templates share: signs with marking, tenses from time words, phrasings of a clause.
import type { Random } from "../../random";
import type { Token } from "../articulation";
import { type Clause, contract, question, sentence, statement, type Tense } from "../english";
import {
  genericPhrase,
  nounsOf,
  ownedPhrase,
  type Phrase,
  personObject,
  type SubjectPhrase,
  thingPhrase,
} from "../nounPhrases";
import type { NonManual } from "../phonology";
import { type TimeWord, timeWords, type VerbEntry } from "../vocabulary";

/** One meaning in both languages. */
export interface Sentence {
  kind: string;
  tokens: Token[];
  /** different phrasings of the same meaning, at least one */
  english: string[];
}

export const tokens = (glosses: readonly string[], marks?: readonly NonManual[]): Token[] =>
  glosses.map((gloss) => (marks ? { gloss, marks } : { gloss }));

/** A topic: head back over it, then a pause. */
export function topic(glosses: readonly string[]): Token[] {
  return glosses.map((gloss, i) => ({ gloss, marks: ["back"] as const, pause: i === glosses.length - 1 }));
}

export const tenseOf = (time: TimeWord | undefined): Tense =>
  time?.when === "past"
    ? "past"
    : time?.when === "future"
      ? "future"
      : time?.when === "now"
        ? "progressive"
        : "present";

export const withTime = (text: string, time: TimeWord | undefined): string => (time ? `${text} ${time.english}` : text);

/** Phrasings of a statement: time at the end or the front, with and without contractions. */
export function statements(clause: Clause, time?: TimeWord): string[] {
  const core = statement(clause);
  const texts = time ? [withTime(core, time), `${time.english} ${core}`] : [core];
  if (clause.tense === "future" && !clause.negative && clause.verb !== "be") {
    const be = { i: "am", plural: "are", third: "is" }[clause.subject.agreement];
    const intent = [clause.subject.text, be, "going to", clause.verb.base, clause.rest]
      .filter((word) => word)
      .join(" ");
    texts.push(withTime(intent, time));
  }
  return distinct(texts.flatMap((text) => [contract(text), text]).map((text) => sentence(text)));
}

export function questions(clause: Clause, time?: TimeWord, asked = ""): string[] {
  const text = withTime(question(clause, asked), time);
  return distinct([contract(text), text].map((form) => sentence(form, "?")));
}

export const distinct = (texts: string[]): string[] => [...new Set(texts)];
export const maybeTime = (random: Random, chance: number): TimeWord | undefined =>
  random.chance(chance) ? random.pick(timeWords) : undefined;
export const timeTokens = (time: TimeWord | undefined): Token[] => (time ? [{ gloss: time.gloss }] : []);
export const object = (verb: VerbEntry, phrase: Phrase): string =>
  verb.preposition ? `${verb.preposition} ${phrase.english}` : phrase.english;

export function objectFor(random: Random, verb: VerbEntry, subject: SubjectPhrase): Phrase {
  const things = nounsOf(verb.objects);
  const takesPerson = verb.objects.includes("person");
  if (takesPerson && (things.length === 0 || random.chance(0.6))) return personObject(random, subject);
  const noun = random.pick(things);
  if (verb.generic) return genericPhrase(noun);
  return verb.mishap ? ownedPhrase(random, noun) : thingPhrase(random, noun);
}

/** Draws one sentence of its kind. */
export type Template = (random: Random) => Sentence;
