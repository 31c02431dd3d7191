// Signs as bodies make them: anatomy, contact places, and that signs can be told apart.
import assert from "node:assert/strict";
import { test } from "node:test";
import { smplxToJoints } from "../../lib/body/kinematics";
import { boneLengths, jointIndex, SMPLX_SKELETON } from "../../lib/body/skeleton";
import { Random } from "../../lib/random";
import { angleBetween, jointLimits, solveArm } from "../../lib/signing/arm";
import { articulate, type Token } from "../../lib/signing/articulation";
import { handTurn } from "../../lib/signing/hands";
import { handshapeNames, handshapePose } from "../../lib/signing/handshapes";
import { spell } from "../../lib/signing/lexicon/alphabet";
import { signOf, signs } from "../../lib/signing/lexicon/signs";
import { mirrorMotion } from "../../lib/signing/mirror";
import { type Signer, testSigners, trainSigners } from "../../lib/signing/signers";
import { fromAxisAngle, turn, type Vector } from "../../lib/signing/vectors";

const calm: Signer = { ...(trainSigners[0] as Signer), jitter: 0, fingerNoise: 0, lean: 0 };
function sign(tokens: string | Token[], signer: Signer = calm, seed = 1) {
  const list = typeof tokens === "string" ? [{ gloss: tokens }] : tokens;
  const { motion, segments } = articulate(list, signer, new Random(seed, "test"));
  return { motion, segments, joints: smplxToJoints(motion) };
}
const at = (joints: Float32Array, frame: number, name: string): number[] => [
  ...joints.subarray(frame * 156 + jointIndex(name) * 3, frame * 156 + jointIndex(name) * 3 + 3),
];
const distance = (a: number[], b: number[]): number => Math.hypot(...a.map((value, i) => value - (b[i] as number)));
const label = (glosses: string): Token[] => glosses.split(" ").map((gloss) => ({ gloss }));

test("the lexicon: at least 400 signs, 40 handshapes and 30 locations in use, every gloss once, every part well-formed", () => {
  assert.ok(signs.length >= 400, `${signs.length} signs`);
  assert.equal(new Set(signs.map(({ gloss }) => gloss)).size, signs.length);
  const hands = [...signs, ...spell("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789")].flatMap((entry) =>
    typeof entry.second === "object" ? [entry, entry.second] : [entry],
  );
  const shapes = new Set(hands.map(({ shape }) => shape));
  for (const { move } of signs) if (move?.shape) shapes.add(move.shape);
  assert.ok(shapes.size >= 40, `${shapes.size} handshapes`);
  const locations = new Set(hands.map(({ at }) => at));
  assert.ok(locations.size >= 30, `${locations.size} locations`);
  for (const { gloss } of signs) assert.ok(sign(gloss).joints.every(Number.isFinite), gloss);
  assert.throws(() => signOf("NO-SUCH-SIGN"), RangeError);
});

test("the arm's inverse kinematics reaches the wrist, and the hand's turn as far as joints go", () => {
  const random = new Random(7, "arm");
  const motion = sign("MOTHER").motion;
  const rest = new Float32Array(SMPLX_SKELETON.restJoints);
  const between = (joints: Float32Array, from: string, to: string): Vector => {
    const start = at(joints, 0, from);
    return at(joints, 0, to).map((value, axis) => value - (start[axis] as number)) as Vector;
  };
  let exact = 0;
  for (let i = 0; i < 300; i++) {
    const wrist: Vector = [random.uniform(-0.35, 0.1), random.uniform(-0.15, 0.4), random.uniform(0.15, 0.3)];
    const asked = handTurn(random.pick(["up", "down", "contra"]), random.pick(["front", "back", "side front"]));
    const arm = solveArm(wrist, asked, random.uniform(-0.4, 1));
    const single = { ...motion, frames: 1 };
    for (const key of ["globalOrient", "bodyPose", "leftHandPose", "rightHandPose", "transl"] as const) {
      single[key] = new Float32Array(motion[key].length / motion.frames);
    }
    single.bodyPose.set(arm.shoulder, 16 * 3);
    single.bodyPose.set(arm.elbow, 18 * 3);
    single.bodyPose.set(arm.wrist, 20 * 3);
    const joints = smplxToJoints(single);
    const reached = between(joints, "spine3", "right_wrist");
    assert.ok(distance(reached, wrist) < 1e-5, `${reached} for ${wrist}`);
    for (const finger of ["right_middle1", "right_pinky1"]) {
      const turned = turn(arm.hand, between(rest, "right_wrist", finger));
      assert.ok(distance(between(joints, "right_wrist", finger), turned) < 1e-5);
    }
    if (arm.wristBend > 1 || Math.abs(arm.roll) > jointLimits.roll) continue;
    exact++;
    assert.ok(angleBetween(arm.hand, asked) < 1e-3, "within the limits the hand is turned as asked");
  }
  assert.ok(exact > 20, `${exact} turns within the limits`);
});

