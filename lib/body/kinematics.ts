// Forward kinematics of SMPL-X parameters, and the inverse kinematics on positions behind the 623 features:
// joints `[frames, joints, 3]` ⇄ rotations, metres, y up.

import type { SmplxMotion } from "../data/clip";
import { UserError } from "../errors";
import {
  axisAngleToQuaternion,
  type NumberArray,
  quaternionBetween,
  quaternionMultiply,
  quaternionRotate,
} from "./rotations";
import { type Skeleton, SMPLX_SKELETON } from "./skeleton";

/** How the features are computed: bit for bit as the released recipe does, or with its two slips mended. */
export type Recipe = "published" | "corrected";

/**
 * Joint positions of SMPL-X parameters: each joint turns its children about itself, the pelvis first.
 * Shape (`betas`), jaw and expression are left out: every corpus is put on one body (see `uniformSkeleton`).
 *
 * @param restJoints `[52, 3]` rest positions in T-pose; the neutral body unless given
 * @param handMean `[30, 3]` axis-angle added to the stored hand poses (left, then right), for files whose hands
 *   are relative to MANO's mean pose (`flat_hand_mean=False`)
 * @returns `[frames, 52, 3]`, metres, in the axes of the parameters
 * @throws UserError when an array's length does not match `frames`
 */
export function smplxToJoints(
  motion: SmplxMotion,
  restJoints: ArrayLike<number> = SMPLX_SKELETON.restJoints,
  handMean?: ArrayLike<number>,
): Float32Array {
  const { frames } = motion;
  checkLength("globalOrient", motion.globalOrient, frames * 3);
  checkLength("bodyPose", motion.bodyPose, frames * 63);
  checkLength("leftHandPose", motion.leftHandPose, frames * 45);
  checkLength("rightHandPose", motion.rightHandPose, frames * 45);
  checkLength("transl", motion.transl, frames * 3);
  checkLength("restJoints", restJoints, 156);
  if (handMean) checkLength("handMean", handMean, 90);
  const { parents } = SMPLX_SKELETON;
  const bones = new Float64Array(156);
  for (let i = 0; i < 156; i++)
    bones[i] = i < 3 ? restJoints[i] : restJoints[i] - restJoints[parents[(i / 3) | 0] * 3 + (i % 3)];
  const joints = new Float64Array(156);
  const global = new Float64Array(52 * 4);
  const pose = new Float64Array(3);
  const local = new Float64Array(4);
  const result = new Float32Array(frames * 156);
  for (let frame = 0; frame < frames; frame++) {
    for (let axis = 0; axis < 3; axis++) joints[axis] = bones[axis] + motion.transl[frame * 3 + axis];
    axisAngleToQuaternion(motion.globalOrient, frame * 3, global, 0);
    for (let joint = 1; joint < 52; joint++) {
      const parent = parents[joint];
      for (let axis = 0; axis < 3; axis++) {
        if (joint < 22) pose[axis] = motion.bodyPose[frame * 63 + (joint - 1) * 3 + axis];
        else {
          const hand = joint < 37 ? motion.leftHandPose : motion.rightHandPose;
          const knuckle = joint < 37 ? joint - 22 : joint - 37;
          pose[axis] = hand[frame * 45 + knuckle * 3 + axis] + (handMean ? handMean[(joint - 22) * 3 + axis] : 0);
        }
      }
      quaternionRotate(global, parent * 4, bones, joint * 3, joints, joint * 3);
      for (let axis = 0; axis < 3; axis++) joints[joint * 3 + axis] += joints[parent * 3 + axis];
      axisAngleToQuaternion(pose, 0, local, 0);
      quaternionMultiply(global, parent * 4, local, 0, global, joint * 4);
    }
    result.set(joints, frame * 156);
  }
  return result;
}

/**
 * Gives every frame the bone lengths of one body and keeps each bone's direction: HumanML3D's `uniform_skeleton`,
 * whose inverse and forward kinematics come to just this. The root's path is scaled by the ratio of the legs.
 *
 * @param joints `[frames, joints, 3]`
 * @param lengths `[joints]` bone lengths to give, metres (see `boneLengths`)
 * @returns a new `[frames, joints, 3]`
 */
