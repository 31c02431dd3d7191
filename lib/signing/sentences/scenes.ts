// Scenes that classifiers show, the noun first and then the hand that stands for it; and plurals by repetition.
import { type Clause, statement } from "../english";
import { adjectivesFor, nounsOf } from "../nounPhrases";
import { nouns } from "../vocabulary/nouns";
import { people } from "../vocabulary/people";
import { common, type Noun, type ObjectClass, type VerbEntry, verb } from "../vocabulary/words";
import { maybeTime, phrasings, statements, type Template, tenseOf, timeOf, timeTokens, tokens, topic } from "./parts";

interface Predicate {
  gloss: string;
  verb: VerbEntry;
  rest: string;
}
const predicate = (gloss: string, forms: string, rest: string): Predicate => ({
  gloss,
  verb: verb(gloss, forms),
  rest,
});

const vehiclePredicates = [
  predicate("CL-3-PASS", "drive drives drove driving", "past"),
  predicate("CL-3-ARRIVE", "drive drives drove driving", "up to me"),
  predicate("CL-3-PARK", "park", ""),
  predicate("CL-3-UPHILL", "drive drives drove driving", "up the hill"),
  predicate("CL-3-WIND", "wind winds wound winding", "along the street"),
];
const personPredicates = [
  predicate("CL-1-APPROACH", "come comes came coming", "up to me"),
  predicate("CL-1-PASS", "walk", "past me"),
  predicate("CL-1-WALK-AWAY", "walk", "away"),
  predicate("CL-2-FALL", "fall falls fell falling", "over"),
  predicate("CL-2-CLIMB", "climb", "up"),
  predicate("CL-2-LIE", "lie lies lay lying", "down"),
];
const animalPredicates = [
  predicate("CL-V-SIT", "sit sits sat sitting", "there"),
  predicate("CL-V-JUMP", "jump", "over it"),
  predicate("CL-V-CRAWL", "crawl", "forward"),
];

/** CAR CL-3-PASS: A car drove past. */
export const moving: Template = (random) => {
  const time = timeOf(random, "past", "now", "future");
  const draw = random.uniform();
  const [text, gloss, shown] =
    draw < 0.4
      ? ((noun: Noun) => [`a ${noun.singular}`, noun.gloss, common(random, vehiclePredicates)] as const)(
          common(
            random,
            nounsOf(["vehicle"]).filter(({ gloss }) => gloss !== "BOAT"),
          ),
        )
      : draw < 0.75
        ? ((person) => [`the ${person.noun}`, person.gloss, common(random, personPredicates)] as const)(
            common(
              random,
              people.filter(({ kin }) => !kin),
            ),
          )
        : ((noun: Noun) => [`the ${noun.singular}`, noun.gloss, common(random, animalPredicates)] as const)(
            common(
              random,
              nounsOf(["animal"]).filter(({ gloss }) => !["BIRD", "SNAKE"].includes(gloss)),
            ),
          );
  const subject = { text, agreement: "third" as const };
  const clause: Clause = { subject, verb: shown.verb, rest: shown.rest, tense: tenseOf(time) };
  return {
    kind: "classifier",
    tokens: [...timeTokens(time), ...tokens([gloss, shown.gloss])],
    english: statements(clause, time),
  };
};

/** TABLE BOOK CL-B-ON: The book is on the table. The ground comes first, then what stands on it. */
export const lying: Template = (random) => {
  const ground = random.pick(nouns.filter(({ gloss }) => ["TABLE", "CHAIR", "BED", "FLOOR", "BOX"].includes(gloss)));
  const round = random.chance(0.4);
  const classes: readonly ObjectClass[] = round ? ["tableware"] : ["reading", "device"];
  const thing = common(
    random,
    nounsOf(classes).filter(({ gloss }) => !round || ["CUP", "BOTTLE", "BOWL"].includes(gloss)),
  );
  const below = !round && ground.gloss !== "FLOOR" && random.chance(0.35);
  const gloss = round ? "CL-C-ON" : below ? "CL-B-UNDER" : "CL-B-ON";
  const rest = `${below ? "under" : "on"} the ${ground.singular}`;
  const subject = { text: `the ${thing.singular}`, agreement: "third" as const };
  return {
    kind: "classifier",
    tokens: [...topic([ground.gloss]), ...tokens([thing.gloss, gloss])],
    english: statements({ subject, verb: "be", rest, tense: "present" }),
  };
};

