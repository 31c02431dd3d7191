import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { addNoise, NOISE_MODELS, type NoiseModel } from "../../lib/body/noise";
import { boneLengths, JOINT_PARTS, SMPLX_SKELETON } from "../../lib/body/skeleton";
import { UserError } from "../../lib/errors";
import { Random } from "../../lib/random";

const models = Object.keys(NOISE_MODELS) as NoiseModel[];
const FRAMES = 160;

/** The neutral body with bones that swing, and a pelvis that walks a little. */
function randomClip(seed: number, frames = FRAMES): Float32Array {
  const random = new Random(seed, "clip");
  const { parents, restJoints } = SMPLX_SKELETON;
  const phases = Array.from({ length: 156 }, () => random.uniform(0, 6));
  const joints = new Float32Array(frames * 156);
  const lengths = boneLengths(SMPLX_SKELETON);
  for (let frame = 0; frame < frames; frame++) {
    for (let joint = 0; joint < 52; joint++) {
      const parent = Math.max(0, parents[joint]);
      const swing = [0, 1, 2].map((axis) => Math.sin(phases[joint * 3 + axis] + frame * 0.15));
      const bone = swing.map((value, axis) => {
        const rest = restJoints[joint * 3 + axis] - restJoints[parent * 3 + axis];
        return joint === 0 ? 0.2 * value : rest + 0.5 * lengths[joint] * value;
      });
      const scale = joint === 0 ? 1 : lengths[joint] / Math.hypot(...bone);
      for (let axis = 0; axis < 3; axis++) {
        const start = joint === 0 ? 0 : joints[(frame * 52 + parent) * 3 + axis];
        joints[(frame * 52 + joint) * 3 + axis] = start + bone[axis] * scale;
      }
    }
  }
  return joints;
}

const meanDistance = (
  a: Float32Array,
  b: Float32Array,
  joints: readonly number[] = JOINT_PARTS.body.concat(JOINT_PARTS.leftHand, JOINT_PARTS.rightHand),
) => {
  let sum = 0;
  const frames = a.length / 156;
  for (let frame = 0; frame < frames; frame++) {
    for (const joint of joints) {
      const at = (frame * 52 + joint) * 3;
      sum += Math.hypot(a[at] - b[at], a[at + 1] - b[at + 1], a[at + 2] - b[at + 2]);
    }
  }
  return sum / frames / joints.length;
};

function changedFrames(a: Float32Array, b: Float32Array): number[] {
  return Array.from({ length: a.length / 156 }, (_, frame) => frame).filter((frame) => {
    const at = frame * 156;
    return meanDistance(a.subarray(at, at + 156), b.subarray(at, at + 156)) > 1e-5;
  });
}

const bone = (joints: Float32Array, frame: number, joint: number) => {
  const parent = SMPLX_SKELETON.parents[joint];
  return [0, 1, 2].map((axis) => joints[(frame * 52 + joint) * 3 + axis] - joints[(frame * 52 + parent) * 3 + axis]);
};

test("every model: nothing at strength 0, the same for the same seed, bones as long as they were, gaps nowhere", () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...models),
      fc.integer({ min: 0, max: 1e6 }),
      fc.integer({ min: 1, max: 80 }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (model, seed, frames, strength) => {
        const joints = randomClip(seed, frames);
        const before = joints.slice();
        const noisy = addNoise(joints, frames, model, { strength, seed });
        assert.deepEqual(joints, before, "the input is left alone");
        assert.deepEqual(addNoise(joints, frames, model, { strength, seed }), noisy);
        assert.deepEqual(addNoise(joints, frames, model, { strength: 0, seed }), joints);
        for (let frame = 0; frame < frames; frame++) {
          const at = frame * 156;
          const [is, was] = [noisy, joints].map((clip) => boneLengths(SMPLX_SKELETON, clip.subarray(at, at + 156)));
          for (let joint = 1; joint < 52; joint++) assert.ok(Math.abs(is[joint] - was[joint]) < 1e-5);
        }
      },
    ),
    { numRuns: 60 },
  );
});

for (const model of models) {
  test(`${model}: more strength, more error; another seed, another error`, () => {
    const joints = randomClip(11);
    const at = (strength: number, seed = 7) => addNoise(joints, FRAMES, model, { strength, seed });
    const errors = [0.25, 0.5, 0.75, 1].map((strength) => meanDistance(at(strength), joints));
    for (const [i, error] of errors.entries()) assert.ok(error > (errors[i - 1] ?? 0), errors.join(" "));
    const usesSeed = model !== "fingerCollapse" && model !== "seatedCrop";
    assert.equal(meanDistance(at(1, 7), at(1, 8)) > 1e-4, usesSeed);
  });
}

test("jitter changes from frame to frame, drift does not", () => {
  const joints = randomClip(1);
  const roughness = (model: NoiseModel) => {
    const noisy = addNoise(joints, FRAMES, model, { strength: 1, seed: 3 });
    const error = noisy.map((value, i) => value - joints[i]);
    return meanDistance(error.subarray(156), error.subarray(0, error.length - 156)) / meanDistance(noisy, joints);
  };
  assert.ok(roughness("jitter") > 1);
  assert.ok(roughness("drift") < 0.15);
});

