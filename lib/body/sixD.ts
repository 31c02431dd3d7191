// The continuous 6D form of a rotation: the first two COLUMNS of its matrix, one after the other (Zhou et al. 2019, as
// HumanML3D stores them: `[R00, R10, R20, R01, R11, R21]`). Other conventions are those of rotations.ts.
import type { NumberArray } from "./rotations";

/** Matrix `[9]` to 6D `[6]`. */
export function matrixToSixD(input: NumberArray, at: number, out: NumberArray, outAt: number): void {
  const m01 = input[at + 1];
  const m10 = input[at + 3];
  const m11 = input[at + 4];
  const m20 = input[at + 6];
  const m21 = input[at + 7];
  out[outAt] = input[at];
  out[outAt + 1] = m10;
  out[outAt + 2] = m20;
  out[outAt + 3] = m01;
  out[outAt + 4] = m11;
  out[outAt + 5] = m21;
}

/** Unit quaternion `[4]` to 6D `[6]`. */
export function quaternionToSixD(input: NumberArray, at: number, out: NumberArray, outAt: number): void {
  const w = input[at];
  const x = input[at + 1];
  const y = input[at + 2];
  const z = input[at + 3];
  out[outAt] = 1 - 2 * (y * y + z * z);
  out[outAt + 1] = 2 * (x * y + w * z);
  out[outAt + 2] = 2 * (x * z - w * y);
  out[outAt + 3] = 2 * (x * y - w * z);
  out[outAt + 4] = 1 - 2 * (x * x + z * z);
  out[outAt + 5] = 2 * (y * z + w * x);
}

/**
 * 6D `[6]` to the nearest matrix `[9]` in the sense of Gram–Schmidt: x = â, z = x × b normalised, y = z × x.
 * Numbers that a network made need not be orthonormal; collapsed columns give some rotation, never NaN.
 */
export function sixDToMatrix(input: NumberArray, at: number, out: NumberArray, outAt: number): void {
  let x0 = input[at];
  let x1 = input[at + 1];
  let x2 = input[at + 2];
  let b0 = input[at + 3];
  let b1 = input[at + 4];
  let b2 = input[at + 5];
  const xNorm = Math.sqrt(x0 * x0 + x1 * x1 + x2 * x2);
  if (xNorm < 1e-12) {
    x0 = 1;
    x1 = 0;
    x2 = 0;
  } else {
    x0 /= xNorm;
    x1 /= xNorm;
    x2 /= xNorm;
  }
  let z0 = x1 * b2 - x2 * b1;
  let z1 = x2 * b0 - x0 * b2;
  let z2 = x0 * b1 - x1 * b0;
  let zNorm = Math.sqrt(z0 * z0 + z1 * z1 + z2 * z2);
  if (zNorm < 1e-12) {
    b0 = Math.abs(x1) < 0.9 ? 0 : 1;
    b1 = Math.abs(x1) < 0.9 ? 1 : 0;
    b2 = 0;
    z0 = x1 * b2 - x2 * b1;
    z1 = x2 * b0 - x0 * b2;
    z2 = x0 * b1 - x1 * b0;
    zNorm = Math.sqrt(z0 * z0 + z1 * z1 + z2 * z2);
  }
  z0 /= zNorm;
  z1 /= zNorm;
  z2 /= zNorm;
  out[outAt] = x0;
  out[outAt + 1] = z1 * x2 - z2 * x1;
  out[outAt + 2] = z0;
  out[outAt + 3] = x1;
  out[outAt + 4] = z2 * x0 - z0 * x2;
  out[outAt + 5] = z1;
  out[outAt + 6] = x2;
  out[outAt + 7] = z0 * x1 - z1 * x0;
  out[outAt + 8] = z2;
}