export function uniformSkeleton(
  skeleton: Skeleton,
  joints: NumberArray,
  frames: number,
  lengths: ArrayLike<number>,
): Float64Array {
  const { parents, rawOffsets } = skeleton;
  const width = skeleton.joints * 3;
  const result = new Float64Array(frames * width);
  const scale = frames > 0 ? legRatio(skeleton, joints, lengths) : 1;
  for (let frame = 0; frame < frames; frame++) {
    const start = frame * width;
    for (let axis = 0; axis < 3; axis++) result[start + axis] = joints[start + axis] * scale;
    for (let joint = 1; joint < skeleton.joints; joint++) {
      const at = start + joint * 3;
      const parentAt = start + parents[joint] * 3;
      let x = joints[at] - joints[parentAt];
      let y = joints[at + 1] - joints[parentAt + 1];
      let z = joints[at + 2] - joints[parentAt + 2];
      let norm = Math.sqrt(x * x + y * y + z * z);
      if (norm <= 1e-9) {
        // a bone of no length has no direction: the one of zero rotation
        x = rawOffsets[joint * 3];
        y = rawOffsets[joint * 3 + 1];
        z = rawOffsets[joint * 3 + 2];
        norm = 1;
      }
      const stretch = lengths[joint] / norm;
      result[at] = result[parentAt] + x * stretch;
      result[at + 1] = result[parentAt + 1] + y * stretch;
      result[at + 2] = result[parentAt + 2] + z * stretch;
    }
  }
  return result;
}

/** Thigh plus shin of the right leg, target over source in the first frame, as the recipe scales the root's path. */
function legRatio(skeleton: Skeleton, joints: NumberArray, lengths: ArrayLike<number>): number {
  let source = 0;
  for (const joint of [5, 8]) {
    const parent = skeleton.parents[joint];
    source += Math.hypot(
      joints[joint * 3] - joints[parent * 3],
      joints[joint * 3 + 1] - joints[parent * 3 + 1],
      joints[joint * 3 + 2] - joints[parent * 3 + 2],
    );
  }
  return source > 1e-9 ? (lengths[5] + lengths[8]) / source : 1;
}

/**
 * The turn about y that makes each frame face +z, as half-angle cosine and sine (w and y of the quaternion),
 * from hips and shoulders, the facing smoothed over time by a Gaussian. The first frame's turn is the identity:
 * the recipe has turned the clip to face +z before.
 *
 * The released code swaps the hips here (it reads `[2, 1, 17, 16]` as left hip, right hip, right shoulder, left
 * shoulder), so that they count against the shoulders; `"published"` keeps this, `"corrected"` does not.
 *
 * @param sigma of the Gaussian, in frames (the recipe: 20, cut at 4 sigma, borders held); 0: no smoothing
 * @returns `[frames, 2]`
 */
export function rootTurns(
  skeleton: Skeleton,
  joints: NumberArray,
  frames: number,
  recipe: Recipe,
  sigma: number,
): Float64Array {
  const width = skeleton.joints * 3;
  const hipSign = recipe === "published" ? -1 : 1;
  let facing: Float64Array = new Float64Array(frames * 2);
  for (let frame = 0; frame < frames; frame++) {
    const [x, z] = facingDirection(joints, frame * width, hipSign);
    facing[frame * 2] = x;
    facing[frame * 2 + 1] = z;
  }
  if (sigma > 0) facing = smoothPairs(facing, frames, sigma);
  const turns = new Float64Array(frames * 2);
  for (let frame = 0; frame < frames; frame++) {
    turnToFront(facing[frame * 2], facing[frame * 2 + 1], turns, frame * 2);
  }
  if (frames > 0) {
    turns[0] = 1;
    turns[1] = 0;
  }
  return turns;
}

/**
 * Level facing direction (x, z) of one frame: up × across, with across = hips + shoulders, right minus left.
 * `hipSign` −1 counts the hips against the shoulders. Not of unit length when the body leans sideways.
 */
