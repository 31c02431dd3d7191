// About somebody: name, age, work, health, where one lives and comes from, birthday, languages, belongings.
import { type Clause, statement, withArticle } from "../english";
import { drawNoun, personSubject, possessiveOf, subjectPhrase } from "../nounPhrases";
import { names, people, possessors, professions } from "../vocabulary/people";
import { bodyParts, places } from "../vocabulary/places";
import { largeNumbers, smallNumbers, timeWords } from "../vocabulary/qualities";
import { live } from "../vocabulary/verbs";
import { common, verb } from "../vocabulary/words";
import { maybeTime, phrasings, statements, type Template, tenseOf, timeTokens, tokens } from "./parts";

/** MY SISTER NAME FS-ANNA: My sister's name is Anna. */
export const naming: Template = (random) => {
  const possessor = common(random, possessors);
  const person = random.chance(0.35)
    ? undefined
    : common(
        random,
        people.filter(({ kin, gloss }) => kin && gloss !== "FAMILY"),
      );
  const fitting = names.filter(({ pronoun }) => !person?.pronoun || pronoun === person.pronoun);
  const { name } = random.pick(fitting);
  const whose = person ? `${possessor.english} ${person.noun}` : undefined;
  const owner = whose ? `${whose}'s` : possessor.english === "our" ? "my" : possessor.english;
  const gloss = person ? possessor.gloss : possessor.gloss === "OUR" ? "MY" : possessor.gloss;
  return {
    kind: "name",
    tokens: tokens([gloss, ...(person ? [person.gloss] : []), "NAME", `FS-${name.toUpperCase()}`]),
    english: phrasings([`${owner} name is ${name}`, ...(whose ? [`${whose} is called ${name}`] : [])]),
  };
};

/** MY SON AGE FIVE: My son is five years old. */
export const age: Template = (random) => {
  const subject = personSubject(random);
  const number = random.chance(0.5)
    ? common(random, largeNumbers)
    : common(
        random,
        smallNumbers.filter(({ gloss }) => !["MANY", "SOME"].includes(gloss)),
      );
  const text = statement({ subject, verb: "be", rest: number.english, tense: "present" });
  return {
    kind: "age",
    tokens: tokens([...subject.glosses, "OLD", number.gloss]),
    english: phrasings([text, `${text} years old`]),
  };
};

/** MY SISTER DOCTOR: My sister is a doctor. */
export const profession: Template = (random) => {
  const subject = personSubject(random);
  const work = common(
    random,
    professions.filter(({ gloss }) => gloss !== subject.glosses.at(-1) && gloss !== subject.glosses.at(0)),
  );
  const negative = random.chance(0.2);
  const clause: Clause = { subject, verb: "be", rest: withArticle(work.noun), tense: "present", negative };
  return {
    kind: "profession",
    tokens: [
      ...tokens(subject.glosses),
      ...(negative ? tokens([work.gloss, "NOT"], ["shake"]) : tokens([work.gloss], ["nod"])),
    ],
    english: statements(clause),
  };
};

/** MY HEAD HURT; IX-1 WASH HAND; IX-1 BRUSH-TEETH. */
export const bodyCare: Template = (random) => {
  let subject = subjectPhrase(random, 0.6);
  let possessive = possessiveOf(subject);
  while (!possessive || subject.agreement === "plural") {
    subject = subjectPhrase(random, 0.6);
    possessive = possessiveOf(subject);
  }
  const time = maybeTime(random, 0.5);
  const draw = random.uniform();
  if (draw < 0.5) {
    const part = common(random, bodyParts);
    const owner = subject.pronoun
      ? { glosses: ["MY"], english: "my" }
      : { glosses: subject.glosses, english: `${subject.text}'s` };
    const clause: Clause = {
      subject: { text: `${owner.english} ${part.singular}`, agreement: "third" },
      verb: { base: "hurt", third: "hurts", past: "hurt", ing: "hurting", stative: true },
      rest: "",
      tense: "present",
    };
    return { kind: "health", tokens: tokens([...owner.glosses, part.gloss, "HURT"]), english: statements(clause) };
  }
  const brushing = draw < 0.75;
  const clause: Clause = {
    subject,
    verb: brushing ? verb("BRUSH-TEETH", "brush") : verb("WASH", "wash"),
    rest: `${possessive} ${brushing ? "teeth" : "hands"}`,
    tense: tenseOf(time),
  };
  return {
    kind: "body care",
    tokens: [...timeTokens(time), ...tokens([...subject.glosses, ...(brushing ? ["BRUSH-TEETH"] : ["WASH", "HAND"])])],
    english: statements(clause, time),
  };
};

