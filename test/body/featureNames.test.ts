import assert from "node:assert/strict";
import { test } from "node:test";
import { featureBlocks, featureDifferences, featureNames, featureOverTime } from "../../lib/body/featureNames";
import { encodeFeatures, FEATURE_SLICES, featureSlices } from "../../lib/body/features";
import { BODY_SKELETON, SMPLX_SKELETON } from "../../lib/body/skeleton";

test("every feature has its own name, in every layout", () => {
  for (const [names, count] of [
    [featureNames(), 623],
    [featureNames(BODY_SKELETON), 263],
    [featureNames(SMPLX_SKELETON, "compact"), 313],
  ] as const) {
    assert.equal(names.length, count);
    assert.equal(new Set(names).size, count);
  }
  const names = featureNames();
  for (const [block, [start, end]] of Object.entries(FEATURE_SLICES)) {
    assert.ok(names.slice(start, end).every((name) => name.startsWith(block)));
  }
});

test("names say what the numbers are: a hand that rises changes its height and its velocity up, and nothing of the feet", () => {
  const joints = new Float32Array(3 * 156);
  for (let frame = 0; frame < 3; frame++) joints.set(SMPLX_SKELETON.restJoints, frame * 156);
  const wrist = SMPLX_SKELETON.names.indexOf("left_wrist");
  const still = encodeFeatures(joints, 3);
  // turned about the elbow, so that the forearm keeps its length
  const elbow = SMPLX_SKELETON.names.indexOf("left_elbow");
  for (let joint = wrist; joint < 52; joint = joint === wrist ? 22 : joint + 1) {
    if (joint > 36) break;
    const [x, y] = [0, 1].map((axis) => joints[(52 + joint) * 3 + axis] - joints[(52 + elbow) * 3 + axis]);
    joints[(52 + joint) * 3] += x * (Math.cos(0.5) - 1) - y * Math.sin(0.5);
    joints[(52 + joint) * 3 + 1] += x * Math.sin(0.5) + y * (Math.cos(0.5) - 1);
  }
  const moved = encodeFeatures(joints, 3);
  const names = featureNames();
  const changed = names.filter((_, column) => Math.abs(moved[column] - still[column]) > 1e-5);
  assert.ok(changed.includes("velocity left_wrist y") && changed.includes("velocity left_index1 x"));
  assert.ok(
    changed.every((name) => /^velocity left_(wrist|index|middle|ring|pinky|thumb)/.test(name)),
    changed.join(),
  );
  const later = names.filter((_, column) => Math.abs(moved[623 + column] - still[623 + column]) > 1e-5);
  assert.ok(later.includes("position left_wrist y") && later.includes("rotation left_wrist R00"));
  assert.ok(!later.some((name) => /right|foot|root/.test(name)));
});

test("the blocks of every layout are named with their columns, and add up", () => {
  for (const [slices, count, blocks] of [
    [FEATURE_SLICES, 623, 5],
    [featureSlices(22), 263, 5],
    [featureSlices(52, "compact"), 313, 3],
  ] as const) {
    const rows = featureBlocks(slices);
    assert.equal(rows.length, blocks);
    assert.equal(
      rows.reduce((sum, { numbers }) => sum + numbers, 0),
      count,
    );
  }
  assert.deepEqual(
    featureBlocks().map(({ columns }) => columns),
    ["0–3", "4–156", "157–462", "463–618", "619–622"],
  );
});

test("differences stand in the block where they are", () => {
  const first = new Float32Array(2 * 623);
  const second = first.slice();
  second[623 + 157] = 0.5;
  second[3] = -0.1;
  const rows = Object.fromEntries(featureDifferences(first, second).map(({ block, ...row }) => [block, row]));
  assert.equal(rows.rotation.largest, 0.5);
  assert.ok(Math.abs(rows.rotation.mean - 0.5 / (2 * 306)) < 1e-12);
  assert.ok(Math.abs(rows.root.largest - 0.1) < 1e-7);
  for (const block of ["position", "velocity", "contact"]) assert.equal(rows[block].largest, 0);
  assert.throws(() => featureDifferences(first, new Float32Array(623)), /cannot be compared/);
});

test("a feature is found by its name", () => {
  const features = Float32Array.from({ length: 3 * 623 }, (_, i) => i);
  assert.deepEqual([...featureOverTime(features, "root height")], [3, 626, 1249]);
  assert.throws(() => featureOverTime(features, "position tail y"), /No feature is called/);
});
