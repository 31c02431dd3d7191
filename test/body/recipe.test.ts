import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { alignJoints, decodeFeatures, encodeFeatures, FEATURE_SLICES, featureSlices } from "../../lib/body/features";
import { narrowFeatures } from "../../lib/body/narrowFeatures";
import { BODY_SKELETON, boneLengths, SMPLX_SKELETON } from "../../lib/body/skeleton";
import { Random } from "../../lib/random";
import { recipeFeatures } from "./recipe";

/** Joints of nobody in particular: pure noise, a body that sways and walks, or one that spins several times. */
function randomJoints(seed: number, frames: number, kind: "noise" | "walk" | "spin", count: number): Float64Array {
  const random = new Random(seed, "recipe");
  const rest = SMPLX_SKELETON.restJoints;
  const joints = new Float64Array(frames * count * 3);
  const rate = random.uniform(-0.3, 0.3);
  const position = [0, 0, 0];
  for (let frame = 0; frame < frames; frame++) {
    for (let axis = 0; axis < 3; axis++) position[axis] += random.normal(0, 0.02);
    const [cosine, sine] = kind === "spin" ? [Math.cos(rate * frame), Math.sin(rate * frame)] : [1, 0];
    for (let i = 0; i < count * 3; i += 3) {
      const [x, y, z] = [0, 1, 2].map((axis) =>
        kind === "noise" ? random.normal() : rest[i + axis] + random.normal(0, 0.02),
      );
      const at = frame * count * 3 + i;
      joints[at] = cosine * x + sine * z + position[0];
      joints[at + 1] = y + position[1];
      joints[at + 2] = cosine * z - sine * x + position[2];
    }
  }
  return joints;
}

const poses = (joints: ArrayLike<number>, frames: number, count: number) =>
  Array.from({ length: frames }, (_, frame) =>
    Array.from({ length: count }, (_, joint) =>
      [0, 1, 2].map((axis) => joints[(frame * count + joint) * 3 + axis] as number),
    ),
  );

function assertClose(actual: ArrayLike<number>, expected: readonly number[], what: string): void {
  assert.equal(actual.length, expected.length, what);
  for (let i = 0; i < expected.length; i++) {
    assert.ok(Math.abs(actual[i] - expected[i]) < 1e-5, `${what} ${i}: ${actual[i]} instead of ${expected[i]}`);
  }
}

const clips = fc.record({
  seed: fc.integer({ min: 0, max: 2 ** 30 }),
  frames: fc.integer({ min: 2, max: 30 }),
  kind: fc.constantFrom("noise" as const, "walk" as const, "spin" as const),
  skeleton: fc.constantFrom(SMPLX_SKELETON, BODY_SKELETON),
  size: fc.double({ min: 0.7, max: 1.3, noNaN: true }),
});

test("623 and 263 features are the recipe's, published and corrected, on any joints and any target body", () => {
  fc.assert(
    fc.property(clips, fc.constantFrom("published" as const, "corrected" as const), (clip, recipe) => {
      const { skeleton, frames } = clip;
      const joints = randomJoints(clip.seed, frames, clip.kind, skeleton.joints);
      const lengths = boneLengths(skeleton).map((length) => length * clip.size);
      const { features, aligned } = recipeFeatures(poses(joints, frames, skeleton.joints), [...lengths], recipe);
      assertClose(encodeFeatures(joints, frames, { skeleton, recipe, lengths }), features.flat(), recipe);
      assertClose(alignJoints(joints, frames, { skeleton, lengths }), aligned.flat(2), "aligned");
    }),
    {
      numRuns: 12,
      // longer than the smoothing reaches
      examples: [[{ seed: 1, frames: 130, kind: "spin", skeleton: BODY_SKELETON, size: 1.1 }, "published"]],
    },
  );
});

test("the two recipes differ where the facing is concerned, and published is the default", () => {
  const joints = randomJoints(5, 60, "spin", 52);
  const published = encodeFeatures(joints, 60, { recipe: "published" });
  assert.deepEqual(encodeFeatures(joints, 60), published);
  const corrected = encodeFeatures(joints, 60, { recipe: "corrected" });
  assert.ok(published.some((value, i) => Math.abs(value - corrected[i]) > 1e-2));
});

test("313 features are the 623 without rotations and contacts, and decode to the same joints", () => {
  fc.assert(
    fc.property(clips, ({ seed, frames, kind }) => {
      const joints = randomJoints(seed, frames, kind, 52);
      const full = encodeFeatures(joints, frames);
      const compact = encodeFeatures(joints, frames, { variant: "compact" });
      assert.equal(compact.length, (frames - 1) * 313);
      for (let row = 0; row < frames - 1; row++) {
        const whole = full.subarray(row * 623, (row + 1) * 623);
        const expected = [...whole.subarray(0, 157), ...whole.subarray(463, 619)];
        assert.deepEqual([...compact.subarray(row * 313, (row + 1) * 313)], expected);
      }
      assert.deepEqual(narrowFeatures(full, FEATURE_SLICES, featureSlices(52, "compact")), compact);
      assert.deepEqual(decodeFeatures(compact, frames - 1, { variant: "compact" }), decodeFeatures(full, frames - 1));
    }),
    { numRuns: 10 },
  );
  assert.throws(
    () => decodeFeatures(new Float32Array(313), 1, { variant: "compact", from: "rotations" }),
    /have no rotations/,
  );
});

test("263 features out of 623 are the published columns, and the body's joints", () => {
  const frames = 20;
  const features = encodeFeatures(randomJoints(8, frames, "walk", 52), frames);
  const body = narrowFeatures(features, FEATURE_SLICES, featureSlices(22));
  const columns = Array.from({ length: 623 }, (_, i) => i).filter(
    (i) => i < 67 || (i >= 157 && i < 283) || (i >= 463 && i < 529) || i >= 619,
  );
  for (let row = 0; row < frames - 1; row++) {
    assert.deepEqual(
      [...body.subarray(row * 263, (row + 1) * 263)],
      columns.map((column) => features[row * 623 + column]),
    );
  }
  const joints = decodeFeatures(body, frames - 1, { skeleton: BODY_SKELETON });
  const whole = decodeFeatures(features, frames - 1);
  for (let frame = 0; frame < frames - 1; frame++) {
    assert.deepEqual(joints.subarray(frame * 66, (frame + 1) * 66), whole.subarray(frame * 156, frame * 156 + 66));
  }
  assert.throws(() => narrowFeatures(body, featureSlices(22), FEATURE_SLICES), /no such position columns/);
});