/** IX-1 LIVE CITY; MY WIFE FROM CANADA. */
export const living: Template = (random) => {
  const subject = subjectPhrase(random, 0.5);
  const place = random.pick(places.filter(({ kinds }) => kinds.includes("live")));
  const from = random.chance(0.4);
  const clause: Clause = from
    ? { subject, verb: "be", rest: `from ${place.at.replace(/^\S+ /, "")}`, tense: "present" }
    : { subject, verb: live, rest: place.at, tense: "present", negative: random.chance(0.2) };
  const signs = clause.negative
    ? tokens(["LIVE", place.gloss, "NOT"], ["shake"])
    : tokens([from ? "FROM" : "LIVE", place.gloss]);
  return { kind: "living", tokens: [...tokens(subject.glosses), ...signs], english: statements(clause) };
};

/** MY BIRTHDAY TOMORROW; FS-TOM BIRTHDAY FRIDAY. */
export const birthday: Template = (random) => {
  const person = personSubject(random);
  const mine = random.chance(0.3);
  const possessor = random.pick(possessors.filter(({ gloss }) => gloss !== "OUR"));
  const time = random.pick(timeWords.filter(({ english }) => /^(on |yesterday|tomorrow|today)/.test(english)));
  const subject = { text: `${mine ? possessor.english : `${person.text}'s`} birthday`, agreement: "third" as const };
  const clause: Clause = { subject, verb: "be", rest: time.english, tense: time.when === "past" ? "past" : "present" };
  return {
    kind: "birthday",
    tokens: tokens([...(mine ? [possessor.gloss] : person.glosses), "BIRTHDAY", time.gloss]),
    english: statements(clause),
  };
};

/** IX-1 KNOW THREE LANGUAGE: I know three languages. */
export const languages: Template = (random) => {
  const subject = subjectPhrase(random, 0.6);
  const number = common(
    random,
    smallNumbers.filter(({ gloss }) => gloss !== "SOME"),
  );
  const entry = random.pick([verb("KNOW", "know knows knew knowing"), verb("LEARN", "learn")]);
  const tense = entry.gloss === "KNOW" ? "present" : "progressive";
  return {
    kind: "languages",
    tokens: tokens([...subject.glosses, entry.gloss, number.gloss, "LANGUAGE"]),
    english: statements({ subject, verb: entry, rest: `${number.english} languages`, tense }),
  };
};

/** FS-ANNA POSS-3 CAR RED: Anna's car is red. */
export const ownership: Template = (random) => {
  const owner = personSubject(random);
  const noun = drawNoun(random, ["vehicle", "animal", "clothes", "device", "building"]);
  const adjective = random.pick(["NEW", "OLD", "BIG", "SMALL", "RED", "BLUE", "BLACK", "WHITE"]);
  const subject = { text: `${owner.text}'s ${noun.singular}`, agreement: noun.paired ? "plural" : "third" } as const;
  return {
    kind: "ownership",
    tokens: tokens([...owner.glosses, "POSS-3", noun.gloss, adjective]),
    english: statements({ subject, verb: "be", rest: adjective.toLowerCase(), tense: "present" }),
  };
};
