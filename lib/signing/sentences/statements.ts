// Statements: subject–verb–object, topic–comment, states, negation, modals, what is finished.
import { type Clause, statement } from "../english";
import {
  adjectivesFor,
  genericPhrase,
  nounsOf,
  personObject,
  personSubject,
  subjectPhrase,
  thingPhrase,
} from "../nounPhrases";
import {
  adjectives,
  come,
  drive,
  give,
  go,
  intransitiveVerbs,
  nouns,
  opinionVerbs,
  places,
  timeWords,
  transitiveVerbs,
} from "../vocabulary";
import {
  distinct,
  maybeTime,
  object,
  objectFor,
  statements,
  type Template,
  tenseOf,
  timeTokens,
  tokens,
  topic,
} from "./parts";

export const transitive: Template = (random) => {
  const subject = subjectPhrase(random);
  const verb = random.pick(transitiveVerbs);
  const phrase = objectFor(random, verb, subject);
  const time = maybeTime(random, verb.generic || verb.timeless ? 0 : 0.5);
  const clause: Clause = { subject, verb, rest: object(verb, phrase), tense: tenseOf(time) };
  return {
    kind: "transitive",
    tokens: [...timeTokens(time), ...tokens([...subject.glosses, verb.gloss, ...phrase.glosses])],
    english: statements(clause, time),
  };
};

export const fronted: Template = (random) => {
  const subject = subjectPhrase(random, 0.7);
  const verb = random.pick(transitiveVerbs.filter((entry) => entry.generic || !entry.objects.includes("person")));
  const noun = random.pick(nounsOf(verb.objects.filter((name) => name !== "person")));
  const phrase = verb.generic ? genericPhrase(noun) : thingPhrase(random, noun);
  const clause: Clause = { subject, verb, rest: object(verb, phrase), tense: "present" };
  return {
    kind: "topic",
    tokens: [...topic(phrase.glosses), ...tokens([...subject.glosses, verb.gloss])],
    english: statements(clause),
  };
};

export const intransitive: Template = (random) => {
  const subject = subjectPhrase(random);
  const verb = random.pick(intransitiveVerbs);
  const time = maybeTime(random, 0.7);
  const place = random.chance(0.5) ? random.pick(places) : undefined;
  const clause: Clause = { subject, verb, rest: place?.at ?? "", tense: tenseOf(time) };
  return {
    kind: "intransitive",
    tokens: [...timeTokens(time), ...tokens([...subject.glosses, verb.gloss, ...(place ? [place.gloss] : [])])],
    english: statements(clause, time),
  };
};

