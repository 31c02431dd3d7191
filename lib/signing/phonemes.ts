// A sign's parameters as categories, for what is counted over signs: handshape, location, kind of movement.
import { partsOf } from "./gloss";
import type { Movement, Sign } from "./phonology";

export interface Phonemes {
  sign: string;
  /** `a>b` where it changes */
  handshape: string;
  /** `a>b` where the hand goes from one place to another */
  location: string;
  movement: string;
}

export type PhonemeName = keyof Phonemes;
export const phonemeNames: readonly PhonemeName[] = ["sign", "handshape", "location", "movement"];

/** Of a gloss that is one sign; none for compounds, plurals, numbers and spelled names, which are several. */
export function phonemesOf(gloss: string): Phonemes | undefined {
  const [part, ...more] = partsOf(gloss);
  if (!part || more.length > 0) return undefined;
  const { sign } = part;
  return {
    sign: sign.gloss,
    handshape: handshapeOf(sign),
    location: locationOf(sign),
    movement: movementOf(sign.move),
  };
}

const change = (from: string, to: string | undefined): string => (to && to !== from ? `${from}>${to}` : from);
const handshapeOf = ({ shape, move }: Sign): string => change(shape, move?.shape);
const locationOf = ({ at, move }: Sign): string => change(at, move?.to);

/** The kinds that are combined, e.g. `path down, turn`. */
function movementOf(move: Movement = {}): string {
  const kinds = [
    move.circle ? "circle" : "",
    move.taps ? "tap" : "",
    move.by ? `path ${direction(move.by)}` : move.to ? "path" : "",
    move.wrist?.kind ?? "",
    move.palm || move.fingers ? "turn" : "",
    move.wiggle ? "wiggle" : "",
    move.shape ? "shape" : "",
  ].filter((kind) => kind !== "");
  return kinds.length > 0 ? kinds.join(", ") : "hold";
}

/** The longest part of a way. */
function direction([side, up, front]: readonly [number, number, number]): string {
  const parts: [number, string][] = [
    [side, "to the side"],
    [-side, "across"],
    [up, "up"],
    [-up, "down"],
    [front, "forward"],
    [-front, "back"],
  ];
  return parts.reduce((most, part) => (part[0] > most[0] ? part : most))[1];
}
