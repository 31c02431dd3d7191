// Frames as bones: joints [frames, 52, 3] taken apart into a root and directions, changed, and put together again with
// every bone as long as it was.

import { SMPLX_SKELETON } from "./skeleton";

/** What becomes of a clip's bones. `bone` and `root` come with their true values and are changed in place. */
export interface BoneChange {
  /** The pelvis of a frame, metres. */
  root?: (root: Float64Array, frame: number) => void;
  /** The bone that ends in a joint, as a vector; its length does not matter. */
  bone?: (bone: Float64Array, joint: number, frame: number) => void;
}

const JOINTS = 52;
const { parents } = SMPLX_SKELETON;

/** @returns a new `[frames, 52, 3]`; a bone that became nothing keeps its true direction */
export function changeBones(joints: Float32Array, frames: number, change: BoneChange): Float32Array {
  const result = new Float32Array(joints.length);
  const pose = new Float64Array(JOINTS * 3);
  const bone = new Float64Array(3);
  for (let frame = 0; frame < frames; frame++) {
    const at = frame * JOINTS * 3;
    for (let axis = 0; axis < 3; axis++) bone[axis] = joints[at + axis];
    change.root?.(bone, frame);
    pose.set(bone);
    for (let joint = 1; joint < JOINTS; joint++) {
      readBone(joints, frame, joint, bone);
      const length = Math.hypot(bone[0], bone[1], bone[2]);
      change.bone?.(bone, joint, frame);
      let norm = Math.hypot(bone[0], bone[1], bone[2]);
      if (norm < 1e-9) {
        readBone(joints, frame, joint, bone);
        norm = length;
      }
      for (let axis = 0; axis < 3; axis++) {
        const step = norm > 0 ? (bone[axis] * length) / norm : 0;
        pose[joint * 3 + axis] = pose[parents[joint] * 3 + axis] + step;
      }
    }
    result.set(pose, at);
  }
  return result;
}

/** The vector from a joint's parent to it. */
export function readBone(joints: Float32Array, frame: number, joint: number, out: Float64Array): void {
  const end = (frame * JOINTS + joint) * 3;
  const start = (frame * JOINTS + parents[joint]) * 3;
  for (let axis = 0; axis < 3; axis++) out[axis] = joints[end + axis] - joints[start + axis];
}
