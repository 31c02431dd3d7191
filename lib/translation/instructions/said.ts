// What a clip says, as far as its English and its glosses tell: the facts from which instructions are answered and
// answers are judged. Who, when, where, what are phrases of the English that a gloss stands for, so that a fact is
// both signed and said; other corpora than SynthASL, whose glosses or words are others, have fewer facts.
import { glossesOf } from "../../signing/difficulty";
import { everyday } from "../../signing/sentences/parts";
import { nouns } from "../../signing/vocabulary/nouns";
import { names, people, pronouns } from "../../signing/vocabulary/people";
import { places } from "../../signing/vocabulary/places";
import { timeWords } from "../../signing/vocabulary/qualities";
import { changes, intransitiveVerbs, transitiveVerbs } from "../../signing/vocabulary/verbs";
import type { ObjectClass } from "../../signing/vocabulary/words";

export interface Said {
  /** the English */
  text: string;
  act: "statement" | "question" | "request";
  negated: boolean;
  /** how many signs; a fingerspelled name and a compound are one each */
  signs?: number;
  /** the first person that is mentioned: "my brother", "I" */
  who?: string;
  /** "on Sunday" */
  when?: string;
  /** "at school", "to the beach" */
  where?: string;
  /** the first thing that is mentioned: "books" */
  what?: string;
  /** what it is about: "buying", "my brother"; most telling first */
  about: string[];
  /** one of `TOPICS` */
  topic?: string;
}

const topicsOfThings: Record<string, readonly ObjectClass[]> = {
  food: ["food", "dish", "baked", "fruit", "ingredient", "meal"],
  drinks: ["drink"],
  animals: ["animal"],
  clothes: ["clothes"],
  reading: ["reading", "writing", "tale"],
  school: ["subject", "exam"],
  sports: ["game"],
  "free time": ["film", "music", "instrument", "toy", "event"],
  traffic: ["vehicle"],
  home: ["tableware", "furniture", "building", "painted"],
  belongings: ["device", "belonging", "opened"],
  nature: ["plant", "nature"],
  money: ["money"],
  health: ["medicine"],
};
const PLACES = "places";
const PEOPLE = "people";
export const TOPICS: readonly string[] = [...Object.keys(topicsOfThings), PLACES, PEOPLE];

const verbs = [...transitiveVerbs, ...intransitiveVerbs, ...changes];
const NEGATIVE = /\b(not|never|no|none|nothing|nobody|cannot)\b|n't\b/i;

/** @param gloss separated by spaces, where the corpus has them */
export function understand({ text, gloss }: { text: string; gloss?: string | undefined }): Said {
  const glosses = glossesOf(gloss ?? "").map((name) => name.replace(/\+\+$/, ""));
  const who = first(glosses, (name, i) => personOf(name, glosses[i + 1], text));
  const when = first(glosses, (name) => spoken(text, timeWords.find((word) => word.gloss === name)?.english));
  const where = first(glosses, (name) => {
    const place = places.find((one) => one.gloss === name);
    return spoken(text, place?.at) ?? spoken(text, place?.to);
  });
  const things = glosses.flatMap((name) => nouns.filter((noun) => noun.gloss === name));
  const what = first(things, ({ plural, singular }) => spoken(text, plural) ?? spoken(text, singular));
  const thing = things.find(({ plural, singular }) => spoken(text, plural) ?? spoken(text, singular));
  const doing = first(glosses, (name) => verbs.find((verb) => verb.gloss === name)?.ing);
  const named = who && !isPronoun(who) ? who : undefined;
  const topic = thing ? topicOf(thing.classes) : where ? PLACES : named ? PEOPLE : undefined;
  return {
    text,
    act: text.trim().endsWith("?") ? "question" : /\bplease\b/i.test(text) ? "request" : "statement",
    negated: NEGATIVE.test(text),
    ...(glosses.length > 0 ? { signs: glosses.length } : {}),
    ...(who ? { who } : {}),
    ...(when ? { when } : {}),
    ...(where ? { where } : {}),
    ...(what ? { what } : {}),
    about: [what, doing, named, where].flatMap((word) => word ?? []),
    ...(topic ? { topic } : {}),
  };
}

function first<T>(items: readonly T[], find: (item: T, i: number) => string | undefined): string | undefined {
  for (const [i, item] of items.entries()) {
    const found = find(item, i);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** A phrase as the text has it, in small letters where it begins the text; everyday words count as the others do. */
function spoken(text: string, phrase: string | undefined, before = ""): string | undefined {
  if (phrase === undefined) return undefined;
  const either = [...new Set([phrase, everyday(phrase)])].join("|");
  const found = new RegExp(`(?<![\\p{L}'-])${before}(?:${either})(?![\\p{L}-])`, "iu").exec(text)?.[0];
  if (found === undefined) return undefined;
  return text.startsWith(found) && !/^(I\b|[A-Z]\w*'s)/.test(found)
    ? found.charAt(0).toLowerCase() + found.slice(1)
    : found;
}

function personOf(gloss: string, next: string | undefined, text: string): string | undefined {
  const name = names.find((person) => gloss === `FS-${person.name.toUpperCase()}`)?.name;
  // Anna's brother is who is meant, not Anna.
  if (name) return next === "POSS-3" || !text.includes(name) ? undefined : name;
  const pronoun = pronouns.find((one) => one.gloss === gloss);
  if (pronoun) return spoken(text, pronoun.subject) ?? spoken(text, pronoun.object);
  const person = people.find((one) => one.gloss === gloss);
  return spoken(text, person?.noun, "(?:(?:my|your|our|the|that|an?|\\p{L}+'s) )?");
}

const isPronoun = (who: string): boolean => pronouns.some(({ subject, object }) => [subject, object].includes(who));

function topicOf(classes: readonly ObjectClass[]): string | undefined {
  return Object.keys(topicsOfThings).find((topic) => topicsOfThings[topic]?.includes(classes[0] as ObjectClass));
}