test("dropped frames: half of them at strength 1, each on a straight way; less strength drops some of the same", () => {
  const joints = randomClip(2, 2000);
  const at = (strength: number) =>
    changedFrames(addNoise(joints, 2000, "droppedFrames", { strength, seed: 4 }), joints);
  const [few, many] = [at(0.3), at(1)];
  assert.ok(Math.abs(many.length / 2000 - 0.5) < 0.08 && Math.abs(few.length / 2000 - 0.15) < 0.06);
  assert.ok(few.every((frame) => many.includes(frame)));
  assert.ok(!many.includes(0) && !many.includes(1999));
  const noisy = addNoise(joints, 2000, "droppedFrames", { strength: 1, seed: 4 });
  const middle = many.find((frame) => !many.includes(frame - 1) && !many.includes(frame + 1)) as number;
  for (let axis = 0; axis < 3; axis++) {
    const [a, b, c] = [-1, 0, 1].map((step) => noisy[(middle + step) * 156 + axis]);
    assert.ok(Math.abs(b - (a + c) / 2) < 1e-6);
  }
});

test("hands freeze for half of the time and body and the other hand go on; fingers stay parallel to what they were", () => {
  const joints = randomClip(3, 2000);
  const noisy = addNoise(joints, 2000, "frozenHands", { strength: 1, seed: 5 });
  assert.ok(meanDistance(noisy, joints, JOINT_PARTS.body) < 1e-6);
  const still = [22, 37].map((joint) => {
    let frames = 0;
    for (let frame = 1; frame < 2000; frame++) {
      const [now, before] = [bone(noisy, frame, joint), bone(noisy, frame - 1, joint)];
      if (Math.hypot(...now.map((value, axis) => value - before[axis])) < 1e-6) frames++;
    }
    return frames / 2000;
  });
  for (const share of still) assert.ok(Math.abs(share - 0.54) < 0.12, `${still}`);
});

test("hands swapped twice are the hands; the body does not change", () => {
  const joints = randomClip(4);
  const options = { strength: 1, seed: 6 };
  const once = addNoise(joints, FRAMES, "swappedHands", options);
  assert.ok(meanDistance(once, joints, JOINT_PARTS.body) < 1e-6);
  assert.ok(meanDistance(once, joints, JOINT_PARTS.leftHand) > 0.01);
  assert.ok(meanDistance(addNoise(once, FRAMES, "swappedHands", options), joints) < 1e-5);
});

test("an error of depth is not seen from the front", () => {
  const joints = randomClip(5);
  const noisy = addNoise(joints, FRAMES, "depthError", { strength: 1, seed: 8 });
  for (let frame = 0; frame < FRAMES; frame++) {
    for (let joint = 1; joint < 52; joint++) {
      const [x, y] = bone(joints, frame, joint);
      const [u, v] = bone(noisy, frame, joint);
      assert.ok(Math.abs(x * v - y * u) < 1e-5 && x * u + y * v > -1e-6);
    }
  }
});

test("collapsed fingers are one; the thumb is spared", () => {
  const joints = randomClip(6);
  const noisy = addNoise(joints, FRAMES, "fingerCollapse", { strength: 1, seed: 0 });
  const unit = (v: number[]) => v.map((value) => value / Math.hypot(...v));
  for (const first of [22, 37]) {
    for (const knuckle of [0, 1, 2]) {
      const [index, ...others] = [0, 3, 6, 9].map((finger) => unit(bone(noisy, 50, first + finger + knuckle)));
      for (const other of others) assert.ok(Math.hypot(...other.map((value, i) => value - index[i])) < 1e-3);
      const thumb = bone(noisy, 50, first + 12 + knuckle).map(
        (value, i) => value - bone(joints, 50, first + 12 + knuckle)[i],
      );
      assert.ok(Math.hypot(...thumb) < 1e-6);
    }
  }
});

test("a crop to the seated upper body leaves it as it was, on a pelvis that does not move and legs that sit", () => {
  const joints = randomClip(7);
  const noisy = addNoise(joints, FRAMES, "seatedCrop", { strength: 1, seed: 0 });
  for (let frame = 0; frame < FRAMES; frame++) {
    for (let axis = 0; axis < 3; axis++) assert.ok(Math.abs(noisy[frame * 156 + axis] - joints[axis]) < 1e-6);
    for (const joint of [3, 9, 15, 20, 30, 51]) {
      assert.ok(bone(noisy, frame, joint).every((value, i) => Math.abs(value - bone(joints, frame, joint)[i]) < 1e-5));
    }
    for (const knee of [4, 5]) assert.ok(Math.abs(bone(noisy, frame, knee)[1]) < 1e-6);
    for (const ankle of [7, 8]) assert.ok(bone(noisy, frame, ankle)[1] < -0.3);
  }
});

test("strengths and lengths that make no sense are refused", () => {
  const joints = randomClip(8, 2);
  for (const strength of [-0.1, 1.1, Number.NaN]) {
    assert.throws(() => addNoise(joints, 2, "jitter", { strength, seed: 0 }), UserError);
  }
  assert.throws(() => addNoise(joints, 3, "jitter", { strength: 1, seed: 0 }), UserError);
});
