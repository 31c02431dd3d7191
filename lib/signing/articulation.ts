// A signed utterance as SMPL-X parameters: signs in turn, minimum-jerk transitions between them (co-articulation),
// the second hand dropping when it is not needed, head and trunk carrying the non-manual marking, a signer's style.
import { MIRRORED_JOINTS } from "../body/skeleton";
import type { Segment, SmplxMotion } from "../data/clip";
import type { Random } from "../random";
import { shoulderPlace, solveArm } from "./arm";
import { outOfBody } from "./clearance";
import { partsOf, type SignPart } from "./gloss";
import { mirrorHand } from "./handshapes";
import { type Movement, type NonManual, nonManuals } from "./phonology";
import type { Build, Signer } from "./signers";
import { type HandState, reflect, restingHand, type SignMotion, type Style, signMotion } from "./signMotion";
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

/** A sign in its sentence, with the marking that spreads over it. */
export interface Token {
  gloss: string;
  marks?: readonly NonManual[];
  /** a pause follows, as after a topic */
  pause?: boolean;
}

export const SYNTH_FPS = 24;

interface Placed {
  token: Token;
  /** marking that the sign itself has */
  own: NonManual | undefined;
  motion: SignMotion;
  start: number;
  end: number;
}

/**
 * @param tokens the utterance, at least one sign
 * @returns parameters of `frames` frames at 24 frames a second, y up; segments name the sign of each span of frames
 */
export function articulate(
  tokens: readonly Token[],
  signer: Signer,
  random: Random,
): { motion: SmplxMotion; segments: Segment[] } {
  const placed: Placed[] = [];
  let frame = 0;
  let before: HandState = restingHand(signer);
  const segments: Segment[] = [];
  for (const [index, token] of tokens.entries()) {
    const parts = partsOf(token.gloss);
    for (const [k, part] of parts.entries()) {
      const style: Style = {
        amplitude: signer.amplitude * (1 + random.normal(0, 0.05)),
        elbow: signer.elbow + random.normal(0, 0.04),
        shift: add(signer.shift as Vector, jitter(random, signer.jitter)),
        lowering: signer.lowering,
      };
      const last = index === tokens.length - 1 && k === parts.length - 1;
      const { sign } = part;
      const { move, frames: long } = pace(part, signer, (last ? 1.2 : 1) * (1 + random.normal(0, 0.07)));
      const motion = displaced(signMotion(sign, style, move), part);
      const between = transition(before, motion(0).right, signer, random);
      const start = frame + (index === 0 && k === 0 ? 1 : 0) + (k === 0 ? between : Math.max(2, between - 1));
      const end = start + long;
      placed.push({ token, own: sign.nonManual, motion, start, end });
      if (k === 0) segments.push({ label: token.gloss, start, end });
      else (segments[index] as Segment).end = end;
      before = motion(1).right;
      frame = end;
    }
    if (token.pause) frame += 3;
  }
  const frames = frame + 2 + transition(before, restingHand(signer), signer, random);
  const motion = emptyMotion(frames, signer);
  for (const side of ["right", "left"] as const) writeArm(motion, placed, side, signer, random);
  writeHeadAndTrunk(motion, placed, signer, random);
  return {
    motion: signer.leftHanded ? mirrorMotion(motion) : motion,
    segments,
  };
}

const jitter = (random: Random, deviation: number): Vector => [
  random.normal(0, deviation),
  random.normal(0, deviation),
  random.normal(0, deviation),
];

/** Fewest frames of one stroke of a repeated movement, of one turn of a circle or of the wrist. */
const strokeFrames = 2.6;
const cycleFrames = 4.5;

/** How long a sign lasts, and its movement with as many repetitions as there is time for; never fewer than two of several. */
function pace({ sign, length }: SignPart, signer: Signer, factor: number): { move: Movement; frames: number } {
  const { move } = sign;
  const repeats = Math.min(2, Math.max(move?.repeats ?? 1, move?.taps?.count ?? 1));
  const cycles = Math.max(move?.wrist?.cycles ?? 0, move?.circle?.turns ?? 0);
  const wanted = signer.signFrames * length * (sign.length ?? 1) * factor * (repeats > 1 || cycles > 1 ? 1.15 : 0.95);
  const least = length < 1 ? 2 : Math.max(5, (2 * repeats - 1) * strokeFrames, Math.min(1.5, cycles) * cycleFrames);
  const frames = Math.round(Math.max(least, wanted));
  if (!move) return { move: {}, frames };
  const strokes = Math.max(repeats, Math.floor((frames / strokeFrames + 1) / 2));
  const turns = Math.max(1, Math.floor((2 * frames) / cycleFrames) / 2);
  const paced: Movement = {
    ...move,
    ...(move.repeats ? { repeats: Math.min(strokes, move.repeats) } : {}),
    ...(move.taps ? { taps: { ...move.taps, count: Math.min(strokes, move.taps.count) } } : {}),
    ...(move.wrist ? { wrist: { ...move.wrist, cycles: Math.min(turns, move.wrist.cycles) } } : {}),
    ...(move.circle ? { circle: { ...move.circle, turns: Math.min(turns, move.circle.turns) } } : {}),
  };
  return { move: paced, frames };
}

