// The grammar of SynthASL: meanings, each as signs with their non-manual marking and as English in several phrasings.
// ASL side: time first; topic–comment or subject–verb–object; noun before adjective; negation by headshake and NOT at
// the end; wh-sign last; yes/no questions by a forward head alone; FINISH for what is done.
import type { Random } from "../random";
import type { Token } from "./articulation";
import { type Clause, contract, question, sentence, statement, type Tense, type Verb } from "./english";
import {
  adjectivesFor,
  genericPhrase,
  nounsOf,
  type Phrase,
  personObject,
  personSubject,
  type SubjectPhrase,
  subjectPhrase,
  thingPhrase,
} from "./nounPhrases";
import type { NonManual } from "./phonology";
import {
  adjectives,
  come,
  give,
  go,
  intransitiveVerbs,
  nouns,
  places,
  type TimeWord,
  timeWords,
  transitiveVerbs,
  type VerbEntry,
} from "./vocabulary";

/** One meaning in both languages. */
export interface Sentence {
  kind: string;
  tokens: Token[];
  /** different phrasings of the same meaning, at least one */
  english: string[];
}

const tokens = (glosses: readonly string[], marks?: readonly NonManual[]): Token[] =>
  glosses.map((gloss) => (marks ? { gloss, marks } : { gloss }));

/** A topic: head back over it, then a pause. */
function topic(glosses: readonly string[]): Token[] {
  return glosses.map((gloss, i) => ({ gloss, marks: ["back"] as const, pause: i === glosses.length - 1 }));
}

const tenseOf = (time: TimeWord | undefined): Tense =>
  time?.when === "past"
    ? "past"
    : time?.when === "future"
      ? "future"
      : time?.when === "now"
        ? "progressive"
        : "present";

const withTime = (text: string, time: TimeWord | undefined): string => (time ? `${text} ${time.english}` : text);

/** Phrasings of a statement: time at the end or the front, with and without contractions. */
function statements(clause: Clause, time?: TimeWord): string[] {
  const core = statement(clause);
  const texts = time ? [withTime(core, time), `${time.english} ${core}`] : [core];
  if (clause.tense === "future" && !clause.negative && clause.verb !== "be") {
    const be = { i: "am", plural: "are", third: "is" }[clause.subject.agreement];
    const intent = [clause.subject.text, be, "going to", clause.verb.base, clause.rest]
      .filter((word) => word)
      .join(" ");
    texts.push(withTime(intent, time));
  }
  return distinct(texts.flatMap((text) => [contract(text), text]).map((text) => sentence(text)));
}

function questions(clause: Clause, time?: TimeWord, asked = ""): string[] {
  const text = withTime(question(clause, asked), time);
  return distinct([contract(text), text].map((form) => sentence(form, "?")));
}

const distinct = (texts: string[]): string[] => [...new Set(texts)];
const maybeTime = (random: Random, chance: number): TimeWord | undefined =>
  random.chance(chance) ? random.pick(timeWords) : undefined;
const timeTokens = (time: TimeWord | undefined): Token[] => (time ? [{ gloss: time.gloss }] : []);
const object = (verb: VerbEntry, phrase: Phrase): string =>
  verb.preposition ? `${verb.preposition} ${phrase.english}` : phrase.english;

function objectFor(random: Random, verb: VerbEntry, subject: SubjectPhrase): Phrase {
  const things = nounsOf(verb.objects);
  const takesPerson = verb.objects.includes("person");
  if (takesPerson && (things.length === 0 || random.chance(0.6))) return personObject(random, subject);
  const noun = random.pick(things);
  return verb.generic ? genericPhrase(noun) : thingPhrase(random, noun);
}

type Template = (random: Random) => Sentence;

const transitive: Template = (random) => {
  const subject = subjectPhrase(random);
  const verb = random.pick(transitiveVerbs);
  const phrase = objectFor(random, verb, subject);
  const time = maybeTime(random, verb.generic ? 0 : 0.5);
  const clause: Clause = { subject, verb, rest: object(verb, phrase), tense: tenseOf(time) };
  return {
    kind: "transitive",
    tokens: [...timeTokens(time), ...tokens([...subject.glosses, verb.gloss, ...phrase.glosses])],
    english: statements(clause, time),
  };
};

