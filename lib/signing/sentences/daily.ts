// Everyday talk: weather, the clock, how long, prices, ways to travel, with whom, instruments, gifts.
import type { Clause } from "../english";
import { drawNoun, personSubject, subjectPhrase } from "../nounPhrases";
import { nouns } from "../vocabulary/nouns";
import { places, transports } from "../vocabulary/places";
import { durations, hours, largeNumbers, smallNumbers, timeWords, weather } from "../vocabulary/qualities";
import { cost, go, intransitiveVerbs, transitiveVerbs } from "../vocabulary/verbs";
import { common, type VerbEntry, verb } from "../vocabulary/words";
import {
  maybeTime,
  object,
  objectFor,
  placeFor,
  statements,
  type Template,
  tenseFor,
  tenseOf,
  timeOf,
  timeTokens,
  tokens,
} from "./parts";

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
