// What bodies can do: joints within their limits, and in holds no hand in the head, in the trunk or in the other hand.
import assert from "node:assert/strict";
import { test } from "node:test";
import { smplxToJoints } from "../../lib/body/kinematics";
import { jointIndex, SMPLX_SKELETON } from "../../lib/body/skeleton";
import type { SmplxMotion } from "../../lib/data/clip";
import { Random } from "../../lib/random";
import { jointLimits } from "../../lib/signing/arm";
import { articulate } from "../../lib/signing/articulation";
import { handOutOfBody, handsApart, type Rod } from "../../lib/signing/clearance";
import { drawSentence } from "../../lib/signing/grammar";
import { signs } from "../../lib/signing/lexicon/signs";
import { testSigners, trainSigners } from "../../lib/signing/signers";
import {
  across,
  compose,
  cross,
  fromAxes,
  fromAxisAngle,
  inverse,
  norm,
  scale,
  toAxisAngle,
  twistAngle,
  type Vector,
} from "../../lib/signing/vectors";

const signers = [...trainSigners, ...testSigners];
const fingers = ["index", "middle", "pinky", "ring", "thumb"];
const degrees = 180 / Math.PI;

function restBone(from: string, to: string): Vector {
  const rest = SMPLX_SKELETON.restJoints;
  const [a, b] = [jointIndex(from) * 3, jointIndex(to) * 3];
  const bone: Vector = [0, 1, 2].map((axis) => (rest[b + axis] as number) - (rest[a + axis] as number)) as Vector;
  return scale(bone, 1 / norm(bone));
}

/** The bone, the hinge that bends it to the front, and what is across both. */
function boneFrame(axis: Vector) {
  const hinge = across([0, 1, 0], axis);
  return fromAxes(axis, hinge, cross(axis, hinge));
}

/** How far joints of the right arm and hand are beyond their limits at a frame, degrees; the left is its mirror. */
function beyond(motion: SmplxMotion, frame: number, side: "left" | "right"): { joint: string; by: number }[] {
  const flip = side === "left" ? -1 : 1;
  const rotation = (row: number): Vector => {
    const at = frame * 63 + row * 3;
    const [x, y, z] = motion.bodyPose.subarray(at, at + 3) as unknown as Vector;
    return [x, flip * y, flip * z];
  };
  const axis = restBone("right_elbow", "right_wrist");
  // The elbow between the frames of upper arm and forearm, which at rest are not quite in line.
  const elbow = compose(
    compose(
      inverse(boneFrame(restBone("right_shoulder", "right_elbow"))),
      fromAxisAngle(rotation(side === "left" ? 17 : 18)),
    ),
    boneFrame(axis),
  );
  const wrist = fromAxisAngle(rotation(side === "left" ? 19 : 20));
  const twists = [twistAngle(elbow, [1, 0, 0]), twistAngle(wrist, axis)] as const;
  const untwist = (about: Vector, twist: number) => inverse(fromAxisAngle(scale(about, twist)));
  const flexion = norm(toAxisAngle(compose(elbow, untwist([1, 0, 0], twists[0]))));
  const [, deviation, bend] = toAxisAngle(compose(untwist(axis, twists[1]), wrist));
  const strain = Math.hypot(
    bend / (bend > 0 ? jointLimits.flexion : jointLimits.extension),
    deviation / (deviation > 0 ? jointLimits.radial : jointLimits.ulnar),
  );
  const hand = side === "left" ? motion.leftHandPose : motion.rightHandPose;
  const knuckles = Array.from({ length: 12 }, (_, joint) => {
    const angle = flip * (hand[frame * 45 + joint * 3 + 2] as number) * degrees;
    return { joint: `${fingers[Math.floor(joint / 3)]}${(joint % 3) + 1}`, by: Math.max(angle - 110, -25 - angle) };
  });
  return [
    { joint: "elbow", by: (flexion - jointLimits.elbow) * degrees },
    { joint: "forearm", by: (Math.abs(twists[0] + twists[1]) - jointLimits.roll) * degrees },
    { joint: "wrist", by: (strain - 1) * jointLimits.radial * degrees },
    ...knuckles,
  ];
}

