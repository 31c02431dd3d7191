// People: kin, professions, names that are fingerspelled; pronouns.
import type { Person, Pronoun } from "./words";

const person = (gloss: string, noun: string, kin: boolean, pronoun?: "he" | "she"): Person => ({
  gloss,
  noun,
  kin,
  ...(pronoun ? { pronoun } : {}),
});

export const people: readonly Person[] = [
  person("MOTHER", "mother", true, "she"),
  person("FRIEND", "friend", true),
  person("FATHER", "father", true, "he"),
  person("SISTER", "sister", true, "she"),
  person("BROTHER", "brother", true, "he"),
  person("TEACHER", "teacher", false),
  person("BOY", "boy", false, "he"),
  person("GIRL", "girl", false, "she"),
  person("SON", "son", true, "he"),
  person("DAUGHTER", "daughter", true, "she"),
  person("MAN", "man", false, "he"),
  person("WOMAN", "woman", false, "she"),
  person("CHILD", "child", false),
  person("BABY", "baby", false),
  person("DOCTOR", "doctor", false),
  person("WIFE", "wife", true, "she"),
  person("HUSBAND", "husband", true, "he"),
  person("GRANDMOTHER", "grandmother", true, "she"),
  person("GRANDFATHER", "grandfather", true, "he"),
  person("STUDENT", "student", false),
  person("BOSS", "boss", true),
  person("FAMILY", "family", true),
  person("TEAM", "team", true),
  person("AUNT", "aunt", true, "she"),
  person("UNCLE", "uncle", true, "he"),
  person("NURSE", "nurse", false),
  person("COUSIN", "cousin", true),
  person("NEAR^PERSON", "neighbor", true),
  person("POLICE", "police officer", false),
  person("COOK^PERSON", "cook", false),
  person("DRIVE^PERSON", "driver", false),
  person("NIECE", "niece", true, "she"),
  person("NEPHEW", "nephew", true, "he"),
  person("SERVE^PERSON", "waiter", false, "he"),
  person("FARM^PERSON", "farmer", false),
  person("INTERPRET^PERSON", "interpreter", false),
  person("FIREFIGHTER", "firefighter", false),
  person("ART^PERSON", "artist", false),
  person("ACT^PERSON", "actor", false),
  person("QUEEN", "queen", false, "she"),
  person("KING", "king", false, "he"),
];

/** What one can be by work. */
export const professions: readonly Person[] = people.filter(
  ({ gloss, kin }) => !kin && !["BOY", "GIRL", "MAN", "WOMAN", "CHILD", "BABY", "KING", "QUEEN"].includes(gloss),
);

export const names: readonly { name: string; pronoun: "he" | "she" }[] = [
  ..."Anna Kate Emma Lisa Amy Sarah Jane Mia Zoe Ruth".split(" ").map((name) => ({
    name,
    pronoun: "she" as const,
  })),
  ..."Tom Ben John Mark Sam David Jack Max Felix Quinn".split(" ").map((name) => ({
    name,
    pronoun: "he" as const,
  })),
];

export const pronouns: readonly Pronoun[] = [
  { gloss: "IX-1", subject: "I", object: "me", agreement: "i" },
  { gloss: "IX-2", subject: "you", object: "you", agreement: "plural" },
  { gloss: "WE", subject: "we", object: "us", agreement: "plural" },
  { gloss: "IX-3-PL", subject: "they", object: "them", agreement: "plural" },
];

/** Possessors of kin and belongings. */
export const possessors: readonly { gloss: string; english: string }[] = [
  { gloss: "MY", english: "my" },
  { gloss: "YOUR", english: "your" },
  { gloss: "OUR", english: "our" },
];
