// Motion in .npy files: Motion-X' rows of 322 SMPL-X parameters; and joints [T, 52, 3] or 623 features a frame, as
// HumanML3D's scripts write them. https://github.com/IDEA-Research/Motion-X · https://github.com/EricGuo5513/HumanML3D
import { decodeFeatures, FEATURE_COUNT, FEATURE_SLICES } from "../../body/features";
import type { Normalization } from "../../body/normalize";
import { FormatError } from "../../errors";
import { readNpy } from "../formats/npy";
import { finiteNumbers, motionFromRows } from "../formats/smplx";
import { type Motion, type MotionOptions, motionFromSmplx, requireUpright } from "../motion";

/** @throws UserError when the file cannot be read, FormatError unless it is `[T, 322]` of finite numbers */
export function readMotionX(path: string, options: MotionOptions = {}): Motion {
  const stored = motionFromRows(readNpy(path), [322], path, "array");
  // the released code reads the files through a layer that adds MANO's mean hand
  return motionFromSmplx(stored, {
    file: path,
    flatHands: options.flatHands ?? false,
    bodyModel: options.bodyModel,
  });
}

/**
 * Joints `[T, 52, 3]`, or what 623 features a frame decode to.
 * @throws UserError when the file cannot be read; FormatError for another shape, joints that are not y up, numbers that
 * are not finite, or features that were normalised
 */
export function readHumanMl3d(path: string): Motion {
  const array = readNpy(path);
  const [frames = 0, ...rest] = array.shape;
  const shape = rest.join(", ");
  if (frames < 1 || (shape !== "52, 3" && shape !== String(FEATURE_COUNT))) {
    const body = shape === "22, 3" || shape === "263" ? ", which is the body without hands" : "";
    throw new FormatError(
      path,
      "array",
      `it has shape (${array.shape.join(", ")})${body}; (frames, 52, 3) or (frames, ${FEATURE_COUNT}) is expected`,
    );
  }
  const values = finiteNumbers(array, array.data.length / frames, path, "array");
  if (rest.length === 1) requireRaw(values, frames, path);
  const joints = rest.length === 1 ? decodeFeatures(values, frames) : values;
  requireUpright(joints, frames, path);
  return { frames, joints };
}

/** Below it a deviation is none: that of a column which never changes. */
const leastDeviation = 1e-3;

/**
 * Mean and deviation of the 623 features, `[623]` each, as HumanML3D's scripts write them.
 * @throws UserError when a file cannot be read, FormatError for other shapes or numbers that are not finite
 */
export function readNormalization(meanPath: string, stdPath: string): Normalization {
  const [mean, std] = [meanPath, stdPath].map((path) => {
    const array = readNpy(path);
    if (array.shape.length === 1 && array.data.length === FEATURE_COUNT) return finiteNumbers(array, 1, path, "array");
    throw new FormatError(path, "array", `it has shape (${array.shape.join(", ")}); (${FEATURE_COUNT}) is expected`);
  }) as [Float32Array, Float32Array];
  return { mean, std: std.map((value) => Math.max(leastDeviation, value)) };
}

/** Contacts are 0 or 1 before normalisation, and nearly never after it. */
function requireRaw(features: Float32Array, frames: number, path: string): void {
  const [from, to] = FEATURE_SLICES.contact;
  for (let frame = 0; frame < frames; frame++) {
    const contacts = features.subarray(frame * FEATURE_COUNT + from, frame * FEATURE_COUNT + to);
    if (contacts.every((value) => value === 0 || value === 1)) continue;
    throw new FormatError(
      path,
      `frame ${frame}`,
      `columns ${from} to ${to - 1} are no contacts of 0 or 1: undo a normalisation with its Mean.npy and Std.npy first`,
    );
  }
}
