// Rotations on plain arrays: axis-angle, quaternions and 3 × 3 matrices. The continuous 6D form is in sixD.ts.
//
// Conventions, the same everywhere in the project: right-handed axes; active rotations (they turn
// vectors, not axes) of column vectors, so `A·B` turns by B first; axis-angle is axis × angle in radians;
// quaternions are w, x, y, z; matrices are row by row.
// Every function reads `input` at offset `at` and writes `out` at `outAt`; they may be the same array.

/** Numbers in a row, of whatever width. */
export type NumberArray = Float64Array | Float32Array | number[];

/** Axis-angle `[3]` to unit quaternion `[4]`. */
export function axisAngleToQuaternion(input: NumberArray, at: number, out: NumberArray, outAt: number): void {
  const x = input[at];
  const y = input[at + 1];
  const z = input[at + 2];
  const angle = Math.sqrt(x * x + y * y + z * z);
  // sin(angle/2)/angle by its series where the quotient loses digits
  const scale = angle < 1e-4 ? 0.5 - (angle * angle) / 48 : Math.sin(angle / 2) / angle;
  out[outAt] = Math.cos(angle / 2);
  out[outAt + 1] = x * scale;
  out[outAt + 2] = y * scale;
  out[outAt + 3] = z * scale;
}

/** Unit quaternion `[4]` to axis-angle `[3]` with an angle in [0, π]. */
export function quaternionToAxisAngle(input: NumberArray, at: number, out: NumberArray, outAt: number): void {
  const sign = input[at] < 0 ? -1 : 1;
  const w = input[at] * sign;
  const x = input[at + 1] * sign;
  const y = input[at + 2] * sign;
  const z = input[at + 3] * sign;
  const sine = Math.sqrt(x * x + y * y + z * z);
  const scale = sine < 1e-8 ? 2 : (2 * Math.atan2(sine, w)) / sine;
  out[outAt] = x * scale;
  out[outAt + 1] = y * scale;
  out[outAt + 2] = z * scale;
}

/** Unit quaternion `[4]` to matrix `[9]`. */
export function quaternionToMatrix(input: NumberArray, at: number, out: NumberArray, outAt: number): void {
  const w = input[at];
  const x = input[at + 1];
  const y = input[at + 2];
  const z = input[at + 3];
  out[outAt] = 1 - 2 * (y * y + z * z);
  out[outAt + 1] = 2 * (x * y - w * z);
  out[outAt + 2] = 2 * (x * z + w * y);
  out[outAt + 3] = 2 * (x * y + w * z);
  out[outAt + 4] = 1 - 2 * (x * x + z * z);
  out[outAt + 5] = 2 * (y * z - w * x);
  out[outAt + 6] = 2 * (x * z - w * y);
  out[outAt + 7] = 2 * (y * z + w * x);
  out[outAt + 8] = 1 - 2 * (x * x + y * y);
}

/** Rotation matrix `[9]` to unit quaternion `[4]` with w ≥ 0, by the largest of the four components (Shepperd 1978). */
export function matrixToQuaternion(input: NumberArray, at: number, out: NumberArray, outAt: number): void {
  const m00 = input[at];
  const m01 = input[at + 1];
  const m02 = input[at + 2];
  const m10 = input[at + 3];
  const m11 = input[at + 4];
  const m12 = input[at + 5];
  const m20 = input[at + 6];
  const m21 = input[at + 7];
  const m22 = input[at + 8];
  let w: number;
  let x: number;
  let y: number;
  let z: number;
  if (m00 + m11 + m22 > 0) {
    w = 1 + m00 + m11 + m22;
    x = m21 - m12;
    y = m02 - m20;
    z = m10 - m01;
  } else if (m00 >= m11 && m00 >= m22) {
    w = m21 - m12;
    x = 1 + m00 - m11 - m22;
    y = m01 + m10;
    z = m02 + m20;
  } else if (m11 >= m22) {
    w = m02 - m20;
    x = m01 + m10;
    y = 1 - m00 + m11 - m22;
    z = m12 + m21;
  } else {
    w = m10 - m01;
    x = m02 + m20;
    y = m12 + m21;
    z = 1 - m00 - m11 + m22;
  }
  const scale = (w < 0 ? -1 : 1) / Math.sqrt(w * w + x * x + y * y + z * z);
  out[outAt] = w * scale;
  out[outAt + 1] = x * scale;
  out[outAt + 2] = y * scale;
  out[outAt + 3] = z * scale;
}

/** Axis-angle `[3]` to matrix `[9]` (Rodrigues). */
export function axisAngleToMatrix(input: NumberArray, at: number, out: NumberArray, outAt: number): void {
  axisAngleToQuaternion(input, at, scratch, 0);
  quaternionToMatrix(scratch, 0, out, outAt);
}

/** Matrix `[9]` to axis-angle `[3]` with an angle in [0, π]. */
export function matrixToAxisAngle(input: NumberArray, at: number, out: NumberArray, outAt: number): void {
  matrixToQuaternion(input, at, scratch, 0);
  quaternionToAxisAngle(scratch, 0, out, outAt);
}

