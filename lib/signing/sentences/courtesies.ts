// Requests, thanks, apologies, greetings, answers.
import { type Clause, sentence } from "../english";
import { drawNoun, personObject, personSubject, type SubjectPhrase, subjectPhrase } from "../nounPhrases";
import { names } from "../vocabulary/people";
import { places } from "../vocabulary/places";
import { adjectives } from "../vocabulary/qualities";
import { intransitiveVerbs, transitiveVerbs } from "../vocabulary/verbs";
import { common } from "../vocabulary/words";
import { distinct, negated, object, objectFor, phrasings, statements, type Template, tokens, within } from "./parts";

const you: SubjectPhrase = {
  glosses: ["IX-2"],
  text: "you",
  agreement: "plural",
  pronoun: { gloss: "IX-2", subject: "you", object: "you", agreement: "plural" },
};
const states = adjectives.filter(({ of }) => of.includes("state"));

export const request: Template = (random) => {
  const verb = common(
    random,
    transitiveVerbs.filter((entry) => !entry.stative && !entry.mishap && entry.gloss !== "WIN"),
  );
  const phrase = objectFor(random, verb, you);
  const core = `${verb.base} ${object(verb, phrase)}`;
  return {
    kind: "request",
    tokens: tokens(["PLEASE", verb.gloss, ...phrase.glosses]),
    english: [sentence(`please ${core}`), sentence(`${core}, please`)],
  };
};

/** SORRY IX-1 LATE. */
export const apology: Template = (random) => {
  const subject = subjectPhrase(random, 0.6);
  const adjective = common(random, states);
  const clause: Clause = { subject, verb: "be", rest: adjective.english, tense: "present" };
  return {
    kind: "courtesy",
    tokens: [...tokens(["SORRY"]), ...tokens([...subject.glosses, adjective.gloss])],
    english: distinct(
      statements(clause).flatMap((text) => [`Sorry, ${within(text)}.`, `I'm sorry that ${within(text)}.`]),
    ),
  };
};

const favours = transitiveVerbs.filter(({ gloss }) =>
  ["HELP", "TEACH", "WAIT", "ASK", "MEET", "REMEMBER", "INVITE", "VISIT", "CALL"].includes(gloss),
);

/** THANK-YOU HELP IX-1: Thank you for helping me. */
export const thanks: Template = (random) => {
  if (random.chance(0.4)) {
    const noun = drawNoun(random, ["belonging", "food", "meal", "toy", "clothes"]);
    return {
      kind: "thanks",
      tokens: tokens(["THANK-YOU", "FOR", noun.gloss]),
      english: [`Thank you for the ${noun.singular}.`, `Thanks for the ${noun.singular}.`],
    };
  }
  const verb = common(random, favours);
  const phrase = personObject(random, you);
  const core = `${verb.ing} ${object(verb, phrase)}`;
  return {
    kind: "thanks",
    tokens: tokens(["THANK-YOU", verb.gloss, ...phrase.glosses]),
    english: [`Thank you for ${core}.`, `Thanks for ${core}.`],
  };
};

/** PLEASE STOP PLAY; START and CONTINUE the same way. */
export const stopping: Template = (random) => {
  const verb = common(random, intransitiveVerbs);
  const polite = random.chance(0.6);
  const [gloss, word] = random.pick([
    ["STOP", "stop"],
    ["STOP", "stop"],
    ["START", "start"],
    ["CONTINUE", "keep"],
  ] as const);
  const core = `${word} ${verb.ing}`;
  return {
    kind: "request",
    tokens: tokens([...(polite ? ["PLEASE"] : []), gloss, verb.gloss]),
    english: polite ? [sentence(`please ${core}`), sentence(`${core}, please`)] : [sentence(core)],
  };
};

/** HELLO IX-1 NAME FS-ANNA; GOOD^MORNING FS-TOM; EXCUSE IX-1; WELCOME. */
export const greeting: Template = (random) => {
  const draw = random.uniform();
  const { name } = random.pick(names);
  const spelled = `FS-${name.toUpperCase()}`;
  if (draw < 0.3) {
    return {
      kind: "greeting",
      tokens: [{ gloss: "HELLO", pause: true }, ...tokens(["MY", "NAME", spelled])],
      english: phrasings([`hello, my name is ${name}`, `hello, I am ${name}`]),
    };
  }
  if (draw < 0.55) {
    const [gloss, english] = random.pick([
      ["GOOD^MORNING", "good morning"],
      ["GOOD^NIGHT", "good night"],
      ["GOOD^AFTERNOON", "good afternoon"],
      ["HELLO", "hello"],
    ] as const);
    const person = random.chance(0.5) ? { glosses: [spelled], text: name } : undefined;
    const kin = random.pick(["MOTHER", "FATHER", "GRANDMOTHER", "GRANDFATHER", "TEACHER"]);
    const whom = person ?? { glosses: [kin], text: kin.toLowerCase() };
    return {
      kind: "greeting",
      tokens: tokens([gloss, ...whom.glosses]),
      english: [sentence(`${english}, ${whom.text}`)],
    };
  }
  if (draw < 0.75) {
    const person = personSubject(random);
    const excused = random.chance(0.5);
    const place = common(
      random,
      places.filter(({ kinds, at }) => kinds.includes("work") && / the /.test(at)),
    );
    return excused
      ? {
          kind: "greeting",
          tokens: [{ gloss: "EXCUSE", pause: true }, ...tokens([...person.glosses, "WHERE"], ["tilt"])],
          english: phrasings([`excuse me, where is ${person.text}`], "?"),
        }
      : {
          kind: "greeting",
          tokens: tokens(["WELCOME", place.gloss]),
          english: [sentence(`welcome ${place.to}`)],
        };
  }
  const person = random.chance(0.5) ? { glosses: [spelled], text: name } : personSubject(random);
  return {
    kind: "greeting",
    tokens: tokens(["NICE", "MEET", ...person.glosses]),
    english: [sentence(`it is nice to meet ${person.text}`), sentence(`it's nice to meet ${person.text}`)],
  };
};

/** YES or NO, and the sentence that it stands for. */
export const answer: Template = (random) => {
  const negative = random.chance(0.5);
  const subject = subjectPhrase(random, 0.8);
  const verb = common(
    random,
    transitiveVerbs.filter((entry) => entry.generic || ["KNOW", "WANT", "HAVE", "NEED"].includes(entry.gloss)),
  );
  const phrase = objectFor(random, verb, subject);
  const clause: Clause = { subject, verb, rest: object(verb, phrase), tense: "present", negative };
  return {
    kind: "answer",
    tokens: [
      { gloss: negative ? "NO" : "YES", pause: true },
      ...tokens(subject.glosses),
      ...(negative ? negated(verb, phrase.glosses) : tokens([verb.gloss, ...phrase.glosses], ["nod"])),
    ],
    english: statements(clause).map((text) => `${negative ? "No" : "Yes"}, ${within(text)}.`),
  };
};