/** The same sign further to the side, or turned toward somebody who stands there. */
function displaced(motion: SignMotion, { aside = 0, heading = 0 }: SignPart): SignMotion {
  if (aside === 0 && heading === 0) return motion;
  const rotation: Quaternion = fromAxisAngle([0, -heading, 0]);
  const move = (state: HandState): HandState => ({
    ...state,
    wrist: add(turn(rotation, state.wrist), [-aside, 0, 0]),
    turn: compose(rotation, state.turn),
  });
  return (phase) => {
    const { right, left } = motion(phase);
    return left ? { right: move(right), left: move(left) } : { right: move(right) };
  };
}

/** Frames between two signs: longer for longer ways. */
function transition(from: HandState, to: HandState, signer: Signer, random: Random): number {
  const way = Math.hypot(from.wrist[0] - to.wrist[0], from.wrist[1] - to.wrist[1], from.wrist[2] - to.wrist[2]);
  return Math.max(2, Math.round(signer.transitionFrames + 10 * (way - 0.2) + random.normal(0, 0.5)));
}

function emptyMotion(frames: number, signer: Signer): SmplxMotion {
  const betas = new Float32Array(10);
  betas.set(signer.betas);
  return {
    frames,
    globalOrient: new Float32Array(frames * 3),
    bodyPose: new Float32Array(frames * 63),
    leftHandPose: new Float32Array(frames * 45),
    rightHandPose: new Float32Array(frames * 45),
    jawPose: new Float32Array(frames * 3),
    expression: new Float32Array(frames * 10),
    betas,
    transl: new Float32Array(frames * 3),
  };
}

/** 10t³ − 15t⁴ + 6t⁵: the path of least jerk between two rests (Flash & Hogan 1985). */
const minimumJerk = (t: number): number => t * t * t * (10 + t * (-15 + 6 * t));

/** A span in which one hand does something; between spans it is carried over. */
interface Span {
  start: number;
  end: number;
  state: (phase: number) => HandState;
  /** the movement begins this many frames before the span and ends as many after it */
  flow: number;
}

/** A hand's state in its span, or shortly before or after it. */
function stateAt({ start, end, state, flow }: Span, frame: number): HandState {
  const length = end - start + 2 * flow;
  return state(length > 0 ? Math.min(1, Math.max(0, (frame - start + flow) / length)) : 1);
}

function writeArm(
  motion: SmplxMotion,
  placed: readonly Placed[],
  side: "right" | "left",
  signer: Signer,
  random: Random,
): void {
  const { frames } = motion;
  const rest = restingHand(signer);
  const spans: Span[] = [{ start: -1, end: 0, state: () => rest, flow: 0 }];
  for (const { motion: sign, start, end } of placed) {
    const first = sign(0)[side];
    if (!first) continue;
    const state = (phase: number): HandState => {
      const hand = sign(phase)[side] ?? first;
      return side === "left" ? reflect(hand) : hand;
    };
    const gap = start - (spans[spans.length - 1] as Span).end;
    // A second hand that is idle for long goes down and comes back.
    if (gap > 22) spans.push({ start: start - gap + 9, end: start - 9, state: () => rest, flow: 0 });
    spans.push({ start, end: end - 1, state, flow: signer.flow });
  }
  const lastEnd = (spans[spans.length - 1] as Span).end;
  const back = Math.max(lastEnd + 4, Math.min(frames - 1, lastEnd + 12));
  spans.push({ start: back, end: Math.max(back, frames - 1), state: () => rest, flow: 0 });

  const noise = fingerDrift(frames, signer.fingerNoise, random);
  let at = 0;
  for (let frame = 0; frame < frames; frame++) {
    while (at + 1 < spans.length && frame >= (spans[at + 1] as Span).start) at++;
    const span = spans[at] as Span;
    const next = spans[at + 1];
    const state =
      frame <= span.end || !next
        ? stateAt(span, frame)
        : blend(stateAt(span, frame), stateAt(next, frame), (frame - span.end) / (next.start - span.end));
    writeState(motion, frame, side, state, noise, signer.build);
  }
}

