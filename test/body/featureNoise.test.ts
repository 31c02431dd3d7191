import assert from "node:assert/strict";
import { test } from "node:test";
import { disturbFeatures } from "../../lib/body/featureNoise";
import { UserError } from "../../lib/errors";

const std = Float32Array.from({ length: 623 }, (_, column) => 0.01 + column / 100);
const normalization = { mean: new Float32Array(623), std };

test("each feature is off by the share of its deviation, contacts are as they were, the same seed gives the same", () => {
  const features = new Float32Array(400 * 623).fill(1);
  const noisy = disturbFeatures(features, normalization, { share: 0.1, seed: 3 });
  for (const column of [0, 100, 618]) {
    const values = Array.from({ length: 400 }, (_, frame) => noisy[frame * 623 + column] - 1);
    const size = Math.sqrt(values.reduce((sum, value) => sum + value * value, 0) / 400);
    assert.ok(Math.abs(size / (0.1 * std[column]) - 1) < 0.2, `column ${column}: ${size}`);
  }
  for (let frame = 0; frame < 400; frame++) {
    assert.ok(noisy.subarray(frame * 623 + 619, (frame + 1) * 623).every((value) => value === 1));
  }
  assert.deepEqual(disturbFeatures(features, normalization, { share: 0.1, seed: 3 }), noisy);
  assert.deepEqual(disturbFeatures(features, normalization, { share: 0, seed: 3 }), features);
});

test("what does not fit is refused", () => {
  assert.throws(() => disturbFeatures(new Float32Array(5), normalization, { share: 0.1, seed: 0 }), UserError);
  assert.throws(() => disturbFeatures(new Float32Array(623), normalization, { share: -1, seed: 0 }), UserError);
});
