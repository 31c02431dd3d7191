// An imagined signer: rate, build, place and habits of the hand that stay the same in all that they spell.

import type { Random } from "../../random";

/** What stays the same in everything one (imagined) signer spells. */
export interface Speller {
  id: string;
  leftHanded: boolean;
  /** Letters a second. */
  rate: number;
  /** Part of a letter's time in which it is held, 0 to 1. */
  holdShare: number;
  /** Length of body and hand bones over the neutral body's. */
  bodySize: number;
  handSize: number;
  /** Wrist from the right shoulder, metres, `[3]`. */
  place: Float64Array;
  /** Tilt of the palm, axis-angle `[3]`. */
  palmTilt: Float64Array;
  /** Tilt of each finger bone in the palm's frame, `[15, 3]`, added to unit directions. */
  fingerTilt: Float64Array;
  /** Standard deviation of the trembling of finger bones, radians. */
  tremor: number;
}

/** Bounds of `drawSpeller`. */
export interface SpellerRange {
  /** Letters a second, lowest and highest. No source gives the rate of ASL spelling; 3 to 5.5 is assumed. */
  lettersPerSecond: readonly [number, number];
  /** Portion of left-handed signers. */
  leftHanded: number;
  /** Scale of all other variation: 1 as described, 0 none. */
  variation: number;
}

/** A signer from a random stream. */
export function drawSpeller(id: string, random: Random, range: SpellerRange): Speller {
  const { variation } = range;
  const normals = (count: number, deviation: number) =>
    Float64Array.from({ length: count }, () => random.normal(0, deviation * variation));
  const place = normals(3, 0.03);
  USUAL_PLACE.forEach((value, axis) => {
    place[axis] += value;
  });
  return {
    id,
    leftHanded: random.chance(range.leftHanded),
    rate: random.uniform(...range.lettersPerSecond),
    holdShare: 0.5 + random.uniform(-0.12, 0.12) * variation,
    bodySize: 1 + random.uniform(-0.1, 0.1) * variation,
    handSize: 1 + random.uniform(-0.1, 0.1) * variation,
    place,
    palmTilt: normals(3, 0.1),
    fingerTilt: normals(45, 0.06),
    tremor: 0.015 * variation,
  };
}

/** Where ASL is spelled: before the shoulder, a little outside; wrist from the right shoulder, metres. */
const USUAL_PLACE = [-0.07, -0.04, 0.2];
