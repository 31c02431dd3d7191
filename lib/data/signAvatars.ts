// SignAvatars: one pickle of SMPL-X parameters a sentence, in the axes of a camera. SynthASL is written in the same form.
// https://github.com/ZhengdiYu/SignAvatars
import { FormatError } from "../errors";
import { type NumpyArray, toFloat32 } from "./formats/numpyArray";
import { readPickle } from "./formats/pickle";
import type { PickleValue } from "./formats/pickleValues";
import { motionFromRows } from "./formats/smplx";
import { framePositions, type MotionOptions, motionFromSmplx, type SmplxBackedMotion } from "./motion";

/** Frames a second of SignAvatars' How2Sign subset. */
export const SIGN_AVATARS_FPS = 24;

/**
 * The motion of a pickle: `smplx` `[T, 182]`, or `unsmooth_smplx` `[T, 169]` where only that is there.
 * @throws UserError when the file cannot be read, FormatError when it is no SignAvatars pickle, holds numbers that are
 * not finite, or shows a signer upside down
 */
export function readSignAvatars(path: string, options: MotionOptions = {}): SmplxBackedMotion {
  const fields = readPickle(path);
  if (!(fields instanceof Map)) throw new FormatError(path, "pickle", "it is no dict; SignAvatars' pickles are");
  const smooth = arrayOf(fields, "smplx", path);
  const rows = smooth ?? arrayOf(fields, "unsmooth_smplx", path);
  if (!rows) {
    const keys = [...fields.keys()].slice(0, 12).map(String).join(", ");
    throw new FormatError(path, "pickle", `the keys smplx and unsmooth_smplx are missing; it has ${keys}`);
  }
  const stored = motionFromRows(rows, smooth ? [182] : [169], path, smooth ? "smplx" : "unsmooth_smplx");
  const perFrame = (key: string): Float32Array | undefined => {
    const array = arrayOf(fields, key, path);
    if (!array) return undefined;
    const values = toFloat32(array, path, key);
    if (values.length === stored.frames) return values;
    throw new FormatError(path, key, `it has ${values.length} entries for ${stored.frames} frames`);
  };
  const spans = arrayOf(fields, "sign_spans", path);
  return {
    ...motionFromSmplx(stored, {
      file: path,
      // Unless the file says otherwise: SMPL-X layers read SignAvatars with hands relative to MANO's mean hand.
      flatHands: options.flatHands ?? Number(arrayOf(fields, "flat_hand_mean", path)?.data[0] ?? 0) === 1,
      bodyModel: options.bodyModel,
      turn: 180,
      positions: framePositions(perFrame("total_valid_index"), stored.frames, options.longestGap ?? 12, path),
      leftSeen: perFrame("left_valid"),
      rightSeen: perFrame("right_valid"),
    }),
    ...(spans ? { spans: pairs(toFloat32(spans, path, "sign_spans")) } : {}),
  };
}

function arrayOf(fields: Map<PickleValue, PickleValue>, key: string, file: string): NumpyArray | undefined {
  const value = fields.get(key);
  if (value === undefined || value === null) return undefined;
  if (typeof value !== "object" || !("dtype" in value)) throw new FormatError(file, key, "it is no array");
  return value;
}

const pairs = (flat: Float32Array): [number, number][] =>
  Array.from({ length: flat.length >> 1 }, (_, i) => [flat[2 * i] as number, flat[2 * i + 1] as number]);
