// What a word of the vocabulary is: its signs and its English forms.
import type { Random } from "../../random";
import type { Agreement, Verb } from "../english";

export type ObjectClass =
  | "food"
  | "dish"
  | "baked"
  | "fruit"
  | "ingredient"
  | "meal"
  | "drink"
  | "tableware"
  | "reading"
  | "writing"
  | "tale"
  | "furniture"
  | "device"
  | "clothes"
  | "belonging"
  | "opened"
  | "painted"
  | "toy"
  | "animal"
  | "plant"
  | "nature"
  | "person"
  | "film"
  | "vehicle"
  | "building"
  | "money"
  | "medicine"
  | "instrument"
  | "game"
  | "subject"
  | "event"
  | "exam"
  | "music";

export type PlaceClass = "work" | "study" | "eat" | "sleep" | "swim" | "outdoors" | "play" | "wait" | "live";

export interface VerbEntry extends Verb {
  gloss: string;
  /** what it takes; none for an intransitive verb */
  objects: readonly ObjectClass[];
  /** where an intransitive verb happens */
  places: readonly PlaceClass[];
  /** taken by generic plurals: "I like apples" */
  generic?: boolean;
  /** what happens to one's own things, and nobody can or must do */
  mishap?: boolean;
  /** done to something known: "open the door" */
  definite?: boolean;
  /** done to one's own things: "wash my car" */
  own?: boolean;
  /** holds without a time word only */
  timeless?: boolean;
  /** preposition before the object */
  preposition?: string;
  /** the sign that means its opposite, where negation is part of the sign */
  negated?: string;
}

export interface Noun {
  gloss: string;
  singular: string;
  /** none for what cannot be counted */
  plural?: string;
  /** always plural: shoes */
  paired?: boolean;
  classes: readonly ObjectClass[];
}

export interface Person {
  gloss: string;
  noun: string;
  /** takes a possessor; others take "the" */
  kin: boolean;
  pronoun?: "he" | "she";
}

export interface Pronoun {
  gloss: string;
  subject: string;
  object: string;
  agreement: Agreement;
}

export interface Place {
  gloss: string;
  /** after "go": "to the store", "home" */
  to: string;
  /** after other verbs: "at the store" */
  at: string;
  kinds: readonly PlaceClass[];
}

export interface TimeWord {
  gloss: string;
  english: string;
  when: "past" | "future" | "now" | "habit";
}

/** What an adjective goes with. */
export type AdjectiveClass =
  | "state"
  | "person"
  | "thing"
  | "colour"
  | "fur"
  | "vehicle"
  | "food"
  | "drink"
  | "animal"
  | "event"
  | "story"
  | "study"
  | "activity"
  | "place";
export interface Adjective {
  gloss: string;
  english: string;
  of: readonly AdjectiveClass[];
}

export interface NumberWord {
  gloss: string;
  english: string;
}

/** One of a list that is ordered from common to rare: the first third is drawn more than half of the time. */
export function common<T>(random: Random, words: readonly T[]): T {
  if (words.length === 0) throw new RangeError("there is no word to draw");
  return words[Math.floor(words.length * random.uniform() ** 1.8)] as T;
}

/** Forms of a regular verb; a final consonant is doubled where `doubled` says so. */
export function regular(base: string, doubled = false): string {
  const stem = doubled ? base + base.at(-1) : base;
  const third = /(s|x|ch|sh|o)$/.test(base)
    ? `${base}es`
    : /[^aeiou]y$/.test(base)
      ? `${base.slice(0, -1)}ies`
      : `${base}s`;
  const past = base.endsWith("e") ? `${base}d` : /[^aeiou]y$/.test(base) ? `${base.slice(0, -1)}ied` : `${stem}ed`;
  const ing = base.endsWith("e") && !base.endsWith("ee") ? `${base.slice(0, -1)}ing` : `${stem}ing`;
  return `${base} ${third} ${past} ${ing}`;
}

/** @param forms base, third person, past and -ing, separated by spaces, or by commas; a word alone is regular */
export function verb(
  gloss: string,
  forms: string,
  objects: readonly ObjectClass[] = [],
  more: Partial<VerbEntry> = {},
): VerbEntry {
  const [base, third, past, ing] = (forms.includes(" ") ? forms : regular(forms)).split(
    forms.includes(",") ? ", " : " ",
  ) as [string, string, string, string];
  return { gloss, base, third, past, ing, objects, places: [], ...more };
}
