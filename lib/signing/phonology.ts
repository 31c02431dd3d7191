// The parameters that tell signs apart: handshape, location, movement, orientation and non-manual marking (Stokoe;
// Battison's symmetry and dominance conditions for the second hand). A sign is plain data; `articulation.ts` moves a body by it.
import type { HandshapeName } from "./handshapes";
import type { LocationName } from "./locations";

/** Centimetres toward [the signing hand's side, up, the front], for a signer of average size. */
export type Offset = readonly [side: number, up: number, front: number];

/** Directions as words, summed: `"up"`, `"front contra"`. `contra` is away from the signing hand's side. */
export type Direction = string;

/** The points of the hand that can be brought to a location. */
export const handParts = [
  "palm",
  "thumbTip",
  "indexTip",
  "middleTip",
  "pinkyTip",
  "tips",
  "knuckles",
  "radial",
  "ulnar",
  "wrist",
] as const;
export type HandPart = (typeof handParts)[number];

/** Where a hand is, how it is turned and what shape it has. */
export interface HandPose {
  shape: HandshapeName;
  at: LocationName;
  /** added to the location */
  offset?: Offset;
  /** defaults to the palm */
  part?: HandPart;
  /** where the palm looks */
  palm: Direction;
  /** where straight fingers would point */
  fingers: Direction;
  /** for a second hand: it goes along with the first */
  follows?: boolean;
}

/** What changes while the sign lasts; everything not named stays. */
export interface Movement {
  /** straight displacement of the hand, centimetres */
  by?: Offset;
  /** end location, for a sign that goes from one place to another */
  to?: LocationName;
  /** added to `to` */
  toOffset?: Offset;
  /** bows the path outward by this many centimetres at its middle */
  bow?: Offset;
  /** radius in centimetres and plane of a circle; starts at the location's side away from the body's middle */
  circle?: { radius: number; plane: "frontal" | "horizontal" | "sagittal"; turns: number; reversed?: boolean };
  /** approaches from this offset, once for each touch */
  taps?: { from: Offset; count: number };
  /** the displacement is done this often, with a return between */
  repeats?: number;
  /** the hand's shape at the end, or at the middle of each repetition */
  shape?: HandshapeName;
  palm?: Direction;
  fingers?: Direction;
  /** oscillation of the wrist, degrees and cycles: `twist` about the forearm, `nod` up and down, `wave` sideways */
  wrist?: { kind: "twist" | "nod" | "wave"; degrees: number; cycles: number };
  /** fingers flutter in turn, degrees */
  wiggle?: number;
}

/** Marking that the head and the trunk carry; the 52 joints have no face. */
export const nonManuals = ["shake", "nod", "forward", "tilt", "back", "side", "contra"] as const;
export type NonManual = (typeof nonManuals)[number];

/**
 * One entry of the lexicon. `second` is `"mirror"` (both hands do the same), `"alternate"` (the same half a cycle apart),
 * or the still hand that the first acts on.
 */
export interface Sign extends HandPose {
  gloss: string;
  move?: Movement;
  second?: "mirror" | "alternate" | HandPose;
  nonManual?: NonManual;
  /** an agreement verb: how the hand is turned when it moves toward the signer instead of away */
  agrees?: { palm: Direction; fingers: Direction };
  /** relative to other signs; 1 when left out */
  length?: number;
}
