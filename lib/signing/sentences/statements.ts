// Statements of one clause about what is done: subject–verb–object, topic–comment, motion, modals, frequency, what is finished.
import type { Clause } from "../english";
import { drawNoun, personSubject, subjectPhrase } from "../nounPhrases";
import { places } from "../vocabulary/places";
import { frequencies } from "../vocabulary/qualities";
import { changes, come, go, intransitiveVerbs, transitiveVerbs } from "../vocabulary/verbs";
import { common } from "../vocabulary/words";
import {
  maybeTime,
  negated,
  object,
  objectFor,
  placeFor,
  statements,
  type Template,
  takesThings,
  tenseFor,
  tenseOf,
  thingFor,
  timeFor,
  timeOf,
  timeTokens,
  tokens,
  topic,
} from "./parts";

export const transitive: Template = (random) => {
  const subject = subjectPhrase(random);
  const verb = common(random, transitiveVerbs);
  const phrase = objectFor(random, verb, subject);
  const time = timeFor(random, verb, 0.6);
  const clause: Clause = { subject, verb, rest: object(verb, phrase), tense: tenseFor(time) };
  return {
    kind: "transitive",
    tokens: [...timeTokens(time), ...tokens([...subject.glosses, verb.gloss, ...phrase.glosses])],
    english: statements(clause, time),
  };
};

export const fronted: Template = (random) => {
  const subject = subjectPhrase(random, 0.7);
  const verb = common(random, transitiveVerbs.filter(takesThings));
  const phrase = thingFor(random, verb);
  const clause: Clause = { subject, verb, rest: object(verb, phrase), tense: "progressive" };
  return {
    kind: "topic",
    tokens: [...topic(phrase.glosses), ...tokens([...subject.glosses, verb.gloss])],
    english: statements(clause),
  };
};

export const intransitive: Template = (random) => {
  const subject = subjectPhrase(random);
  const verb = common(random, intransitiveVerbs);
  const time = maybeTime(random, 0.7);
  const place = random.chance(0.5) ? placeFor(random, verb) : undefined;
  const clause: Clause = { subject, verb, rest: place?.at ?? "", tense: tenseFor(time) };
  return {
    kind: "intransitive",
    tokens: [...timeTokens(time), ...tokens([...subject.glosses, verb.gloss, ...(place ? [place.gloss] : [])])],
    english: statements(clause, time),
  };
};

/** TOMORROW MY BROTHER ARRIVE: My brother will arrive tomorrow. */
export const change: Template = (random) => {
  const subject = subjectPhrase(random, 0.35);
  const verb = common(random, changes);
  const daily = verb.gloss === "WAKE-UP" || verb.gloss === "FALL-DOWN";
  let time = timeOf(random, "past", "future");
  while (daily && (/year|week/.test(time.english) || (verb.gloss === "FALL-DOWN" && time.when === "future"))) {
    time = timeOf(random, "past", "future");
  }
  const clause: Clause = { subject, verb, rest: "", tense: tenseOf(time) };
  return {
    kind: "change",
    tokens: [...timeTokens(time), ...tokens([...subject.glosses, verb.gloss])],
    english: statements(clause, time),
  };
};

export const motion: Template = (random) => {
  const subject = subjectPhrase(random);
  const time = timeOf(random, "past", "future", "now", "habit");
  const coming = random.chance(0.2);
  const place = coming ? places.find(({ gloss }) => gloss === "HOME") : common(random, places);
  const clause: Clause = { subject, verb: coming ? come : go, rest: place?.to ?? "", tense: tenseOf(time) };
  return {
    kind: "motion",
    tokens: [
      ...timeTokens(time),
      ...tokens([...subject.glosses, coming ? "COME" : "GO", ...(place ? [place.gloss] : [])]),
    ],
    english: statements(clause, time),
  };
};

