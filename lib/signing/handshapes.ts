// Handshapes of ASL as joint angles: flexion of the three joints of each finger, spread, and a thumb given by where it points.
// Result: 15 axis-angle rotations of a hand in SMPL-X order (index, middle, pinky, ring, thumb), relative to the flat hand.
import {
  between,
  compose,
  cross,
  fromAxisAngle,
  inverse,
  scale,
  toAxisAngle,
  turn,
  unit,
  type Vector,
} from "./vectors";

/** Degrees of flexion at the knuckle, the middle joint and the last joint. */
type Flexion = readonly [knuckle: number, middle: number, last: number];
const straight: Flexion = [0, 2, 2];
const closed: Flexion = [82, 98, 62];
const curved: Flexion = [32, 42, 26];
const claw: Flexion = [8, 72, 48];
const bent: Flexion = [82, 4, 4];
const hooked: Flexion = [12, 92, 58];
const round: Flexion = [46, 50, 32];
const pinched: Flexion = [62, 44, 22];
const flatBent: Flexion = [56, 12, 8];

/** Where the thumb points along [the fingers, the palm's side, away from the palm's middle], and how much its two outer joints bend. */
interface Thumb {
  toward: readonly [distal: number, palmar: number, radial: number];
  bend: readonly [number, number];
}
const alongside: Thumb = { toward: [0.92, 0.18, 0.34], bend: [5, 5] };
const out: Thumb = { toward: [0.45, 0.1, 0.89], bend: [0, 0] };
const up: Thumb = { toward: [0.3, 0.15, 0.94], bend: [-8, -8] };
const across: Thumb = { toward: [0.78, 0.58, -0.1], bend: [35, 40] };
const overFist: Thumb = { toward: [0.68, 0.7, 0.05], bend: [42, 48] };
const opposed: Thumb = { toward: [0.72, 0.62, 0.3], bend: [14, 22] };
const tucked: Thumb = { toward: [0.8, 0.5, 0.15], bend: [30, 40] };
const raised: Thumb = { toward: [0.86, 0.45, 0.22], bend: [0, 0] };

interface Shape {
  index: Flexion;
  middle: Flexion;
  ring: Flexion;
  pinky: Flexion;
  thumb: Thumb;
  /** degrees toward the thumb's side, for index, middle, ring, pinky */
  spread?: readonly [number, number, number, number];
}
const together = [0, 0, 0, 0] as const;
const fanned = [14, 3, -9, -20] as const;

function fist(thumb: Thumb, fingers: Partial<Shape> = {}): Shape {
  return { index: closed, middle: closed, ring: closed, pinky: closed, thumb, ...fingers };
}
function all(flexion: Flexion, thumb: Thumb, spread: Shape["spread"] = together): Shape {
  return { index: flexion, middle: flexion, ring: flexion, pinky: flexion, thumb, spread };
}

