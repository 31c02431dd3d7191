// How somebody or something is: states, topic and comment, places, activities, two things compared, all of a kind.
import type { Clause } from "../english";
import { adjectivesFor, drawNoun, nounsOf, subjectPhrase } from "../nounPhrases";
import { nouns } from "../vocabulary/nouns";
import { possessors } from "../vocabulary/people";
import { places } from "../vocabulary/places";
import { adjectives } from "../vocabulary/qualities";
import { intransitiveVerbs } from "../vocabulary/verbs";
import { common } from "../vocabulary/words";
import { maybeTime, phrasings, statements, type Template, tenseOf, timeTokens, tokens, topic } from "./parts";

export const stateOfPerson: Template = (random) => {
  const subject = subjectPhrase(random);
  const time = maybeTime(random, 0.4);
  const lasting = !subject.pronoun && !time && random.chance(0.5);
  const adjective = common(
    random,
    adjectives.filter(({ of }) => of.includes(lasting ? "person" : "state")),
  );
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

const described = nouns.filter(({ classes }) => !["money", "ingredient", "nature"].includes(classes[0] as string));

export const description: Template = (random) => {
  const noun = common(random, described);
  const adjective = common(random, adjectivesFor(noun));
  const possessor = random.chance(0.55) ? common(random, possessors) : undefined;
  const negative = random.chance(0.25);
  const determiner =
    possessor?.english ?? (noun.classes.includes("subject") || noun.classes.includes("game") ? "" : "the");
  const subject = {
    text: `${determiner} ${noun.singular}`.trim(),
    agreement: noun.paired ? "plural" : "third",
  } as const;
  const clause: Clause = { subject, verb: "be", rest: adjective.english, tense: "present", negative };
  return {
    kind: negative ? "negative description" : "description",
    tokens: [
      ...topic(possessor ? [possessor.gloss, noun.gloss] : [noun.gloss]),
      ...(negative ? tokens([adjective.gloss, "NOT"], ["shake"]) : tokens([adjective.gloss], ["nod"])),
    ],
    english: statements(clause),
  };
};

/** HOTEL FAR: The hotel is far. */
export const placeDescription: Template = (random) => {
  const place = common(
    random,
    places.filter(({ at }) => / the /.test(at) && !/mountains|world|country/.test(at)),
  );
  const adjective = common(
    random,
    adjectives.filter(({ of }) => of.includes("place")),
  );
  const negative = random.chance(0.25);
  const subject = { text: place.at.replace(/^\S+ /, ""), agreement: "third" as const };
  return {
    kind: negative ? "negative description" : "description",
    tokens: [
      ...topic([place.gloss]),
      ...(negative ? tokens([adjective.gloss, "NOT"], ["shake"]) : tokens([adjective.gloss], ["nod"])),
    ],
    english: statements({ subject, verb: "be", rest: adjective.english, tense: "present", negative }),
  };
};

/** An activity as topic: COOK, EASY. */
export const activity: Template = (random) => {
  const verb = common(
    random,
    intransitiveVerbs.filter(({ gloss }) => !["SIT", "STAND", "CRY", "LAUGH", "SHOWER"].includes(gloss)),
  );
  const adjective = common(
    random,
    adjectives.filter(({ of }) => of.includes("activity")),
  );
  const negative = random.chance(0.3);
  const subject = { text: verb.ing, agreement: "third" as const };
  return {
    kind: "activity",
    tokens: [
      ...topic([verb.gloss]),
      ...(negative ? tokens([adjective.gloss, "NOT"], ["shake"]) : tokens([adjective.gloss], ["nod"])),
    ],
    english: statements({ subject, verb: "be", rest: adjective.english, tense: "present", negative }),
  };
};

/** MY CAR, YOUR CAR, SAME: the trunk turns from one to the other. */
export const comparison: Template = (random) => {
  const noun = drawNoun(random, ["device", "vehicle", "clothes", "toy", "belonging", "animal"]);
  const [first, second] = random.shuffle(possessors) as [(typeof possessors)[number], (typeof possessors)[number]];
  const same = random.chance(0.5);
  const text = `${first.english} ${noun.singular} and ${second.english} ${noun.singular} are`;
  return {
    kind: "comparison",
    tokens: [
      ...topic([first.gloss, noun.gloss], ["side"]),
      ...topic([second.gloss, noun.gloss], ["contra"]),
      ...tokens([same ? "SAME" : "DIFFERENT"], ["nod"]),
    ],
    english: phrasings([`${text} ${same ? "the same" : "different"}`]),
  };
};

/** ALL FLOWER BEAUTIFUL: All the flowers are beautiful. */
export const everything: Template = (random) => {
  const noun = common(
    random,
    nounsOf(["plant", "animal", "food", "furniture", "clothes", "vehicle", "tableware", "reading", "nature"]).filter(
      ({ plural }) => plural,
    ),
  );
  const adjective = common(random, adjectivesFor(noun));
  const subject = { text: `all the ${noun.plural}`, agreement: "plural" as const };
  return {
    kind: "description",
    tokens: [...topic(["ALL", noun.gloss]), ...tokens([adjective.gloss], ["nod"])],
    english: statements({ subject, verb: "be", rest: adjective.english, tense: "present" }),
  };
};
