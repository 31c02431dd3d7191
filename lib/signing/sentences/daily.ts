// Everyday talk: names, ages, work, weather, health, the clock, prices, ways to travel, where one lives, with whom.
import { type Clause, statement, withArticle } from "../english";
import { drawNoun, personSubject, possessiveOf, subjectPhrase } from "../nounPhrases";
import { nouns } from "../vocabulary/nouns";
import { names, people, possessors, professions } from "../vocabulary/people";
import { bodyParts, places, transports } from "../vocabulary/places";
import { durations, hours, largeNumbers, smallNumbers, timeWords, weather } from "../vocabulary/qualities";
import { cost, go, intransitiveVerbs, live, transitiveVerbs } from "../vocabulary/verbs";
import { common, type VerbEntry, verb } from "../vocabulary/words";
import {
  maybeTime,
  object,
  objectFor,
  phrasings,
  placeFor,
  statements,
  type Template,
  tenseFor,
  tenseOf,
  timeOf,
  timeTokens,
  tokens,
} from "./parts";

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

/** TOMORROW RAIN: It will rain tomorrow. */
export const weatherReport: Template = (random) => {
  const word = random.pick(weather);
  const time = common(
    random,
    timeWords.filter(({ english }) => !/on |later|recently|soon|noon/.test(english)),
  );
  const negative = random.chance(0.15);
  const subject = { text: "it", agreement: "third" as const };
  const place = random.chance(0.25)
    ? common(
        random,
        places.filter(({ kinds }) => kinds.includes("live")),
      )
    : undefined;
  const rest = [word.adjective ?? "", place?.at ?? ""].filter((part) => part).join(" ");
  const clause: Clause = {
    subject,
    verb: word.verb ? verb(word.gloss, word.verb) : "be",
    rest,
    tense: tenseOf(time),
    negative,
  };
  const signs = [...(place ? [place.gloss] : []), word.gloss];
  return {
    kind: "weather",
    tokens: [...timeTokens(time), ...(negative ? tokens([...signs, "NOT"], ["shake"]) : tokens(signs))],
    english: statements(clause, time),
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

/** TIME THREE WE MEET: We will meet at three o'clock. */
export const clock: Template = (random) => {
  const subject = subjectPhrase(random, 0.7);
  const hour = random.pick(hours);
  const draw = random.uniform();
  const movement = verb("LEAVE", "leave leaves left leaving");
  const entry: VerbEntry =
    draw < 0.4 ? random.pick([movement, verb("ARRIVE", "arrive")]) : common(random, intransitiveVerbs);
  const place = draw >= 0.4 && random.chance(0.3) ? placeFor(random, entry) : undefined;
  const clause: Clause = { subject, verb: entry, rest: place?.at ?? "", tense: "future" };
  const time = { gloss: "", english: `at ${hour.english} o'clock`, when: "future" as const };
  return {
    kind: "clock",
    tokens: tokens(["TIME", hour.gloss, ...subject.glosses, entry.gloss, ...(place ? [place.gloss] : [])]),
    english: statements(clause, time),
  };
};

/** IX-1 WORK THREE HOUR: I worked for three hours; ALL-DAY. */
export const duration: Template = (random) => {
  const subject = subjectPhrase(random, 0.6);
  const entry = common(
    random,
    intransitiveVerbs.filter(({ gloss }) => gloss !== "SHOWER"),
  );
  const time = random.chance(0.5) ? timeOf(random, "past", "future") : undefined;
  const tense = time ? tenseOf(time) : "past";
  if (random.chance(0.3)) {
    return {
      kind: "duration",
      tokens: [...timeTokens(time), ...tokens([...subject.glosses, entry.gloss, "ALL-DAY"])],
      english: statements({ subject, verb: entry, rest: "all day", tense }, time),
    };
  }
  const unit = time ? common(random, durations.slice(0, 2)) : common(random, durations);
  const number = random.chance(0.3)
    ? { gloss: "ONE", english: "one" }
    : common(
        random,
        smallNumbers.filter(({ gloss }) => !["SOME"].includes(gloss)),
      );
  const rest = `for ${number.english} ${unit.singular}${number.gloss === "ONE" ? "" : "s"}`;
  return {
    kind: "duration",
    tokens: [...timeTokens(time), ...tokens([...subject.glosses, entry.gloss, number.gloss, unit.gloss])],
    english: statements({ subject, verb: entry, rest, tense }, time),
  };
};

/** BOOK COST TEN DOLLAR: The book costs ten dollars. */
export const price: Template = (random) => {
  const noun = drawNoun(random, ["belonging", "clothes", "device", "food", "toy", "tableware", "furniture", "drink"]);
  const number = common(random, largeNumbers);
  const subject = { text: `the ${noun.singular}`, agreement: noun.paired ? "plural" : "third" } as const;
  return {
    kind: "price",
    tokens: tokens([noun.gloss, "COST", number.gloss, "DOLLAR"]),
    english: statements({ subject, verb: cost, rest: `${number.english} dollars`, tense: "present" }),
  };
};

/** TOMORROW IX-1 GO CITY BUS: I will go to the city by bus tomorrow; TRAVEL to far places. */
export const transport: Template = (random) => {
  const subject = subjectPhrase(random, 0.6);
  const time = timeOf(random, "past", "future", "habit");
  const far = random.chance(0.35);
  const place = far
    ? random.pick(
        places.filter(({ gloss }) => ["AMERICA", "CANADA", "WORLD", "MOUNTAIN", "COUNTRY", "CITY"].includes(gloss)),
      )
    : common(
        random,
        places.filter(({ gloss }) => !["KITCHEN", "BATHROOM", "BED^ROOM", "GARDEN", "WORLD"].includes(gloss)),
      );
  const by = common(random, transports);
  const entry = far ? verb("TRAVEL", "travel") : go;
  const withVehicle = random.chance(0.7);
  const rest = withVehicle ? `${place.to} ${by.english}` : place.to;
  return {
    kind: "transport",
    tokens: [
      ...timeTokens(time),
      ...tokens([...subject.glosses, entry.gloss, place.gloss, ...(withVehicle ? [by.gloss] : [])]),
    ],
    english: statements({ subject, verb: entry, rest, tense: tenseOf(time) }, time),
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

/** IX-1 PLAY SOCCER WITH MY BROTHER. */
export const together: Template = (random) => {
  const subject = subjectPhrase(random, 0.75);
  let companion = personSubject(random);
  while (companion.glosses.at(-1) === subject.glosses.at(-1)) companion = personSubject(random);
  const time = maybeTime(random, 0.25);
  const entry = random.chance(0.4)
    ? common(random, intransitiveVerbs)
    : common(
        random,
        transitiveVerbs.filter(({ gloss }) => ["PLAY", "EAT", "WATCH", "COOK", "STUDY", "MAKE"].includes(gloss)),
      );
  const phrase = entry.objects.length > 0 ? objectFor(random, entry, subject) : undefined;
  const rest = [phrase ? object(entry, phrase) : "", `with ${companion.text}`].filter((part) => part).join(" ");
  return {
    kind: "together",
    tokens: [
      ...timeTokens(time),
      ...tokens([...subject.glosses, entry.gloss, ...(phrase?.glosses ?? []), "WITH", ...companion.glosses]),
    ],
    english: statements({ subject, verb: entry, rest, tense: tenseFor(time) }, time),
  };
};

const playsInstrument = verb("PLAY", "play");
const hobbies = nouns.filter(({ classes }) => classes.includes("instrument"));

/** MY SISTER PLAY PIANO: My sister plays the piano. */
export const instrument: Template = (random) => {
  const subject = subjectPhrase(random, 0.5);
  const noun = random.pick(hobbies);
  const practising = random.chance(0.35);
  const entry = practising ? verb("PRACTICE", "practice") : playsInstrument;
  const time = maybeTime(random, 0.5);
  return {
    kind: "instrument",
    tokens: [...timeTokens(time), ...tokens([...subject.glosses, entry.gloss, noun.gloss])],
    english: statements({ subject, verb: entry, rest: `the ${noun.singular}`, tense: tenseOf(time) }, time),
  };
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

/** GIFT FOR MY MOTHER: The gift is for my mother. */
export const recipient: Template = (random) => {
  const noun = drawNoun(random, ["belonging", "toy", "writing", "clothes", "food"]);
  const person = personSubject(random);
  const negative = random.chance(0.2);
  const subject = { text: `the ${noun.singular}`, agreement: noun.paired ? "plural" : "third" } as const;
  const clause: Clause = { subject, verb: "be", rest: `for ${person.text}`, tense: "present", negative };
  const signs = ["FOR", ...person.glosses];
  return {
    kind: "recipient",
    tokens: [...tokens([noun.gloss]), ...(negative ? tokens([...signs, "NOT"], ["shake"]) : tokens(signs))],
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