/** Between two signs: place and turn by minimum jerk, the handshape a little ahead of them, in an arc off the body. */
function blend(from: HandState, to: HandState, fraction: number): HandState {
  const eased = minimumJerk(fraction);
  const early = minimumJerk(Math.min(1, fraction * 1.25));
  const way = Math.hypot(to.wrist[0] - from.wrist[0], to.wrist[1] - from.wrist[1], to.wrist[2] - from.wrist[2]);
  const arc = 0.12 * way * 4 * eased * (1 - eased);
  return {
    wrist: add(mix(from.wrist, to.wrist, eased), [0, 0, arc]),
    turn: slerp(from.turn, to.turn, eased),
    pose: from.pose.map((value, i) => value + ((to.pose[i] as number) - value) * early),
    swivel: from.swivel + (to.swivel - from.swivel) * eased,
  };
}

/** Slow random drift of the 15 joints, `[frames, 15]`, radians. */
function fingerDrift(frames: number, deviation: number, random: Random): Float32Array {
  const drift = new Float32Array(frames * 15);
  for (let joint = 0; joint < 15; joint++) {
    let value = random.normal(0, deviation);
    for (let frame = 0; frame < frames; frame++) {
      value = 0.9 * value + random.normal(0, deviation * 0.43);
      drift[frame * 15 + joint] = value;
    }
  }
  return drift;
}

/**
 * The wrist's place on the neutral body at which the arm is posed as the signer's own arm is, when that reaches a place
 * on the signer's own body.
 */
function ownReach(wrist: Vector, { arms, shoulders, head }: Build): Vector {
  const toFace = Math.min(1, Math.max(0, (wrist[1] - 0.1) / 0.15));
  const own: Vector = [shoulderPlace[0] * shoulders, shoulderPlace[1], shoulderPlace[2]];
  const place: Vector = [wrist[0], wrist[1] + head * toFace, wrist[2]];
  return add(shoulderPlace, scale(subtract(place, own), 1 / arms));
}

/** Body pose rows (joint − 1) of collar, shoulder, elbow, wrist. */
const armJoints = { right: [13, 16, 18, 20], left: [12, 15, 17, 19] } as const;

function writeState(
  motion: SmplxMotion,
  frame: number,
  side: "right" | "left",
  state: HandState,
  drift: Float32Array,
  build: Build,
): void {
  const reached = ownReach(state.wrist, build);
  const wrist = add(reached, outOfBody(reached));
  const arm = solveArm(wrist, state.turn, state.swivel);
  const [, shoulder, elbow, hand] = armJoints[side];
  const mirrored = side === "left";
  for (const [joint, rotation] of [
    [shoulder, arm.shoulder],
    [elbow, arm.elbow],
    [hand, arm.wrist],
  ] as const) {
    motion.bodyPose.set(mirrored ? [rotation[0], -rotation[1], -rotation[2]] : rotation, frame * 63 + joint * 3);
  }
  const pose = Float32Array.from(state.pose);
  for (let joint = 0; joint < 15; joint++) pose[joint * 3 + 2] += drift[frame * 15 + joint] as number;
  (mirrored ? motion.leftHandPose : motion.rightHandPose).set(mirrored ? mirrorHand(pose) : pose, frame * 45);
}

const radians = Math.PI / 180;
/** Turns of head and trunk at full strength, degrees: pitch (positive: forward), yaw, roll; `cycles` a second if it swings. */
const turns: Record<NonManual, { head: Vector; trunk: Vector; cycles?: number }> = {
  shake: { head: [2, 17, 0], trunk: [0, 0, 0], cycles: 2.1 },
  nod: { head: [12, 0, 0], trunk: [0, 0, 0], cycles: 1.9 },
  forward: { head: [9, 0, 0], trunk: [9, 0, 0] },
  tilt: { head: [5, 0, 13], trunk: [2, 0, 3] },
  back: { head: [-11, 0, 0], trunk: [-3, 0, 0] },
  side: { head: [0, -10, 0], trunk: [0, -9, -4] },
  contra: { head: [0, 10, 0], trunk: [0, 9, 4] },
};

