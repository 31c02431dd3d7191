// The axes that joints come in, named, turned to y up, and checked: joints [frames, 52 or 22, 3], metres.

import type { NumberArray } from "./rotations";

/**
 * Axes of a source, right-handed all of them. `"y-up"`: what the features want, the signer facing +z. `"camera"`: as a
 * camera sees, y down and z away from it (SMPL-X fits to video, SignAvatars). `"z-up"`: motion capture (AMASS).
 */
export const AXES = ["y-up", "camera", "z-up"] as const;
export type Axes = (typeof AXES)[number];

/** Joints turned about x to y up: by half a turn from the camera's axes, by a quarter back from z up. */
export function toYUp(joints: NumberArray, axes: Axes): Float64Array {
  const turned = Float64Array.from(joints);
  if (axes === "y-up") return turned;
  for (let i = 0; i < turned.length; i += 3) {
    turned[i + 1] = axes === "camera" ? -joints[i + 1] : joints[i + 2];
    turned[i + 2] = axes === "camera" ? -joints[i + 2] : -joints[i + 1];
  }
  return turned;
}

/**
 * The same signing elsewhere: turned about the vertical, then shifted.
 * @param joints `[frames, joints, 3]`, metres, y up
 * @param degrees to the signer's left
 * @param shift x, y, z, metres
 */
export function turnAndShift(joints: NumberArray, degrees: number, [x, y, z]: readonly number[]): Float32Array {
  const [cosine, sine] = [Math.cos((degrees * Math.PI) / 180), Math.sin((degrees * Math.PI) / 180)];
  const moved = new Float32Array(joints.length);
  for (let i = 0; i < joints.length; i += 3) {
    moved[i] = cosine * joints[i] + sine * joints[i + 2] + x;
    moved[i + 1] = joints[i + 1] + y;
    moved[i + 2] = cosine * joints[i + 2] - sine * joints[i] + z;
  }
  return moved;
}

/** Whether the head is more above the pelvis than beside it in over half of the frames; if not, the axes are others than y up. */
export function isUpright(joints: NumberArray, frames: number): boolean {
  const width = joints.length / frames;
  let upright = 0;
  for (let at = 0; at < joints.length; at += width) {
    const [x, y, z] = [0, 1, 2].map((axis) => joints[at + HEAD * 3 + axis] - joints[at + axis]);
    if (y > Math.max(Math.abs(x), Math.abs(z))) upright++;
  }
  return upright * 2 > frames;
}

const HEAD = 15;
