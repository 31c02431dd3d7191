// Noun phrases: glosses and English of subjects and objects.
import type { Random } from "../random";
import type { Subject } from "./english";
import { withArticle } from "./english";
import {
  type Adjective,
  adjectives,
  type Noun,
  nouns,
  numbers,
  type ObjectClass,
  type Person,
  type Pronoun,
  people,
  pronouns,
} from "./vocabulary";

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
}

function determined(person: Person, random: Random): { glosses: string[]; english: string } {
  const possessor = person.kin ? random.pick(["MY", "YOUR"] as const) : undefined;
  if (!possessor) return { glosses: [person.gloss], english: `the ${person.noun}` };
  return { glosses: [possessor, person.gloss], english: `${possessor === "MY" ? "my" : "your"} ${person.noun}` };
}

/** A pronoun (half of the time) or a person. */
export function subjectPhrase(random: Random, pronounChance = 0.5): SubjectPhrase {
  if (random.chance(pronounChance)) {
    const pronoun = random.pick(pronouns);
    return { glosses: [pronoun.gloss], text: pronoun.subject, agreement: pronoun.agreement, pronoun };
  }
  return personSubject(random);
}

export function personSubject(random: Random): SubjectPhrase {
  const { glosses, english } = determined(random.pick(people), random);
  return { glosses, text: english, agreement: "third" };
}

/** A person as object; never the same as the subject. */
export function personObject(random: Random, subject: SubjectPhrase): Phrase {
  for (;;) {
    if (random.chance(0.25)) {
      const pronoun = random.pick(pronouns);
      const speakers = ["IX-1", "WE"];
      const reflexive =
        pronoun.gloss === subject.pronoun?.gloss ||
        (speakers.includes(pronoun.gloss) && speakers.includes(subject.pronoun?.gloss ?? ""));
      if (!reflexive) return { glosses: [pronoun.gloss], english: pronoun.object, plural: true };
    } else {
      const { glosses, english } = determined(random.pick(people), random);
      if (glosses.join() !== subject.glosses.join()) return { glosses, english, plural: false };
    }
  }
}

export function nounsOf(classes: readonly ObjectClass[]): readonly Noun[] {
  return nouns.filter((noun) => noun.classes.some((name) => classes.includes(name)));
}

/** The adjectives that go with a noun. */
export function adjectivesFor(noun: Noun): readonly Adjective[] {
  const kind = noun.classes.includes("animal")
    ? "animal"
    : noun.classes.includes("food") || noun.classes.includes("drink")
      ? "food"
      : "thing";
  return adjectives.filter(({ of }) => of.includes(kind) || (kind === "thing" && of.includes("colour")));
}

/** A generic: apples, milk. */
export function genericPhrase(noun: Noun): Phrase {
  return { glosses: [noun.gloss], english: noun.plural ?? noun.singular, plural: noun.plural !== undefined };
}

/** my book, your shoes */
export function ownedPhrase(random: Random, noun: Noun): Phrase {
  const possessor = random.pick(["MY", "YOUR"] as const);
  return {
    glosses: [possessor, noun.gloss],
    english: `${possessor === "MY" ? "my" : "your"} ${noun.singular}`,
    plural: noun.paired ?? false,
  };
}

/** An indefinite, counted, possessed or described thing: a book, two books, my book, a red book. */
export function thingPhrase(random: Random, noun: Noun): Phrase {
  const form = random.integer(0, 9);
  const plain = noun.plural === undefined;
  if (noun.classes.includes("money")) return genericPhrase(noun);
  const indefinite = (text: string): string => (plain ? text : withArticle(text));
  if (form < 4) return { glosses: [noun.gloss], english: indefinite(noun.singular), plural: noun.paired ?? false };
  if (form < 6 && noun.plural) {
    const number = random.pick(numbers);
    return {
      glosses: [number.gloss, noun.gloss],
      english: `${number.english} ${number.gloss === "ONE" ? noun.singular : noun.plural}`,
      plural: number.gloss !== "ONE",
    };
  }
  if (form < 8 && !noun.classes.includes("food") && !noun.classes.includes("drink")) return ownedPhrase(random, noun);
  const adjective = random.pick(adjectivesFor(noun));
  return {
    glosses: [noun.gloss, adjective.gloss],
    english: indefinite(`${adjective.english} ${noun.singular}`),
    plural: noun.paired ?? false,
  };
}