export function facingDirection(joints: NumberArray, at: number, hipSign: 1 | -1): [x: number, z: number] {
  const difference = (axis: number) =>
    hipSign * (joints[at + 6 + axis] - joints[at + 3 + axis]) + (joints[at + 51 + axis] - joints[at + 48 + axis]);
  const x = difference(0);
  const y = difference(1);
  const z = difference(2);
  const norm = Math.sqrt(x * x + y * y + z * z);
  return norm > 1e-9 ? [z / norm, -x / norm] : [0, 1];
}

/** Quaternion (w, y) of the turn about y from the level direction (x, z) to +z. */
export function turnToFront(x: number, z: number, out: Float64Array, outAt: number): void {
  const length = Math.sqrt(x * x + z * z);
  const w = length > 1e-9 ? 1 + z / length : 2;
  const y = length > 1e-9 ? -x / length : 0;
  const norm = Math.sqrt(w * w + y * y);
  // facing exactly backwards: half a turn
  out[outAt] = norm > 1e-9 ? w / norm : 0;
  out[outAt + 1] = norm > 1e-9 ? y / norm : 1;
}

/** Gaussian smoothing along time of `[frames, 2]`, kernel cut at 4 sigma, border values held (SciPy's `nearest`). */
function smoothPairs(values: Float64Array, frames: number, sigma: number): Float64Array {
  const radius = Math.floor(4 * sigma + 0.5);
  const kernel = new Float64Array(radius + 1);
  let total = 0;
  for (let i = 0; i <= radius; i++) {
    kernel[i] = Math.exp((-0.5 * i * i) / (sigma * sigma));
    total += i === 0 ? kernel[i] : 2 * kernel[i];
  }
  const result = new Float64Array(frames * 2);
  for (let frame = 0; frame < frames; frame++) {
    let x = kernel[0] * values[frame * 2];
    let z = kernel[0] * values[frame * 2 + 1];
    for (let i = 1; i <= radius; i++) {
      const before = Math.max(0, frame - i) * 2;
      const after = Math.min(frames - 1, frame + i) * 2;
      x += kernel[i] * (values[before] + values[after]);
      z += kernel[i] * (values[before + 1] + values[after + 1]);
    }
    result[frame * 2] = x / total;
    result[frame * 2 + 1] = z / total;
  }
  return result;
}

/**
 * Local rotations of one frame from positions, as HumanML3D: along every chain the shortest rotation from the raw
 * offset to the bone, relative to the bone before it; the first bone of each chain is relative to the root's turn.
 *
 * @param joints positions; the frame starts at `at`
 * @param turn (w, y) of the root's turn, at `turnAt`
 * @param out quaternions `[joints, 4]`, the root's first
 */
export function inverseKinematics(
  skeleton: Skeleton,
  joints: NumberArray,
  at: number,
  turn: NumberArray,
  turnAt: number,
  out: Float64Array,
): void {
  const { rawOffsets } = skeleton;
  out[0] = turn[turnAt];
  out[1] = 0;
  out[2] = turn[turnAt + 1];
  out[3] = 0;
  for (const chain of skeleton.chains) {
    // conjugate of the rotation of the bone before
    inverse[0] = out[0];
    inverse[1] = 0;
    inverse[2] = -out[2];
    inverse[3] = 0;
    for (let i = 1; i < chain.length; i++) {
      const joint = chain[i];
      const from = at + chain[i - 1] * 3;
      const to = at + joint * 3;
      bone[0] = joints[to] - joints[from];
      bone[1] = joints[to + 1] - joints[from + 1];
      bone[2] = joints[to + 2] - joints[from + 2];
      quaternionBetween(rawOffsets, joint * 3, bone, 0, world, 0);
      quaternionMultiply(inverse, 0, world, 0, out, joint * 4);
      inverse[0] = world[0];
      inverse[1] = -world[1];
      inverse[2] = -world[2];
      inverse[3] = -world[3];
    }
  }
}

const bone = new Float64Array(3);
const world = new Float64Array(4);
const inverse = new Float64Array(4);

function checkLength(name: string, array: ArrayLike<number>, expected: number): void {
  if (array.length !== expected) {
    throw new UserError(`${name} has ${array.length} numbers, but ${expected} are needed; check frames and joints.`);
  }
}
