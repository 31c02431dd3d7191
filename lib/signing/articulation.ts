// A signed utterance as SMPL-X parameters: when each sign begins and how long it lasts, at the signer's pace and in the
// signer's style; arms (armMotion.ts), head and trunk (headAndTrunk.ts) are written in turn.
import type { Segment, SmplxMotion } from "../data/clip";
import type { Random } from "../random";
import { type TimedMotion, writeArm } from "./armMotion";
import { partsOf, type SignPart } from "./gloss";
import { type TimedMarks, writeHeadAndTrunk } from "./headAndTrunk";
import { mirrorMotion } from "./mirror";
import type { Movement, NonManual } from "./phonology";
import type { Signer } from "./signers";
import { type HandState, restingHand, type SignMotion, type Style, signMotion } from "./signMotion";
import { add, compose, fromAxisAngle, type Quaternion, turn, type Vector } from "./vectors";

/** A sign in its sentence, with the marking that spreads over it. */
export interface Token {
  gloss: string;
  marks?: readonly NonManual[];
  /** a pause follows, as after a topic */
  pause?: boolean;
}

type Placed = TimedMotion & TimedMarks;

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
      const marks = [...(token.marks ?? []), ...(sign.nonManual ? [sign.nonManual] : [])];
      placed.push({ motion, marks, start, end });
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
