// Questions: yes/no by the head alone, wh-signs last.
import type { Token } from "../articulation";
import type { Clause, Verb } from "../english";
import { nounsOf, personSubject, subjectPhrase } from "../nounPhrases";
import {
  adjectives,
  go,
  intransitiveVerbs,
  places,
  type TimeWord,
  timeWords,
  transitiveVerbs,
  type VerbEntry,
} from "../vocabulary";
import {
  maybeTime,
  object,
  objectFor,
  questions,
  type Sentence,
  type Template,
  tenseOf,
  timeTokens,
  tokens,
} from "./parts";

export const yesNo: Template = (random) => {
  const subject = random.chance(0.6) ? subjectPhrase(random, 1) : personSubject(random);
  const time = maybeTime(random, 0.3);
  if (random.chance(0.3)) {
    const adjective = random.pick(adjectives.filter(({ of }) => of.includes("state")));
    const clause: Clause = { subject, verb: "be", rest: adjective.english, tense: tenseOf(time) };
    return {
      kind: "yes/no question",
      tokens: [...timeTokens(time), ...tokens([...subject.glosses, adjective.gloss])].map(asked),
      english: questions(clause, time),
    };
  }
  const verb = random.pick(transitiveVerbs);
  const phrase = objectFor(random, verb, subject);
  const when = verb.generic || verb.timeless ? undefined : time;
  const clause: Clause = { subject, verb, rest: object(verb, phrase), tense: tenseOf(when) };
  return {
    kind: "yes/no question",
    tokens: [...timeTokens(when), ...tokens([...subject.glosses, verb.gloss, ...phrase.glosses])].map(asked),
    english: questions(clause, when),
  };
};
const asked = (token: Token): Token => ({ ...token, marks: ["forward"] });
const wondering = (token: Token): Token => ({ ...token, marks: ["tilt"] });

export const whQuestion: Template = (random) => {
  const subject = subjectPhrase(random, 0.55);
  const kind = random.integer(0, 6);
  const time = maybeTime(random, 0.35);
  const tense = tenseOf(time);
  const ask = (word: string, glosses: string[], clause: Clause, when?: TimeWord): Sentence => ({
    kind: "wh-question",
    tokens: [...timeTokens(when), ...tokens(glosses), { gloss: word }].map((token, i, list) =>
      i >= list.length - 2 ? wondering(token) : token,
    ),
    english: questions(
      clause,
      when,
      { WHAT: "what", WHERE: "where", WHO: "who", WHY: "why", WHEN: "when", HOW: "how" }[word],
    ),
  });
  if (kind === 0) {
    const verb = random.pick(transitiveVerbs.filter(({ objects }) => objects.some((name) => name !== "person")));
    return ask("WHAT", [...subject.glosses, verb.gloss], { subject, verb, rest: "", tense }, time);
  }
  if (kind === 1) {
    const verb: VerbEntry = random.pick([go, ...intransitiveVerbs]);
    const progressive = tense === "present" && verb.gloss === "GO" ? "progressive" : tense;
    return ask("WHERE", [...subject.glosses, verb.gloss], { subject, verb, rest: "", tense: progressive }, time);
  }
  if (kind === 2) {
    const noun = random.pick(nounsOf(["reading", "belonging", "thing", "vehicle", "animal"]));
    const possessor = random.pick(["MY", "YOUR"] as const);
    const text = `${possessor === "MY" ? "my" : "your"} ${noun.singular}`;
    const owner = { text, agreement: noun.paired ? ("plural" as const) : ("third" as const) };
    return ask("WHERE", [possessor, noun.gloss], { subject: owner, verb: "be", rest: "", tense: "present" });
  }
  if (kind === 3) {
    const person = personSubject(random);
    const word = random.pick(["WHO", "WHERE"] as const);
    return ask(word, person.glosses, { subject: person, verb: "be", rest: "", tense: "present" });
  }
  if (kind === 4) {
    const adjective = random.pick(adjectives.filter(({ of }) => of.includes("state")));
    return ask(
      "WHY",
      [...subject.glosses, adjective.gloss],
      { subject, verb: "be", rest: adjective.english, tense },
      time,
    );
  }
  if (kind === 5) {
    const verb = random.pick(intransitiveVerbs);
    const place = random.pick(places);
    const word = random.pick(["WHY", "WHEN"] as const);
    const clause: Clause = { subject, verb, rest: place.at, tense: word === "WHEN" ? "present" : tense };
    return ask(word, [...subject.glosses, verb.gloss, place.gloss], clause, word === "WHEN" ? undefined : time);
  }
  const verb = random.pick(transitiveVerbs.filter(({ objects }) => objects.includes("person")));
  return ask(
    "WHO",
    [...subject.glosses, verb.gloss],
    {
      subject,
      verb: verb as Verb,
      rest: verb.preposition ?? "",
      tense,
    },
    time,
  );
};

/** BOOK IX-2 HAVE HOW-MANY: How many books do you have? */
export const howMany: Template = (random) => {
  const subject = subjectPhrase(random, 0.6);
  const verb = random.pick(
    transitiveVerbs.filter(({ gloss }) =>
      ["HAVE", "WANT", "NEED", "BUY", "READ", "SEE", "MAKE", "FIND"].includes(gloss),
    ),
  );
  const noun = random.pick(nounsOf(verb.objects.filter((name) => name !== "person")).filter(({ plural }) => plural));
  const past = !verb.stative && random.chance(0.5);
  const time = past ? random.pick(timeWords.filter(({ when }) => when === "past")) : undefined;
  const clause: Clause = { subject, verb, rest: "", tense: tenseOf(time) };
  return {
    kind: "how many",
    tokens: [
      ...timeTokens(time),
      ...tokens([...subject.glosses, verb.gloss, noun.gloss]),
      { gloss: "HOW-MANY", marks: ["tilt"] },
    ],
    english: questions(clause, time, `how many ${noun.plural}`),
  };
};

/** LIBRARY WHERE, MY MOTHER HOW. */
export const placeQuestion: Template = (random) => {
  if (random.chance(0.5)) {
    const place = random.pick(places.filter(({ gloss }) => gloss !== "HOME"));
    const name = place.at.replace(/^(at|in) (the )?/, "");
    return {
      kind: "wh-question",
      tokens: [{ gloss: place.gloss }, wondering({ gloss: "WHERE" })],
      english: questions(
        { subject: { text: `the ${name}`, agreement: "third" }, verb: "be", rest: "", tense: "present" },
        undefined,
        "where",
      ),
    };
  }
  const person = personSubject(random);
  const time = random.chance(0.3)
    ? random.pick(timeWords.filter(({ gloss }) => gloss === "TODAY" || gloss === "NOW"))
    : undefined;
  return {
    kind: "wh-question",
    tokens: [...timeTokens(time), ...tokens(person.glosses), wondering({ gloss: "HOW" })],
    english: questions({ subject: person, verb: "be", rest: "", tense: "present" }, time, "how"),
  };
};