/** Names follow ASL-LEX: a letter or number of the manual alphabet, with what is changed in it. */
const shapes = {
  a: fist(alongside),
  openA: fist(up),
  s: fist(overFist),
  t: fist({ toward: [0.85, 0.45, 0.28], bend: [8, 10] }, { index: [70, 86, 40] }),
  m: { index: [70, 76, 30], middle: [70, 76, 30], ring: [70, 76, 30], pinky: closed, thumb: across },
  n: { index: [70, 76, 30], middle: [70, 76, 30], ring: closed, pinky: closed, thumb: tucked },
  e: all([38, 94, 52], across),
  b: all(straight, across),
  openB: all(straight, alongside),
  bentB: all(bent, alongside),
  curvedB: all(curved, alongside),
  five: all(straight, out, fanned),
  bentFive: all(claw, out, fanned),
  curvedFive: all(curved, { toward: [0.6, 0.35, 0.72], bend: [12, 15] }, fanned),
  four: { ...all(straight, across, fanned) },
  c: all([34, 46, 30], { toward: [0.62, 0.62, 0.48], bend: [10, 18] }),
  o: all(round, opposed),
  flatO: all(pinched, { toward: [0.8, 0.58, 0.16], bend: [6, 10] }),
  one: fist(tucked, { index: straight }),
  d: { index: straight, middle: round, ring: round, pinky: round, thumb: opposed },
  bentOne: fist(tucked, { index: bent }),
  x: fist(tucked, { index: hooked }),
  g: fist({ toward: [0.95, 0.2, 0.24], bend: [0, 0] }, { index: [18, 6, 4] }),
  babyO: fist(opposed, { index: [54, 46, 26] }),
  l: fist(out, { index: straight }),
  bentL: fist({ toward: [0.62, 0.5, 0.6], bend: [15, 20] }, { index: [26, 48, 30] }),
  u: fist(tucked, { index: straight, middle: straight, spread: [-2, 2, 0, 0] }),
  bentU: fist(tucked, { index: bent, middle: bent }),
  v: fist(tucked, { index: straight, middle: straight, spread: [13, -9, 0, 0] }),
  bentV: fist(tucked, { index: hooked, middle: hooked, spread: [12, -8, 0, 0] }),
  r: fist(tucked, { index: [6, 4, 4], middle: [16, 12, 6], spread: [-9, 11, 0, 0] }),
  k: fist(raised, { index: straight, middle: [38, 4, 4], spread: [6, -4, 0, 0] }),
  three: fist(out, { index: straight, middle: straight, spread: [13, -8, 0, 0] }),
  w: { index: straight, middle: straight, ring: straight, pinky: closed, thumb: across, spread: [13, 0, -13, 0] },
  f: {
    index: [52, 52, 28],
    middle: straight,
    ring: straight,
    pinky: straight,
    thumb: opposed,
    spread: [0, 4, -8, -18],
  },
  openEight: {
    index: straight,
    middle: [58, 10, 6],
    ring: straight,
    pinky: straight,
    thumb: out,
    spread: [12, 0, -9, -20],
  },
  eight: {
    index: straight,
    middle: [56, 50, 28],
    ring: straight,
    pinky: straight,
    thumb: opposed,
    spread: [12, 0, -9, -20],
  },
  seven: {
    index: straight,
    middle: straight,
    ring: [56, 50, 28],
    pinky: straight,
    thumb: opposed,
    spread: [12, 3, 0, -18],
  },
  babyC: fist({ toward: [0.62, 0.62, 0.48], bend: [10, 18] }, { index: [34, 46, 30] }),
  bentThree: fist(out, { index: hooked, middle: hooked, spread: [12, -8, 0, 0] }),
  i: fist(tucked, { pinky: straight }),
  y: fist(out, { pinky: straight, spread: [0, 0, 0, -16] }),
  ily: fist(out, { index: straight, pinky: straight, spread: [8, 0, 0, -12] }),
  horns: fist(tucked, { index: straight, pinky: straight, spread: [6, 0, 0, -10] }),
  flatBentB: all(flatBent, alongside),
  relaxed: all([22, 26, 16], { toward: [0.78, 0.42, 0.46], bend: [8, 12] }, [4, 1, -3, -7]),
} satisfies Record<string, Shape>;

export type HandshapeName = keyof typeof shapes;
export const handshapeNames = Object.keys(shapes) as HandshapeName[];

/** Rest direction of the right thumb's second bone in the hand's frame. */
const thumbRest: Vector = [-0.66, -0.15, 0.74];
/** The thumb curls toward the little finger's side of the palm. */
const thumbCurl: Vector = [-0.25, -0.55, -0.8];
const radians = Math.PI / 180;

/**
 * @returns `[15 × 3]` axis-angles of a right hand; mirror with `mirrorHand` for the left
 */
export function handshapePose(name: HandshapeName): Float32Array {
  const shape: Shape = shapes[name];
  const pose = new Float32Array(45);
  const spread = shape.spread ?? together;
  // The right hand's fingers rest along -x with the palm down: +z flexes, +y leans toward the thumb.
  const fingers: [number, Flexion, number][] = [
    [0, shape.index, spread[0]],
    [3, shape.middle, spread[1]],
    [9, shape.ring, spread[2]],
    [6, shape.pinky, spread[3]],
  ];
  for (const [joint, flexion, lean] of fingers) {
    const knuckle = compose(fromAxisAngle([0, lean * radians, 0]), fromAxisAngle([0, 0, flexion[0] * radians]));
    pose.set(toAxisAngle(knuckle), joint * 3);
    pose[(joint + 1) * 3 + 2] = flexion[1] * radians;
    pose[(joint + 2) * 3 + 2] = flexion[2] * radians;
  }
  const [distal, palmar, radial] = shape.thumb.toward;
  const direction = unit([-distal, -palmar, radial]);
  const base = between(thumbRest, direction);
  pose.set(toAxisAngle(base), 36);
  const axis = turn(inverse(base), unit(cross(direction, thumbCurl)));
  pose.set(scale(axis, shape.thumb.bend[0] * radians), 39);
  pose.set(scale(axis, shape.thumb.bend[1] * radians), 42);
  return pose;
}

/** The other hand's pose: reflected across the body's middle plane. */
export function mirrorHand(pose: Float32Array): Float32Array {
  return pose.map((value, i) => (i % 3 === 0 ? value : -value));
}
