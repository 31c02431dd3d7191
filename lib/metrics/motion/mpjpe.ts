// Mean per-joint position error of two motions `[frames, 52, 3]` in metres, over the whole skeleton, the body and
// each hand: raw, aligned at a root joint, and after a similarity transform a frame; and the acceleration error. mm.

import { JOINT_PARTS, jointIndex } from "../../body/skeleton";
import { UserError } from "../../errors";
import { alignSimilarity } from "./procrustes";

/** Errors of one group of joints, averaged over joints and frames. */
export interface JointErrors {
  /** Distance between the positions as they are, mm. */
  mpjpe: number;
  /** After moving the group's root joint onto the true one in each frame, mm: pelvis, or the hand's own wrist. */
  mpjpeRoot: number;
  /** After the best scale, rotation and translation of this group in each frame, mm. */
  paMpjpe: number;
  /** Length of the difference of the second differences, mm/frame²; NaN below three frames. */
  acceleration: number;
}

export interface MotionErrors {
  whole: JointErrors;
  body: JointErrors;
  leftHand: JointErrors;
  rightHand: JointErrors;
}

/** Joints to compare, and the joint that `mpjpeRoot` aligns them at (which need not be one of them). */
export interface JointGroup {
  joints: readonly number[];
  root: number;
}

const JOINTS = 52;
const MILLIMETRES = 1000;

/** The groups of the 52-joint SMPL-X skeleton: 22 body joints, then 15 of each hand, which its wrist is not one of. */
export const JOINT_GROUPS: Record<keyof MotionErrors, JointGroup> = {
  whole: {
    joints: [...JOINT_PARTS.body, ...JOINT_PARTS.leftHand, ...JOINT_PARTS.rightHand],
    root: jointIndex("pelvis"),
  },
  body: { joints: JOINT_PARTS.body, root: jointIndex("pelvis") },
  leftHand: { joints: JOINT_PARTS.leftHand, root: jointIndex("left_wrist") },
  rightHand: { joints: JOINT_PARTS.rightHand, root: jointIndex("right_wrist") },
};

/**
 * Compares two motions frame by frame.
 *
 * @param predicted `[frames, 52, 3]`, metres
 * @param truth `[frames, 52, 3]`, metres
 * @throws UserError where the lengths disagree, there is no frame, or a position is not finite
 */
export function scoreMotion(predicted: Float32Array, truth: Float32Array, frames: number): MotionErrors {
  checkMotion(predicted, frames, "predicted");
  checkMotion(truth, frames, "true");
  const errors = (group: JointGroup) => jointErrors(predicted, truth, frames, JOINTS, group);
  return {
    whole: errors(JOINT_GROUPS.whole),
    body: errors(JOINT_GROUPS.body),
    leftHand: errors(JOINT_GROUPS.leftHand),
    rightHand: errors(JOINT_GROUPS.rightHand),
  };
}

/**
 * The four errors of one group.
 *
 * @param predicted `[frames, joints, 3]`, metres
 * @param truth `[frames, joints, 3]`, metres
 */
export function jointErrors(
  predicted: Float32Array,
  truth: Float32Array,
  frames: number,
  joints: number,
  group: JointGroup,
): JointErrors {
  const still = [0, 0, 0];
  const sum = { mpjpe: 0, mpjpeRoot: 0, paMpjpe: 0, acceleration: 0 };
  let older: Float64Array | undefined;
  let old: Float64Array | undefined;
  for (let frame = 0; frame < frames; frame++) {
    const a = gather(predicted, frame * joints, group.joints);
    const b = gather(truth, frame * joints, group.joints);
    const root = 3 * (frame * joints + group.root);
    const shift = still.map((_, axis) => (truth[root + axis] as number) - (predicted[root + axis] as number));
    sum.mpjpe += meanDistance(a, b, still);
    sum.mpjpeRoot += meanDistance(a, b, shift);
    sum.paMpjpe += meanDistance(alignSimilarity(a, b), b, still);
    const difference = a.map((value, i) => value - (b[i] as number));
    if (older && old) sum.acceleration += meanLength(secondDifference(older, old, difference));
    older = old;
    old = difference;
  }
  return {
    mpjpe: (MILLIMETRES * sum.mpjpe) / frames,
    mpjpeRoot: (MILLIMETRES * sum.mpjpeRoot) / frames,
    paMpjpe: (MILLIMETRES * sum.paMpjpe) / frames,
    acceleration: frames < 3 ? Number.NaN : (MILLIMETRES * sum.acceleration) / (frames - 2),
  };
}

