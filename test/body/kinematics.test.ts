import assert from "node:assert/strict";
import { test } from "node:test";
import { uniformSkeleton } from "../../lib/body/alignment";
import { smplxToJoints } from "../../lib/body/kinematics";
import {
  BODY_SKELETON,
  boneLengths,
  JOINT_PARTS,
  jointIndex,
  MIRRORED_JOINTS,
  SMPLX_SKELETON,
} from "../../lib/body/skeleton";
import type { SmplxMotion } from "../../lib/data/clip";
import { UserError } from "../../lib/errors";

function zeroMotion(frames: number): SmplxMotion {
  return {
    frames,
    globalOrient: new Float32Array(frames * 3),
    bodyPose: new Float32Array(frames * 63),
    leftHandPose: new Float32Array(frames * 45),
    rightHandPose: new Float32Array(frames * 45),
    jawPose: new Float32Array(frames * 3),
    expression: new Float32Array(frames * 10),
    betas: new Float32Array(10),
    transl: new Float32Array(frames * 3),
  };
}

const position = (joints: ArrayLike<number>, name: string) =>
  [0, 1, 2].map((axis) => joints[jointIndex(name) * 3 + axis]);

function near(actual: ArrayLike<number>, expected: ArrayLike<number>, tolerance = 1e-6): void {
  for (let i = 0; i < expected.length; i++) {
    assert.ok(Math.abs(actual[i] - expected[i]) < tolerance, `${Array.from(actual)} vs ${Array.from(expected)}`);
  }
}

test("zero pose is the rest pose", () => {
  near(smplxToJoints(zeroMotion(1)), SMPLX_SKELETON.restJoints);
});

test("the skeleton is one tree in SMPL-X order, mirrored left to right, and the chains visit each joint once", () => {
  assert.equal(SMPLX_SKELETON.names.length, 52);
  assert.deepEqual(SMPLX_SKELETON.names.slice(20, 26), [
    "left_wrist",
    "right_wrist",
    "left_index1",
    "left_index2",
    "left_index3",
    "left_middle1",
  ]);
  assert.equal(jointIndex("right_thumb3"), 51);
  for (let joint = 1; joint < 52; joint++) assert.ok(SMPLX_SKELETON.parents[joint] < joint);
  const visited = SMPLX_SKELETON.chains.flatMap((chain) => chain.slice(1)).sort((a, b) => a - b);
  assert.deepEqual(
    visited,
    Array.from({ length: 51 }, (_, i) => i + 1),
  );
  for (const chain of SMPLX_SKELETON.chains) {
    for (let i = 1; i < chain.length; i++) assert.equal(SMPLX_SKELETON.parents[chain[i]], chain[i - 1]);
  }
  for (let joint = 0; joint < 52; joint++) {
    const mirror = MIRRORED_JOINTS[joint];
    assert.equal(MIRRORED_JOINTS[mirror], joint);
    const { restJoints } = SMPLX_SKELETON;
    assert.ok(Math.abs(restJoints[joint * 3] + restJoints[mirror * 3]) < 1e-12);
    assert.equal(restJoints[joint * 3 + 1], restJoints[mirror * 3 + 1]);
  }
  assert.deepEqual(
    Object.values(JOINT_PARTS).flat(),
    Array.from({ length: 52 }, (_, i) => i),
  );
});

test("the neutral body has the size of an adult", () => {
  const lengths = boneLengths(SMPLX_SKELETON);
  const length = (name: string) => lengths[jointIndex(name)];
  assert.ok(length("left_elbow") > 0.25 && length("left_elbow") < 0.31);
  assert.ok(length("left_wrist") > 0.23 && length("left_wrist") < 0.27);
  // Buryanov & Kotiuk 2010: phalanges of the middle finger 44.6 and 26.3 mm
  assert.ok(Math.abs(length("left_middle2") - 0.0446) < 0.0005);
  assert.ok(Math.abs(length("left_middle3") - 0.0263) < 0.0005);
});

test("a bent elbow moves the forearm and hand alone, about the elbow", () => {
  const motion = zeroMotion(1);
  // left arm along +x; a quarter turn about y brings the forearm from +x to −z
  motion.bodyPose[(jointIndex("left_elbow") - 1) * 3 + 1] = Math.PI / 2;
  const joints = smplxToJoints(motion);
  const rest = SMPLX_SKELETON.restJoints;
  const bone = position(rest, "left_wrist").map((value, axis) => value - position(rest, "left_elbow")[axis]);
  const elbow = position(rest, "left_elbow");
  near(position(joints, "left_wrist"), [elbow[0] + bone[2], elbow[1] + bone[1], elbow[2] - bone[0]]);
  near(position(joints, "left_elbow"), elbow);
  near(position(joints, "right_index3"), position(rest, "right_index3"));
});

test("global orientation turns about the pelvis, translation moves, hand means add to the stored hands", () => {
  const motion = zeroMotion(1);
  motion.globalOrient[1] = Math.PI;
  motion.transl.set([1, 2, 3]);
  const joints = smplxToJoints(motion);
  const rest = SMPLX_SKELETON.restJoints;
  near(position(joints, "head"), [
    1 - position(rest, "head")[0],
    2 + position(rest, "head")[1],
    3 - position(rest, "head")[2],
  ]);
  const mean = Float32Array.from({ length: 90 }, (_, i) => Math.sin(i) * 0.3);
  const absolute = zeroMotion(1);
  absolute.leftHandPose.set(mean.subarray(0, 45));
  absolute.rightHandPose.set(mean.subarray(45));
  near(smplxToJoints(zeroMotion(1), undefined, mean), smplxToJoints(absolute));
});

test("arrays of the wrong length are refused by name", () => {
  const motion = zeroMotion(2);
  motion.bodyPose = new Float32Array(63);
  assert.throws(
    () => smplxToJoints(motion),
    (error) => error instanceof UserError && /bodyPose/.test(error.message),
  );
});

test("uniformSkeleton keeps directions, gives lengths and scales the path by the legs", () => {
  const rest = BODY_SKELETON.restJoints;
  const joints = Float64Array.from([...rest, ...rest], (value, i) => 2 * value + (i >= 66 && i % 3 === 0 ? 1 : 0));
  const result = uniformSkeleton(BODY_SKELETON, joints, boneLengths(BODY_SKELETON));
  near(result.subarray(0, 66), rest, 1e-9);
  near(
    result.subarray(66),
    rest.map((value, i) => value + (i % 3 === 0 ? 0.5 : 0)),
    1e-9,
  );
});