/** Hamilton product `left · right` of two quaternions `[4]`: turn by `right`, then by `left`. */
export function quaternionMultiply(
  left: NumberArray,
  leftAt: number,
  right: NumberArray,
  rightAt: number,
  out: NumberArray,
  outAt: number,
): void {
  const lw = left[leftAt];
  const lx = left[leftAt + 1];
  const ly = left[leftAt + 2];
  const lz = left[leftAt + 3];
  const rw = right[rightAt];
  const rx = right[rightAt + 1];
  const ry = right[rightAt + 2];
  const rz = right[rightAt + 3];
  out[outAt] = lw * rw - lx * rx - ly * ry - lz * rz;
  out[outAt + 1] = lw * rx + lx * rw + ly * rz - lz * ry;
  out[outAt + 2] = lw * ry - lx * rz + ly * rw + lz * rx;
  out[outAt + 3] = lw * rz + lx * ry - ly * rx + lz * rw;
}

/** The vector `[3]` at `vectorAt`, turned by the unit quaternion `[4]` at `at`. */
export function quaternionRotate(
  input: NumberArray,
  at: number,
  vector: NumberArray,
  vectorAt: number,
  out: NumberArray,
  outAt: number,
): void {
  const w = input[at];
  const x = input[at + 1];
  const y = input[at + 2];
  const z = input[at + 3];
  const v0 = vector[vectorAt];
  const v1 = vector[vectorAt + 1];
  const v2 = vector[vectorAt + 2];
  const u0 = 2 * (y * v2 - z * v1);
  const u1 = 2 * (z * v0 - x * v2);
  const u2 = 2 * (x * v1 - y * v0);
  out[outAt] = v0 + w * u0 + y * u2 - z * u1;
  out[outAt + 1] = v1 + w * u1 + z * u0 - x * u2;
  out[outAt + 2] = v2 + w * u2 + x * u1 - y * u0;
}

/**
 * The shortest rotation `[4]` that turns direction `from` `[3]` into direction `to` `[3]` (lengths do not matter).
 * Opposite directions have no unique shortest rotation: a half turn about the axis across `from` nearest to y is taken.
 */
export function quaternionBetween(
  from: NumberArray,
  fromAt: number,
  to: NumberArray,
  toAt: number,
  out: NumberArray,
  outAt: number,
): void {
  const a0 = from[fromAt];
  const a1 = from[fromAt + 1];
  const a2 = from[fromAt + 2];
  const b0 = to[toAt];
  const b1 = to[toAt + 1];
  const b2 = to[toAt + 2];
  const lengths = Math.sqrt((a0 * a0 + a1 * a1 + a2 * a2) * (b0 * b0 + b1 * b1 + b2 * b2));
  let w = lengths + a0 * b0 + a1 * b1 + a2 * b2;
  let x = a1 * b2 - a2 * b1;
  let y = a2 * b0 - a0 * b2;
  let z = a0 * b1 - a1 * b0;
  const norm = Math.sqrt(w * w + x * x + y * y + z * z);
  if (lengths === 0) {
    w = 1;
    x = 0;
    y = 0;
    z = 0;
  } else if (norm < 1e-9 * lengths) {
    // about the axis across `from` that is nearest to y: of everything level that is y itself, a turn-around
    const square = a0 * a0 + a1 * a1 + a2 * a2;
    const level = Math.sqrt((a0 * a0 + a2 * a2) / square);
    w = 0;
    x = level > 1e-12 ? (-a1 * a0) / (square * level) : 1;
    y = level > 1e-12 ? level : 0;
    z = level > 1e-12 ? (-a1 * a2) / (square * level) : 0;
  } else {
    w /= norm;
    x /= norm;
    y /= norm;
    z /= norm;
  }
  out[outAt] = w;
  out[outAt + 1] = x;
  out[outAt + 2] = y;
  out[outAt + 3] = z;
}

/** Spherical interpolation `[4]` from one unit quaternion to another, the short way round; `fraction` in [0, 1]. */
export function quaternionSlerp(
  from: NumberArray,
  fromAt: number,
  to: NumberArray,
  toAt: number,
  fraction: number,
  out: NumberArray,
  outAt: number,
): void {
  let cosine = 0;
  for (let i = 0; i < 4; i++) cosine += from[fromAt + i] * to[toAt + i];
  const sign = cosine < 0 ? -1 : 1;
  const angle = Math.acos(Math.min(1, cosine * sign));
  let fromWeight = 1 - fraction;
  let toWeight = fraction;
  if (angle > 1e-4) {
    fromWeight = Math.sin(fromWeight * angle) / Math.sin(angle);
    toWeight = Math.sin(toWeight * angle) / Math.sin(angle);
  }
  let norm = 0;
  for (let i = 0; i < 4; i++) {
    scratch[i] = fromWeight * from[fromAt + i] + sign * toWeight * to[toAt + i];
    norm += scratch[i] * scratch[i];
  }
  norm = Math.sqrt(norm);
  for (let i = 0; i < 4; i++) out[outAt + i] = scratch[i] / norm;
}

const scratch = new Float64Array(4);