/**
 * Mean distance of each joint from where it should be, `[52]`, mm.
 *
 * @param predicted `[frames, 52, 3]`, metres
 * @param truth `[frames, 52, 3]`, metres
 * @throws UserError as `scoreMotion`
 */
export function jointDistances(predicted: Float32Array, truth: Float32Array, frames: number): number[] {
  checkMotion(predicted, frames, "predicted");
  checkMotion(truth, frames, "true");
  const sums = new Array<number>(JOINTS).fill(0);
  for (let i = 0; i < truth.length; i += 3) {
    const [x, y, z] = [0, 1, 2].map((axis) => predicted[i + axis] - truth[i + axis]);
    sums[(i / 3) % JOINTS] += Math.sqrt(x * x + y * y + z * z);
  }
  return sums.map((sum) => (MILLIMETRES * sum) / frames);
}

/**
 * Errors of several clips as those of one: every frame counts the same.
 * (A clip's acceleration counts with its frames − 2; clips below three frames do not enter it.)
 */
export function averageMotionErrors(clips: readonly { errors: MotionErrors; frames: number }[]): MotionErrors {
  if (clips.length === 0) throw new UserError("Motion errors: there are no clips to average; give at least one.");
  const average = (group: keyof MotionErrors): JointErrors => {
    const mean = (key: keyof JointErrors, lost: number) => {
      let sum = 0;
      let weight = 0;
      for (const { errors, frames } of clips) {
        if (frames <= lost) continue;
        sum += errors[group][key] * (frames - lost);
        weight += frames - lost;
      }
      return weight === 0 ? Number.NaN : sum / weight;
    };
    return {
      mpjpe: mean("mpjpe", 0),
      mpjpeRoot: mean("mpjpeRoot", 0),
      paMpjpe: mean("paMpjpe", 0),
      acceleration: mean("acceleration", 2),
    };
  };
  return {
    whole: average("whole"),
    body: average("body"),
    leftHand: average("leftHand"),
    rightHand: average("rightHand"),
  };
}

function checkMotion(positions: Float32Array, frames: number, name: string): void {
  if (!Number.isInteger(frames) || frames < 1) {
    throw new UserError(`Motion errors: the number of frames must be a whole number of at least 1, not ${frames}.`);
  }
  if (positions.length !== frames * JOINTS * 3) {
    throw new UserError(
      `Motion errors: the ${name} motion has ${positions.length} numbers, but ${frames} frames of ${JOINTS} joints ` +
        `take ${frames * JOINTS * 3}; give two arrays of shape [frames, ${JOINTS}, 3].`,
    );
  }
  const bad = positions.findIndex((value) => !Number.isFinite(value));
  if (bad >= 0) {
    const frame = Math.floor(bad / (JOINTS * 3));
    throw new UserError(
      `Motion errors: the ${name} motion holds ${positions[bad]} in frame ${frame}, joint ${Math.floor(bad / 3) % JOINTS}; ` +
        "all positions must be finite.",
    );
  }
}

/** `[joints, 3]` of one frame, whose first joint is number `firstJoint` of the motion. */
function gather(positions: Float32Array, firstJoint: number, joints: readonly number[]): Float64Array {
  const points = new Float64Array(joints.length * 3);
  joints.forEach((joint, i) => {
    const at = 3 * (firstJoint + joint);
    points.set(positions.subarray(at, at + 3), 3 * i);
  });
  return points;
}

function meanDistance(a: Float64Array, b: Float64Array, shift: readonly number[]): number {
  return meanLength(a.map((value, i) => value + (shift[i % 3] as number) - (b[i] as number)));
}

function meanLength(vectors: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < vectors.length; i += 3) {
    const [x, y, z] = [vectors[i] as number, vectors[i + 1] as number, vectors[i + 2] as number];
    sum += Math.sqrt(x * x + y * y + z * z);
  }
  return (3 * sum) / vectors.length;
}

function secondDifference(older: Float64Array, old: Float64Array, now: Float64Array): Float64Array {
  return now.map((value, i) => value - 2 * (old[i] as number) + (older[i] as number));
}
