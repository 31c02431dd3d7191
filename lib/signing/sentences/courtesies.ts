// Requests, thanks, apologies, answers.
import { type Clause, sentence } from "../english";
import { personObject, type SubjectPhrase, subjectPhrase } from "../nounPhrases";
import { adjectives, intransitiveVerbs, transitiveVerbs } from "../vocabulary";
import { distinct, object, objectFor, statements, type Template, tokens } from "./parts";

const you: SubjectPhrase = {
  glosses: ["IX-2"],
  text: "you",
  agreement: "plural",
  pronoun: { gloss: "IX-2", subject: "you", object: "you", agreement: "plural" },
};

export const request: Template = (random) => {
  const verbs = transitiveVerbs.filter(({ gloss }) =>
    ["HELP", "BUY", "COOK", "READ", "WATCH", "CLEAN", "FIND", "MAKE", "WAIT", "ASK", "TEACH"].includes(gloss),
  );
  const verb = random.pick(verbs);
  const phrase = objectFor(random, verb, you);
  const core = `${verb.base} ${object(verb, phrase)}`;
  return {
    kind: "request",
    tokens: tokens(["PLEASE", verb.gloss, ...phrase.glosses]),
    english: [sentence(`please ${core}`), sentence(`${core}, please`)],
  };
};

export const courtesy: Template = (random) => {
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

const favours = transitiveVerbs.filter(({ gloss }) =>
  ["HELP", "TEACH", "WAIT", "ASK", "MEET", "REMEMBER"].includes(gloss),
);

/** THANK-YOU HELP IX-1: Thank you for helping me. */
export const thanks: Template = (random) => {
  const verb = random.pick(favours);
  const phrase = personObject(random, you);
  const core = `${verb.ing} ${object(verb, phrase)}`;
  return {
    kind: "thanks",
    tokens: tokens(["THANK-YOU", verb.gloss, ...phrase.glosses]),
    english: [`Thank you for ${core}.`, `Thanks for ${core}.`],
  };
};

/** PLEASE STOP PLAY. */
export const stopping: Template = (random) => {
  const verb = random.pick(intransitiveVerbs);
  const polite = random.chance(0.6);
  return {
    kind: "request",
    tokens: tokens([...(polite ? ["PLEASE"] : []), "STOP", verb.gloss]),
    english: polite ? [`Please stop ${verb.ing}.`, `Stop ${verb.ing}, please.`] : [`Stop ${verb.ing}.`],
  };
};

/** YES or NO, and the sentence that it stands for. */
export const answer: Template = (random) => {
  const negative = random.chance(0.5);
  const subject = subjectPhrase(random, 0.8);
  const verb = random.pick(
    transitiveVerbs.filter((entry) => entry.generic || entry.gloss === "KNOW" || entry.gloss === "WANT"),
  );
  const phrase = objectFor(random, verb, subject);
  const clause: Clause = { subject, verb, rest: object(verb, phrase), tense: "present", negative };
  const predicate = [verb.gloss, ...phrase.glosses];
  const lower = (text: string): string =>
    text.startsWith("I ") || text.startsWith("I'") ? text : text.charAt(0).toLowerCase() + text.slice(1);
  return {
    kind: "answer",
    tokens: [
      { gloss: negative ? "NO" : "YES", pause: true },
      ...tokens(subject.glosses),
      ...(negative ? tokens([...predicate, "NOT"], ["shake"]) : tokens(predicate, ["nod"])),
    ],
    english: statements(clause).map((text) => `${negative ? "No" : "Yes"}, ${lower(text)}`),
  };
};
