// Sentences of two clauses, and verbs that take another verb.

import type { Random } from "../../random";
import { type Clause, statement, type Verb } from "../english";
import { nounsOf, personSubject, type SubjectPhrase, subjectPhrase } from "../nounPhrases";
import { places } from "../vocabulary/places";
import { adjectives, weather } from "../vocabulary/qualities";
import { go, intransitiveVerbs, opinionVerbs, transitiveVerbs, verbsOfWill } from "../vocabulary/verbs";
import { common, type VerbEntry, verb as verbEntry } from "../vocabulary/words";
import {
  distinct,
  negated,
  object,
  objectFor,
  phrasings,
  placeFor,
  statements,
  type Template,
  tenseOf,
  timeOf,
  timeTokens,
  tokens,
  topic,
} from "./parts";

const states = adjectives.filter(({ of }) => of.includes("state"));

/** A verb with an object or a place, for any subject. */
function predicate(random: Random, subject: SubjectPhrase): { verb: VerbEntry; rest: string; glosses: string[] } {
  const draw = random.uniform();
  if (draw < 0.25) {
    const place = common(random, places);
    return { verb: go, rest: place.to, glosses: ["GO", place.gloss] };
  }
  if (draw < 0.6) {
    const verb = common(random, intransitiveVerbs);
    const place = random.chance(0.5) ? placeFor(random, verb) : undefined;
    return { verb, rest: place?.at ?? "", glosses: [verb.gloss, ...(place ? [place.gloss] : [])] };
  }
  const verb = common(
    random,
    transitiveVerbs.filter((entry) => !entry.stative && !entry.mishap),
  );
  const phrase = objectFor(random, verb, subject);
  return { verb, rest: object(verb, phrase), glosses: [verb.gloss, ...phrase.glosses] };
}

/** IX-1 THINK MY MOTHER SICK: I think my mother is sick. */
export const complement: Template = (random) => {
  const thinker = subjectPhrase(random, 0.8);
  const verb = common(random, opinionVerbs);
  const about = personSubject(random);
  const adjective = common(random, states);
  const inner = statement({ subject: about, verb: "be", rest: adjective.english, tense: "present" });
  const outer: Clause = { subject: thinker, verb, rest: inner, tense: "present" };
  const that: Clause = { ...outer, rest: `that ${inner}` };
  return {
    kind: "complement",
    tokens: tokens([...thinker.glosses, verb.gloss, ...about.glosses, adjective.gloss]),
    english: distinct([...statements(that), ...(["DREAM", "WORRY"].includes(verb.gloss) ? [] : statements(outer))]),
  };
};

/** WILL without a time word. */
export const willing: Template = (random) => {
  const subject = subjectPhrase(random, 0.6);
  const { verb, rest, glosses } = predicate(random, subject);
  return {
    kind: "will",
    tokens: tokens([...subject.glosses, "WILL", ...glosses]),
    english: statements({ subject, verb, rest, tense: "future" }),
  };
};

/** MAYBE at the beginning. */
export const perhaps: Template = (random) => {
  const subject = subjectPhrase(random, 0.5);
  const { verb, rest, glosses } = predicate(random, subject);
  const text = statement({ subject, verb, rest, tense: "future" });
  return {
    kind: "maybe",
    tokens: tokens(["MAYBE", ...subject.glosses, "WILL", ...glosses]),
    english: phrasings([`maybe ${text}`]),
  };
};

/** IX-1 WANT GO HOME: I want to go home. */
export const wish: Template = (random) => {
  const subject = subjectPhrase(random, 0.65);
  const first = common(random, verbsOfWill);
  const { verb, rest, glosses } = predicate(random, subject);
  const negative = first.negated !== undefined && random.chance(0.25);
  const time = first.stative ? undefined : timeOf(random, "past", "now");
  const clause: Clause = {
    subject,
    verb: first,
    rest: ["to", verb.base, rest].filter((word) => word).join(" "),
    tense: tenseOf(time),
    negative,
  };
  return {
    kind: "wish",
    tokens: [
      ...timeTokens(time),
      ...tokens(subject.glosses),
      ...(negative ? negated(first, glosses) : tokens([first.gloss, ...glosses])),
    ],
    english: statements(clause, time),
  };
};

