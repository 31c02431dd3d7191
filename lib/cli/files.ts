// Files that a command is given: checked before anything is read, so that a mistyped path is one sentence.
import { statSync } from "node:fs";
import { readNpy } from "../data/formats/npy";
import { FormatError, UserError } from "../errors";

/** @throws UserError unless the path is a file that can be read to its end */
export function requireFile(path: string): void {
  const found = statSync(path, { throwIfNoEntry: false });
  if (!found) throw new UserError(`${path}: there is no such file; check the path`);
  if (found.isDirectory()) throw new UserError(`${path} is a folder; give a file`);
  if (!found.isFile()) throw new UserError(`${path} is no regular file; save it to one first`);
}

/**
 * Numbers of a `.npy` file.
 * @param wanted the shape in words, such as `[frames, 52, 3]`; a number must be met, a word may be any length
 * @throws UserError when the file is not there, is broken, or has another shape
 */
export function readNumbers(path: string, wanted: readonly (number | string)[]): NumberArray {
  requireFile(path);
  const { shape, data } = readNpy(path);
  if (shape.length !== wanted.length || wanted.some((size, axis) => typeof size === "number" && size !== shape[axis])) {
    throw new FormatError(path, "shape", `[${shape.join(", ")}] where [${wanted.join(", ")}] is expected`);
  }
  if (data instanceof Float32Array || data instanceof Float64Array) return { shape, data };
  if (Array.isArray(data)) throw new FormatError(path, "dtype", "text where numbers are expected");
  return { shape, data: Float64Array.from(data as ArrayLike<number>, Number) };
}

export interface NumberArray {
  shape: number[];
  data: Float32Array | Float64Array;
}
