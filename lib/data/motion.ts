// What every file of motion becomes, whatever its format: y up, the signer facing +z, hands relative to the flat hand,
// missing frames filled in, and the joints of it all.
import { isUpright } from "../body/axes";
import { smplxToJoints } from "../body/kinematics";
import { axisAngleToQuaternion, quaternionSlerp, quaternionToAxisAngle } from "../body/rotations";
import { readSmplxModel, type SmplxModel } from "../body/smplxModel";
import { FormatError } from "../errors";
import type { SmplxMotion } from "./clip";
import { emptyMotion, PART_WIDTHS, shiftHandMean, turnAboutX, type UpTurn } from "./formats/smplx";

export interface Motion {
  frames: number;
  /** frames a second, where the file says */
  fps?: number;
  /** `[frames, 52, 3]`, metres, y up */
  joints: Float32Array;
  /** the parameters behind the joints, where the file has them */
  smplx?: SmplxMotion;
  /** `[frames, 52]`: 0 for the joints of a hand that was not seen, and for frames that were filled in */
  confidence?: Float32Array;
  /** first and last frame (excluded) of each sign, where the file knows */
  spans?: [number, number][];
}

/** A motion with the parameters behind it. */
export type SmplxBackedMotion = Motion & Required<Pick<Motion, "smplx">>;

/** What files leave open. */
export interface MotionOptions {
  /** Whether stored hands are relative to the flat hand, not to MANO's mean hand; as the format has it unless given. */
  flatHands?: boolean;
  /** longest run of missing frames that is filled in, frames (12); longer ones are closed up */
  longestGap?: number;
  /** SMPL-X model file whose bones, shaped by the file's betas, are used; the neutral body unless given */
  bodyModel?: string;
}

export interface SmplxSource {
  /** name for messages */
  file: string;
  flatHands: boolean;
  bodyModel?: string | undefined;
  /** what takes the file's axes to y up; unless given, what puts the head highest above the pelvis */
  turn?: UpTurn;
  /** see `framePositions` */
  positions?: Float64Array;
  /** `[rows]`, 0 where the hand was not seen */
  leftSeen?: Float32Array | undefined;
  rightSeen?: Float32Array | undefined;
}

/** @throws FormatError when the signer stands upside down in these axes, or the body model is none */
export function motionFromSmplx(stored: SmplxMotion, source: SmplxSource): SmplxBackedMotion {
  const { file, flatHands, positions = framePositions(undefined, stored.frames, 0, file) } = source;
  const flat = flatHands ? stored : shiftHandMean(stored, 1);
  const smplx = motionAt(turnAboutX(flat, source.turn ?? findUpTurn(flat)), positions);
  const joints = smplxToJoints(
    smplx,
    source.bodyModel ? bodyModel(source.bodyModel).restJoints(smplx.betas) : undefined,
  );
  requireUpright(joints, smplx.frames, file);
  const confidence = confidenceOf(positions, source.leftSeen, source.rightSeen);
  return { frames: smplx.frames, joints, smplx, ...(confidence ? { confidence } : {}) };
}

let loaded: { path: string; model: SmplxModel } | undefined;

/** All clips of a corpus stand on one model, which takes seconds to read. */
function bodyModel(path: string): SmplxModel {
  if (loaded?.path !== path) loaded = { path, model: readSmplxModel(path) };
  return loaded.model;
}

/**
 * For each frame of the result the row of the file it comes from; a fraction lies between two. Frames are missing
 * where the index of kept video frames jumps.
 * @param index `[rows]` video frame of each row; undefined when none is missing
 * @throws FormatError when the index does not rise
 */
export function framePositions(
  index: ArrayLike<number> | undefined,
  rows: number,
  longestGap: number,
  file: string,
): Float64Array {
  if (!index) return Float64Array.from({ length: rows }, (_, row) => row);
  const positions: number[] = [];
  for (let row = 0; row < rows; row++) {
    positions.push(row);
    if (row === rows - 1) break;
    const step = (index[row + 1] as number) - (index[row] as number);
    if (!(step >= 1)) throw new FormatError(file, "index of frames", `it does not rise at row ${row}`);
    if (step - 1 > longestGap) continue;
    for (let missing = 1; missing < step; missing++) positions.push(row + missing / step);
  }
  return Float64Array.from(positions);
}

/** The motion at rows between its own: rotations by slerp, everything else linearly. */
export function motionAt(motion: SmplxMotion, positions: Float64Array): SmplxMotion {
  if (positions.length === motion.frames && positions.every((position, frame) => position === frame)) return motion;
  const result = emptyMotion(positions.length);
  result.betas.set(motion.betas);
  const from = [0, 0, 0, 0];
  const to = [0, 0, 0, 0];
  for (const [frame, position] of positions.entries()) {
    const before = Math.floor(position);
    const after = Math.min(motion.frames - 1, before + 1);
    const fraction = position - before;
    for (const part of ["globalOrient", "bodyPose", "leftHandPose", "rightHandPose", "jawPose"] as const) {
      const width = PART_WIDTHS[part];
      if (fraction === 0) {
        result[part].set(motion[part].subarray(before * width, (before + 1) * width), frame * width);
        continue;
      }
      for (let at = 0; at < width; at += 3) {
        axisAngleToQuaternion(motion[part], before * width + at, from, 0);
        axisAngleToQuaternion(motion[part], after * width + at, to, 0);
        quaternionSlerp(from, 0, to, 0, fraction, from, 0);
        quaternionToAxisAngle(from, 0, result[part], frame * width + at);
      }
    }
    for (const part of ["expression", "transl"] as const) {
      const width = PART_WIDTHS[part];
      for (let i = 0; i < width; i++) {
        const first = motion[part][before * width + i] as number;
        result[part][frame * width + i] = first + fraction * ((motion[part][after * width + i] as number) - first);
      }
    }
  }
  return result;
}

/** Undefined when all was seen. */
function confidenceOf(positions: Float64Array, left?: Float32Array, right?: Float32Array): Float32Array | undefined {
  const confidence = new Float32Array(positions.length * 52).fill(1);
  let complete = true;
  const miss = (row: number, from: number, to: number): void => {
    confidence.fill(0, row + from, row + to);
    complete = false;
  };
  for (const [frame, position] of positions.entries()) {
    const source = Math.floor(position);
    if (position !== source) miss(frame * 52, 0, 52);
    if (left && !left[source]) miss(frame * 52, 22, 37);
    if (right && !right[source]) miss(frame * 52, 37, 52);
  }
  return complete ? undefined : confidence;
}

/** @throws FormatError when the head is not above the pelvis in over half of the frames */
export function requireUpright(joints: Float32Array, frames: number, file: string): void {
  if (!isUpright(joints, frames)) {
    throw new FormatError(file, "axes", "the head is not above the pelvis: these are not the axes that its format has");
  }
}

/** The turn about x after which the head is highest above the pelvis, from y up, y down and z up. */
export function findUpTurn(motion: SmplxMotion): UpTurn {
  const { frames } = motion;
  const some = Math.min(frames, 20);
  const joints = smplxToJoints(
    motionAt(
      motion,
      Float64Array.from({ length: some }, (_, i) => ((i * frames) / some) | 0),
    ),
  );
  let y = 0;
  let z = 0;
  for (let at = 0; at < joints.length; at += 156) {
    y += (joints[at + 46] as number) - (joints[at + 1] as number);
    z += (joints[at + 47] as number) - (joints[at + 2] as number);
  }
  if (Math.abs(z) > Math.abs(y) && z > 0) return -90;
  return y >= 0 ? 0 : 180;
}