export const modal: Template = (random) => {
  const subject = subjectPhrase(random, 0.6);
  const name = random.pick(["can", "can", "must"] as const);
  const negative = name === "can" && random.chance(0.35);
  const verb = random.chance(0.4)
    ? common(random, intransitiveVerbs)
    : common(
        random,
        transitiveVerbs.filter((entry) => !entry.stative && !entry.mishap),
      );
  const phrase = verb.objects.length > 0 ? objectFor(random, verb, subject) : undefined;
  const place = !phrase && random.chance(0.5) ? placeFor(random, verb) : undefined;
  const rest = phrase ? object(verb, phrase) : (place?.at ?? "");
  const clause: Clause = { subject, verb, rest, tense: "present", modal: name, negative };
  const predicate = [verb.gloss, ...(phrase?.glosses ?? []), ...(place ? [place.gloss] : [])];
  const texts = statements(clause);
  if (name === "must") {
    const have = { base: "have", third: "has", past: "had", ing: "having", stative: true };
    texts.push(
      ...statements({ subject, verb: have, rest: [`to ${verb.base}`, rest].join(" ").trim(), tense: "present" }),
    );
  }
  return {
    kind: "modal",
    tokens: [
      ...tokens(subject.glosses),
      ...(negative ? tokens(["CANNOT", ...predicate], ["shake"]) : tokens([name.toUpperCase(), ...predicate])),
    ],
    english: texts,
  };
};

export const finished: Template = (random) => {
  const subject = subjectPhrase(random, 0.6);
  const verb = common(
    random,
    transitiveVerbs.filter((entry) => !entry.stative && !["WAIT", "LOOK-FOR"].includes(entry.gloss)),
  );
  const phrase = objectFor(random, verb, subject);
  const clause: Clause = { subject, verb, rest: object(verb, phrase), tense: "past", adverb: "already" };
  return {
    kind: "finished",
    tokens: tokens([...subject.glosses, verb.gloss, ...phrase.glosses, "FINISH"]),
    english: statements(clause),
  };
};

/** IX-1 ALWAYS DRINK COFFEE: I always drink coffee. */
export const frequency: Template = (random) => {
  const subject = subjectPhrase(random, 0.55);
  const { gloss, english } = random.pick(frequencies);
  const verb = random.chance(0.5)
    ? common(random, intransitiveVerbs)
    : common(
        random,
        transitiveVerbs.filter((entry) => !entry.stative || entry.gloss === "FORGET"),
      );
  const phrase = verb.objects.length > 0 ? objectFor(random, verb, subject) : undefined;
  const place = phrase ? undefined : placeFor(random, verb);
  const rest = phrase ? object(verb, phrase) : (place?.at ?? "");
  return {
    kind: "frequency",
    tokens: tokens([
      ...subject.glosses,
      gloss,
      verb.gloss,
      ...(phrase?.glosses ?? []),
      ...(place ? [place.gloss] : []),
    ]),
    english: statements({ subject, verb, rest, tense: "present", adverb: english }),
  };
};

/** MORE before what there can be more of. */
export const more: Template = (random) => {
  const subject = subjectPhrase(random, 0.7);
  const verb = common(
    random,
    transitiveVerbs.filter(({ gloss }) => ["WANT", "NEED", "BUY", "MAKE", "HAVE"].includes(gloss)),
  );
  const noun = drawNoun(random, ["food", "drink", "money"]);
  const negative = random.chance(0.25);
  const clause: Clause = { subject, verb, rest: `more ${noun.plural ?? noun.singular}`, tense: "present", negative };
  const rest = ["MORE", noun.gloss];
  return {
    kind: "more",
    tokens: [...tokens(subject.glosses), ...(negative ? negated(verb, rest) : tokens([verb.gloss, ...rest]))],
    english: statements(clause),
  };
};

/** AGAIN at the end, about something past or to come. */
export const again: Template = (random) => {
  const subject = subjectPhrase(random, 0.6);
  const verb = common(
    random,
    transitiveVerbs.filter((entry) => !entry.stative || entry.gloss === "SEE"),
  );
  const phrase = objectFor(random, verb, subject);
  const time = timeOf(random, "past", "future");
  const clause: Clause = { subject, verb, rest: `${object(verb, phrase)} again`, tense: tenseOf(time) };
  return {
    kind: "again",
    tokens: [...timeTokens(time), ...tokens([...subject.glosses, verb.gloss, ...phrase.glosses, "AGAIN"])],
    english: statements(clause, time),
  };
};

/** The subject is pointed at once more at the end: MY MOTHER COOK CAN IX-3. */
export const tagged: Template = (random) => {
  const subject = personSubject(random);
  const verb = common(random, intransitiveVerbs);
  const negative = random.chance(0.3);
  const marks = negative ? (["shake"] as const) : (["nod"] as const);
  const clause: Clause = { subject, verb, rest: "", tense: "present", modal: "can", negative };
  return {
    kind: "modal",
    tokens: [
      ...tokens(subject.glosses),
      ...tokens([verb.gloss, negative ? "CANNOT" : "CAN"], marks),
      ...tokens(["IX-3"]),
    ],
    english: statements(clause),
  };
};
