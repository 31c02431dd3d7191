// SOKE's SMPL-X sets (How2Sign, CSL-Daily, PHOENIX-2014T): a folder a sentence, a pickle of seven arrays a frame.
// https://github.com/2000ZRL/SOKE
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { FormatError, UserError } from "../../errors";
import { readPickle } from "../formats/pickle";
import type { PickleValue } from "../formats/pickleValues";
import { emptyMotion, PART_WIDTHS, type SmplxPart } from "../formats/smplx";
import { framePositions, type Motion, type MotionOptions, motionFromSmplx } from "../motion";

/** A frame's file ends in its number: `NAME_12_3D.pkl`. */
const framePattern = /(\d+)(?:_3D)?\.pkl$/;
/** More than any sentence has: an hour and more. */
const mostFrames = 200_000;

const keys: readonly [SmplxPart, string][] = [
  ["globalOrient", "smplx_root_pose"],
  ["bodyPose", "smplx_body_pose"],
  ["leftHandPose", "smplx_lhand_pose"],
  ["rightHandPose", "smplx_rhand_pose"],
  ["jawPose", "smplx_jaw_pose"],
  ["expression", "smplx_expr"],
  ["betas", "smplx_shape"],
];

/**
 * The motion of a folder of frames, in the order of their numbers; missing numbers are filled in as missing frames.
 * @throws UserError when the folder cannot be read, FormatError naming the frame that is broken
 */
export function readSoke(folder: string, options: MotionOptions = {}): Motion {
  const frames = frameFiles(folder);
  const stored = emptyMotion(frames.length);
  for (const [frame, { file }] of frames.entries()) {
    const path = join(folder, file);
    const fields = readPickle(path);
    if (!(fields instanceof Map)) throw new FormatError(path, "pickle", "it is no dict; SOKE's frames are");
    for (const [part, key] of keys) {
      const values = numbersOf(fields, key, PART_WIDTHS[part], path);
      if (part !== "betas") stored[part].set(values, frame * PART_WIDTHS[part]);
      else if (frame === 0) stored.betas.set(values);
    }
  }
  const index = frames.map(({ number }) => number);
  return motionFromSmplx(stored, {
    file: folder,
    flatHands: options.flatHands ?? false,
    bodyModel: options.bodyModel,
    positions: framePositions(index, frames.length, options.longestGap ?? 12, folder),
  });
}

function frameFiles(folder: string): { file: string; number: number }[] {
  let names: string[];
  try {
    names = readdirSync(folder);
  } catch (error) {
    throw new UserError(`${folder} cannot be read: ${(error as Error).message}`);
  }
  const frames = names.flatMap((file) => {
    const number = framePattern.exec(file)?.[1];
    return number === undefined ? [] : [{ file, number: Number(number) }];
  });
  if (frames.length === 0) throw new FormatError(folder, "frames", "there is no .pkl whose name ends in a number");
  if (frames.length > mostFrames) {
    throw new FormatError(folder, "frames", `${frames.length} frames are more than ${mostFrames}`);
  }
  return frames.sort((a, b) => a.number - b.number);
}

/** An array or a list of just so many finite numbers. */
function numbersOf(fields: Map<PickleValue, PickleValue>, key: string, count: number, path: string): number[] {
  const value = fields.get(key) ?? null;
  const flat = typeof value === "object" && value !== null && "dtype" in value ? value.data : value;
  if (!ArrayBuffer.isView(flat) && !Array.isArray(flat)) {
    throw new FormatError(path, key, "there is no array of numbers under this key");
  }
  const values = Array.from(flat as ArrayLike<unknown>, Number);
  if (values.length !== count) throw new FormatError(path, key, `it has ${values.length} numbers instead of ${count}`);
  if (!values.every((number) => Number.isFinite(number))) {
    throw new FormatError(path, key, "it holds something that is no finite number");
  }
  return values;
}
