// The lexicon: every sign by its gloss.
//
// Minimal pairs, which differ in one parameter only. Handshape: CLASS FAMILY TEAM · MONDAY … SATURDAY · BLUE GREEN
// YELLOW PURPLE · CAR TRUCK · SORRY PLEASE · CANDY APPLE · DOCTOR NURSE · KING QUEEN · UNCLE NEPHEW · COOK KITCHEN ·
// RED PINK · WATER LEMON · BIRD DUCK · BATHROOM MUSEUM. Location: MOTHER FATHER · GRANDMOTHER GRANDFATHER · SISTER
// BROTHER · SON DAUGHTER · WIFE HUSBAND · MAN WOMAN · AUNT UNCLE (and handshape) · NIECE NEPHEW · APPLE ONION · SUMMER
// UGLY DRY · LIKE INTERESTING. Movement: CHAIR SIT · NOW TODAY · SCHOOL COLLEGE · NICE CLEAN · BOTTLE CUP · GO COME ·
// DOOR WINDOW · WET SOFT · TEACH TEACHER. Orientation: OPEN CLOSE · BREAK BROKEN · OUR WE · CL-3-PASS CL-3-UPHILL.
// Second hand: YESTERDAY TOMORROW apart, BUSY WORK · DANCE STAND JUMP.
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
