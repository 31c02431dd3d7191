// One sign as a function of its own time: where the right (signing) hand and, if it takes part, the left hand are,
// how they are turned and shaped, at phase 0 (beginning) to 1 (end). Frame: upper spine, metres, signing hand at -x.
import { easySwivel } from "./arm";
import { handInShape, handTurn } from "./hands";
import { bodyLocation, isHandLocation, type LocationName } from "./locations";
import type { HandPose, Movement, Offset, Sign } from "./phonology";
import {
  add,
  compose,
  fromAxisAngle,
  mix,
  type Quaternion,
  scale,
  slerp,
  subtract,
  turn,
  type Vector,
} from "./vectors";

/** State of one hand, as a right hand; `reflect` makes it the left one's. */
export interface HandState {
  wrist: Vector;
  turn: Quaternion;
  /** `[15 × 3]` axis-angle */
  pose: Float32Array;
  /** of the elbow, radians */
  swivel: number;
}

/** How a signer produces signs; all 1 or 0 for citation form. */
export interface Style {
  /** scales displacements, circles and approaches */
  amplitude: number;
  /** added to every place in front of the body, metres, as [side, up, front] */
  shift: Vector;
  /** added to the swivel of the elbows, radians */
  elbow: number;
}

export type SignMotion = (phase: number) => { right: HandState; left?: HandState };

const centimetre = 0.01;
/** [side, up, front] in centimetres to the frame of a right hand. */
const place = (offset: Offset): Vector => [-offset[0] * centimetre, offset[1] * centimetre, offset[2] * centimetre];
const none: Offset = [0, 0, 0];
const radians = Math.PI / 180;

/** The same state seen in a mirror: places, and turns with their axis reflected. */
export function reflect(state: HandState): HandState {
  return {
    wrist: [-state.wrist[0], state.wrist[1], state.wrist[2]],
    turn: reflectTurn(state.turn),
    pose: state.pose,
    swivel: state.swivel,
  };
}
const reflectTurn = (q: Quaternion): Quaternion => [q[0], q[1], -q[2], -q[3]];

/** Displacements done `repeats` times: 0 to 1, and back and again. */
function stroke(phase: number, repeats: number): number {
  return (1 - Math.cos(Math.PI * phase * (2 * repeats - 1))) / 2;
}

/** Places away from the body move with a signer's habit, places on it do not. */
function isInSpace(name: LocationName): boolean {
  return name.startsWith("neutral") || name === "center" || name === "lap";
}

class Hand {
  readonly points;
  readonly endPoints;
  readonly start: Vector;
  readonly end: Vector;
  private readonly startTurn: Quaternion;
  private readonly endTurn: Quaternion;
  private readonly swivels: [number, number];

  /** @param other the second hand as it is posed, reflected into a right hand's frame */
  constructor(
    private readonly spec: HandPose,
    private readonly move: Movement,
    private readonly style: Style,
    other: ((name: LocationName) => Vector) | undefined,
  ) {
    this.points = handInShape(spec.shape);
    this.endPoints = handInShape(move.shape ?? spec.shape);
    this.startTurn = handTurn(spec.palm, spec.fingers);
    this.endTurn = handTurn(move.palm ?? spec.palm, move.fingers ?? spec.fingers);
    const locate = (name: LocationName, offset: Offset): Vector => {
      const shift: Vector = isInSpace(name) ? style.shift : [0, 0, 0];
      if (!isHandLocation(name)) return add(add(place(bodyLocation(name)), place(offset)), shift);
      if (!other) throw new RangeError(`location ${name} needs a second hand`);
      return add(other(name), place(offset));
    };
    this.start = locate(spec.at, spec.offset ?? none);
    this.end = move.to
      ? locate(move.to, move.toOffset ?? none)
      : add(this.start, scale(place(move.by ?? none), style.amplitude));
    this.swivels = [0, 1].map((phase) => {
      const state = this.at(phase, 0, 0);
      return easySwivel(state.wrist, state.turn) + style.elbow;
    }) as [number, number];
  }

