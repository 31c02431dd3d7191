import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { resampleJoints } from "../../lib/body/resample";
import { UserError } from "../../lib/errors";

test("a straight movement stays what it is at any rate, and no time is lost but a part of a frame", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 60 }),
      fc.integer({ min: 1, max: 120 }),
      fc.integer({ min: 1, max: 120 }),
      (frames, from, to) => {
        const joints = Float32Array.from({ length: frames * 6 }, (_, i) => (Math.floor(i / 6) / from) * ((i % 6) + 1));
        const result = resampleJoints(joints, frames, from, to);
        assert.equal(result.joints.length, result.frames * 6);
        const lost = (frames - 1) / from - (result.frames - 1) / to;
        assert.ok(lost > -1e-6 && lost < 1 / to + 1e-6);
        for (let i = 0; i < result.joints.length; i++) {
          assert.ok(Math.abs(result.joints[i] - (Math.floor(i / 6) / to) * ((i % 6) + 1)) < 1e-3);
        }
      },
    ),
  );
});

test("the same rate changes nothing", () => {
  const joints = Float32Array.from({ length: 30 }, (_, i) => i * i);
  assert.deepEqual(resampleJoints(joints, 10, 25, 25), { joints, frames: 10 });
});

test("rates and lengths that make no sense are refused", () => {
  assert.throws(() => resampleJoints(new Float32Array(6), 2, 0, 25), UserError);
  assert.throws(() => resampleJoints(new Float32Array(7), 2, 25, 25), UserError);
});
