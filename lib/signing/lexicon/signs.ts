// The lexicon: every sign by its gloss.
import type { Sign } from "../phonology";
import { moreVerbs } from "./moreVerbs";
import { people } from "./people";
import { adjectives, places } from "./placesAndQualities";
import { animals, food, objects } from "./things";
import { functionWords, questionWords, timeWords } from "./time";
import { verbs } from "./verbs";

export const signs: readonly Sign[] = [
  ...people,
  ...timeWords,
  ...questionWords,
  ...functionWords,
  ...verbs,
  ...moreVerbs,
  ...food,
  ...objects,
  ...animals,
  ...places,
  ...adjectives,
];

const byGloss = new Map(signs.map((sign) => [sign.gloss, sign]));

/** @throws RangeError for a gloss that the lexicon lacks */
export function signOf(gloss: string): Sign {
  const sign = byGloss.get(gloss);
  if (!sign) throw new RangeError(`the lexicon has no sign ${gloss}`);
  return sign;
}
