import assert from "node:assert/strict";
import { test } from "node:test";
import { featureSlices } from "../../lib/body/features";
import {
  denormalizeFeatures,
  deviationFloors,
  fitNormalization,
  measureColumns,
  normalizeFeatures,
} from "../../lib/body/normalize";
import { UserError } from "../../lib/errors";
import { Random } from "../../lib/random";

function randomClips(): Float32Array[] {
  const random = new Random(1, "features");
  return [30, 50].map((frames) =>
    Float32Array.from({ length: frames * 623 }, (_, i) => 100 + (1 + (i % 623) / 100) * random.normal()),
  );
}

test("columns: mean and population deviation of all frames together", () => {
  const clips = randomClips();
  const { mean, std } = fitNormalization(clips, { deviation: "columns" });
  for (const column of [0, 3, 200, 622]) {
    const values = clips.flatMap((clip) => [...clip].filter((_, i) => i % 623 === column));
    const expected = values.reduce((sum, value) => sum + value, 0) / values.length;
    const variance = values.reduce((sum, value) => sum + (value - expected) ** 2, 0) / values.length;
    assert.ok(Math.abs(mean[column] - expected) < 1e-4);
    assert.ok(Math.abs(std[column] - Math.sqrt(variance)) < 1e-5);
  }
});

test("blocks: one deviation a block, the mean of its columns'", () => {
  const clips = randomClips();
  const columns = fitNormalization(clips, { deviation: "columns" }).std;
  const { std } = fitNormalization(clips);
  const blocks = [0, 1, 3, 4, 157, 463, 619, 623];
  for (let i = 0; i + 1 < blocks.length; i++) {
    const part = columns.subarray(blocks[i], blocks[i + 1]);
    const expected = part.reduce((sum, value) => sum + value, 0) / part.length;
    for (const value of std.subarray(blocks[i], blocks[i + 1])) assert.ok(Math.abs(value - expected) < 1e-4);
  }
});

test("normalising and back is the identity", () => {
  const clips = randomClips();
  const normalization = fitNormalization(clips);
  const normalized = normalizeFeatures(clips[0], normalization);
  const back = denormalizeFeatures(normalized, normalization);
  for (let i = 0; i < back.length; i++) assert.ok(Math.abs(back[i] - clips[0][i]) < 1e-4);
});

test("a seated signer: what never moved in training does not blow up when it moves, what moves keeps its scale", () => {
  const random = new Random(2, "seated");
  const [handStart, handEnd] = [4 + 21 * 3, 157];
  const isHand = (column: number) => column >= handStart && column < handEnd;
  const clip = Float32Array.from({ length: 200 * 623 }, (_, i) => {
    const column = i % 623;
    return isHand(column) ? random.normal(1, 0.1) : column >= 619 ? 1 : column < 3 ? 0 : 0.5;
  });
  for (const deviation of ["blocks", "columns"] as const) {
    const normalization = fitNormalization([clip], { deviation });
    assert.ok(normalizeFeatures(clip.slice(0, 623), normalization).every((value) => Math.abs(value) < 6));
    // a foot that lifts, a pelvis that sinks by 5 cm, a step of 2 cm, a leg that moves by 10 cm
    const other = clip.slice(0, 623);
    other[619] = 0;
    other[3] -= 0.05;
    other[1] += 0.02;
    other[4 + 3 * 3] += 0.1;
    const normalized = normalizeFeatures(other, normalization);
    for (const column of [619, 3, 1, 13]) assert.ok(Math.abs(normalized[column]) <= 20.001, `column ${column}`);
    assert.ok(normalization.std.every((value) => value >= 1e-3));
  }
  const { std } = fitNormalization([clip], { deviation: "columns" });
  assert.ok(std.subarray(handStart, handEnd).every((value) => Math.abs(value - 0.1) < 0.03));
});

test("the deviations as they are have no floor; the fitted ones are the larger of the two", () => {
  const clip = Float32Array.from({ length: 10 * 623 }, (_, i) => (i % 623 < 300 ? 0.5 : i % 5));
  const { deviation } = measureColumns([clip]);
  const floors = deviationFloors();
  const { std } = fitNormalization([clip], { deviation: "columns" });
  assert.deepEqual(
    [floors[0], floors[3], floors[100], floors[622]].map((value) => +value.toFixed(6)),
    [0.001, 0.01, 0.01, 0.1],
  );
  assert.equal(deviation[10], 0);
  assert.ok(deviation[400] > 1);
  assert.deepEqual(
    std,
    Float32Array.from(deviation, (value, column) => Math.max(value, floors[column])),
  );
});

test("263 and 313 features have their own blocks", () => {
  for (const slices of [featureSlices(22), featureSlices(52, "compact")]) {
    const columns = slices.contact[1];
    const { mean, std } = fitNormalization([new Float32Array(columns * 3).fill(7)], { slices });
    assert.equal(mean.length, columns);
    assert.ok(std.every((value) => value >= 1e-3 && value < 1));
  }
});

test("nothing to fit, broken lengths and NaN are refused", () => {
  assert.throws(() => fitNormalization([]), UserError);
  assert.throws(() => fitNormalization([new Float32Array(600)]), UserError);
  assert.throws(() => fitNormalization([new Float32Array(623).fill(Number.NaN)]), /column 0/);
});
