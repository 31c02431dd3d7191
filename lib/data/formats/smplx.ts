// SMPL-X parameters as files lay them out: rows of a frame in SignAvatars', Motion-X' and AMASS' arrays; and the two
// conventions files differ in: which axis is up, and whether hand poses are relative to MANO's mean hand.
import { axisAngleToQuaternion, quaternionMultiply, quaternionToAxisAngle } from "../../body/rotations";
import { FormatError } from "../../errors";
import type { SmplxMotion } from "../clip";
import { type NumpyArray, toFloat32 } from "./numpyArray";

/** Numbers a frame of each part; `betas` are taken from the first frame. */
export const PART_WIDTHS = {
  globalOrient: 3,
  bodyPose: 63,
  leftHandPose: 45,
  rightHandPose: 45,
  jawPose: 3,
  expression: 10,
  transl: 3,
  betas: 10,
} as const;
export type SmplxPart = keyof typeof PART_WIDTHS;

/** First column of each part, by the width of the rows. Camera translations and eyes are left out. */
const LAYOUTS = {
  /** SignAvatars' `smplx` */
  182: {
    globalOrient: 0,
    bodyPose: 3,
    leftHandPose: 66,
    rightHandPose: 111,
    jawPose: 156,
    betas: 159,
    expression: 169,
  },
  /** SignAvatars' `unsmooth_smplx` */
  169: { globalOrient: 0, bodyPose: 3, leftHandPose: 66, rightHandPose: 111, betas: 156 },
  /** Motion-X: 50 expression and 100 face shape coefficients before the translation */
  322: {
    globalOrient: 0,
    bodyPose: 3,
    leftHandPose: 66,
    rightHandPose: 111,
    jawPose: 156,
    expression: 159,
    transl: 309,
    betas: 312,
  },
  /** AMASS' `poses` with jaw and eyes before the hands */
  165: { globalOrient: 0, bodyPose: 3, jawPose: 66, leftHandPose: 75, rightHandPose: 120 },
  /** AMASS' `poses` of SMPL+H */
  156: { globalOrient: 0, bodyPose: 3, leftHandPose: 66, rightHandPose: 111 },
} as const satisfies Record<number, Partial<Record<SmplxPart, number>>>;
export type RowWidth = keyof typeof LAYOUTS;

const partsOf = (width: RowWidth): [SmplxPart, number][] => Object.entries(LAYOUTS[width]) as [SmplxPart, number][];

/**
 * Parameters of an array `[T, width]`.
 * @param widths those that may lie under this name
 * @throws FormatError for another shape, no frames, or a number that is not finite
 */
export function motionFromRows(
  array: NumpyArray,
  widths: readonly RowWidth[],
  file: string,
  where: string,
): SmplxMotion {
  const frames = array.shape[0] ?? 0;
  const width = widths.find((known) => array.shape.length === 2 && known === array.shape[1]);
  if (!width) {
    const wanted = widths.map((known) => `(frames, ${known})`).join(" or ");
    throw new FormatError(file, where, `it has shape (${array.shape.join(", ")}); ${wanted} is expected`);
  }
  if (frames < 1) throw new FormatError(file, where, "it has no frames");
  const rows = finiteNumbers(array, width, file, where);
  const motion = emptyMotion(frames);
  for (const [part, first] of partsOf(width)) {
    const size = PART_WIDTHS[part];
    for (let frame = 0; frame < motion[part].length / size; frame++) {
      const from = frame * width + first;
      motion[part].set(rows.subarray(from, from + size), frame * size);
    }
  }
  return motion;
}

/** Columns of SignAvatars' `smplx`. */
export const SIGN_AVATARS_WIDTH = 182;

/** The inverse of `motionFromRows`; columns that no part fills are 0. */
export function rowsFromMotion(motion: SmplxMotion, width: RowWidth = SIGN_AVATARS_WIDTH): Float32Array {
  const rows = new Float32Array(motion.frames * width);
  for (const [part, first] of partsOf(width)) {
    const size = PART_WIDTHS[part];
    for (let frame = 0; frame < motion.frames; frame++) {
      const from = part === "betas" ? 0 : frame * size;
      rows.set(motion[part].subarray(from, from + size), frame * width + first);
    }
  }
  return rows;
}