test("bones keep their lengths, elbows never fold the wrong way, no wrist is in head or trunk", () => {
  const wanted = boneLengths(SMPLX_SKELETON);
  for (const { gloss } of signs) {
    const { joints, motion } = sign(gloss);
    for (let frame = 0; frame < motion.frames; frame++) {
      const row = joints.subarray(frame * 156, (frame + 1) * 156);
      for (const [joint, length] of boneLengths(SMPLX_SKELETON, row).entries()) {
        assert.ok(Math.abs(length - (wanted[joint] as number)) < 1e-4);
      }
      for (const side of ["left", "right"]) {
        const [x, y, z] = at(joints, frame, `${side}_wrist`) as [number, number, number];
        const [hx, hy, hz] = at(joints, frame, "head") as [number, number, number];
        const inHead = Math.hypot((x - hx) / 0.075, (y - hy - 0.04) / 0.11, (z - hz) / 0.09) < 1;
        assert.equal(inHead, false, `${gloss}: the ${side} wrist is in the head at frame ${frame}`);
        const [, py] = at(joints, frame, "spine3") as [number, number, number];
        const inTrunk = y < py + 0.1 && y > py - 0.3 && Math.hypot(x / 0.15, z / 0.09) < 1;
        assert.equal(inTrunk, false, `${gloss}: the ${side} wrist is in the trunk at frame ${frame}`);
      }
      for (const [joint, outward] of [
        [18, -1],
        [17, 1],
      ] as const) {
        const row = frame * 63 + joint * 3;
        const elbow: Vector = [...motion.bodyPose.subarray(row, row + 3)] as Vector;
        const forearm = turn(fromAxisAngle(elbow), [outward, 0, 0]);
        assert.ok(forearm[2] > -0.12, `${gloss}: an elbow folds backwards at frame ${frame}`);
      }
    }
  }
});

test("MOTHER touches the chin, FATHER the forehead; APPLE the cheek, ONION the temple", () => {
  const height = (gloss: string): number => {
    const { joints, segments } = sign(gloss);
    const end = (segments[0]?.end ?? 1) - 1;
    const thumb = at(joints, end, gloss === "APPLE" || gloss === "ONION" ? "right_index2" : "right_thumb3");
    return (thumb[1] as number) - (at(joints, end, "head")[1] as number);
  };
  assert.ok(Math.abs(height("MOTHER") - -0.065) < 0.045, `${height("MOTHER")}`);
  assert.ok(height("FATHER") - height("MOTHER") > 0.13);
  assert.ok(height("ONION") - height("APPLE") > 0.05);
  const { joints, segments } = sign("MOTHER");
  const end = (segments[0]?.end ?? 1) - 1;
  assert.ok(Math.abs(at(joints, end, "right_thumb3")[0] as number) < 0.05, "in the middle of the face");
});

test("left-handed signers sign in the mirror", () => {
  const right = sign("APPLE");
  const left = sign("APPLE", { ...calm, leftHanded: true });
  for (let frame = 0; frame < right.motion.frames; frame++) {
    const [x, y, z] = at(right.joints, frame, "right_wrist") as [number, number, number];
    assert.ok(distance(at(left.joints, frame, "left_wrist"), [-x, y, z]) < 1e-5);
  }
  assert.deepEqual(mirrorMotion(mirrorMotion(right.motion)), right.motion);
});

