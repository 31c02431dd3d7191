// What the signs mean: word classes with their English forms, and which objects each verb takes.
import type { Agreement, Verb } from "./english";

export type ObjectClass =
  | "food"
  | "drink"
  | "reading"
  | "thing"
  | "animal"
  | "person"
  | "film"
  | "vehicle"
  | "belonging"
  | "building"
  | "money";

export interface VerbEntry extends Verb {
  gloss: string;
  /** what it takes; none for an intransitive verb */
  objects: readonly ObjectClass[];
  /** taken by generic plurals: "I like apples" */
  generic?: boolean;
  /** what happens to one's own things, and nobody can or must do */
  mishap?: boolean;
  /** holds without a time word only */
  timeless?: boolean;
  /** preposition before the object */
  preposition?: string;
}

const verb = (
  gloss: string,
  forms: string,
  objects: readonly ObjectClass[] = [],
  more: Partial<VerbEntry> = {},
): VerbEntry => {
  const [base, third, past, ing] = forms.split(" ") as [string, string, string, string];
  return { gloss, base, third, past, ing, objects, ...more };
};
const stative = { stative: true };
const anything: ObjectClass[] = ["food", "drink", "reading", "belonging", "thing", "animal", "vehicle"];
const timeless = { stative: true, timeless: true };

export const transitiveVerbs: readonly VerbEntry[] = [
  verb("LIKE", "like likes liked liking", ["food", "drink", "animal", "reading", "film"], {
    stative: true,
    generic: true,
  }),
  verb("LOVE", "love loves loved loving", ["food", "animal", "person"], { stative: true, generic: true }),
  verb("HATE", "hate hates hated hating", ["food", "drink"], { stative: true, generic: true }),
  verb("WANT", "want wants wanted wanting", [...anything, "money"], stative),
  verb(
    "NEED",
    "need needs needed needing",
    ["food", "drink", "reading", "thing", "belonging", "vehicle", "money"],
    stative,
  ),
  verb("HAVE", "have has had having", [...anything, "money", "building"], stative),
  verb("EAT", "eat eats ate eating", ["food"]),
  verb("DRINK", "drink drinks drank drinking", ["drink"]),
  verb("COOK", "cook cooks cooked cooking", ["food"]),
  verb("BUY", "buy buys bought buying", [...anything, "building"]),
  verb("SEE", "see sees saw seeing", ["animal", "person", "vehicle"], stative),
  verb("WATCH", "watch watches watched watching", ["film", "animal"]),
  verb("READ", "read reads read reading", ["reading"]),
  verb("WRITE", "write writes wrote writing", ["reading"]),
  verb("TEACH", "teach teaches taught teaching", ["person"]),
  verb("KNOW", "know knows knew knowing", ["person"], timeless),
  verb("UNDERSTAND", "understand understands understood understanding", ["person"], timeless),
  verb("REMEMBER", "remember remembers remembered remembering", ["person", "film"], stative),
  verb("FORGET", "forget forgets forgot forgetting", ["belonging", "reading"], { mishap: true }),
  verb("HELP", "help helps helped helping", ["person"]),
  verb("MEET", "meet meets met meeting", ["person"]),
  verb("ASK", "ask asks asked asking", ["person"]),
  verb("MAKE", "make makes made making", ["food", "drink"]),
  verb("FIND", "find finds found finding", ["belonging", "animal", "reading", "money"]),
  verb("LOSE", "lose loses lost losing", ["belonging", "reading"], { mishap: true }),
  verb("DRIVE", "drive drives drove driving", ["vehicle"]),
  verb("CLEAN", "clean cleans cleaned cleaning", ["thing", "belonging", "vehicle", "building"]),
  verb("WAIT", "wait waits waited waiting", ["person"], { preposition: "for" }),
];

export const intransitiveVerbs: readonly VerbEntry[] = [
  verb("WORK", "work works worked working"),
  verb("PLAY", "play plays played playing"),
  verb("SLEEP", "sleep sleeps slept sleeping"),
  verb("STUDY", "study studies studied studying"),
  verb("SWIM", "swim swims swam swimming"),
  verb("WALK", "walk walks walked walking"),
  verb("SIGN", "sign signs signed signing"),
  verb("EAT", "eat eats ate eating"),
  verb("COOK", "cook cooks cooked cooking"),
  verb("READ", "read reads read reading"),
  verb("SIT", "sit sits sat sitting"),
  verb("STAND", "stand stands stood standing"),
  verb("LEARN", "learn learns learned learning"),
];