export function emptyMotion(frames: number): SmplxMotion {
  return {
    frames,
    globalOrient: new Float32Array(frames * 3),
    bodyPose: new Float32Array(frames * 63),
    leftHandPose: new Float32Array(frames * 45),
    rightHandPose: new Float32Array(frames * 45),
    jawPose: new Float32Array(frames * 3),
    expression: new Float32Array(frames * 10),
    betas: new Float32Array(10),
    transl: new Float32Array(frames * 3),
  };
}

/**
 * An array's numbers.
 * @param width numbers a frame, for the message
 * @throws FormatError for text, or a number that is not finite, with its frame
 */
export function finiteNumbers(array: NumpyArray, width: number, file: string, where: string): Float32Array {
  const values = toFloat32(array, file, where);
  const at = values.findIndex((value) => !Number.isFinite(value));
  if (at < 0) return values;
  throw new FormatError(file, `${where}, frame ${Math.floor(at / width)}`, "it holds a number that is not finite");
}

/**
 * MANO's mean hand, left, `[15 × 3]` axis-angle: SMPL-X layers made with their default `flat_hand_mean=False` add it to
 * the stored hand pose, so files made through them (SignAvatars, SOKE) are relative to it.
 */
const leftHandMean = [
  0.11167871, 0.04289218, -0.41644183, 0.10881133, -0.06598568, -0.75622, -0.09639297, -0.09091566, -0.18845929,
  -0.11809504, 0.05094385, -0.5295845, -0.14369841, 0.0552417, -0.7048571, -0.01918292, -0.09233685, -0.3379135,
  -0.45703298, -0.19628395, -0.6254575, -0.21465237, -0.06599829, -0.50689423, -0.36972436, -0.06034463, -0.07949023,
  -0.1418697, -0.08585263, -0.63552827, -0.3033416, -0.05788098, -0.6313892, -0.17612089, -0.13209307, -0.37335458,
  0.8509643, 0.27692273, -0.09154807, -0.49983943, 0.02655647, 0.05288088, 0.5355592, 0.04596104, -0.27735803,
];
export const HAND_MEAN = {
  left: Float32Array.from(leftHandMean),
  right: Float32Array.from(leftHandMean, (value, i) => (i % 3 === 0 ? value : -value)),
} as const;

/** The same hands with the mean added (`sign` 1: relative to flat) or taken away (−1: flat to relative). */
export function shiftHandMean(motion: SmplxMotion, sign: 1 | -1): SmplxMotion {
  const shift = (pose: Float32Array, mean: Float32Array): Float32Array =>
    pose.map((value, i) => value + sign * (mean[i % 45] as number));
  return {
    ...motion,
    leftHandPose: shift(motion.leftHandPose, HAND_MEAN.left),
    rightHandPose: shift(motion.rightHandPose, HAND_MEAN.right),
  };
}

/** A quarter or half turn about x, degrees: it takes a file's axes to y up. */
export type UpTurn = 0 | 180 | -90;

/** The whole motion turned about x; joints turn with it. A camera's y looks down: 180. AMASS has z up: −90. */
export function turnAboutX(motion: SmplxMotion, degrees: UpTurn): SmplxMotion {
  if (degrees === 0) return motion;
  const half = (degrees * Math.PI) / 360;
  const turn = [Math.cos(half), Math.sin(half), 0, 0];
  const globalOrient = new Float32Array(motion.globalOrient.length);
  const rotation = [0, 0, 0, 0];
  for (let at = 0; at < globalOrient.length; at += 3) {
    axisAngleToQuaternion(motion.globalOrient, at, rotation, 0);
    quaternionMultiply(turn, 0, rotation, 0, rotation, 0);
    quaternionToAxisAngle(rotation, 0, globalOrient, at);
  }
  const cosine = Math.round(Math.cos(2 * half));
  const sine = Math.round(Math.sin(2 * half));
  const transl = motion.transl.slice();
  for (let at = 0; at < transl.length; at += 3) {
    const y = motion.transl[at + 1] as number;
    const z = motion.transl[at + 2] as number;
    transl[at + 1] = cosine * y - sine * z;
    transl[at + 2] = sine * y + cosine * z;
  }
  return { ...motion, globalOrient, transl };
}