const gatherings = [
  { signs: ["CAR", "CL-3-CRASH"], subject: "two cars", verb: verb("CL-3-CRASH", "crash") },
  {
    signs: ["PEOPLE", "CL-4-LINE"],
    subject: "people",
    verb: verb("CL-4-LINE", "stand in line, stands in line, stood in line, standing in line"),
  },
  { signs: ["PEOPLE", "CL-5-CROWD"], subject: "many people", verb: verb("CL-5-CROWD", "come comes came coming") },
  { signs: ["PERSON", "CL-1-MEET"], subject: "two people", verb: verb("CL-1-MEET", "meet meets met meeting") },
  { signs: ["BOY", "CL-1-MEET"], subject: "two boys", verb: verb("CL-1-MEET", "meet meets met meeting") },
  { signs: ["GIRL", "CL-1-MEET"], subject: "two girls", verb: verb("CL-1-MEET", "meet meets met meeting") },
  { signs: ["TRUCK", "CL-3-CRASH"], subject: "two trucks", verb: verb("CL-3-CRASH", "crash") },
] as const;
const flights = [
  {
    signs: ["AIRPLANE", "CL-Y-TAKE-OFF"],
    subject: "the plane",
    verb: verb("CL-Y-TAKE-OFF", "take off, takes off, took off, taking off"),
  },
  { signs: ["AIRPLANE", "CL-Y-LAND"], subject: "the plane", verb: verb("CL-Y-LAND", "land") },
] as const;

/** CAR CL-3-CRASH: Two cars crashed; AIRPLANE CL-Y-LAND. */
export const gathering: Template = (random) => {
  const flight = random.chance(0.35);
  const scene = random.pick<(typeof gatherings)[number] | (typeof flights)[number]>(flight ? flights : gatherings);
  const time = timeOf(random, "past", "future", "now");
  const subject = { text: scene.subject, agreement: flight ? "third" : "plural" } as const;
  return {
    kind: "classifier",
    tokens: [...timeTokens(time), ...tokens(scene.signs)],
    english: statements({ subject, verb: scene.verb, rest: "", tense: tenseOf(time) }, time),
  };
};

/** COFFEE CL-C-POUR-OUT: Somebody poured out the coffee. */
export const pouring: Template = (random) => {
  const time = timeOf(random, "past");
  const drink = common(random, nounsOf(["drink"]));
  const person = common(
    random,
    people.filter(({ kin }) => !kin),
  );
  const subject = { text: `the ${person.noun}`, agreement: "third" as const };
  return {
    kind: "classifier",
    tokens: [...timeTokens(time), ...tokens([drink.gloss, person.gloss, "CL-C-POUR-OUT"])],
    english: statements(
      { subject, verb: verb("POUR", "pour"), rest: `out the ${drink.singular}`, tense: "past" },
      time,
    ),
  };
};

/** Nouns whose sign is repeated from place to place when there are several. */
const repeatable = nouns.filter(
  ({ gloss, plural }) =>
    plural &&
    [
      "HOUSE",
      "TREE",
      "FLOWER",
      "BOX",
      "CHAIR",
      "TABLE",
      "CAR",
      "BOOK",
      "CUP",
      "BALL",
      "STAR",
      "CLOUD",
      "WINDOW",
      "DOOR",
      "BED",
      "BOTTLE",
      "PLATE",
      "TRUCK",
      "ROCK",
      "CLASS",
    ].includes(gloss),
);

/** TREE++ BEAUTIFUL: The trees are beautiful; CHILD++ PLAY. */
export const plural: Template = (random) => {
  const adjective = (noun: Noun) => common(random, adjectivesFor(noun));
  if (random.chance(0.3)) {
    const doing = common(random, [
      verb("PLAY", "play"),
      verb("LAUGH", "laugh"),
      verb("SLEEP", "sleep sleeps slept sleeping"),
      verb("SWIM", "swim swims swam swimming"),
      verb("RUN", "run runs ran running"),
      verb("DANCE", "dance"),
    ]);
    const time = maybeTime(random, 0.6);
    const subject = { text: "the children", agreement: "plural" as const };
    return {
      kind: "plural",
      tokens: [...timeTokens(time), ...tokens(["CHILD++", doing.gloss])],
      english: statements({ subject, verb: doing, rest: "", tense: tenseOf(time) }, time),
    };
  }
  const noun = random.pick(repeatable);
  const quality = adjective(noun);
  const negative = random.chance(0.2);
  const subject = { text: `the ${noun.plural}`, agreement: "plural" as const };
  return {
    kind: "plural",
    tokens: [
      ...topic([`${noun.gloss}++`]),
      ...(negative ? tokens([quality.gloss, "NOT"], ["shake"]) : tokens([quality.gloss], ["nod"])),
    ],
    english: statements({ subject, verb: "be", rest: quality.english, tense: "present", negative }),
  };
};

/** IX-1 SEE TREE++: I see trees, indefinite and many. */
export const seeingMany: Template = (random) => {
  const noun = random.pick(repeatable);
  const time = timeOf(random, "past", "habit");
  const seeing = random.pick([
    verb("SEE", "see sees saw seeing"),
    verb("DRAW", "draw draws drew drawing"),
    verb("COUNT", "count"),
  ]);
  const text = statement({
    subject: { text: "I", agreement: "i" },
    verb: seeing,
    rest: `the ${noun.plural}`,
    tense: tenseOf(time),
  });
  return {
    kind: "plural",
    tokens: [...timeTokens(time), ...tokens(["IX-1", seeing.gloss, `${noun.gloss}++`])],
    english: phrasings([`${text} ${time.english}`, `${time.english} ${text}`]),
  };
};
