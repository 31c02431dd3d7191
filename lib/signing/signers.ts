// The signers of SynthASL: how each one signs. Ten are seen in training, four are kept for the test split.
import type { Style } from "./signMotion";

export interface Signer extends Style {
  id: string;
  leftHanded: boolean;
  /** frames a sign of average length lasts at 24 frames a second */
  signFrames: number;
  /** frames from the end of a sign to the beginning of the next, before distance is added */
  transitionFrames: number;
  /** standard deviation of where a sign is placed, metres */
  jitter: number;
  /** standard deviation of joint noise within the fingers, radians */
  fingerNoise: number;
  /** forward lean of the trunk, radians */
  lean: number;
  /** scales headshakes, nods and leans */
  expressiveness: number;
  /** SMPL-X shape, written with the clips; positions are those of the neutral body, as for every corpus */
  betas: readonly number[];
}

function signer(
  id: string,
  [amplitude, signFrames, transitionFrames]: [number, number, number],
  shift: [number, number, number],
  [elbow, lean, expressiveness]: [number, number, number],
  betas: number[],
  leftHanded = false,
): Signer {
  return {
    id,
    leftHanded,
    amplitude,
    signFrames,
    transitionFrames,
    shift,
    elbow,
    lean,
    expressiveness,
    jitter: 0.008,
    fingerNoise: 0.035,
    betas,
  };
}

/** Shifts are metres as [−side, up, front]. */
export const trainSigners: readonly Signer[] = [
  signer("s01", [1.0, 10.0, 4], [0, 0, 0], [0, 0.02, 1.0], [0.2, -0.4, 0.1]),
  signer("s02", [1.15, 10.8, 4], [-0.01, 0.015, 0.02], [0.1, 0.05, 1.2], [-0.8, 0.6, 0.3]),
  signer("s03", [0.85, 9.0, 3], [0.01, -0.02, -0.02], [-0.08, 0.0, 0.8], [1.1, 0.2, -0.5]),
  signer("s04", [1.05, 9.6, 4], [0, 0.02, 0.01], [0.05, 0.03, 1.1], [0.5, -1.0, 0.2], true),
  signer("s05", [0.95, 11.2, 5], [-0.015, -0.01, 0.01], [0.12, 0.06, 0.9], [-0.3, 0.9, -0.7]),
  signer("s06", [1.2, 10.2, 4], [0.005, 0.01, 0.03], [0.02, -0.01, 1.3], [-1.2, -0.3, 0.6]),
  signer("s07", [0.9, 8.8, 3], [0.01, 0, -0.015], [-0.05, 0.04, 0.85], [0.9, 0.5, 0.9]),
  signer("s08", [1.0, 10.5, 4], [-0.005, -0.025, 0.015], [0.08, 0.02, 1.05], [0.0, 1.2, -0.2], true),
  signer("s09", [1.1, 9.4, 4], [0, 0.025, -0.005], [0.0, 0.07, 1.15], [-0.6, -0.7, -0.9]),
  signer("s10", [0.88, 11.6, 5], [0.008, -0.005, 0.025], [0.06, 0.01, 0.95], [0.7, 0.1, 1.1]),
];

export const testSigners: readonly Signer[] = [
  signer("u01", [1.08, 9.8, 4], [-0.008, 0.008, 0.008], [0.04, 0.03, 1.0], [-0.2, 0.3, 0.8]),
  signer("u02", [0.92, 10.6, 4], [0.004, -0.015, 0.018], [-0.03, 0.05, 1.1], [0.4, -0.6, -0.4]),
  signer("u03", [1.14, 9.2, 3], [0.006, 0.018, -0.01], [0.09, 0.0, 0.9], [-1.0, 0.8, 0.1], true),
  signer("u04", [0.98, 11.0, 5], [-0.012, -0.008, 0.0], [0.03, 0.06, 1.2], [0.8, -0.2, -0.8]),
];
