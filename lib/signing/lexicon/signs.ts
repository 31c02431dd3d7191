// The lexicon: every sign by its gloss. Described from general knowledge of ASL; each file says where it is simplified.
import type { Sign } from "../phonology";
import { doing, mindVerbs, socialVerbs } from "./actions";
import { classifiers } from "./classifiers";
import { food, tableware } from "./food";
import { animals, outdoors, places } from "./nature";
import { people } from "./people";
import { character, colours, measures, states } from "./qualities";
import { body, clothes, household, play, subjects, vehicles } from "./things";
import { functionWords, numberSigns, questionWords, timeWords } from "./time";

export const signs: readonly Sign[] = [
  ...people,
  ...timeWords,
  ...numberSigns,
  ...questionWords,
  ...functionWords,
  ...mindVerbs,
  ...socialVerbs,
  ...doing,
  ...food,
  ...tableware,
  ...household,
  ...clothes,
  ...play,
  ...vehicles,
  ...subjects,
  ...body,
  ...animals,
  ...outdoors,
  ...places,
  ...states,
  ...character,
  ...measures,
  ...colours,
  ...classifiers,
];

const byGloss = new Map(signs.map((sign) => [sign.gloss, sign]));

/** @throws RangeError for a gloss that the lexicon lacks */
export function signOf(gloss: string): Sign {
  const sign = byGloss.get(gloss);
  if (!sign) throw new RangeError(`the lexicon has no sign ${gloss}`);
  return sign;
}