test("a sentence flows: hands move less than 20 cm a frame and never jump", () => {
  for (const signer of [...trainSigners, ...testSigners]) {
    const { joints, motion } = sign(label("YESTERDAY MY MOTHER GIVE BOY TWO APPLE"), signer);
    for (let frame = 1; frame < motion.frames; frame++) {
      for (const name of ["left_wrist", "right_wrist"]) {
        const step = distance(at(joints, frame, name), at(joints, frame - 1, name));
        assert.ok(step < 0.2, `${signer.id}: ${name} moves ${step.toFixed(2)} m at frame ${frame}`);
      }
    }
  }
});

test("head and trunk carry the marking: a shake turns, a question leans forward, neither without it", () => {
  const yaw = (tokens: Token[]): number => {
    const { motion } = sign(tokens);
    let most = 0;
    for (let frame = 0; frame < motion.frames; frame++)
      most = Math.max(most, Math.abs(motion.bodyPose[frame * 63 + 34] ?? 0));
    return most;
  };
  const plain = label("IX-1 LIKE APPLE");
  assert.ok(yaw(plain.map((token) => ({ ...token, marks: ["shake"] }))) > 0.1);
  assert.ok(yaw(plain) < 0.02);
  const lean = (tokens: Token[]): number => {
    const { joints, motion } = sign(tokens);
    return at(joints, motion.frames >> 1, "neck")[2] as number;
  };
  assert.ok(lean(plain.map((token) => ({ ...token, marks: ["forward"] }))) - lean(plain) > 0.03);
});

test("handshapes differ, and fists are closed while flat hands are open", () => {
  const poses = handshapeNames.map((name) => handshapePose(name));
  for (const [i, pose] of poses.entries()) {
    for (let j = 0; j < i; j++) {
      const apart = Math.hypot(...pose.map((value, k) => value - (poses[j]?.[k] as number)));
      assert.ok(apart > 0.15, `${handshapeNames[i]} and ${handshapeNames[j]} are alike`);
    }
  }
  assert.ok((handshapePose("s")[2] as number) > 1.2 && Math.abs(handshapePose("b")[2] as number) < 0.1);
});

test("a nearest neighbour tells all but a few minimal pairs apart on signers it never saw", () => {
  const points = 10;
  const vector = (gloss: string, signer: Signer, seed: number): Float64Array => {
    const { motion, segments } = articulate([{ gloss }], signer, new Random(seed, gloss));
    const joints = smplxToJoints(signer.leftHanded ? mirrorMotion(motion) : motion);
    const { start, end } = segments[0] as { start: number; end: number };
    const result = new Float64Array(points * 36 * 3);
    for (let i = 0; i < points; i++) {
      const frame = Math.round(start + ((end - 1 - start) * i) / (points - 1));
      for (let k = 0; k < 108; k++) {
        result[i * 108 + k] = (joints[frame * 156 + 48 + k] as number) - (joints[frame * 156 + 27 + (k % 3)] as number);
      }
    }
    return result;
  };
  const gallery = trainSigners
    .slice(0, 3)
    .flatMap((signer, k) => signs.map(({ gloss }) => ({ gloss, values: vector(gloss, signer, k) })));
  const wrong: string[] = [];
  for (const [k, signer] of testSigners.slice(0, 2).entries()) {
    for (const { gloss } of signs) {
      const query = vector(gloss, signer, 50 + k);
      let best = Number.POSITIVE_INFINITY;
      let found = "";
      for (const { gloss: name, values } of gallery) {
        let sum = 0;
        for (let i = 0; i < query.length && sum < best; i++) sum += ((query[i] as number) - (values[i] as number)) ** 2;
        if (sum < best) {
          best = sum;
          found = name;
        }
      }
      if (found !== gloss) wrong.push(`${gloss} as ${found}`);
    }
  }
  assert.ok(wrong.length <= 0.04 * 2 * signs.length, wrong.join("; "));
});
