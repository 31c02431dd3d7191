// An arm and its hand over a whole utterance: from sign to sign by minimum-jerk transitions (co-articulation), down to rest
// when there is nothing to do for long, with the slow drift of fingers, at the reach of the signer's own body.
import type { SmplxMotion } from "../data/clip";
import type { Random } from "../random";
import { shoulderPlace, solveArm } from "./arm";
import { outOfBody } from "./clearance";
import { mirrorHand } from "./handshapes";
import type { Build, Signer } from "./signers";
import { type HandState, reflect, restingHand, type SignMotion } from "./signMotion";
import { add, mix, scale, slerp, subtract, type Vector } from "./vectors";

/** 10t³ − 15t⁴ + 6t⁵: the path of least jerk between two rests (Flash & Hogan 1985). */
const minimumJerk = (t: number): number => t * t * t * (10 + t * (-15 + 6 * t));

/** A sign's motion in frames `start` (included) to `end` (excluded). */
export interface TimedMotion {
  motion: SignMotion;
  start: number;
  end: number;
}

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

/** Writes the pose of one arm and hand in all frames. */
export function writeArm(
  motion: SmplxMotion,
  placed: readonly TimedMotion[],
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
