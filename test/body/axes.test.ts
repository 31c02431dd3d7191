import assert from "node:assert/strict";
import { test } from "node:test";
import { AXES, isUpright, toYUp, turnAndShift } from "../../lib/body/axes";
import { smplxToJoints } from "../../lib/body/kinematics";
import { SMPLX_SKELETON } from "../../lib/body/skeleton";
import { emptyMotion, turnAboutX } from "../../lib/data/formats/smplx";

test("joints of each axes come upright, and as the turned parameters put them", () => {
  const motion = emptyMotion(3);
  for (let i = 0; i < motion.bodyPose.length; i++) motion.bodyPose[i] = 0.3 * Math.sin(i);
  const upright = smplxToJoints(motion);
  assert.ok(isUpright(upright, 3));
  // SMPL-X turns about the pelvis, which is at the origin of the neutral body
  assert.ok(SMPLX_SKELETON.restJoints.subarray(0, 3).every((value) => value === 0));
  for (const [axes, turn] of [
    ["camera", 180],
    ["z-up", -90],
  ] as const) {
    // what is upright after the turn, seen in the source's axes: three more quarter turns, or the other half
    const stored = axes === "camera" ? turnAboutX(motion, 180) : turnAboutX(turnAboutX(motion, 180), -90);
    const joints = smplxToJoints(stored);
    assert.equal(isUpright(joints, 3), false, axes);
    const turned = toYUp(joints, axes);
    const expected = smplxToJoints(turnAboutX(stored, turn));
    for (let i = 0; i < turned.length; i++) {
      assert.ok(Math.abs(turned[i] - expected[i]) < 1e-5);
      assert.ok(Math.abs(turned[i] - upright[i]) < 1e-5);
    }
  }
});

test("y up stays as it is, and the input is left alone", () => {
  const joints = [1, 2, 3];
  assert.deepEqual([...toYUp(joints, "y-up")], joints);
  assert.deepEqual([...toYUp(joints, "camera")], [1, -2, -3]);
  assert.deepEqual([...toYUp(joints, "z-up")], [1, 3, -2]);
  assert.deepEqual(joints, [1, 2, 3]);
  assert.equal(AXES.length, 3);
});

test("a signer turned to the left faces their left, and stands where they were shifted to", () => {
  const moved = turnAndShift([0, 1, 1, 0, 0, 0], 90, [10, 20, 30]);
  const expected = [11, 21, 30, 10, 20, 30];
  moved.forEach((value, i) => {
    assert.ok(Math.abs(value - expected[i]) < 1e-6);
  });
});
