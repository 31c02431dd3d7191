// Kinematics along the chains of a skeleton, as HumanML3D: positions of one frame [joints, 3] → local rotations
// (quaternions [joints, 4]) and back from their 6D form.
//
// A bone's rotation is the shortest one from its raw offset to its direction, relative to the bone before it in its
// chain. The first bone of EVERY chain, arms and fingers too, is relative to the root's turn.

import { type NumberArray, quaternionBetween, quaternionMultiply } from "./rotations";
import { sixDToMatrix } from "./sixD";
import type { Skeleton } from "./skeleton";

/**
 * Local rotations of one frame from positions.
 * @param joints positions; the frame starts at `at`
 * @param turn (w, y) of the root's turn, at `turnAt`
 * @param out quaternions `[joints, 4]`, the root's first
 */
export function inverseKinematics(
  { joints: count, parents, chainParents, rawOffsets }: Skeleton,
  joints: NumberArray,
  at: number,
  turn: NumberArray,
  turnAt: number,
  out: Float64Array,
): void {
  // `world` keeps the inverses: each is needed by the bones that follow
  out[0] = turn[turnAt];
  out[1] = 0;
  out[2] = turn[turnAt + 1];
  out[3] = 0;
  conjugate(out, inverses, 0);
  for (let joint = 1; joint < count; joint++) {
    const from = at + parents[joint] * 3;
    const to = at + joint * 3;
    bone[0] = joints[to] - joints[from];
    bone[1] = joints[to + 1] - joints[from + 1];
    bone[2] = joints[to + 2] - joints[from + 2];
    quaternionBetween(rawOffsets, joint * 3, bone, 0, world, 0);
    quaternionMultiply(inverses, chainParents[joint] * 4, world, 0, out, joint * 4);
    conjugate(world, inverses, joint * 4);
  }
}

function conjugate(quaternion: Float64Array, out: Float64Array, outAt: number): void {
  out[outAt] = quaternion[0];
  out[outAt + 1] = -quaternion[1];
  out[outAt + 2] = -quaternion[2];
  out[outAt + 3] = -quaternion[3];
}

/**
 * Positions of one frame from 6D rotations; the recipe begins each chain with the root's turn itself, not its inverse.
 * @param sixD `[joints − 1, 6]` at `at`
 * @param lengths `[joints]` bone lengths
 * @param joints `[joints, 3]`: the root is read, the others are written
 */
export function forwardKinematics(
  { joints: count, parents, chainParents, rawOffsets }: Skeleton,
  sixD: NumberArray,
  at: number,
  cosine: number,
  sine: number,
  lengths: ArrayLike<number>,
  joints: Float64Array,
): void {
  matrices.set([cosine, 0, sine, 0, 1, 0, -sine, 0, cosine]);
  for (let joint = 1; joint < count; joint++) {
    sixDToMatrix(sixD, at + (joint - 1) * 6, local, 0);
    multiply(matrices, chainParents[joint] * 9, local, matrices, joint * 9);
    for (let axis = 0; axis < 3; axis++) {
      const row = joint * 9 + axis * 3;
      const offset =
        matrices[row] * rawOffsets[joint * 3] +
        matrices[row + 1] * rawOffsets[joint * 3 + 1] +
        matrices[row + 2] * rawOffsets[joint * 3 + 2];
      joints[joint * 3 + axis] = joints[parents[joint] * 3 + axis] + offset * lengths[joint];
    }
  }
}

function multiply(left: Float64Array, leftAt: number, right: Float64Array, out: Float64Array, outAt: number): void {
  for (let row = 0; row < 9; row += 3) {
    const x = left[leftAt + row];
    const y = left[leftAt + row + 1];
    const z = left[leftAt + row + 2];
    for (let column = 0; column < 3; column++) {
      out[outAt + row + column] = x * right[column] + y * right[3 + column] + z * right[6 + column];
    }
  }
}

const bone = new Float64Array(3);
const world = new Float64Array(4);
const inverses = new Float64Array(52 * 4);
const local = new Float64Array(9);
const matrices = new Float64Array(52 * 9);
