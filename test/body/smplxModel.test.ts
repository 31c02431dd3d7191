import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { test } from "node:test";
import { smplxToJoints } from "../../lib/body/kinematics";
import { readSmplxModel } from "../../lib/body/smplxModel";
import { encodeNpz, readNpz } from "../../lib/data/formats/npz";
import type { NumericArray } from "../../lib/data/formats/numberTypes";
import { emptyMotion } from "../../lib/data/formats/smplx";
import { FormatError, UserError } from "../../lib/errors";

const fixtures = resolve(__dirname, "../fixtures/smplx");
const expected = JSON.parse(readFileSync(join(fixtures, "expected.json"), "utf8")) as {
  betas: number[];
  joints: number[];
}[];

test("rest joints of a model that NumPy wrote are NumPy's, with and without betas", () => {
  const model = readSmplxModel(join(fixtures, "model.npz"));
  assert.equal(model.shapes, 10);
  for (const { betas, joints } of expected) {
    const rest = model.restJoints(betas);
    assert.equal(rest.length, 156);
    for (const [i, value] of joints.entries()) assert.ok(Math.abs(rest[i] - value) < 1e-12);
  }
  assert.throws(() => model.restJoints(new Float32Array(11)), UserError);
});

test("a motion at rest stands on the model's joints, its translation added once", () => {
  const { betas, joints } = expected[1];
  const motion = emptyMotion(1);
  motion.transl.set([1, 2, 3]);
  const posed = smplxToJoints(motion, readSmplxModel(join(fixtures, "model.npz")).restJoints(betas));
  for (const [i, value] of joints.entries()) assert.ok(Math.abs(posed[i] - value - 1 - (i % 3)) < 1e-5);
});

test("what is no SMPL-X model is refused with the array's name", () => {
  const npz = readNpz(join(fixtures, "model.npz"));
  const names = ["v_template", "shapedirs", "J_regressor", "kintree_table"];
  const arrays = Object.fromEntries(
    names.map((name) => [name, { data: npz.get(name).data as NumericArray, shape: npz.get(name).shape }]),
  );
  const folder = mkdtempSync(join(tmpdir(), "lslm-model-"));
  const refuses = (changed: typeof arrays, problem: RegExp) => {
    const path = join(folder, "model.npz");
    writeFileSync(path, encodeNpz(changed));
    assert.throws(
      () => readSmplxModel(path),
      (error) => error instanceof FormatError && problem.test(error.message),
    );
  };
  try {
    const { shapedirs: _, ...without } = arrays;
    refuses(without, /shapedirs: the array is missing/);
    const { v_template, kintree_table } = arrays;
    refuses({ ...arrays, v_template: { ...v_template, shape: [90, 2] } }, /v_template.*\(60, 3\) is needed/);
    const parents = (kintree_table.data as Uint32Array).slice();
    parents[30] = 7;
    refuses({ ...arrays, kintree_table: { ...kintree_table, data: parents } }, /joint 30 hangs from 7/);
    const broken = (v_template.data as Float64Array).slice();
    broken[4] = Number.NaN;
    refuses({ ...arrays, v_template: { ...v_template, data: broken } }, /v_template.*finite/);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
