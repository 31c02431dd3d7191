import assert from "node:assert/strict";
import { test } from "node:test";
import { NOISE_MODELS, type NoiseModel } from "../../../lib/body/noise";
import { jointDistances } from "../../../lib/metrics/motion/mpjpe";
import { measureNoise } from "../../../lib/metrics/motion/noiseErrors";
import { waving } from "../../plots/motion";

const models = Object.keys(NOISE_MODELS) as NoiseModel[];

test("a row a model and strength; no strength moves nothing, more strength moves more", () => {
  const clips = [60, 40].map((frames) => ({ joints: waving(frames), frames }));
  const rows = measureNoise(clips, models, [0, 0.5, 1], 0);
  assert.equal(rows.length, models.length * 3);
  for (const { model, strength, whole, fingers } of rows) {
    if (strength === 0) assert.deepEqual([whole, fingers], [0, 0], model);
  }
  for (const model of ["jitter", "drift", "depthError"] as const) {
    const [, half, full] = rows.filter((row) => row.model === model);
    assert.ok(full.whole > 1.5 * half.whole && half.whole > 1, `${model}: ${half.whole} mm, ${full.whole} mm`);
  }
  const collapsed = rows.find(({ model, strength }) => model === "fingerCollapse" && strength === 1);
  assert.ok(collapsed && collapsed.fingers > collapsed.whole, "only fingers collapse");
});

test("a joint's distance is its own", () => {
  const truth = waving(10);
  const moved = truth.slice();
  for (let frame = 0; frame < 5; frame++) moved[frame * 156 + 30 * 3] += 0.02;
  const distances = jointDistances(moved, truth, 10);
  assert.ok(Math.abs(distances[30] - 10) < 1e-3);
  assert.ok(distances.every((distance, joint) => joint === 30 || distance === 0));
});
