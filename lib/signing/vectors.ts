// Vectors and quaternions as small tuples, for geometry that is written once per keyframe; the rotations themselves
// are those of `body/rotations.ts`.
import {
  axisAngleToQuaternion,
  matrixToQuaternion,
  quaternionBetween,
  quaternionMultiply,
  quaternionRotate,
  quaternionSlerp,
  quaternionToAxisAngle,
} from "../body/rotations";

export type Vector = [number, number, number];
/** w, x, y, z */
export type Quaternion = [number, number, number, number];

export const add = (a: Vector, b: Vector): Vector => [a[0] + b[0], a[1] + b[1], a[2] + b[2]];
export const subtract = (a: Vector, b: Vector): Vector => [a[0] - b[0], a[1] - b[1], a[2] - b[2]];
export const scale = (a: Vector, factor: number): Vector => [a[0] * factor, a[1] * factor, a[2] * factor];
export const dot = (a: Vector, b: Vector): number => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
export const norm = (a: Vector): number => Math.hypot(a[0], a[1], a[2]);
export const mix = (a: Vector, b: Vector, fraction: number): Vector => add(a, scale(subtract(b, a), fraction));
export const cross = (a: Vector, b: Vector): Vector => [
  a[1] * b[2] - a[2] * b[1],
  a[2] * b[0] - a[0] * b[2],
  a[0] * b[1] - a[1] * b[0],
];

/** @throws RangeError for a vector of no length */
export function unit(a: Vector): Vector {
  const length = norm(a);
  if (!(length > 1e-9)) throw new RangeError("a vector of no length has no direction");
  return scale(a, 1 / length);
}

/** The part of `a` across `axis`, of unit length. */
export function across(a: Vector, axis: Vector): Vector {
  return unit(subtract(a, scale(axis, dot(a, axis))));
}

export function compose(left: Quaternion, right: Quaternion): Quaternion {
  const result: Quaternion = [1, 0, 0, 0];
  quaternionMultiply(left, 0, right, 0, result, 0);
  return result;
}
export function turn(rotation: Quaternion, vector: Vector): Vector {
  const result: Vector = [0, 0, 0];
  quaternionRotate(rotation, 0, vector, 0, result, 0);
  return result;
}
export const inverse = (q: Quaternion): Quaternion => [q[0], -q[1], -q[2], -q[3]];

export function fromAxisAngle(vector: Vector): Quaternion {
  const result: Quaternion = [1, 0, 0, 0];
  axisAngleToQuaternion(vector, 0, result, 0);
  return result;
}
export function toAxisAngle(rotation: Quaternion): Vector {
  const result: Vector = [0, 0, 0];
  quaternionToAxisAngle(rotation, 0, result, 0);
  return result;
}
export function between(from: Vector, to: Vector): Quaternion {
  const result: Quaternion = [1, 0, 0, 0];
  quaternionBetween(from, 0, to, 0, result, 0);
  return result;
}
export function slerp(from: Quaternion, to: Quaternion, fraction: number): Quaternion {
  const result: Quaternion = [1, 0, 0, 0];
  quaternionSlerp(from, 0, to, 0, fraction, result, 0);
  return result;
}

/** The rotation that takes the axes x, y, z to three orthonormal vectors. */
export function fromAxes(x: Vector, y: Vector, z: Vector): Quaternion {
  const result: Quaternion = [1, 0, 0, 0];
  matrixToQuaternion([x[0], y[0], z[0], x[1], y[1], z[1], x[2], y[2], z[2]], 0, result, 0);
  return result;
}

/** Angle of the turn about `axis` (unit) within a rotation: the twist of its swing–twist decomposition, in (−π, π]. */
export function twistAngle(rotation: Quaternion, axis: Vector): number {
  const along = rotation[1] * axis[0] + rotation[2] * axis[1] + rotation[3] * axis[2];
  const angle = 2 * Math.atan2(along, rotation[0]);
  return angle > Math.PI ? angle - 2 * Math.PI : angle <= -Math.PI ? angle + 2 * Math.PI : angle;
}
