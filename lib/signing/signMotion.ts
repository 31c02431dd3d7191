// One sign as a function of its own time: where the right (signing) hand and, if it takes part, the left hand are,
// how they are turned and shaped, at phase 0 (beginning) to 1 (end). Frame: upper spine, metres, signing hand at -x.
import { easySwivel, solveArm } from "./arm";
import { handOutOfBody, handRods, handsApart, offTheMiddle, type Rod } from "./clearance";
import { type HandPoints, handInShape, handTurn } from "./hands";
import { bodyLocation, isHandLocation, type LocationName } from "./locations";
import type { HandPose, Movement, Offset, Sign } from "./phonology";
import {
  add,
  compose,
  fromAxisAngle,
  mix,
  norm,
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
  /** metres that signs at forehead and temple are lowered */
  lowering: number;
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

/** What a body makes of a hand's plan at its beginning and end: turns within the joints' limits, nothing in the way. */
interface Settled {
  turns: [Quaternion, Quaternion];
  /** added to the place, metres */
  moved: [Vector, Vector];
  swivels: [number, number];
}

class Hand {
  readonly points: HandPoints;
  readonly endPoints: HandPoints;
  private readonly start: Vector;
  private readonly end: Vector;

  /** @param other the second hand as it is posed, reflected into a right hand's frame */
  constructor(
    private readonly spec: HandPose,
    private readonly move: Movement,
    private readonly style: Style,
    private readonly settled: Settled,
    other?: (name: LocationName) => Vector,
  ) {
    this.points = handInShape(spec.shape);
    this.endPoints = handInShape(move.shape ?? spec.shape);
    const locate = (name: LocationName, offset: Offset): Vector => {
      const shift: Vector = isInSpace(name) ? [...style.shift] : [0, 0, 0];
      if (name === "forehead" || name === "temple") shift[1] -= style.lowering;
      if (!isHandLocation(name)) return add(add(place(bodyLocation(name)), place(offset)), shift);
      if (!other) throw new RangeError(`location ${name} needs a second hand`);
      return add(other(name), place(offset));
    };
    this.start = locate(spec.at, spec.offset ?? none);
    this.end = move.to
      ? locate(move.to, move.toOffset ?? none)
      : add(this.start, scale(place(move.by ?? none), style.amplitude));
  }

  /** @param shift phase of a hand that alternates: half a cycle late */
  at(phase: number, shift: 0 | 1 = 0): HandState {
    const { move, style, settled } = this;
    const eased = stroke(phase, 1);
    const forward = stroke(phase, move.repeats ?? 1);
    const done = shift ? 1 - forward : forward;
    let point = add(mix(this.start, this.end, done), mix(settled.moved[0], settled.moved[1], done));
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
    const unswung = slerp(settled.turns[0], settled.turns[1], done);
    let rotation = unswung;
    if (move.wrist) {
      const { kind, degrees, cycles } = move.wrist;
      const angle = degrees * radians * Math.sin(2 * Math.PI * cycles * phase + shift * Math.PI);
      const axis: Vector = kind === "twist" ? [1, 0, 0] : kind === "nod" ? [0, 0, 1] : [0, 1, 0];
      rotation = compose(rotation, fromAxisAngle(scale(axis, angle)));
    }
    // A hand that swings about its wrist keeps the wrist still, so the contact is made by the unswung hand.
    const contact = turn(unswung, this.points.parts[this.spec.part ?? "palm"]);
    const pose = this.shape(move.shape ? done : 0, phase);
    const swivel = settled.swivels[0] + (settled.swivels[1] - settled.swivels[0]) * done + style.elbow;
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
    const state = this.at(0);
    if (!isHandLocation(name)) throw new RangeError(`${name} is no place on a hand`);
    return add(state.wrist, turn(state.turn, this.points.surfaces[name]));
  }

  /** The rods of the hand at its beginning (0) or end (1). */
  rods(phase: 0 | 1, shift: 0 | 1 = 0): Rod[] {
    const { wrist, turn: rotation } = this.at(phase, shift);
    return handRods(phase === shift ? this.points : this.endPoints, wrist, rotation);
  }
}

const still: Movement = {};
const citation: Style = { amplitude: 1, shift: [0, 0, 0], elbow: 0, lowering: 0 };

function planOf(spec: HandPose, move: Movement): Settled {
  const start = handTurn(spec.palm, spec.fingers);
  const end = handTurn(move.palm ?? spec.palm, move.fingers ?? spec.fingers);
  return {
    turns: [start, end],
    moved: [
      [0, 0, 0],
      [0, 0, 0],
    ],
    swivels: [0, 0],
  };
}

const free: Vector = [0, 0, 0];
/** Slack left where hands meet, metres. */
const touch = 0.002;

/**
 * Brings a planned hand within the joints' limits and out of the way of body and other hand, at its beginning and end.
 * @param wayOff how far the hand has to go from the other one, given its own rods at a phase
 * @param together both hands go the same way, so that what keeps them apart at the beginning does so at the end
 */
function settle(hand: Hand, plan: Settled, wayOff: (phase: 0 | 1, rods: Rod[]) => Vector, together = false): void {
  const wanted: [Quaternion, Quaternion] = [plan.turns[0], plan.turns[1]];
  for (const phase of [0, 1] as const) {
    if (phase === 1 && together) plan.moved[1] = plan.moved[0];
    for (let round = 0; round < 30; round++) {
      const { wrist } = hand.at(phase);
      // The elbow's choice jumps; once it is nearly right it is kept, so that the rest can converge.
      if (round < 4) plan.swivels[phase] = easySwivel(wrist, wanted[phase]);
      const possible = solveArm(wrist, wanted[phase], plan.swivels[phase]).hand;
      plan.turns[phase] = slerp(plan.turns[phase], possible, round < 6 ? 1 : 0.5);
      const rods = hand.rods(phase);
      const way = add(handOutOfBody(rods), wayOff(phase, rods));
      const swung = norm(subtract(hand.at(phase).wrist, wrist));
      if (round > 3 && norm(way) < touch && swung < touch) break;
      plan.moved[phase] = add(plan.moved[phase], way);
    }
  }
}

interface Plans {
  hand: Settled;
  base?: Settled;
}
const plans = new WeakMap<Sign, Plans>();
const reflectRods = (rods: readonly Rod[]): Rod[] =>
  rods.map(({ from, to, radius }) => ({ from: [-from[0], from[1], from[2]], to: [-to[0], to[1], to[2]], radius }));

/** The second hand's places in the frame of the first. */
const onBase =
  (base: Hand) =>
  (name: LocationName): Vector => {
    const [x, y, z] = base.surface(name);
    return [-x, y, z];
  };

function plansOf(sign: Sign): Plans {
  const before = plans.get(sign);
  if (before) return before;
  const move = sign.move ?? still;
  const own = planOf(sign, move);
  const result: Plans = { hand: own };
  if (typeof sign.second === "object") {
    const rest = planOf(sign.second, still);
    result.base = rest;
    const base = new Hand(sign.second, still, citation, rest);
    settle(base, rest, () => free);
    const hand = new Hand(sign, move, citation, own, onBase(base));
    const others = reflectRods(base.rods(0));
    const { follows } = sign.second;
    settle(hand, own, (phase, rods) => (phase === 1 && follows ? free : handsApart(rods, others)), follows);
  } else {
    const hand = new Hand(sign, move, citation, own);
    settle(hand, own, (phase, rods) =>
      sign.second === "mirror"
        ? offTheMiddle(rods)
        : sign.second
          ? scale(handsApart(rods, reflectRods(hand.rods(phase, 1))), 0.5)
          : free,
    );
  }
  plans.set(sign, result);
  return result;
}

/**
 * @param move the sign's movement, in as many repetitions as there is time for
 * @throws RangeError when the sign names a location on a second hand that it lacks
 */
export function signMotion(sign: Sign, style: Style, move: Movement = sign.move ?? still): SignMotion {
  const { hand: plan, base: basePlan } = plansOf(sign);
  if (typeof sign.second !== "object" || !basePlan) {
    const hand = new Hand(sign, move, style, plan);
    if (!sign.second) return (phase) => ({ right: hand.at(phase) });
    const shift = sign.second === "alternate" ? 1 : 0;
    return (phase) => ({ right: hand.at(phase), left: reflect(hand.at(phase, shift)) });
  }
  const base = new Hand(sign.second, still, style, basePlan);
  const hand = new Hand(sign, move, style, plan, onBase(base));
  const follows = sign.second.follows === true;
  const rest = reflect(base.at(0));
  const origin = hand.at(0).wrist;
  return (phase) => {
    const right = hand.at(phase);
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
