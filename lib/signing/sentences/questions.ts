import type { Clause } from "../english";
import { adjectivesFor, drawNoun, nounsOf, ownedPhrase, personSubject, subjectPhrase } from "../nounPhrases";
import { pronouns } from "../vocabulary/people";
import { places } from "../vocabulary/places";
import { smallNumbers, states } from "../vocabulary/qualities";
import { go, intransitiveVerbs, transitiveVerbs } from "../vocabulary/verbs";
import { common, type Noun, verb as verbEntry } from "../vocabulary/words";
import {
  asked,
  maybeTime,
  object,
  objectFor,
  placeFor,
  questions,
  statements,
  type Template,
  tenseFor,
  tenseOf,
  timeFor,
  timeTokens,
  tokens,
  topic,
  wondering,
} from "./parts";

export const yesNo: Template = (random) => {
  const subject = random.chance(0.6) ? subjectPhrase(random, 1) : personSubject(random);
  const time = maybeTime(random, 0.3);
  const draw = random.uniform();
  if (draw < 0.25) {
    const adjective = common(random, states);
    const clause: Clause = { subject, verb: "be", rest: adjective.english, tense: tenseOf(time) };
    return {
      kind: "yes/no question",
      tokens: [...timeTokens(time), ...tokens([...subject.glosses, adjective.gloss])].map(asked),
      english: questions(clause, time),
    };
  }
  if (draw < 0.5) {
    const going = random.chance(0.5);
    const entry = going ? go : common(random, intransitiveVerbs);
    const place = going ? common(random, places) : placeFor(random, entry);
    const clause: Clause = { subject, verb: entry, rest: (going ? place?.to : place?.at) ?? "", tense: tenseFor(time) };
    return {
      kind: "yes/no question",
      tokens: [...timeTokens(time), ...tokens([...subject.glosses, entry.gloss, ...(place ? [place.gloss] : [])])].map(
        asked,
      ),
      english: questions(clause, time),
    };
  }
  const entry = common(random, transitiveVerbs);
  const phrase = objectFor(random, entry, subject);
  const when = timeFor(random, entry, 0.3);
  const clause: Clause = { subject, verb: entry, rest: object(entry, phrase), tense: tenseFor(when) };
  return {
    kind: "yes/no question",
    tokens: [...timeTokens(when), ...tokens([...subject.glosses, entry.gloss, ...phrase.glosses])].map(asked),
    english: questions(clause, when),
  };
};

/** YOUR CAR RED, asked: Is your car red? */
export const quality: Template = (random) => {
  const noun = drawNoun(random, ["vehicle", "animal", "clothes", "device", "food", "event", "building", "reading"]);
  const phrase = ownedPhrase(random, noun);
  const adjective = common(random, adjectivesFor(noun));
  const subject = { text: phrase.english, agreement: noun.paired ? "plural" : "third" } as const;
  return {
    kind: "yes/no question",
    tokens: tokens([...phrase.glosses, adjective.gloss]).map(asked),
    english: questions({ subject, verb: "be", rest: adjective.english, tense: "present" }),
  };
};

/** COFFEE, TEA, IX-2 WANT WHICH: the trunk turns from one to the other. */
export const choice: Template = (random) => {
  const entry = common(
    random,
    transitiveVerbs.filter(({ gloss }) => ["WANT", "LIKE", "PREFER", "HAVE", "NEED"].includes(gloss)),
  );
  const subject = random.chance(0.6)
    ? { glosses: ["IX-2"], text: "you", agreement: "plural" as const, pronoun: pronouns[1] }
    : personSubject(random);
  const classes = entry.objects.filter((name) => nounsOf([name]).length > 3);
  const kind = random.pick(classes);
  const [first, second] = random.shuffle(nounsOf([kind])) as [Noun, Noun];
  const name = (noun: Noun): string => (entry.generic ? (noun.plural ?? noun.singular) : `the ${noun.singular}`);
  return {
    kind: "choice question",
    tokens: [
      ...topic([first.gloss], ["side"]),
      ...topic([second.gloss], ["contra"]),
      ...tokens([...subject.glosses, entry.gloss]),
      wondering({ gloss: "WHICH" }),
    ],
    english: questions({ subject, verb: entry, rest: `${name(first)} or ${name(second)}`, tense: "present" }),
  };
};

/** Numbers are asked back: IX-2 HAVE TWO SISTER, asked. */
export const counting: Template = (random) => {
  const subject = subjectPhrase(random, 0.7);
  const number = common(
    random,
    smallNumbers.filter(({ gloss }) => gloss !== "SOME"),
  );
  const kin = random.pick([
    ["SISTER", "sisters"],
    ["BROTHER", "brothers"],
    ["SON", "sons"],
    ["DAUGHTER", "daughters"],
    ["FRIEND", "friends"],
    ["COUSIN", "cousins"],
  ] as const);
  const question = random.chance(0.3);
  const clause: Clause = {
    subject,
    verb: verbEntry("HAVE", "have has had having", [], { stative: true }),
    rest: `${number.english} ${kin[1]}`,
    tense: "present",
  };
  const signs = tokens([...subject.glosses, "HAVE", number.gloss, kin[0]]);
  return question
    ? { kind: "yes/no question", tokens: signs.map(asked), english: questions(clause) }
    : { kind: "kin", tokens: signs, english: statements(clause) };
};
