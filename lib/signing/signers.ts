// The signers of SynthASL: how each one is built and how each one signs. Ten are seen in training, four are kept for the
// test split; right- and left-handed, swift and slow, close to the body and wide, flowing and clipped.
import type { Style } from "./signMotion";

/** Frames a second of all clips. */
export const SYNTH_FPS = 24;

/** Proportions, relative to the neutral body. */
export interface Build {
  /** length of the arms */
  arms: number;
  /** width of the shoulders */
  shoulders: number;
  /** metres that the face is higher above the chest */
  head: number;
}

export interface Signer extends Style {
  id: string;
  leftHanded: boolean;
  build: Build;
  /** frames a sign of average length lasts at 24 frames a second */
  signFrames: number;
  /** frames from the end of a sign to the beginning of the next, before distance is added */
  transitionFrames: number;
  /** frames by which a sign begins before it is in place and ends after the hand is on its way: none for clipped signing */
  flow: number;
  /** metres that signs at forehead and temple are lowered */
  lowering: number;
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
  [arms, shoulders, head]: [number, number, number],
  [amplitude, signFrames, transitionFrames, flow]: [number, number, number, number],
  shift: [number, number, number],
  [elbow, lean, expressiveness, lowering]: [number, number, number, number],
  betas: number[],
  leftHanded = false,
): Signer {
  return {
    id,
    leftHanded,
    build: { arms, shoulders, head },
    amplitude,
    signFrames,
    transitionFrames,
    flow,
    lowering,
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
  signer("s01", [1.0, 1.0, 0], [1.0, 7.2, 3, 1], [0, 0, 0], [0, 0.02, 1.0, 0], [0.2, -0.4, 0.1]),
  signer(
    "s02",
    [1.03, 1.02, 0.006],
    [1.15, 7.8, 3.5, 0.5],
    [-0.01, 0.015, 0.02],
    [0.1, 0.05, 1.2, 0],
    [-0.8, 0.6, 0.3],
  ),
  signer(
    "s03",
    [0.97, 0.96, -0.008],
    [0.85, 6.4, 2.5, 1.5],
    [0.01, -0.02, -0.02],
    [-0.08, 0, 0.8, 0.015],
    [1.1, 0.2, -0.5],
  ),
  signer(
    "s04",
    [1.01, 1.04, 0.004],
    [1.05, 7.0, 3, 1],
    [0, 0.02, 0.01],
    [0.05, 0.03, 1.1, 0.005],
    [0.5, -1.0, 0.2],
    true,
  ),
  signer("s05", [0.98, 0.98, 0.01], [0.95, 8.4, 4, 0], [-0.015, -0.01, 0.01], [0.12, 0.06, 0.9, 0], [-0.3, 0.9, -0.7]),
  signer("s06", [1.04, 1.05, 0.002], [1.2, 7.4, 3, 1.5], [0.005, 0.01, 0.03], [0.02, -0.01, 1.3, 0], [-1.2, -0.3, 0.6]),
  signer(
    "s07",
    [0.96, 0.97, -0.004],
    [0.9, 6.2, 2.5, 2],
    [0.01, 0, -0.015],
    [-0.05, 0.04, 0.85, 0.02],
    [0.9, 0.5, 0.9],
  ),
  signer(
    "s08",
    [1.02, 0.99, -0.01],
    [1.0, 7.6, 3.5, 0.5],
    [-0.005, -0.025, 0.015],
    [0.08, 0.02, 1.05, 0.01],
    [0, 1.2, -0.2],
    true,
  ),
  signer("s09", [0.99, 1.03, 0.008], [1.1, 6.8, 3, 1], [0, 0.025, -0.005], [0, 0.07, 1.15, 0], [-0.6, -0.7, -0.9]),
  signer(
    "s10",
    [0.98, 0.95, -0.006],
    [0.88, 8.2, 4, 0.5],
    [0.008, -0.005, 0.025],
    [0.06, 0.01, 0.95, 0.01],
    [0.7, 0.1, 1.1],
  ),
];

export const testSigners: readonly Signer[] = [
  signer(
    "u01",
    [1.02, 0.98, 0.005],
    [1.08, 7.0, 3, 1],
    [-0.008, 0.008, 0.008],
    [0.04, 0.03, 1.0, 0.005],
    [-0.2, 0.3, 0.8],
  ),
  signer(
    "u02",
    [0.97, 1.01, -0.006],
    [0.92, 7.7, 3.5, 0.5],
    [0.004, -0.015, 0.018],
    [-0.03, 0.05, 1.1, 0.012],
    [0.4, -0.6, -0.4],
  ),
  signer(
    "u03",
    [1.03, 1.04, 0.009],
    [1.14, 6.5, 2.5, 1.5],
    [0.006, 0.018, -0.01],
    [0.09, 0, 0.9, 0],
    [-1.0, 0.8, 0.1],
    true,
  ),
  signer("u04", [0.99, 0.96, 0], [0.98, 8.0, 4, 0], [-0.012, -0.008, 0], [0.03, 0.06, 1.2, 0.015], [0.8, -0.2, -0.8]),
];

const unseen = new Set(testSigners.map(({ id }) => id));

/** Whether the training split never shows this signer. */
export function isUnseenSigner(id: string): boolean {
  return unseen.has(id);
}