export const motion: Template = (random) => {
  const subject = subjectPhrase(random);
  const time = random.pick(timeWords);
  const coming = random.chance(0.2);
  const place = coming ? places.find(({ gloss }) => gloss === "HOME") : random.pick(places);
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

export const giving: Template = (random) => {
  const subject = subjectPhrase(random, 0.6);
  const receiver = personObject(random, subject);
  const phrase = thingPhrase(random, random.pick(nounsOf(["reading", "belonging", "food", "animal", "money"])));
  const time = random.pick(timeWords.filter(({ when }) => when === "past" || when === "future"));
  const rest = [`${receiver.english} ${phrase.english}`, `${phrase.english} to ${receiver.english}`];
  return {
    kind: "giving",
    tokens: [...timeTokens(time), ...tokens([...subject.glosses, "GIVE", ...receiver.glosses, ...phrase.glosses])],
    english: distinct(
      rest.flatMap((words) => statements({ subject, verb: give, rest: words, tense: tenseOf(time) }, time)),
    ),
  };
};

export const stateOfPerson: Template = (random) => {
  const subject = subjectPhrase(random);
  const time = maybeTime(random, 0.4);
  const lasting = !subject.pronoun && !time && random.chance(0.4);
  const adjective = random.pick(adjectives.filter(({ of }) => of.includes(lasting ? "person" : "state")));
  const negative = random.chance(0.25);
  const clause: Clause = { subject, verb: "be", rest: adjective.english, tense: tenseOf(time), negative };
  const comment = [...subject.glosses, adjective.gloss];
  return {
    kind: negative ? "negative state" : "state",
    tokens: [
      ...timeTokens(time),
      ...(negative ? [...tokens(subject.glosses), ...tokens([adjective.gloss, "NOT"], ["shake"])] : tokens(comment)),
    ],
    english: statements(clause, time),
  };
};

export const description: Template = (random) => {
  const noun = random.pick(nouns.filter(({ classes, gloss }) => classes[0] !== "money" && gloss !== "WATER"));
  const adjective = random.pick(adjectivesFor(noun));
  const possessor = random.pick(["MY", "YOUR", ""] as const);
  const negative = random.chance(0.25);
  const determiner = possessor === "MY" ? "my" : possessor === "YOUR" ? "your" : "the";
  const subject = { text: `${determiner} ${noun.singular}`, agreement: noun.paired ? "plural" : "third" } as const;
  const clause: Clause = { subject, verb: "be", rest: adjective.english, tense: "present", negative };
  return {
    kind: negative ? "negative description" : "description",
    tokens: [
      ...topic(possessor ? [possessor, noun.gloss] : [noun.gloss]),
      ...(negative ? tokens([adjective.gloss, "NOT"], ["shake"]) : tokens([adjective.gloss], ["nod"])),
    ],
    english: statements(clause),
  };
};

export const negation: Template = (random) => {
  const subject = subjectPhrase(random, 0.65);
  const verb = random.pick(transitiveVerbs);
  const phrase = objectFor(random, verb, subject);
  const never = random.chance(0.3);
  const time = never ? undefined : maybeTime(random, verb.generic || verb.timeless ? 0 : 0.3);
  const clause: Clause = {
    subject,
    verb,
    rest: object(verb, phrase),
    tense: tenseOf(time),
    ...(never ? { adverb: "never" as const } : { negative: true }),
  };
  const before = [...timeTokens(time), ...tokens(subject.glosses)];
  const signs = never
    ? tokens(["NEVER", verb.gloss, ...phrase.glosses], ["shake"])
    : tokens([verb.gloss, ...phrase.glosses, "NOT"], ["shake"]);
  return { kind: "negation", tokens: [...before, ...signs], english: statements(clause, time) };
};

export const modal: Template = (random) => {
  const subject = subjectPhrase(random, 0.6);
  const name = random.pick(["can", "must"] as const);
  const negative = name === "can" && random.chance(0.3);
  const verb = random.pick([
    ...intransitiveVerbs,
    ...transitiveVerbs.filter((entry) => !entry.stative && !entry.mishap),
  ]);
  const phrase = verb.objects.length > 0 ? objectFor(random, verb, subject) : undefined;
  const place = !phrase && random.chance(0.5) ? random.pick(places) : undefined;
  const rest = phrase ? object(verb, phrase) : (place?.at ?? "");
  const clause: Clause = { subject, verb, rest, tense: "present", modal: name, negative };
  const predicate = [name.toUpperCase(), verb.gloss, ...(phrase?.glosses ?? []), ...(place ? [place.gloss] : [])];
  return {
    kind: "modal",
    tokens: [...tokens(subject.glosses), ...(negative ? tokens([...predicate, "NOT"], ["shake"]) : tokens(predicate))],
    english: statements(clause),
  };
};

export const finished: Template = (random) => {
  const subject = subjectPhrase(random, 0.6);
  const verb = random.pick(transitiveVerbs.filter((entry) => !entry.stative && entry.gloss !== "WAIT"));
  const phrase = objectFor(random, verb, subject);
  const clause: Clause = { subject, verb, rest: object(verb, phrase), tense: "past", adverb: "already" };
  return {
    kind: "finished",
    tokens: tokens([...subject.glosses, verb.gloss, ...phrase.glosses, "FINISH"]),
    english: statements(clause),
  };
};

/** IX-1 THINK MY MOTHER SICK: I think my mother is sick. */
export const complement: Template = (random) => {
  const thinker = subjectPhrase(random, 0.8);
  const verb = random.pick(opinionVerbs);
  const about = personSubject(random);
  const adjective = random.pick(adjectives.filter(({ of }) => of.includes("state")));
  const inner = statement({ subject: about, verb: "be", rest: adjective.english, tense: "present" });
  const outer: Clause = { subject: thinker, verb, rest: inner, tense: "present" };
  const that: Clause = { ...outer, rest: `that ${inner}` };
  return {
    kind: "complement",
    tokens: tokens([...thinker.glosses, verb.gloss, ...about.glosses, adjective.gloss]),
    english: distinct([...statements(outer), ...statements(that)]),
  };
};

/** WILL without a time word. */
export const willing: Template = (random) => {
  const subject = subjectPhrase(random, 0.6);
  const verb = random.pick([go, ...transitiveVerbs.filter((entry) => !entry.stative && !entry.mishap)]);
  const place = verb.gloss === "GO" ? random.pick(places) : undefined;
  const phrase = place ? undefined : objectFor(random, verb, subject);
  const rest = phrase ? object(verb, phrase) : (place?.to ?? "");
  return {
    kind: "will",
    tokens: tokens([
      ...subject.glosses,
      "WILL",
      verb.gloss,
      ...(phrase?.glosses ?? []),
      ...(place ? [place.gloss] : []),
    ]),
    english: statements({ subject, verb, rest, tense: "future" }),
  };
};

/** MORE before what there can be more of. */
export const more: Template = (random) => {
  const subject = subjectPhrase(random, 0.7);
  const verb = random.pick(
    transitiveVerbs.filter(({ gloss }) => ["WANT", "NEED", "BUY", "MAKE", "HAVE"].includes(gloss)),
  );
  const noun = random.pick(nounsOf(["food", "drink", "money"]));
  const negative = random.chance(0.25);
  const clause: Clause = { subject, verb, rest: `more ${noun.plural ?? noun.singular}`, tense: "present", negative };
  const predicate = [verb.gloss, "MORE", noun.gloss];
  return {
    kind: "more",
    tokens: [...tokens(subject.glosses), ...(negative ? tokens([...predicate, "NOT"], ["shake"]) : tokens(predicate))],
    english: statements(clause),
  };
};

/** AGAIN at the end, about something past or to come. */
export const again: Template = (random) => {
  const subject = subjectPhrase(random, 0.6);
  const verb = random.pick(transitiveVerbs.filter((entry) => !entry.stative || entry.gloss === "SEE"));
  const phrase = objectFor(random, verb, subject);
  const time = random.pick(timeWords.filter(({ when }) => when === "past" || when === "future"));
  const clause: Clause = { subject, verb, rest: `${object(verb, phrase)} again`, tense: tenseOf(time) };
  return {
    kind: "again",
    tokens: [...timeTokens(time), ...tokens([...subject.glosses, verb.gloss, ...phrase.glosses, "AGAIN"])],
    english: statements(clause, time),
  };
};

/** An activity as topic: COOK, EASY. */
export const activity: Template = (random) => {
  const verb = random.pick([...intransitiveVerbs.filter(({ gloss }) => !["SIT", "STAND"].includes(gloss)), drive]);
  const adjective = random.pick(adjectives.filter(({ of }) => of.includes("activity")));
  const negative = random.chance(0.3);
  const subject = { text: verb.ing, agreement: "third" as const };
  const clause: Clause = { subject, verb: "be", rest: adjective.english, tense: "present", negative };
  return {
    kind: "activity",
    tokens: [
      ...topic([verb.gloss]),
      ...(negative ? tokens([adjective.gloss, "NOT"], ["shake"]) : tokens([adjective.gloss], ["nod"])),
    ],
    english: statements(clause),
  };
};
