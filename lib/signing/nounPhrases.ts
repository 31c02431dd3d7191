// Noun phrases: glosses and English of subjects and objects.
import type { Random } from "../random";
import type { Subject } from "./english";
import { withArticle } from "./english";
import { nouns } from "./vocabulary/nouns";
import { names, people, possessors, pronouns } from "./vocabulary/people";
import { adjectives, smallNumbers } from "./vocabulary/qualities";
import {
  type Adjective,
  type AdjectiveClass,
  common,
  type Noun,
  type ObjectClass,
  type Person,
  type Pronoun,
} from "./vocabulary/words";

/** A noun phrase as signs and as English. */
export interface Phrase {
  glosses: string[];
  english: string;
  plural: boolean;
}
export interface SubjectPhrase extends Subject {
  glosses: string[];
  /** the pronoun, where it is one */
  pronoun?: Pronoun;
  /** what a later clause calls it, where English has one word for it */
  later?: "he" | "she";
}

const possessives: Record<string, string> = { I: "my", you: "your", we: "our", they: "their", he: "his", she: "her" };

/** my, your, his …; none where English could not tell. */
export function possessiveOf(subject: SubjectPhrase): string | undefined {
  return possessives[subject.pronoun?.subject ?? subject.later ?? ""];
}

/** FS-ANNA: Anna */
function named(random: Random): SubjectPhrase {
  const { name, pronoun } = random.pick(names);
  return { glosses: [`FS-${name.toUpperCase()}`], text: name, agreement: "third", later: pronoun };
}

function determined(person: Person, random: Random): { glosses: string[]; english: string } {
  if (person.kin) {
    if (random.chance(0.06)) {
      const owner = named(random);
      return { glosses: [...owner.glosses, "POSS-3", person.gloss], english: `${owner.text}'s ${person.noun}` };
    }
    const couple = person.gloss === "WIFE" || person.gloss === "HUSBAND";
    const { gloss, english } = common(random, couple ? possessors.slice(0, 2) : possessors);
    return { glosses: [gloss, person.gloss], english: `${english} ${person.noun}` };
  }
  if (random.chance(0.15)) return { glosses: [person.gloss, "IX-3"], english: `that ${person.noun}` };
  return { glosses: [person.gloss], english: `the ${person.noun}` };
}

/** A pronoun (half of the time) or a person. */
export function subjectPhrase(random: Random, pronounChance = 0.5): SubjectPhrase {
  if (random.chance(pronounChance)) return pronounSubject(random);
  return personSubject(random);
}

export function pronounSubject(random: Random): SubjectPhrase {
  const pronoun = common(random, pronouns);
  return { glosses: [pronoun.gloss], text: pronoun.subject, agreement: pronoun.agreement, pronoun };
}

/** Somebody by name or by what they are. */
export function personSubject(random: Random): SubjectPhrase {
  if (random.chance(0.15)) return named(random);
  const person = common(random, people);
  const { glosses, english } = determined(person, random);
  return {
    glosses,
    text: english,
    agreement: "third",
    ...(person.pronoun ? { later: person.pronoun } : {}),
  };
}

/** A person as object; never the same as the subject. */
export function personObject(random: Random, subject: SubjectPhrase): Phrase {
  for (;;) {
    if (random.chance(0.2)) {
      const pronoun = random.pick(pronouns);
      const speakers = ["IX-1", "WE"];
      const reflexive =
        pronoun.gloss === subject.pronoun?.gloss ||
        (speakers.includes(pronoun.gloss) && speakers.includes(subject.pronoun?.gloss ?? ""));
      if (!reflexive) return { glosses: [pronoun.gloss], english: pronoun.object, plural: true };
    } else {
      const { glosses, text } = personSubject(random);
      if (glosses.at(-1) !== subject.glosses.at(-1)) return { glosses, english: text, plural: false };
    }
  }
}

const byClasses = new Map<string, readonly Noun[]>();

export function nounsOf(classes: readonly ObjectClass[]): readonly Noun[] {
  const key = classes.join();
  const before = byClasses.get(key);
  if (before) return before;
  const found = nouns.filter((noun) => noun.classes.some((name) => classes.includes(name)));
  byClasses.set(key, found);
  return found;
}

/** A common noun of a common class among several. */
export function drawNoun(random: Random, classes: readonly ObjectClass[]): Noun {
  return common(random, nounsOf([random.pick(classes)]));
}

const kinds: [AdjectiveClass, readonly ObjectClass[]][] = [
  ["animal", ["animal"]],
  ["drink", ["drink"]],
  ["food", ["food", "meal", "fruit", "ingredient"]],
  ["vehicle", ["vehicle"]],
  ["study", ["subject", "exam"]],
  ["story", ["film", "reading", "writing"]],
  ["event", ["event", "game"]],
];

/** The adjectives that go with a noun. */
export function adjectivesFor(noun: Noun): readonly Adjective[] {
  const kind = kinds.find(([, classes]) => classes.some((name) => noun.classes.includes(name)))?.[0] ?? "thing";
  return adjectives.filter(
    ({ of }) =>
      of.includes(kind) ||
      ((kind === "thing" || kind === "vehicle") && of.includes("colour")) ||
      (kind === "animal" && of.includes("fur")),
  );
}

/** A generic: apples, milk. */
export function genericPhrase(noun: Noun): Phrase {
  return { glosses: [noun.gloss], english: noun.plural ?? noun.singular, plural: noun.plural !== undefined };
}

/** my book, your shoes */
export function ownedPhrase(random: Random, noun: Noun): Phrase {
  const { gloss, english } = random.pick(possessors);
  return { glosses: [gloss, noun.gloss], english: `${english} ${noun.singular}`, plural: noun.paired ?? false };
}

const consumed: readonly ObjectClass[] = [
  "food",
  "drink",
  "meal",
  "fruit",
  "ingredient",
  "medicine",
  "dish",
  "baked",
  "film",
  "nature",
];
const unmeasured: readonly ObjectClass[] = ["money", "meal", "subject", "game", "music", "medicine"];

/** An indefinite, counted, possessed or described thing: a book, two books, my book, a red book. */
export function thingPhrase(random: Random, noun: Noun): Phrase {
  const form = random.uniform();
  const plain = noun.plural === undefined;
  if (noun.classes.some((name) => unmeasured.includes(name))) return genericPhrase(noun);
  const indefinite = (text: string): string => (plain ? text : withArticle(text));
  if (form < 0.45) return { glosses: [noun.gloss], english: indefinite(noun.singular), plural: noun.paired ?? false };
  if (form < 0.62 && noun.plural) {
    const number = common(random, smallNumbers);
    return { glosses: [number.gloss, noun.gloss], english: `${number.english} ${noun.plural}`, plural: true };
  }
  if (form < 0.78 && !noun.classes.some((name) => consumed.includes(name))) return ownedPhrase(random, noun);
  const adjective = common(random, adjectivesFor(noun));
  return {
    glosses: [noun.gloss, adjective.gloss],
    english: indefinite(`${adjective.english} ${noun.singular}`),
    plural: noun.paired ?? false,
  };
}
