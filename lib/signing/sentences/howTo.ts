// How something is done: instructions of one or two steps, in the kitchen, at home, at a desk.
import type { Random } from "../../random";
import { sentence } from "../english";
import { drawNoun } from "../nounPhrases";
import { durations, smallNumbers } from "../vocabulary/qualities";
import { common, type ObjectClass } from "../vocabulary/words";
import { distinct, type Template, tokens } from "./parts";

interface Step {
  glosses: string[];
  english: string;
}

/** One handling of one thing: CUT ONION, cut the onion. */
const handlings: readonly [gloss: string, english: string, classes: readonly ObjectClass[]][] = [
  ["CUT", "cut", ["ingredient", "fruit", "baked"]],
  ["WASH", "wash", ["fruit", "clothes", "tableware"]],
  ["COOK", "cook", ["dish"]],
  ["ADD", "add", ["ingredient", "drink"]],
  ["MIX", "mix", ["ingredient"]],
  ["OPEN", "open", ["opened"]],
  ["BAKE", "bake", ["baked"]],
  ["POUR", "pour", ["drink"]],
  ["CLOSE", "close", ["opened"]],
  ["CLEAN", "clean", ["painted", "furniture", "tableware"]],
  ["FOLD", "fold", ["writing", "clothes"]],
  ["PAINT", "paint", ["painted"]],
  ["FIX", "fix", ["device", "furniture"]],
  ["BRING", "bring", ["belonging", "tableware"]],
  ["TAKE", "take", ["medicine", "belonging"]],
  ["BUILD", "build", ["building"]],
  ["PLANT", "plant", ["plant"]],
];

function step(random: Random): Step {
  const [gloss, english, classes] = common(random, handlings);
  const noun = drawNoun(random, classes);
  const many = noun.plural !== undefined && random.chance(0.15);
  const number = common(
    random,
    smallNumbers.filter((word) => !["SOME", "MANY"].includes(word.gloss)),
  );
  return many
    ? { glosses: [gloss, number.gloss, noun.gloss], english: `${english} ${number.english} ${noun.plural}` }
    : { glosses: [gloss, noun.gloss], english: `${english} the ${noun.singular}` };
}

/** FIRST CUT ONION NEXT ADD SALT: First cut the onion, then add the salt. */
export const steps: Template = (random) => {
  const first = step(random);
  let second = step(random);
  while (second.glosses[0] === first.glosses[0]) second = step(random);
  const numbered = random.chance(0.6);
  const both = `${first.english}, then ${second.english}`;
  return {
    kind: "instruction",
    tokens: [
      ...(numbered ? tokens(["FIRST"]) : []),
      ...tokens(first.glosses).map((token, i, list) => (i === list.length - 1 ? { ...token, pause: true } : token)),
      ...tokens(["NEXT", ...second.glosses]),
    ],
    english: numbered
      ? [`First ${both}.`, `First, ${both}.`]
      : [sentence(both), sentence(`${first.english} and then ${second.english}`)],
  };
};

const liquids: readonly ObjectClass[] = ["drink"];

/** PUT SUGAR COFFEE: Put sugar in the coffee; PUT BOOK TABLE: Put the book on the table. */
export const putting: Template = (random) => {
  if (random.chance(0.35)) {
    const inside = drawNoun(random, ["ingredient", "drink"]);
    let drink = drawNoun(random, random.chance(0.6) ? liquids : ["tableware"]);
    while (drink.gloss === inside.gloss || ["FORK", "KNIFE", "PLATE", "SPOON"].includes(drink.gloss)) {
      drink = drawNoun(random, liquids);
    }
    const words = [
      `put the ${inside.singular} in the ${drink.singular}`,
      `put some ${inside.plural ?? inside.singular} in the ${drink.singular}`,
    ];
    return {
      kind: "instruction",
      tokens: tokens(["PUT", inside.gloss, drink.gloss]),
      english: words.map((text) => sentence(text)),
    };
  }
  const thing = drawNoun(random, ["tableware", "belonging", "reading", "toy"]);
  let place = drawNoun(random, ["furniture", "opened"]);
  while (
    ["LIGHT", "MIRROR", "WINDOW", "DOOR", "UMBRELLA", "BOTTLE", "GIFT"].includes(place.gloss) ||
    place.gloss === thing.gloss
  ) {
    place = drawNoun(random, ["furniture", "opened"]);
  }
  const preposition = ["BOX", "BAG"].includes(place.gloss) ? "in" : "on";
  return {
    kind: "instruction",
    tokens: tokens(["PUT", thing.gloss, place.gloss]),
    english: [sentence(`put the ${thing.singular} ${preposition} the ${place.singular}`)],
  };
};

/** WAIT FIVE MINUTE FINISH EAT: Wait five minutes, then eat. */
export const waiting: Template = (random) => {
  const number = common(
    random,
    smallNumbers.filter((word) => !["SOME", "MANY"].includes(word.gloss)),
  );
  const unit = common(
    random,
    durations.filter(({ gloss }) => ["MINUTE", "HOUR"].includes(gloss)),
  );
  const after = step(random);
  const time = `${number.english} ${unit.singular}s`;
  return {
    kind: "instruction",
    tokens: [
      ...tokens(["WAIT", number.gloss]),
      { gloss: unit.gloss, pause: true },
      ...tokens(["NEXT", ...after.glosses]),
    ],
    english: distinct([
      sentence(`wait ${time}, then ${after.english}`),
      sentence(`wait for ${time} and then ${after.english}`),
    ]),
  };
};

/** DONT-type warnings: NEVER OPEN DOOR with a headshake. */
export const warning: Template = (random) => {
  const { glosses, english } = step(random);
  const never = random.chance(0.4);
  return {
    kind: "warning",
    tokens: tokens(never ? ["NEVER", ...glosses] : [...glosses, "NOT"], ["shake"]),
    english: never ? [sentence(`never ${english}`)] : [sentence(`don't ${english}`), sentence(`do not ${english}`)],
  };
};
