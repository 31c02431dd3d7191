import type { Clause, Verb } from "../english";
import { drawNoun, nounsOf, ownedPhrase, personSubject, subjectPhrase } from "../nounPhrases";
import { possessors } from "../vocabulary/people";
import { places } from "../vocabulary/places";
import { states } from "../vocabulary/qualities";
import { cost, go, intransitiveVerbs, live, transitiveVerbs } from "../vocabulary/verbs";
import { common, type TimeWord, type VerbEntry, verb as verbEntry } from "../vocabulary/words";
import {
  maybeTime,
  object,
  objectFor,
  phrasings,
  placeFor,
  questions,
  type Sentence,
  type Template,
  takesThings,
  tenseFor,
  tenseOf,
  timeFor,
  timeTokens,
  tokens,
  wondering,
} from "./parts";

const words: Record<string, string> = {
  WHAT: "what",
  WHERE: "where",
  WHO: "who",
  WHY: "why",
  WHEN: "when",
  HOW: "how",
};

/** The wh-sign comes last; the head is tilted over it and the sign before it. */
function ask(gloss: string, glosses: readonly string[], clause: Clause, time?: TimeWord): Sentence {
  return {
    kind: "wh-question",
    tokens: [...timeTokens(time), ...tokens(glosses), { gloss }].map((token, i, list) =>
      i >= list.length - 2 ? wondering(token) : token,
    ),
    english: questions(clause, time, words[gloss]),
  };
}

export const whatQuestion: Template = (random) => {
  const subject = subjectPhrase(random, 0.55);
  const entry = common(random, transitiveVerbs.filter(takesThings));
  const time = timeFor(random, entry, 0.4);
  return ask(
    "WHAT",
    [...subject.glosses, entry.gloss],
    {
      subject,
      verb: entry,
      rest: entry.preposition ?? "",
      tense: tenseFor(time),
    },
    time,
  );
};

export const whereQuestion: Template = (random) => {
  const subject = subjectPhrase(random, 0.55);
  const time = maybeTime(random, 0.4);
  const draw = random.uniform();
  if (draw < 0.4) {
    const entry: VerbEntry = random.chance(0.4) ? go : random.chance(0.2) ? live : common(random, intransitiveVerbs);
    const when = entry.gloss === "LIVE" ? undefined : time;
    return ask(
      "WHERE",
      [...subject.glosses, entry.gloss],
      { subject, verb: entry, rest: "", tense: tenseFor(when) },
      when,
    );
  }
  if (draw < 0.65) {
    const noun = drawNoun(random, ["reading", "belonging", "clothes", "device", "vehicle", "animal"]);
    const phrase = ownedPhrase(random, noun);
    const owner = { text: phrase.english, agreement: noun.paired ? ("plural" as const) : ("third" as const) };
    return ask("WHERE", phrase.glosses, { subject: owner, verb: "be", rest: "", tense: "present" });
  }
  if (draw < 0.85) {
    const place = common(
      random,
      places.filter(({ at }) => / the /.test(at) && !/mountains|world|country/.test(at)),
    );
    const subject = { text: place.at.replace(/^\S+ /, ""), agreement: "third" as const };
    return ask("WHERE", [place.gloss], { subject, verb: "be", rest: "", tense: "present" });
  }
  const person = personSubject(random);
  return ask("WHERE", person.glosses, { subject: person, verb: "be", rest: "", tense: "present" });
};

export const whoQuestion: Template = (random) => {
  const draw = random.uniform();
  if (draw < 0.2) {
    const person = personSubject(random);
    return ask("WHO", person.glosses, { subject: person, verb: "be", rest: "", tense: "present" });
  }
  if (draw < 0.6) {
    // Who did it? BUY CAR WHO.
    const entry = common(
      random,
      transitiveVerbs.filter((candidate) => takesThings(candidate) && !candidate.own),
    );
    const nobody = { glosses: [], text: "who", agreement: "third" as const };
    const phrase = objectFor(random, { ...entry, objects: entry.objects.filter((name) => name !== "person") }, nobody);
    const past = !entry.stative && random.chance(0.6);
    const core = `who ${past ? entry.past : entry.third} ${object(entry, phrase)}`;
    return {
      kind: "wh-question",
      tokens: [
        ...(past ? tokens(["YESTERDAY"]) : []),
        ...tokens([entry.gloss, ...phrase.glosses]),
        wondering({ gloss: "WHO" }),
      ],
      english: phrasings([past ? `${core} yesterday` : core], "?"),
    };
  }
  const subject = subjectPhrase(random, 0.7);
  const entry = common(
    random,
    transitiveVerbs.filter(({ objects }) => objects.includes("person")),
  );
  const time = timeFor(random, entry, 0.4);
  return ask(
    "WHO",
    [...subject.glosses, entry.gloss],
    {
      subject,
      verb: entry as Verb,
      rest: entry.preposition ?? "",
      tense: tenseFor(time),
    },
    time,
  );
};