/** A rhetorical question gives the reason: IX-1 TIRED WHY IX-1 WORK: I am tired because I worked. */
export const because: Template = (random) => {
  const subject = subjectPhrase(random, 0.7);
  const adjective = common(random, states);
  const cause = personSubject(random);
  const { verb, rest, glosses } = predicate(random, cause);
  const effect = statement({ subject, verb: "be", rest: adjective.english, tense: "present" });
  const reason = statement({ subject: cause, verb, rest, tense: "past" });
  return {
    kind: "because",
    tokens: [
      ...tokens([...subject.glosses, adjective.gloss]),
      ...topic(["WHY"]),
      ...tokens([...cause.glosses, ...glosses]),
    ],
    english: phrasings([`${effect} because ${reason}`]),
  };
};

const rain = weather.filter(({ verb }) => verb);

/** IF RAIN, IX-1 STAY: the head is back over the condition. */
export const condition: Template = (random) => {
  const subject = subjectPhrase(random, 0.75);
  const { verb, rest, glosses } = predicate(random, subject);
  const result = statement({ subject, verb, rest, tense: "future" });
  const it = { text: "it", agreement: "third" as const };
  if (random.chance(0.5)) {
    const fall = random.pick(rain);
    const condition = statement({
      subject: it,
      verb: verbEntry(fall.gloss, fall.verb ?? ""),
      rest: "",
      tense: "present",
    });
    return {
      kind: "condition",
      tokens: [...topic(["IF", fall.gloss]), ...tokens([...subject.glosses, ...glosses])],
      english: phrasings([`if ${condition}, ${result}`, `${result} if ${condition}`]),
    };
  }
  const other = personSubject(random);
  const coming: Verb = { base: "come", third: "comes", past: "came", ing: "coming" };
  const condition = statement({ subject: other, verb: coming, rest: "", tense: "present" });
  return {
    kind: "condition",
    tokens: [...topic(["IF", ...other.glosses, "COME"]), ...tokens([...subject.glosses, ...glosses])],
    english: phrasings([`if ${condition}, ${result}`, `${result} if ${condition}`]),
  };
};

/** FS-ANNA SICK BUT IX-3 WORK: Anna is sick, but she is working. */
export const contrast: Template = (random) => {
  let subject = subjectPhrase(random, 0.4);
  while (!subject.pronoun && !subject.later) subject = subjectPhrase(random, 0.4);
  const adjective = common(random, states);
  const { verb, rest, glosses } = predicate(random, subject);
  const again: SubjectPhrase = subject.pronoun
    ? subject
    : { glosses: ["IX-3"], text: subject.later ?? "", agreement: "third" };
  const first = statement({ subject, verb: "be", rest: adjective.english, tense: "present" });
  const second = statement({ subject: again, verb, rest, tense: "progressive" });
  return {
    kind: "contrast",
    tokens: [...tokens([...subject.glosses, adjective.gloss]), ...tokens(["BUT", ...again.glosses, ...glosses])],
    english: phrasings([`${first}, but ${second}`]),
  };
};

/** IX-1 LIKE COFFEE AND TEA; MY MOTHER AND FATHER COME. */
export const pair: Template = (random) => {
  const subject = subjectPhrase(random, 0.7);
  const verb = common(
    random,
    transitiveVerbs.filter(({ gloss }) =>
      ["LIKE", "WANT", "BUY", "NEED", "SEE", "HAVE", "DRAW", "EAT"].includes(gloss),
    ),
  );
  const kind = random.pick(verb.objects.filter((name) => name !== "person" && nounsOf([name]).length > 3));
  const first = objectFor(random, { ...verb, objects: [kind] }, subject);
  let second = first;
  while (second.glosses.at(-1) === first.glosses.at(-1) || second.glosses.at(0) === first.glosses.at(0)) {
    second = objectFor(random, { ...verb, objects: [kind] }, subject);
  }
  const clause: Clause = { subject, verb, rest: `${first.english} and ${second.english}`, tense: "present" };
  return {
    kind: "pair",
    tokens: tokens([...subject.glosses, verb.gloss, ...first.glosses, "AND", ...second.glosses]),
    english: statements(clause),
  };
};