/** The hand's rods in the frame of the upper spine, left or right as it is. */
function rodsAt(joints: Float32Array, frame: number, side: "left" | "right"): Rod[] {
  const spine = jointIndex("spine3") * 3;
  const at = (name: string): Vector =>
    [0, 1, 2].map(
      (axis) =>
        (joints[frame * 156 + jointIndex(name) * 3 + axis] as number) - (joints[frame * 156 + spine + axis] as number),
    ) as Vector;
  return fingers.flatMap((finger) => {
    const points = [at(`${side}_wrist`), ...[1, 2, 3].map((knuckle) => at(`${side}_${finger}${knuckle}`))] as Vector[];
    const [, , middle, last] = points as [Vector, Vector, Vector, Vector];
    const tip = last.map((value, axis) => value + 0.85 * (value - (middle[axis] as number))) as Vector;
    return [...points.slice(1), tip].map((to, i) => ({
      from: points[i] as Vector,
      to,
      radius: i === 0 ? 0.011 : 0.0075,
    }));
  });
}

test("no joint of any signer goes beyond its limits by more than 3°", () => {
  const random = new Random(3, "anatomy");
  for (const signer of signers) {
    for (let i = 0; i < 12; i++) {
      const { tokens } = drawSentence(random);
      const { motion } = articulate(tokens, signer, random);
      for (let frame = 0; frame < motion.frames; frame++) {
        for (const side of ["left", "right"] as const) {
          for (const { joint, by } of beyond(motion, frame, side)) {
            const where = `${signer.id}: ${side} ${joint} at frame ${frame} of ${tokens.map(({ gloss }) => gloss).join(" ")}`;
            assert.ok(by < 3, `${where} is ${by.toFixed(0)}° beyond its limit`);
          }
        }
      }
    }
  }
});

/** Depths in metres to which hands are in the body, and in each other, at the beginning and the end of a sign. */
function holds(gloss: string, signer: (typeof signers)[number]): { body: number; hands: number } {
  const { motion, segments } = articulate([{ gloss }], signer, new Random(1, gloss));
  const joints = smplxToJoints(motion);
  const deepest = { body: 0, hands: 0 };
  for (const { start, end } of segments) {
    for (const frame of [start, end - 1]) {
      const [left, right] = [rodsAt(joints, frame, "left"), rodsAt(joints, frame, "right")];
      const bare = (rods: Rod[]): Rod[] => rods.map((rod) => ({ ...rod, radius: 0 }));
      deepest.body = Math.max(deepest.body, norm(handOutOfBody(bare(left))), norm(handOutOfBody(bare(right))));
      deepest.hands = Math.max(deepest.hands, norm(handsApart(right, left)));
    }
  }
  return deepest;
}

test("in holds hands are not in the body and hardly in each other", () => {
  const calm = {
    ...(trainSigners[0] as (typeof signers)[number]),
    jitter: 0,
    fingerNoise: 0,
    lean: 0,
    flow: 0,
  };
  const depths = signs.map(({ gloss }) => ({ gloss, ...holds(gloss, calm) }));
  const inBody = depths.filter(({ body }) => body > 0.01);
  const inHands = depths.filter(({ hands }) => hands > 0.01);
  const list = (found: typeof depths): string => found.map(({ gloss }) => gloss).join(" ");
  assert.ok(inBody.length <= 0.01 * signs.length, `over 1 cm in head or trunk: ${list(inBody)}`);
  assert.ok(inHands.length <= 0.05 * signs.length, `over 1 cm in each other: ${list(inHands)}`);
  assert.ok(Math.max(...depths.map(({ hands }) => hands)) < 0.02);
  assert.ok(Math.max(...depths.map(({ body }) => body)) < 0.02);
});

test("signers of other build are out of their bodies all the same", () => {
  const random = new Random(5, "build");
  const sample = random.shuffle(signs).slice(0, 40);
  const depths = signers.flatMap((signer) => sample.map(({ gloss }) => ({ gloss, signer, ...holds(gloss, signer) })));
  const deep = depths.filter(({ body }) => body > 0.015);
  const names = deep.map(({ gloss, signer, body }) => `${gloss} by ${signer.id}: ${(body * 1000).toFixed(0)} mm`);
  assert.ok(deep.length <= 0.03 * depths.length, names.join("; "));
});