export const opinionVerbs: readonly VerbEntry[] = [
  verb("THINK", "think thinks thought thinking", [], stative),
  verb("KNOW", "know knows knew knowing", [], stative),
];
export const drive = verb("DRIVE", "drive drives drove driving");
export const go = verb("GO", "go goes went going");
export const come = verb("COME", "come comes came coming");
export const give = verb("GIVE", "give gives gave giving");

export interface Noun {
  gloss: string;
  singular: string;
  /** none for what cannot be counted */
  plural?: string;
  /** always plural: shoes */
  paired?: boolean;
  classes: readonly ObjectClass[];
}
const counted = (gloss: string, singular: string, classes: readonly ObjectClass[], plural = `${singular}s`): Noun => ({
  gloss,
  singular,
  plural,
  classes,
});
const mass = (gloss: string, singular: string, classes: readonly ObjectClass[]): Noun => ({ gloss, singular, classes });

export const nouns: readonly Noun[] = [
  counted("APPLE", "apple", ["food"]),
  counted("ONION", "onion", ["food"]),
  counted("EGG", "egg", ["food"]),
  counted("COOKIE", "cookie", ["food"]),
  mass("CANDY", "candy", ["food"]),
  mass("BREAD", "bread", ["food"]),
  mass("CHEESE", "cheese", ["food"]),
  mass("MEAT", "meat", ["food"]),
  mass("FISH", "fish", ["food"]),
  mass("SOUP", "soup", ["food"]),
  mass("MILK", "milk", ["drink"]),
  mass("WATER", "water", ["drink"]),
  mass("COFFEE", "coffee", ["drink"]),
  mass("TEA", "tea", ["drink"]),
  counted("BOOK", "book", ["reading"]),
  counted("PAPER", "paper", ["reading"]),
  counted("MOVIE", "movie", ["film"]),
  counted("CAR", "car", ["vehicle"]),
  counted("BICYCLE", "bicycle", ["belonging"]),
  counted("PHONE", "phone", ["belonging"]),
  counted("COMPUTER", "computer", ["belonging"]),
  counted("CHAIR", "chair", ["thing"]),
  counted("TABLE", "table", ["thing"]),
  counted("KEY", "key", ["belonging"]),
  counted("HAT", "hat", ["belonging"]),
  counted("BALL", "ball", ["belonging"]),
  { gloss: "SHOES", singular: "shoes", paired: true, classes: ["belonging"] },
  mass("MONEY", "money", ["money"]),
  counted("HOUSE", "house", ["building"]),
  counted("DOOR", "door", ["thing"]),
  counted("DOG", "dog", ["animal"]),
  counted("CAT", "cat", ["animal"]),
  counted("BIRD", "bird", ["animal"]),
  counted("HORSE", "horse", ["animal"]),
  counted("COW", "cow", ["animal"]),
];

export interface Person {
  gloss: string;
  noun: string;
  /** takes MY and YOUR; others take the */
  kin: boolean;
}
const person = (gloss: string, noun: string, kin: boolean): Person => ({ gloss, noun, kin });

export const people: readonly Person[] = [
  person("MOTHER", "mother", true),
  person("FATHER", "father", true),
  person("GRANDMOTHER", "grandmother", true),
  person("GRANDFATHER", "grandfather", true),
  person("SISTER", "sister", true),
  person("BROTHER", "brother", true),
  person("SON", "son", true),
  person("DAUGHTER", "daughter", true),
  person("WIFE", "wife", true),
  person("HUSBAND", "husband", true),
  person("FRIEND", "friend", true),
  person("BABY", "baby", false),
  person("TEACHER", "teacher", false),
  person("STUDENT", "student", false),
  person("DOCTOR", "doctor", false),
  person("NURSE", "nurse", false),
  person("BOY", "boy", false),
  person("GIRL", "girl", false),
  person("MAN", "man", false),
  person("WOMAN", "woman", false),
  person("CHILD", "child", false),
];

