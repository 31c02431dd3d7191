// SMPL-X parameters as files lay them out: SignAvatars' rows of 182, AMASS-style and named .npz arrays; and the two
// conventions files differ in: which axis is up, and whether hand poses are relative to MANO's mean hand.
import { axisAngleToQuaternion, quaternionMultiply, quaternionToAxisAngle } from "../../body/rotations";
import { FormatError } from "../../errors";
import type { SmplxMotion } from "../clip";
import type { Npz } from "./npz";
import { type NumpyArray, toFloat32 } from "./numpyArray";

/** Columns of SignAvatars' `smplx` rows. */
export const SIGN_AVATARS_WIDTH = 182;
const columns: readonly [keyof SmplxMotion, number, number][] = [
  ["globalOrient", 0, 3],
  ["bodyPose", 3, 66],
  ["leftHandPose", 66, 111],
  ["rightHandPose", 111, 156],
  ["jawPose", 156, 159],
  ["expression", 169, 179],
];

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

/** @throws FormatError unless the array is `[T, 182]` of finite numbers with T ≥ 1 */
export function motionFromRows(array: NumpyArray, file: string): SmplxMotion {
  const [frames, width] = array.shape as [number, number];
  if (array.shape.length !== 2 || width !== SIGN_AVATARS_WIDTH) {
    throw new FormatError(file, "smplx", `it has shape (${array.shape.join(", ")}); SignAvatars has (frames, 182)`);
  }
  if (frames < 1) throw new FormatError(file, "smplx", "it has no frames");
  const rows = toFloat32(array, file, "smplx");
  requireFinite(rows, width, file, "smplx");
  const motion = emptyMotion(frames);
  for (const [key, from, to] of columns) {
    const target = motion[key] as Float32Array;
    for (let frame = 0; frame < frames; frame++) {
      target.set(rows.subarray(frame * width + from, frame * width + to), frame * (to - from));
    }
  }
  motion.betas.set(rows.subarray(159, 169));
  return motion;
}

/** The inverse of `motionFromRows`: `[T, 182]`, camera translation 0. */
export function rowsFromMotion(motion: SmplxMotion): Float32Array {
  const rows = new Float32Array(motion.frames * SIGN_AVATARS_WIDTH);
  for (let frame = 0; frame < motion.frames; frame++) {
    const row = frame * SIGN_AVATARS_WIDTH;
    for (const [key, from, to] of columns) {
      const source = motion[key] as Float32Array;
      rows.set(source.subarray(frame * (to - from), (frame + 1) * (to - from)), row + from);
    }
    rows.set(motion.betas, row + 159);
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

/** Names under which archives keep each part; the first that is there counts. */
const npzNames: readonly [Exclude<keyof SmplxMotion, "frames" | "betas">, number, string[]][] = [
  ["globalOrient", 3, ["global_orient", "root_orient"]],
  ["bodyPose", 63, ["body_pose", "pose_body"]],
  ["leftHandPose", 45, ["left_hand_pose", "lhand_pose"]],
  ["rightHandPose", 45, ["right_hand_pose", "rhand_pose"]],
  ["jawPose", 3, ["jaw_pose", "pose_jaw"]],
  ["expression", 10, ["expression"]],
  ["transl", 3, ["transl", "trans"]],
];

/**
 * SMPL-X parameters of a .npz archive: AMASS' `poses` `[T, 165]` (with jaw and eyes) or `[T, 156]` (without), or one
 * array a part (`global_orient`, `body_pose`, `left_hand_pose`, …; AMASS' `pose_hand` `[T, 90]`).
 * @returns the parameters as they lie there, and frames a second where the archive says (`mocap_frame_rate`, `fps`)
 * @throws FormatError when body or root are missing or lengths differ
 */
export function motionFromNpz(npz: Npz, file: string): { motion: SmplxMotion; fps?: number } {
  const fpsName = ["mocap_frame_rate", "mocap_framerate", "fps"].find((name) => npz.has(name));
  const fps = fpsName ? Number(npz.get(fpsName).data[0]) : Number.NaN;
  const motion = npz.has("poses") ? fromPoses(npz, file) : fromParts(npz, file);
  if (npz.has("betas")) motion.betas.set(toFloat32(npz.get("betas"), file, "betas").subarray(0, 10));
  return fps > 0 && fps <= 1000 ? { motion, fps } : { motion };
}

function fromPoses(npz: Npz, file: string): SmplxMotion {
  const poses = npz.get("poses");
  const [frames, width] = poses.shape as [number, number];
  if (poses.shape.length !== 2 || (width !== 165 && width !== 156) || frames < 1) {
    throw new FormatError(
      file,
      "poses",
      `it has shape (${poses.shape.join(", ")}); (frames, 165) or (frames, 156) is read`,
    );
  }
  const values = toFloat32(poses, file, "poses");
  requireFinite(values, width, file, "poses");
  const motion = emptyMotion(frames);
  const hands = width === 165 ? 75 : 66;
  const copy = (target: Float32Array, from: number, size: number): void => {
    for (let frame = 0; frame < frames; frame++) {
      target.set(values.subarray(frame * width + from, frame * width + from + size), frame * size);
    }
  };
  copy(motion.globalOrient, 0, 3);
  copy(motion.bodyPose, 3, 63);
  if (width === 165) copy(motion.jawPose, 66, 3);
  copy(motion.leftHandPose, hands, 45);
  copy(motion.rightHandPose, hands + 45, 45);
  const trans = ["trans", "transl"].find((name) => npz.has(name));
  if (trans) motion.transl.set(part(npz, trans, frames, 3, file));
  return motion;
}

function fromParts(npz: Npz, file: string): SmplxMotion {
  const body = ["body_pose", "pose_body"].find((name) => npz.has(name));
  if (!body) {
    const names = npz.names.slice(0, 12).join(", ");
    throw new FormatError(
      file,
      "arrays",
      `neither poses nor body_pose is there, so it is no SMPL-X motion; it has ${names}`,
    );
  }
  const frames = npz.get(body).shape[0] ?? 0;
  if (frames < 1) throw new FormatError(file, body, "it has no frames");
  const motion = emptyMotion(frames);
  for (const [key, width, names] of npzNames) {
    const name = names.find((candidate) => npz.has(candidate));
    if (name) motion[key].set(part(npz, name, frames, width, file));
    else if (key === "globalOrient") throw new FormatError(file, "arrays", "global_orient (or root_orient) is missing");
  }
  if (npz.has("pose_hand")) {
    const hands = part(npz, "pose_hand", frames, 90, file);
    for (let frame = 0; frame < frames; frame++) {
      motion.leftHandPose.set(hands.subarray(frame * 90, frame * 90 + 45), frame * 45);
      motion.rightHandPose.set(hands.subarray(frame * 90 + 45, frame * 90 + 90), frame * 45);
    }
  }
  return motion;
}

/** `[frames, width]`, or the same with the width split over more axes. */
function part(npz: Npz, name: string, frames: number, width: number, file: string): Float32Array {
  const array = npz.get(name);
  if (array.shape[0] !== frames || array.data.length !== frames * width) {
    throw new FormatError(file, name, `it has shape (${array.shape.join(", ")}); (${frames}, ${width}) is needed`);
  }
  const values = toFloat32(array, file, name);
  requireFinite(values, width, file, name);
  return values;
}

function requireFinite(values: Float32Array, width: number, file: string, name: string): void {
  const at = values.findIndex((value) => !Number.isFinite(value));
  if (at >= 0)
    throw new FormatError(file, `${name}, frame ${Math.floor(at / width)}`, "it holds a number that is not finite");
}
