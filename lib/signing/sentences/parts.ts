// What the sentence templates share: signs with marking, tenses from time words, phrasings of a clause.
import type { Random } from "../../random";
import type { Token } from "../articulation";
import { type Clause, contract, question, sentence, statement, type Tense } from "../english";
import {
  drawNoun,
  genericPhrase,
  nounsOf,
  ownedPhrase,
  type Phrase,
  personObject,
  type SubjectPhrase,
  thingPhrase,
} from "../nounPhrases";
import type { NonManual } from "../phonology";
import { places } from "../vocabulary/places";
import { timeWords } from "../vocabulary/qualities";
import { common, type Place, type TimeWord, type VerbEntry } from "../vocabulary/words";

/** One meaning in both languages. */
export interface Sentence {
  kind: string;
  tokens: Token[];
  /** different phrasings of the same meaning, at least one */
  english: string[];
}

/** Draws one sentence of its kind. */
export type Template = (random: Random) => Sentence;

export const tokens = (glosses: readonly string[], marks?: readonly NonManual[]): Token[] =>
  glosses.map((gloss) => (marks ? { gloss, marks } : { gloss }));

/** Asked for yes or no: the head forward. */
export const asked = (token: Token): Token => ({ ...token, marks: ["forward"] });
/** Asked for something: the head tilted. */
export const wondering = (token: Token): Token => ({ ...token, marks: ["tilt"] });

/** A topic: head back over it, then a pause. */
export function topic(glosses: readonly string[], marks: readonly NonManual[] = ["back"]): Token[] {
  return glosses.map((gloss, i) => ({ gloss, marks, pause: i === glosses.length - 1 }));
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

/** Phrasings of a statement: time at the end or the front, with and without contractions, "going to" for "will". */
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
  return phrasings(texts);
}

/** Statements with capital and full stop, also in their contracted forms and with everyday words. */
export function phrasings(texts: readonly string[], mark: "." | "?" = "."): string[] {
  const forms = texts.flatMap((text) => [contract(text), text]);
  return distinct([...forms, ...forms.map(everyday)].map((text) => sentence(text, mark)));
}

const everydayWords: [RegExp, string][] = [
  [/\bmother\b/g, "mom"],
  [/\bfather\b/g, "dad"],
  [/\bgrandmother\b/g, "grandma"],
  [/\bgrandfather\b/g, "grandpa"],
  [/\bangry\b/g, "mad"],
  [/\bbeautiful\b/g, "pretty"],
  [/\bbicycle\b/g, "bike"],
];
/** The same in more familiar words, where there are any. */
export const everyday = (text: string): string =>
  everydayWords.reduce((result, [word, other]) => result.replace(word, other), text);

export function questions(clause: Clause, time?: TimeWord, asked = ""): string[] {
  return phrasings([withTime(question(clause, asked), time)], "?");
}

/** A sentence as a clause within another: without full stop, and small unless it begins with a name or I. */
export const within = (text: string): string => {
  const bare = text.replace(/[.?]$/, "");
  return /^(I\b|(My|Your|Our|The|That|You|We|They|He|She|It)\b)/.test(bare) && !/^I\b/.test(bare)
    ? bare.charAt(0).toLowerCase() + bare.slice(1)
    : bare;
};

export const distinct = (texts: readonly string[]): string[] => [...new Set(texts)];
export const maybeTime = (random: Random, chance: number): TimeWord | undefined =>
  random.chance(chance) ? common(random, timeWords) : undefined;
/** A time that goes with the verb: what one wants or has is said of the past and of now. */
export function timeFor(random: Random, verb: VerbEntry, chance: number): TimeWord | undefined {
  if (verb.generic || verb.timeless || !random.chance(chance)) return undefined;
  return verb.stative ? timeOf(random, "past", "now") : common(random, timeWords);
}
/** What is said without a time goes on now. */
export const tenseFor = (time: TimeWord | undefined): Tense => (time ? tenseOf(time) : "progressive");
export const timeOf = (random: Random, ...when: TimeWord["when"][]): TimeWord =>
  common(
    random,
    timeWords.filter((word) => when.includes(word.when)),
  );
export const timeTokens = (time: TimeWord | undefined): Token[] => (time ? [{ gloss: time.gloss }] : []);
export const object = (verb: VerbEntry, phrase: Phrase): string =>
  verb.preposition ? `${verb.preposition} ${phrase.english}` : phrase.english;

export function objectFor(random: Random, verb: VerbEntry, subject: SubjectPhrase): Phrase {
  const kind = random.pick(verb.objects);
  if (kind === "person") return personObject(random, subject);
  const noun = common(random, nounsOf([kind]));
  if (verb.generic) return genericPhrase(noun);
  if (verb.mishap || (verb.own && random.chance(0.6))) return ownedPhrase(random, noun);
  return known(verb, thingPhrase(random, noun));
}

/** The door, where the verb is about something known. */
function known(verb: VerbEntry, phrase: Phrase): Phrase {
  return verb.definite ? { ...phrase, english: phrase.english.replace(/^an? /, "the ") } : phrase;
}

/** Something that the verb takes, other than a person. */
export function thingFor(random: Random, verb: VerbEntry): Phrase {
  const noun = drawNoun(
    random,
    verb.objects.filter((name) => name !== "person"),
  );
  return verb.generic ? genericPhrase(noun) : known(verb, thingPhrase(random, noun));
}
export const takesThings = (verb: VerbEntry): boolean => verb.objects.some((name) => name !== "person");

/** Where the verb may happen. */
export function placeFor(random: Random, verb: VerbEntry): Place | undefined {
  const found = places.filter(({ kinds }) => kinds.some((kind) => verb.places.includes(kind)));
  return found.length > 0 ? common(random, found) : undefined;
}

/** The negated verb phrase: by its own sign where it has one, else by NOT; the head shakes over it. */
export function negated(verb: VerbEntry, rest: readonly string[]): Token[] {
  return tokens(verb.negated ? [verb.negated, ...rest] : [verb.gloss, ...rest, "NOT"], ["shake"]);
}