export interface Pronoun {
  gloss: string;
  subject: string;
  object: string;
  agreement: Agreement;
}
export const pronouns: readonly Pronoun[] = [
  { gloss: "IX-1", subject: "I", object: "me", agreement: "i" },
  { gloss: "IX-2", subject: "you", object: "you", agreement: "plural" },
  { gloss: "WE", subject: "we", object: "us", agreement: "plural" },
  { gloss: "IX-3-PL", subject: "they", object: "them", agreement: "plural" },
];

export interface Place {
  gloss: string;
  /** after "go": "to the store", "home" */
  to: string;
  /** after other verbs: "at the store" */
  at: string;
}
export const places: readonly Place[] = [
  { gloss: "SCHOOL", to: "to school", at: "at school" },
  { gloss: "HOME", to: "home", at: "at home" },
  { gloss: "STORE", to: "to the store", at: "at the store" },
  { gloss: "LIBRARY", to: "to the library", at: "at the library" },
  { gloss: "HOSPITAL", to: "to the hospital", at: "at the hospital" },
  { gloss: "CHURCH", to: "to church", at: "at church" },
  { gloss: "CITY", to: "to the city", at: "in the city" },
  { gloss: "BATHROOM", to: "to the bathroom", at: "in the bathroom" },
  { gloss: "RESTAURANT", to: "to the restaurant", at: "at the restaurant" },
];

export interface TimeWord {
  gloss: string;
  english: string;
  when: "past" | "future" | "now" | "habit";
}
export const timeWords: readonly TimeWord[] = [
  { gloss: "YESTERDAY", english: "yesterday", when: "past" },
  { gloss: "LAST-WEEK", english: "last week", when: "past" },
  { gloss: "TOMORROW", english: "tomorrow", when: "future" },
  { gloss: "NEXT-WEEK", english: "next week", when: "future" },
  { gloss: "NOW", english: "now", when: "now" },
  { gloss: "TODAY", english: "today", when: "now" },
  { gloss: "EVERY-DAY", english: "every day", when: "habit" },
  { gloss: "MORNING", english: "in the morning", when: "habit" },
  { gloss: "AFTERNOON", english: "in the afternoon", when: "habit" },
  { gloss: "NIGHT", english: "at night", when: "habit" },
  { gloss: "SUMMER", english: "in the summer", when: "habit" },
];

export interface Adjective {
  gloss: string;
  english: string;
  /** of people's states, of things, of both */
  of: readonly ("state" | "person" | "thing" | "colour" | "food" | "animal" | "activity")[];
}
const adjective = (gloss: string, of: Adjective["of"], english = gloss.toLowerCase()): Adjective => ({
  gloss,
  english,
  of,
});
export const adjectives: readonly Adjective[] = [
  adjective("HAPPY", ["state"]),
  adjective("SAD", ["state"]),
  adjective("TIRED", ["state"]),
  adjective("SICK", ["state"]),
  adjective("HUNGRY", ["state"]),
  adjective("THIRSTY", ["state"]),
  adjective("BUSY", ["state"]),
  adjective("COLD", ["state", "food"]),
  adjective("HOT", ["food"]),
  adjective("NICE", ["person"]),
  adjective("FUNNY", ["person", "animal"]),
  adjective("BEAUTIFUL", ["person", "thing", "animal"]),
  adjective("UGLY", ["thing", "animal"]),
  adjective("OLD", ["person", "thing", "animal"]),
  adjective("NEW", ["thing"]),
  adjective("BIG", ["thing", "animal"]),
  adjective("SMALL", ["thing", "animal"]),
  adjective("GOOD", ["food", "thing", "activity"]),
  adjective("BAD", ["food"]),
  adjective("DRY", ["food"]),
  adjective("EASY", ["activity"]),
  adjective("HARD", ["activity"]),
  adjective("RED", ["colour"]),
  adjective("BLUE", ["colour"]),
  adjective("GREEN", ["colour"]),
  adjective("YELLOW", ["colour"]),
  adjective("PURPLE", ["colour"]),
  adjective("WHITE", ["colour", "animal"]),
  adjective("BLACK", ["colour", "animal"]),
];

export const numbers = [
  { gloss: "ONE", english: "one" },
  { gloss: "TWO", english: "two" },
  { gloss: "THREE", english: "three" },
  { gloss: "FOUR", english: "four" },
  { gloss: "MANY", english: "many" },
] as const;
