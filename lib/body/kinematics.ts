// Forward kinematics of SMPL-X parameters: axis-angle rotations → joints [frames, 52, 3], metres.

import type { SmplxMotion } from "../data/clip";
import { UserError } from "../errors";
import { axisAngleToQuaternion, quaternionMultiply, quaternionRotate } from "./rotations";
import { SMPLX_SKELETON } from "./skeleton";

/**
 * Joint positions of SMPL-X parameters: each joint turns its children about itself, the pelvis first.
 * Jaw and expression are left out, and shape (`betas`) is what `restJoints` say (see `smplxModel.ts`).
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

function checkLength(name: string, array: ArrayLike<number>, expected: number): void {
  if (array.length !== expected) {
    throw new UserError(`${name} has ${array.length} numbers, but ${expected} are needed; check frames and joints.`);
  }
}
