// What is not: a negative sign or NOT at the end, the head alone, NONE, NOT-YET.
import type { Clause } from "../english";
import { drawNoun, subjectPhrase } from "../nounPhrases";
import { transitiveVerbs } from "../vocabulary/verbs";
import { common } from "../vocabulary/words";
import { negated, object, objectFor, statements, type Template, tenseFor, timeFor, timeTokens, tokens } from "./parts";

export const negation: Template = (random) => {
  const subject = subjectPhrase(random, 0.65);
  const verb = common(random, transitiveVerbs);
  const phrase = objectFor(random, verb, subject);
  const never = !verb.stative && random.chance(0.25);
  const time = never ? undefined : timeFor(random, verb, 0.3);
  const clause: Clause = {
    subject,
    verb,
    rest: object(verb, phrase),
    tense: never ? "present" : tenseFor(time),
    ...(never ? { adverb: "never" as const } : { negative: true }),
  };
  const before = [...timeTokens(time), ...tokens(subject.glosses)];
  const signs = never ? tokens(["NEVER", verb.gloss, ...phrase.glosses], ["shake"]) : negated(verb, phrase.glosses);
  return { kind: "negation", tokens: [...before, ...signs], english: statements(clause, time) };
};

/** The head alone denies: IX-1 DRINK COFFEE with a headshake. */
export const headNegation: Template = (random) => {
  const subject = subjectPhrase(random, 0.7);
  const verb = common(
    random,
    transitiveVerbs.filter((entry) => !entry.negated && !entry.mishap),
  );
  const phrase = objectFor(random, verb, subject);
  const clause: Clause = { subject, verb, rest: object(verb, phrase), tense: "progressive", negative: true };
  return {
    kind: "negation by the head",
    tokens: [...tokens(subject.glosses), ...tokens([verb.gloss, ...phrase.glosses], ["shake"])],
    english: statements(clause),
  };
};

/** IX-1 HAVE NONE MONEY: I have no money. */
export const none: Template = (random) => {
  const subject = subjectPhrase(random, 0.7);
  const verb = transitiveVerbs.find(({ gloss }) => gloss === "HAVE") as (typeof transitiveVerbs)[number];
  const noun = drawNoun(random, ["money", "food", "drink", "vehicle", "animal", "belonging", "ingredient"]);
  const clause: Clause = { subject, verb, rest: `no ${noun.plural ?? noun.singular}`, tense: "present" };
  const plain: Clause = { ...clause, rest: `any ${noun.plural ?? noun.singular}`, negative: true };
  return {
    kind: "none",
    tokens: [...tokens(subject.glosses), ...tokens(["HAVE", "NONE", noun.gloss], ["shake"])],
    english: [...statements(clause), ...statements(plain)],
  };
};

/** IX-1 EAT NOT-YET: I have not eaten yet, in the plainer past. */
export const notYet: Template = (random) => {
  const subject = subjectPhrase(random, 0.6);
  const verb = common(
    random,
    transitiveVerbs.filter((entry) => !entry.stative && !entry.mishap),
  );
  const phrase = objectFor(random, verb, subject);
  const clause: Clause = { subject, verb, rest: `${object(verb, phrase)} yet`, tense: "past", negative: true };
  return {
    kind: "not yet",
    tokens: [...tokens([...subject.glosses, verb.gloss, ...phrase.glosses]), ...tokens(["NOT-YET"], ["shake"])],
    english: statements(clause),
  };
};
