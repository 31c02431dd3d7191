// Which way a signer faces, and the turn about y that makes each frame face +z: joints [frames, joints, 3] → [frames, 2].

import type { NumberArray } from "./rotations";

/**
 * Level facing direction (x, z) of one frame: up × across, with across = hips + shoulders, right minus left.
 * Not of unit length when the body leans sideways.
 * @param hipSign −1 counts the hips against the shoulders (see `rootTurns`)
 */
export function facingDirection(
  joints: NumberArray,
  at: number,
  hipSign: 1 | -1,
  out: Float64Array,
  outAt: number,
): void {
  // hips 2 − 1, shoulders 17 − 16
  const x = hipSign * (joints[at + 6] - joints[at + 3]) + (joints[at + 51] - joints[at + 48]);
  const y = hipSign * (joints[at + 7] - joints[at + 4]) + (joints[at + 52] - joints[at + 49]);
  const z = hipSign * (joints[at + 8] - joints[at + 5]) + (joints[at + 53] - joints[at + 50]);
  const norm = Math.sqrt(x * x + y * y + z * z);
  out[outAt] = norm > 1e-9 ? z / norm : 0;
  out[outAt + 1] = norm > 1e-9 ? -x / norm : 1;
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

/** Right half of a Gaussian over frames, cut at 4 sigma, whole sum 1: SciPy's `gaussian_filter1d`. Sigma 0: `[1]`. */
export function gaussianHalf(sigma: number): Float64Array {
  const half = new Float64Array(Math.floor(4 * sigma + 0.5) + 1);
  for (let i = 0; i < half.length; i++) half[i] = sigma > 0 ? Math.exp((-0.5 * i * i) / (sigma * sigma)) : 1;
  const total = half.reduce((sum, value, i) => sum + (i === 0 ? value : 2 * value), 0);
  return half.map((value) => value / total);
}

/**
 * The turns of frames `from` to `to` (excluded) that make them face +z, as half-angle cosine and sine (w and y of the
 * quaternion), the facing smoothed over time with its border values held (SciPy's `nearest`). The first frame's turn
 * is the identity: the recipe has turned the clip to face +z before.
 *
 * The released code swaps the hips here (it reads `[2, 1, 17, 16]` as left hip, right hip, right shoulder, left
 * shoulder), so that they count against the shoulders; `facing` comes with that (`hipSign` −1) for `"published"`.
 *
 * @param facing `[…, 2]`: facing directions from frame `first` on, as far as the Gaussian reaches beyond `to`
 * @param frames of the whole clip
 * @returns `[to − from, 2]`
 */
export function rootTurns(
  facing: Float64Array,
  first: number,
  from: number,
  to: number,
  frames: number,
  half: Float64Array,
): Float64Array {
  const turns = new Float64Array((to - from) * 2);
  for (let frame = from; frame < to; frame++) {
    let x = half[0] * facing[(frame - first) * 2];
    let z = half[0] * facing[(frame - first) * 2 + 1];
    for (let i = 1; i < half.length; i++) {
      const before = (Math.max(0, frame - i) - first) * 2;
      const after = (Math.min(frames - 1, frame + i) - first) * 2;
      x += half[i] * (facing[before] + facing[after]);
      z += half[i] * (facing[before + 1] + facing[after + 1]);
    }
    turnToFront(x, z, turns, (frame - from) * 2);
  }
  if (from === 0 && to > 0) {
    turns[0] = 1;
    turns[1] = 0;
  }
  return turns;
}
