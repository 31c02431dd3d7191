import assert from "node:assert/strict";
import { test } from "node:test";
import { boneLengths, jointIndex, SMPLX_SKELETON } from "../../lib/body/skeleton";
import type { PoseComponent, PoseRecording } from "../../lib/data/formats/pose";
import { holisticToJoints } from "../../lib/data/holistic";
import { fitDepthScale } from "../../lib/data/landmarks";
import { UserError } from "../../lib/errors";
import { Random } from "../../lib/random";

const BODY = ["NOSE", "LEFT_EAR", "RIGHT_EAR"].concat(
  ["SHOULDER", "ELBOW", "WRIST"].flatMap((name) => [`LEFT_${name}`, `RIGHT_${name}`]),
);

/** A recording in which `place` gives each point's x, y (pixels, y down), z and confidence; `null` is unseen. */
function record(
  frames: number,
  place: (component: string, point: number, frame: number) => [number, number, number, number] | null,
): PoseRecording {
  const components: PoseComponent[] = [];
  let offset = 0;
  for (const [name, points] of [
    ["POSE_LANDMARKS", BODY],
    ["LEFT_HAND_LANDMARKS", Array.from({ length: 21 }, (_, i) => `P${i}`)],
    ["RIGHT_HAND_LANDMARKS", Array.from({ length: 21 }, (_, i) => `P${i}`)],
  ] as const) {
    components.push({ name, format: "XYZC", points: [...points], limbs: [], colors: [], offset });
    offset += points.length;
  }
  const data = new Float32Array(frames * offset * 3);
  const confidence = new Float32Array(frames * offset);
  for (let frame = 0; frame < frames; frame++) {
    for (const component of components) {
      component.points.forEach((_, point) => {
        const placed = place(component.name, point, frame);
        if (!placed) return;
        const at = frame * offset + component.offset + point;
        data.set(placed.slice(0, 3), at * 3);
        confidence[at] = placed[3];
      });
    }
  }
  return {
    version: 0.2,
    width: 640,
    height: 480,
    depth: 0,
    components,
    fps: 25,
    frames,
    people: 1,
    points: offset,
    dimensions: 3,
    data,
    confidence,
  };
}

/** A signer seen from the front: right hand raised with an open palm, the left arm out of the picture. */
const SHOULDERS: Record<string, [number, number]> = {
  NOSE: [320, 100],
  LEFT_EAR: [350, 100],
  RIGHT_EAR: [290, 100],
  LEFT_SHOULDER: [420, 200],
  RIGHT_SHOULDER: [220, 200],
  RIGHT_ELBOW: [200, 350],
  RIGHT_WRIST: [180, 260],
};

/** An upright open hand: fingers up, spread across, thumb towards the signer's middle. */
function openHand(point: number): [number, number, number] {
  if (point === 0) return [180, 260, 0];
  const finger = (point - 1) >> 2;
  const knuckle = (point - 1) % 4;
  return [
    180 + 20 - finger * 10,
    260 - 20 - 18 * knuckle - (finger === 0 ? 0 : 25),
    finger === 0 ? -0.02 * knuckle : 0,
  ];
}

function signer(frames: number): PoseRecording {
  return record(frames, (component, point) => {
    if (component === "POSE_LANDMARKS") {
      const place = SHOULDERS[BODY[point]];
      return place ? [...place, 0, 0.9] : null;
    }
    return component === "RIGHT_HAND_LANDMARKS" ? [...openHand(point), 1] : null;
  });
}

const at = (joints: Float32Array, name: string, frame = 0) =>
  [0, 1, 2].map((axis) => joints[(frame * 52 + jointIndex(name)) * 3 + axis]);

test("the signer's right hand is at −x, up is +y, and an arm before the body is at +z", () => {
  const { joints } = holisticToJoints(signer(2));
  const [x, y, z] = at(joints, "right_wrist");
  const shoulder = at(joints, "right_shoulder");
  const elbow = at(joints, "right_elbow");
  assert.ok(x < shoulder[0] && shoulder[0] < 0);
  assert.ok(elbow[1] < y && y < shoulder[1]);
  assert.ok(z > elbow[2] && elbow[2] > shoulder[2]);
  assert.ok(at(joints, "right_middle3")[1] > at(joints, "right_middle1")[1]);
  assert.ok(
    at(joints, "right_thumb3")[0] > at(joints, "right_pinky3")[0],
    "thumb towards the middle: palm to the viewer",
  );
  assert.ok(at(joints, "right_thumb3")[2] > at(joints, "right_thumb1")[2], "negative z is towards the viewer");
});

