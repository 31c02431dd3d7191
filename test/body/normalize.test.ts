import assert from "node:assert/strict";
import { test } from "node:test";
import { denormalizeFeatures, fitNormalization, normalizeFeatures } from "../../lib/body/normalize";
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

test("normalising and back is the identity, and constant columns do not blow up", () => {
  const clips = randomClips();
  const normalization = fitNormalization(clips);
  const normalized = normalizeFeatures(clips[0], normalization);
  const back = denormalizeFeatures(normalized, normalization);
  for (let i = 0; i < back.length; i++) assert.ok(Math.abs(back[i] - clips[0][i]) < 1e-4);
  const constant = fitNormalization([new Float32Array(623 * 3).fill(7)]);
  assert.ok(constant.std.every((value) => Math.abs(value - 1e-3) < 1e-9));
  assert.ok(normalizeFeatures(new Float32Array(623).fill(7), constant).every((value) => value === 0));
});

test("nothing to fit, broken lengths and NaN are refused", () => {
  assert.throws(() => fitNormalization([]), UserError);
  assert.throws(() => fitNormalization([new Float32Array(600)]), UserError);
  assert.throws(() => fitNormalization([new Float32Array(623).fill(Number.NaN)]), /column 0/);
});