export const whyQuestion: Template = (random) => {
  const subject = subjectPhrase(random, 0.6);
  const time = maybeTime(random, 0.35);
  if (random.chance(0.5)) {
    const adjective = common(random, states);
    return ask(
      "WHY",
      [...subject.glosses, adjective.gloss],
      { subject, verb: "be", rest: adjective.english, tense: tenseOf(time) },
      time,
    );
  }
  const entry = common(random, intransitiveVerbs);
  const place = placeFor(random, entry);
  return ask(
    "WHY",
    [...subject.glosses, entry.gloss, ...(place ? [place.gloss] : [])],
    {
      subject,
      verb: entry,
      rest: place?.at ?? "",
      tense: tenseFor(time),
    },
    time,
  );
};

export const whenQuestion: Template = (random) => {
  const subject = subjectPhrase(random, 0.6);
  const draw = random.uniform();
  if (draw < 0.25) {
    const noun = drawNoun(random, ["event"]);
    const event = { text: `the ${noun.singular}`, agreement: "third" as const };
    return ask("WHEN", [noun.gloss], { subject: event, verb: "be", rest: "", tense: "present" });
  }
  const will = random.chance(0.5);
  const going = random.chance(0.4);
  const entry = going ? go : common(random, intransitiveVerbs);
  const place = going ? common(random, places) : placeFor(random, entry);
  const clause: Clause = {
    subject,
    verb: entry,
    rest: (going ? place?.to : place?.at) ?? "",
    tense: will ? "future" : "present",
  };
  return ask(
    "WHEN",
    [...subject.glosses, ...(will ? ["WILL"] : []), entry.gloss, ...(place ? [place.gloss] : [])],
    clause,
  );
};

/** BOOK IX-2 HAVE HOW-MANY: How many books do you have? */
export const howMany: Template = (random) => {
  const subject = subjectPhrase(random, 0.6);
  const entry = common(
    random,
    transitiveVerbs.filter(({ gloss }) =>
      ["HAVE", "WANT", "NEED", "BUY", "READ", "SEE", "MAKE", "FIND"].includes(gloss),
    ),
  );
  const noun = common(
    random,
    nounsOf(entry.objects.filter((name) => name !== "person")).filter(({ plural }) => plural),
  );
  const past = !entry.stative && random.chance(0.5);
  const clause: Clause = { subject, verb: entry, rest: "", tense: past ? "past" : "present" };
  const time: TimeWord | undefined = past ? { gloss: "YESTERDAY", english: "yesterday", when: "past" } : undefined;
  return {
    kind: "how many",
    tokens: [
      ...timeTokens(time),
      ...tokens([noun.gloss, ...subject.glosses, entry.gloss]),
      wondering({ gloss: "HOW-MANY" }),
    ],
    english: questions(clause, time, `how many ${noun.plural}`),
  };
};

/** MY MOTHER HOW; BOOK COST HOW-MANY; YOUR SON HOW-OLD; IX-2 NAME WHAT; IX-2 WHAT-DO. */
export const shortQuestion: Template = (random) => {
  const draw = random.uniform();
  if (draw < 0.2) {
    const person = random.chance(0.3) ? subjectPhrase(random, 1) : personSubject(random);
    const time: TimeWord | undefined = random.chance(0.3)
      ? { gloss: "TODAY", english: "today", when: "now" }
      : undefined;
    return ask("HOW", person.glosses, { subject: person, verb: "be", rest: "", tense: "present" }, time);
  }
  if (draw < 0.4) {
    const noun = drawNoun(random, ["belonging", "clothes", "device", "food", "toy", "drink", "vehicle"]);
    const subject = { text: `the ${noun.singular}`, agreement: noun.paired ? "plural" : "third" } as const;
    return {
      kind: "how much",
      tokens: [...tokens([noun.gloss, "COST"]), wondering({ gloss: "HOW-MANY" })],
      english: questions({ subject, verb: cost, rest: "", tense: "present" }, undefined, "how much"),
    };
  }
  if (draw < 0.6) {
    const person = personSubject(random);
    return {
      kind: "how old",
      tokens: [...tokens(person.glosses), wondering({ gloss: "HOW-OLD" })],
      english: questions({ subject: person, verb: "be", rest: "", tense: "present" }, undefined, "how old"),
    };
  }
  if (draw < 0.72) {
    const person = personSubject(random);
    const subject = { text: `${person.text}'s name`, agreement: "third" as const };
    return ask("WHAT", [...person.glosses, "NAME"], { subject, verb: "be", rest: "", tense: "present" });
  }
  if (draw < 0.84) {
    const noun = drawNoun(random, ["vehicle", "clothes", "building", "device", "painted"]);
    const { gloss, english } = common(random, possessors);
    const subject = { text: `${english} ${noun.singular}`, agreement: noun.paired ? "plural" : "third" } as const;
    return {
      kind: "what color",
      tokens: [...tokens([gloss, noun.gloss, "COLOR"]), wondering({ gloss: "WHAT" })],
      english: questions({ subject, verb: "be", rest: "", tense: "present" }, undefined, "what color"),
    };
  }
  const subject = subjectPhrase(random, 0.6);
  const time = maybeTime(random, 0.6);
  const clause: Clause = { subject, verb: verbEntry("DO", "do does did doing"), rest: "", tense: tenseOf(time) };
  return {
    kind: "what do",
    tokens: [...timeTokens(time), ...tokens(subject.glosses), wondering({ gloss: "WHAT-DO" })],
    english: questions({ ...clause, tense: time ? clause.tense : "progressive" }, time, "what"),
  };
};
