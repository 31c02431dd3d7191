// Rest joints of a shaped body from the user's own SMPL-X model file (smpl-x.is.tue.mpg.de, licence-gated): the arrays
// v_template [vertices, 3], shapedirs [vertices, 3, shapes], J_regressor [55, vertices] of SMPLX_*.npz → [52, 3].

import { type Npz, readNpz } from "../data/formats/npz";
import { FormatError, UserError } from "../errors";
import { SMPLX_SKELETON } from "./skeleton";

/** Jaw and eyes stand between body and hands in SMPL-X's 55. */
const DROPPED = [22, 23, 24];
const SMPLX_JOINTS = 55;

/** Joints of a body in T-pose as a function of its shape. */
export interface SmplxModel {
  /** number of shape coefficients that the file knows */
  shapes: number;
  /**
   * J_regressor · (v_template + shapedirs · betas), as the SMPL-X layer computes it (expressions left out): what
   * `smplxToJoints` takes as its rest joints.
   * @param betas up to `shapes` coefficients; those not given are 0
   * @returns `[52, 3]`, metres, y up, facing +z
   * @throws UserError for more coefficients than the file has
   */
  restJoints(betas: ArrayLike<number>): Float64Array;
}

/**
 * @param path `SMPLX_NEUTRAL.npz` or another of the SMPL-X model files in NumPy's form
 * @throws UserError when the file cannot be read, FormatError when it is no SMPL-X model
 */
export function readSmplxModel(path: string): SmplxModel {
  const npz = readNpz(path);
  const regressor = numbers(npz, "J_regressor", path, [SMPLX_JOINTS, undefined]);
  const vertices = regressor.shape[1];
  const template = numbers(npz, "v_template", path, [vertices, 3]);
  const directions = numbers(npz, "shapedirs", path, [vertices, 3, undefined]);
  checkTree(npz, path);
  const stored = directions.shape[2];
  // expressions follow the shapes: 100 after 300, or 10 after 10 in the older, smaller files
  const shapes = stored >= 400 ? 300 : stored === 20 ? 10 : stored;
  const mean = new Float64Array(156);
  const slopes = new Float64Array(156 * shapes);
  let row = 0;
  for (let joint = 0; joint < SMPLX_JOINTS; joint++) {
    if (DROPPED.includes(joint)) continue;
    for (let vertex = 0; vertex < vertices; vertex++) {
      const weight = regressor.data[joint * vertices + vertex];
      if (weight === 0) continue;
      for (let axis = 0; axis < 3; axis++) {
        const from = vertex * 3 + axis;
        mean[row + axis] += weight * template.data[from];
        for (let shape = 0; shape < shapes; shape++) {
          slopes[(row + axis) * shapes + shape] += weight * directions.data[from * stored + shape];
        }
      }
    }
    row += 3;
  }
  return {
    shapes,
    restJoints(betas) {
      if (betas.length > shapes) {
        throw new UserError(`${path} has ${shapes} shape coefficients, not the ${betas.length} that are asked for.`);
      }
      return mean.map((value, i) => {
        let sum = value;
        for (let shape = 0; shape < betas.length; shape++) sum += slopes[i * shapes + shape] * betas[shape];
        return sum;
      });
    },
  };
}

/** Parents of the 55 joints must be those that the 52 are numbered by. */
function checkTree(npz: Npz, path: string): void {
  const parents = numbers(npz, "kintree_table", path, [2, SMPLX_JOINTS]).data;
  for (let joint = 1; joint < 52; joint++) {
    const own = joint < 22 ? joint : joint + DROPPED.length;
    const parent = SMPLX_SKELETON.parents[joint];
    if (parents[own] !== (parent < 22 ? parent : parent + DROPPED.length)) {
      throw new FormatError(
        path,
        "kintree_table",
        `joint ${own} hangs from ${parents[own]}: this is not SMPL-X's tree`,
      );
    }
  }
}

/** An array of numbers of the given shape; `undefined` fits any size. */
function numbers(npz: Npz, name: string, path: string, expected: (number | undefined)[]) {
  if (!npz.has(name)) {
    throw new FormatError(
      path,
      name,
      "the array is missing; SMPLX_NEUTRAL.npz, SMPLX_MALE.npz or SMPLX_FEMALE.npz is needed",
    );
  }
  const { shape, data } = npz.get(name);
  const fits = shape.length === expected.length && shape.every((size, i) => size === (expected[i] ?? size));
  if (!fits) {
    const wanted = expected.map((size) => size ?? "any").join(", ");
    throw new FormatError(path, name, `it has shape (${shape.join(", ")}); (${wanted}) is needed`);
  }
  const values = data instanceof Float64Array ? data : Float64Array.from(data as ArrayLike<number>, Number);
  if (!values.every(Number.isFinite)) throw new FormatError(path, name, "it holds something that is no finite number");
  return { shape, data: values };
}