  /** @param shift phase of a hand that alternates: half a cycle late */
  at(phase: number, shift: 0 | 1, swivelOf: 0 | 1 = 1): HandState {
    const { move, style } = this;
    const eased = stroke(phase, 1);
    const forward = stroke(phase, move.repeats ?? 1);
    const done = shift ? 1 - forward : forward;
    let point = mix(this.start, this.end, done);
    if (move.bow) point = add(point, scale(place(move.bow), 4 * done * (1 - done) * style.amplitude));
    if (move.circle) {
      const { radius, plane, turns, reversed } = move.circle;
      const angle = 2 * Math.PI * ((reversed ? -1 : 1) * turns * (0.35 * eased + 0.65 * phase) + shift / 2);
      const first = Math.cos(angle) * radius * style.amplitude;
      const second = Math.sin(angle) * radius * style.amplitude;
      const offset: Offset =
        plane === "frontal" ? [first, second, 0] : plane === "horizontal" ? [first, 0, second] : [0, first, second];
      point = add(point, place(offset));
    }
    if (move.taps) {
      const { from, count } = move.taps;
      const swing = (1 + Math.cos(Math.PI * phase * (2 * count - 1))) / 2;
      const height = phase * (2 * count - 1) < 1 ? 1 : 0.75;
      point = add(point, scale(place(from), swing * height * style.amplitude));
    }
    let rotation = slerp(this.startTurn, this.endTurn, done);
    if (move.wrist) {
      const { kind, degrees, cycles } = move.wrist;
      const angle = degrees * radians * Math.sin(2 * Math.PI * cycles * phase + shift * Math.PI);
      const axis: Vector = kind === "twist" ? [1, 0, 0] : kind === "nod" ? [0, 0, 1] : [0, 1, 0];
      rotation = compose(rotation, fromAxisAngle(scale(axis, angle)));
    }
    const part = this.spec.part ?? "palm";
    // A hand that swings about its wrist keeps the wrist still, so the contact is made by the unswung hand.
    const contact = turn(move.wrist ? slerp(this.startTurn, this.endTurn, done) : rotation, this.points.parts[part]);
    const pose = this.shape(move.shape ? done : 0, phase);
    const swivel = swivelOf ? this.swivels[0] + (this.swivels[1] - this.swivels[0]) * done : 0;
    return { wrist: subtract(point, contact), turn: rotation, pose, swivel };
  }

  private shape(fraction: number, phase: number): Float32Array {
    const from = this.points.pose;
    const to = this.endPoints.pose;
    const pose = from.map((value, i) => value + (to[i] - value) * fraction);
    const { wiggle } = this.move;
    if (wiggle) {
      for (const [order, joint] of [0, 3, 9, 6].entries()) {
        const lift = Math.sin(Math.PI * phase) ** 0.5 * Math.sin(2 * Math.PI * (2.5 * phase) - order * 1.4);
        pose[joint * 3 + 2] += wiggle * radians * (0.3 + 0.7 * lift);
      }
    }
    return pose;
  }

  /** Where a named place of this hand is, for the hand that acts on it. */
  surface(name: LocationName): Vector {
    const state = this.at(0, 0);
    if (!isHandLocation(name)) throw new RangeError(`${name} is no place on a hand`);
    return add(state.wrist, turn(state.turn, this.points.surfaces[name]));
  }
}

const still: Movement = {};

/** @throws RangeError when the sign names a location on a second hand that it lacks */
export function signMotion(sign: Sign, style: Style): SignMotion {
  const move = sign.move ?? still;
  if (sign.second === "mirror" || sign.second === "alternate") {
    const hand = new Hand(sign, move, style, undefined);
    const shift = sign.second === "alternate" ? 1 : 0;
    return (phase) => ({ right: hand.at(phase, 0), left: reflect(hand.at(phase, shift)) });
  }
  if (!sign.second) {
    const hand = new Hand(sign, move, style, undefined);
    return (phase) => ({ right: hand.at(phase, 0) });
  }
  const base = new Hand(sign.second, still, style, undefined);
  const onBase = (name: LocationName): Vector => {
    const [x, y, z] = base.surface(name);
    return [-x, y, z];
  };
  const hand = new Hand(sign, move, style, onBase);
  const follows = sign.second.follows === true;
  const rest = reflect(base.at(0, 0));
  const origin = hand.at(0, 0).wrist;
  return (phase) => {
    const right = hand.at(phase, 0);
    if (!follows) return { right, left: rest };
    return { right, left: { ...rest, wrist: add(rest.wrist, subtract(right.wrist, origin)) } };
  };
}

const relaxedShape = handInShape("relaxed");

/** Both hands low in front of the body, as before and after signing; as right hands. */
export function restingHand(style: Style): HandState {
  const rotation = handTurn("down back", "contra front");
  const wrist = add(add(place(bodyLocation("lap")), style.shift), turn(rotation, scale(relaxedShape.parts.palm, -1)));
  return { wrist, turn: rotation, pose: relaxedShape.pose, swivel: easySwivel(wrist, rotation) + style.elbow };
}