function writeHeadAndTrunk(motion: SmplxMotion, placed: readonly Placed[], signer: Signer, random: Random): void {
  const { frames } = motion;
  const phase = random.uniform(0, 2 * Math.PI);
  const head = new Float64Array(frames * 3);
  const trunk = new Float64Array(frames * 3);
  for (const name of nonManuals) {
    const strength = envelope(placed, name, frames);
    const mark = turns[name];
    const onset = strength.findIndex((value) => value > 0);
    for (let frame = 0; frame < frames; frame++) {
      const swing = mark.cycles ? Math.sin((2 * Math.PI * mark.cycles * (frame - onset)) / SYNTH_FPS) : 1;
      const amount = (strength[frame] as number) * swing * signer.expressiveness * radians;
      for (let axis = 0; axis < 3; axis++) {
        head[frame * 3 + axis] += amount * mark.head[axis as 0 | 1 | 2];
        trunk[frame * 3 + axis] += amount * mark.trunk[axis as 0 | 1 | 2];
      }
    }
  }
  for (let frame = 0; frame < frames; frame++) {
    const sway = 0.012 * Math.sin((2 * Math.PI * 0.35 * frame) / SYNTH_FPS + phase);
    const bend: Vector = [
      (trunk[frame * 3] as number) + signer.lean + sway,
      (trunk[frame * 3 + 1] as number) + sway,
      (trunk[frame * 3 + 2] as number) + 0.5 * sway,
    ];
    // spine1, spine2, spine3 share the trunk's turn; neck and head the head's, which stays level as the trunk leans
    for (const joint of [2, 5, 8]) motion.bodyPose.set(scale(bend, 1 / 3), frame * 63 + joint * 3);
    const nod: Vector = [
      (head[frame * 3] as number) - 0.6 * bend[0],
      (head[frame * 3 + 1] as number) + sway,
      head[frame * 3 + 2] as number,
    ];
    for (const joint of [11, 14]) motion.bodyPose.set(scale(nod, 0.5), frame * 63 + joint * 3);
  }
}

/** Strength of a marking over time: 1 over the signs that carry it, smooth at both ends, `[frames]`. */
function envelope(placed: readonly Placed[], name: NonManual, frames: number): Float64Array {
  const marked = new Float64Array(frames);
  for (const [i, { start, end }] of placed.entries()) {
    const carries = (index: number): boolean => {
      const other = placed[index];
      if (!other) return false;
      return (other.token.marks?.includes(name) ?? false) || other.own === name;
    };
    if (!carries(i)) continue;
    const until = carries(i + 1) ? (placed[i + 1] as Placed).start : end;
    marked.fill(1, Math.max(0, start - 2), Math.min(frames, until + 1));
  }
  const smooth = new Float64Array(frames);
  const kernel = [0.06, 0.12, 0.2, 0.24, 0.2, 0.12, 0.06];
  for (let frame = 0; frame < frames; frame++) {
    for (let i = 0; i < 7; i++) {
      smooth[frame] += (kernel[i] as number) * (marked[Math.min(frames - 1, Math.max(0, frame + i - 3))] as number);
    }
  }
  return smooth;
}

/** The motion seen in a mirror: sides change places, rotation axes are reflected. */
export function mirrorMotion(motion: SmplxMotion): SmplxMotion {
  const bodyPose = new Float32Array(motion.bodyPose.length);
  const partner = (joint: number): number => mirroredBody[joint] as number;
  for (let i = 0; i < motion.frames * 21; i++) {
    const from = (i - (i % 21) + partner(i % 21)) * 3;
    for (let axis = 0; axis < 3; axis++) {
      bodyPose[i * 3 + axis] = (motion.bodyPose[from + axis] as number) * (axis === 0 ? 1 : -1);
    }
  }
  return {
    ...motion,
    globalOrient: mirrorHand(motion.globalOrient),
    bodyPose,
    leftHandPose: mirrorHand(motion.rightHandPose),
    rightHandPose: mirrorHand(motion.leftHandPose),
    jawPose: mirrorHand(motion.jawPose),
    transl: motion.transl.map((value, i) => (i % 3 === 0 ? -value : value)),
  };
}
/** Of the 21 body joints after the pelvis, the one on the other side. */
const mirroredBody = MIRRORED_JOINTS.slice(1, 22).map((joint) => joint - 1);