test("image directions are kept in metres: shoulders give the scale", () => {
  const { joints } = holisticToJoints(signer(1));
  const rest = SMPLX_SKELETON.restJoints;
  const metresPerPixel = (rest[jointIndex("left_shoulder") * 3] * 2) / 200;
  const elbow = at(joints, "right_elbow");
  const shoulder = at(joints, "right_shoulder");
  assert.ok(Math.abs(elbow[0] - shoulder[0] + 20 * metresPerPixel) < 1e-6);
  assert.ok(Math.abs(elbow[1] - shoulder[1] + 150 * metresPerPixel) < 1e-6);
});

test("every frame has the neutral body's bones", () => {
  const { joints, frames } = holisticToJoints(signer(3));
  const target = boneLengths(SMPLX_SKELETON);
  for (let frame = 0; frame < frames; frame++) {
    boneLengths(SMPLX_SKELETON, joints.subarray(frame * 156, frame * 156 + 156)).forEach((length, joint) => {
      assert.ok(Math.abs(length - target[joint]) < 1e-5, SMPLX_SKELETON.names[joint]);
    });
  }
});

test("what was not seen hangs at rest with confidence 0, legs always", () => {
  const { joints, confidence } = holisticToJoints(signer(1));
  for (const name of ["left_knee", "left_wrist", "left_index2", "right_foot"])
    assert.equal(confidence[jointIndex(name)], 0);
  assert.equal(confidence[jointIndex("right_index2")], 1);
  assert.ok(Math.abs(confidence[jointIndex("right_elbow")] - 0.9) < 1e-6);
  const shoulder = at(joints, "left_shoulder");
  const tip = at(joints, "left_middle3");
  assert.ok(tip[1] < shoulder[1] - 0.6, "the arm hangs");
  assert.ok(joints.every(Number.isFinite));
});

test("a hand lost for some frames is bridged between its neighbours, at the ends held", () => {
  const recording = signer(6);
  const hand = recording.components[2];
  for (const frame of [0, 3, 5]) {
    for (let point = 0; point < 21; point++) {
      recording.confidence[frame * recording.points + hand.offset + point] = 0;
      recording.data.fill(
        0,
        (frame * recording.points + hand.offset + point) * 3,
        (frame * recording.points + hand.offset + point) * 3 + 3,
      );
    }
  }
  const { joints, confidence } = holisticToJoints(recording);
  const bone = (frame: number) =>
    at(joints, "right_index2", frame).map((value, axis) => value - at(joints, "right_index1", frame)[axis]);
  for (const frame of [0, 3, 5]) {
    assert.equal(confidence[frame * 52 + jointIndex("right_index2")], 0);
    bone(frame).forEach((value, axis) => {
      assert.ok(Math.abs(value - bone(1)[axis]) < 1e-6);
    });
  }
});

test("the scale of z is found from a rigid hand that turns", () => {
  const random = new Random(5, "turning hand");
  const rest = Array.from({ length: 21 }, () => [
    random.uniform(-50, 50),
    random.uniform(-50, 50),
    random.uniform(-50, 50),
  ]);
  const recording = record(60, (component, point, frame) => {
    if (component !== "RIGHT_HAND_LANDMARKS") return null;
    const [x, y, z] = rest[point];
    const angle = frame * 0.1;
    const turned = [Math.cos(angle) * x + Math.sin(angle) * z, y, Math.cos(angle) * z - Math.sin(angle) * x];
    const tilted = [
      turned[0],
      Math.cos(angle) * turned[1] - Math.sin(angle) * turned[2],
      Math.sin(angle) * turned[1] + Math.cos(angle) * turned[2],
    ];
    return [tilted[0] + 300, tilted[1] + 200, tilted[2] / 900, 1];
  });
  assert.equal(fitDepthScale([recording]), 900);
  assert.equal(fitDepthScale([record(3, () => null)]), undefined);
});

test("recordings that cannot be used are refused in words", () => {
  assert.throws(
    () => holisticToJoints(record(2, () => null)),
    (error) => error instanceof UserError && /shoulders/.test(error.message),
  );
  assert.throws(() => holisticToJoints({ ...signer(1), dimensions: 2 }), /two-dimensional/);
  assert.throws(() => holisticToJoints({ ...signer(1), frames: 0 }), /0 frames/);
  const openPose = signer(1);
  openPose.components[0].name = "pose_keypoints_2d";
  assert.throws(() => holisticToJoints(openPose), /POSE_LANDMARKS; it has pose_keypoints_2d/);
});
