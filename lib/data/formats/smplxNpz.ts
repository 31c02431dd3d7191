// SMPL-X parameters of a .npz archive: AMASS' rows of poses, or an array a part, under the names in use.
import { FormatError } from "../../errors";
import type { SmplxMotion } from "../clip";
import type { Npz } from "./npz";
import { toFloat32 } from "./numpyArray";
import { emptyMotion, finiteNumbers, motionFromRows, PART_WIDTHS, type SmplxPart } from "./smplx";

/** Names under which archives keep each part; the first that is there counts. */
const npzNames: readonly [Exclude<SmplxPart, "betas">, string[]][] = [
  ["globalOrient", ["global_orient", "root_orient"]],
  ["bodyPose", ["body_pose", "pose_body"]],
  ["leftHandPose", ["left_hand_pose", "lhand_pose"]],
  ["rightHandPose", ["right_hand_pose", "rhand_pose"]],
  ["jawPose", ["jaw_pose", "pose_jaw"]],
  ["expression", ["expression"]],
  ["transl", ["transl", "trans"]],
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
  const motion = motionFromRows(npz.get("poses"), [165, 156], file, "poses");
  const trans = ["trans", "transl"].find((name) => npz.has(name));
  if (trans) motion.transl.set(part(npz, trans, motion.frames, 3, file));
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
  // before memory is taken for so many frames: an array without columns may claim any number
  part(npz, body, frames, PART_WIDTHS.bodyPose, file);
  const motion = emptyMotion(frames);
  for (const [key, names] of npzNames) {
    const name = names.find((candidate) => npz.has(candidate));
    if (name) motion[key].set(part(npz, name, frames, PART_WIDTHS[key], file));
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

/** `[frames, width]`, or the same with the width split over more axes; expressions beyond the first ten are left out. */
function part(npz: Npz, name: string, frames: number, width: number, file: string): Float32Array {
  const array = npz.get(name);
  const columns = array.data.length / frames;
  const fits = name === "expression" ? Number.isInteger(columns) && columns >= width : columns === width;
  if (array.shape[0] !== frames || !fits) {
    throw new FormatError(file, name, `it has shape (${array.shape.join(", ")}); (${frames}, ${width}) is needed`);
  }
  const values = finiteNumbers(array, columns, file, name);
  if (columns === width) return values;
  const first = new Float32Array(frames * width);
  for (let frame = 0; frame < frames; frame++) {
    first.set(values.subarray(frame * columns, frame * columns + width), frame * width);
  }
  return first;
}