const fronted: Template = (random) => {
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

const intransitive: Template = (random) => {
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

const motion: Template = (random) => {
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

const giving: Template = (random) => {
  const subject = subjectPhrase(random, 0.6);
  const receiver = personObject(random, subject);
  const phrase = thingPhrase(random, random.pick(nounsOf(["reading", "thing", "food", "animal"])));
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

const stateOfPerson: Template = (random) => {
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

const description: Template = (random) => {
  const noun = random.pick(nouns.filter(({ classes, gloss }) => classes.length > 0 && gloss !== "WATER"));
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

const negation: Template = (random) => {
  const subject = subjectPhrase(random, 0.65);
  const verb = random.pick(transitiveVerbs);
  const phrase = objectFor(random, verb, subject);
  const never = random.chance(0.3);
  const time = never ? undefined : maybeTime(random, verb.generic ? 0 : 0.3);
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

const yesNo: Template = (random) => {
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
  const when = verb.generic ? undefined : time;
  const clause: Clause = { subject, verb, rest: object(verb, phrase), tense: tenseOf(when) };
  return {
    kind: "yes/no question",
    tokens: [...timeTokens(when), ...tokens([...subject.glosses, verb.gloss, ...phrase.glosses])].map(asked),
    english: questions(clause, when),
  };
};
const asked = (token: Token): Token => ({ ...token, marks: ["forward"] });
const wondering = (token: Token): Token => ({ ...token, marks: ["tilt"] });

const whQuestion: Template = (random) => {
  const subject = subjectPhrase(random, 0.55);
  const kind = random.integer(0, 6);
  const time = maybeTime(random, 0.35);
  const tense = tenseOf(time);
  const ask = (word: string, glosses: string[], clause: Clause, when = time): Sentence => ({
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
    return ask("WHAT", [...subject.glosses, verb.gloss], { subject, verb, rest: "", tense });
  }
  if (kind === 1) {
    const verb: VerbEntry = random.pick([go, ...intransitiveVerbs]);
    const progressive = tense === "present" && verb.gloss === "GO" ? "progressive" : tense;
    return ask("WHERE", [...subject.glosses, verb.gloss], { subject, verb, rest: "", tense: progressive });
  }
  if (kind === 2) {
    const noun = random.pick(nounsOf(["reading", "thing", "vehicle", "animal"]));
    const possessor = random.pick(["MY", "YOUR"] as const);
    const text = `${possessor === "MY" ? "my" : "your"} ${noun.singular}`;
    const owner = { text, agreement: noun.paired ? ("plural" as const) : ("third" as const) };
    return ask("WHERE", [possessor, noun.gloss], { subject: owner, verb: "be", rest: "", tense: "present" }, undefined);
  }
  if (kind === 3) {
    const person = personSubject(random);
    const word = random.pick(["WHO", "WHERE"] as const);
    return ask(word, person.glosses, { subject: person, verb: "be", rest: "", tense: "present" }, undefined);
  }
  if (kind === 4) {
    const adjective = random.pick(adjectives.filter(({ of }) => of.includes("state")));
    return ask("WHY", [...subject.glosses, adjective.gloss], { subject, verb: "be", rest: adjective.english, tense });
  }
  if (kind === 5) {
    const verb = random.pick(intransitiveVerbs);
    const place = random.pick(places);
    const word = random.pick(["WHY", "WHEN"] as const);
    const clause: Clause = { subject, verb, rest: place.at, tense: word === "WHEN" ? "present" : tense };
    return ask(word, [...subject.glosses, verb.gloss, place.gloss], clause, word === "WHEN" ? undefined : time);
  }
  const verb = random.pick(transitiveVerbs.filter(({ objects }) => objects.includes("person")));
  return ask("WHO", [...subject.glosses, verb.gloss], {
    subject,
    verb: verb as Verb,
    rest: verb.preposition ?? "",
    tense,
  });
};

const modal: Template = (random) => {
  const subject = subjectPhrase(random, 0.6);
  const name = random.pick(["can", "must"] as const);
  const negative = name === "can" && random.chance(0.3);
  const verb = random.pick([...intransitiveVerbs, ...transitiveVerbs.filter((entry) => !entry.stative)]);
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

const finished: Template = (random) => {
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

const request: Template = (random) => {
  const verbs = transitiveVerbs.filter(({ gloss }) =>
    ["HELP", "BUY", "COOK", "READ", "WATCH", "CLEAN", "FIND", "MAKE", "WAIT", "ASK", "TEACH"].includes(gloss),
  );
  const verb = random.pick(verbs);
  const you: SubjectPhrase = {
    glosses: ["IX-2"],
    text: "you",
    agreement: "plural",
    pronoun: { gloss: "IX-2", subject: "you", object: "you", agreement: "plural" },
  };
  const phrase = objectFor(random, verb, you);
  const core = `${verb.base} ${object(verb, phrase)}`;
  return {
    kind: "request",
    tokens: tokens(["PLEASE", verb.gloss, ...phrase.glosses]),
    english: [sentence(`please ${core}`), sentence(`${core}, please`)],
  };
};

const courtesy: Template = (random) => {
  const subject = subjectPhrase(random, 0.5);
  const adjective = random.pick(adjectives.filter(({ of }) => of.includes("state")));
  const clause: Clause = { subject, verb: "be", rest: adjective.english, tense: "present" };
  const forms = statements(clause)
    .map((text) => text.slice(0, -1))
    .map((text) => (text.startsWith("I") ? text : text.charAt(0).toLowerCase() + text.slice(1)));
  return {
    kind: "courtesy",
    tokens: [...tokens(["SORRY"]), ...tokens([...subject.glosses, adjective.gloss])],
    english: distinct(forms.flatMap((text) => [`Sorry, ${text}.`, `Sorry that ${text}.`])).slice(0, 4),
  };
};

/** Templates with how often they are drawn. */
const templates: readonly [Template, number][] = [
  [transitive, 24],
  [fronted, 9],
  [intransitive, 9],
  [motion, 7],
  [giving, 5],
  [stateOfPerson, 9],
  [description, 8],
  [negation, 10],
  [yesNo, 9],
  [whQuestion, 11],
  [modal, 7],
  [finished, 5],
  [request, 4],
  [courtesy, 2],
];
const totalWeight = templates.reduce((sum, [, weight]) => sum + weight, 0);

/** One random sentence of 2 to 8 signs. */
export function drawSentence(random: Random): Sentence {
  let left = random.uniform(0, totalWeight);
  for (const [template, weight] of templates) {
    left -= weight;
    if (left < 0) return template(random);
  }
  return transitive(random);
}
