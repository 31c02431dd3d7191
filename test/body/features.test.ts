import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import {
  alignJoints,
  atFrameRate,
  decodeFeatures,
  encodeFeatures,
  FEATURE_SLICES,
  featureSlices,
} from "../../lib/body/features";
import { smplxToJoints } from "../../lib/body/kinematics";
import { BODY_SKELETON, boneLengths, type Skeleton, SMPLX_SKELETON } from "../../lib/body/skeleton";
import type { SmplxMotion } from "../../lib/data/clip";
import { UserError } from "../../lib/errors";
import { Random } from "../../lib/random";

/** A smooth random motion of the neutral body: every joint swings, the root turns and walks. */
function randomMotion(seed: number, frames: number, swing = 0.5, turn = 0.02): SmplxMotion {
  const random = new Random(seed, "motion");
  const wave = (width: number, size: number) => {
    const values = new Float32Array(frames * width);
    for (let column = 0; column < width; column++) {
      const phase = random.uniform(0, 6);
      const rate = random.uniform(0.05, 0.3);
      const height = random.uniform(-size, size);
      for (let frame = 0; frame < frames; frame++)
        values[frame * width + column] = height * Math.sin(phase + rate * frame);
    }
    return values;
  };
  const motion = {
    frames,
    globalOrient: wave(3, 0.1),
    bodyPose: wave(63, swing),
    leftHandPose: wave(45, swing),
    rightHandPose: wave(45, swing),
    jawPose: new Float32Array(frames * 3),
    expression: new Float32Array(frames * 10),
    betas: new Float32Array(10),
    transl: wave(3, 0.3),
  };
  for (let frame = 0; frame < frames; frame++) motion.globalOrient[frame * 3 + 1] += turn * frame;
  return motion;
}

function maximumDifference(left: ArrayLike<number>, right: ArrayLike<number>): number {
  let maximum = 0;
  for (let i = 0; i < left.length; i++) maximum = Math.max(maximum, Math.abs(left[i] - right[i]));
  return maximum;
}

/** The first 22 joints of each frame of 52. */
function bodyOnly(joints: Float32Array, frames: number): Float32Array {
  const result = new Float32Array(frames * 66);
  for (let frame = 0; frame < frames; frame++) result.set(joints.subarray(frame * 156, frame * 156 + 66), frame * 66);
  return result;
}

test("the blocks stand where the published layouts put them", () => {
  assert.deepEqual(FEATURE_SLICES, {
    root: [0, 4],
    position: [4, 157],
    rotation: [157, 463],
    velocity: [463, 619],
    contact: [619, 623],
  });
  assert.deepEqual(featureSlices(22).contact, [259, 263]);
});

test("decoding gives back the aligned joints, from positions and from rotations, in both recipes", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 1e6 }),
      fc.integer({ min: 2, max: 90 }),
      fc.constantFrom("published" as const, "corrected" as const),
      fc.constantFrom(SMPLX_SKELETON, BODY_SKELETON),
      (seed, frames, recipe, skeleton: Skeleton) => {
        const whole = smplxToJoints(randomMotion(seed, frames));
        const joints = skeleton.joints === 52 ? whole : bodyOnly(whole, frames);
        const aligned = alignJoints(joints, frames, { skeleton }).subarray(0, (frames - 1) * skeleton.joints * 3);
        const features = encodeFeatures(joints, frames, { skeleton, recipe });
        const positions = decodeFeatures(features, frames - 1, { skeleton });
        const rotations = decodeFeatures(features, frames - 1, { skeleton, from: "rotations" });
        assert.ok(maximumDifference(positions, aligned) < 1e-4, "positions");
        assert.ok(maximumDifference(rotations, aligned) < 1e-4, "rotations");
      },
    ),
    { numRuns: 40 },
  );
});

test("features do not change when the clip is turned about y, moved, or lifted", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 1e6 }),
      fc.double({ min: -3, max: 3, noNaN: true }),
      fc.double({ min: -5, max: 5, noNaN: true }),
      (seed, angle, shift) => {
        const frames = 40;
        const joints = smplxToJoints(randomMotion(seed, frames));
        const moved = new Float64Array(joints.length);
        for (let i = 0; i < joints.length; i += 3) {
          moved[i] = Math.cos(angle) * joints[i] + Math.sin(angle) * joints[i + 2] + shift;
          moved[i + 1] = joints[i + 1] - shift;
          moved[i + 2] = Math.cos(angle) * joints[i + 2] - Math.sin(angle) * joints[i] + 2 * shift;
        }
        // contacts are thresholds: rounding may flip one that lies on it
        const strip = (features: Float32Array) => features.filter((_, i) => i % 623 < 619);
        const difference = maximumDifference(
          strip(encodeFeatures(joints, frames)),
          strip(encodeFeatures(moved, frames)),
        );
        assert.ok(difference < 1e-4, `${difference}`);
      },
    ),
    { numRuns: 30 },
  );
});

test("the root columns say what they should for a walk in a circle", () => {
  // a rigid rest pose that turns by `rate` and steps `speed` forward each frame
  const frames = 120;
  const rate = 0.03;
  const speed = 0.02;
  const rest = SMPLX_SKELETON.restJoints;
  const joints = new Float32Array(frames * 156);
  let x = 0;
  let z = 0;
  for (let frame = 0; frame < frames; frame++) {
    const angle = rate * frame;
    for (let i = 0; i < 156; i += 3) {
      joints[frame * 156 + i] = Math.cos(angle) * rest[i] + Math.sin(angle) * rest[i + 2] + x;
      joints[frame * 156 + i + 1] = rest[i + 1];
      joints[frame * 156 + i + 2] = Math.cos(angle) * rest[i + 2] - Math.sin(angle) * rest[i] + z;
    }
    x += speed * Math.sin(angle + rate);
    z += speed * Math.cos(angle + rate);
  }
  const corrected = encodeFeatures(joints, frames, { recipe: "corrected", smoothing: 0 });
  const published = encodeFeatures(joints, frames, { smoothing: 0 });
  let slips = 0;
  for (let frame = 0; frame < frames - 1; frame++) {
    const row = frame * 623;
    // the root turns by `rate`: undoing it takes minus half of it
    assert.ok(Math.abs(corrected[row] + rate / 2) < 1e-5, `yaw at ${frame}`);
    assert.ok(Math.abs(corrected[row + 1]) < 1e-5);
    assert.ok(Math.abs(corrected[row + 2] - speed) < 1e-5);
    assert.ok(Math.abs(corrected[row + 3] + Math.min(...rest.filter((_, i) => i % 3 === 1))) < 1e-5);
    if (Math.abs(published[row] + rate / 2) > 1e-5) slips++;
  }
  assert.equal(slips, 1, "the released recipe turns the wrong way in the one frame that passes backwards");
});

test("feet: still ones touch, moving ones do not, left before right", () => {
  const frames = 3;
  const joints = new Float32Array(frames * 156);
  for (let frame = 0; frame < frames; frame++) joints.set(SMPLX_SKELETON.restJoints, frame * 156);
  joints[2 * 156 + 11 * 3] += 0.1;
  const features = encodeFeatures(joints, frames);
  assert.deepEqual([...features.subarray(619, 623)], [1, 1, 1, 1]);
  assert.deepEqual([...features.subarray(623 + 619, 2 * 623)], [1, 1, 1, 0]);
});

test("at another frame rate the same foot stands and the facing is smoothed over the same seconds", () => {
  assert.deepEqual(atFrameRate(20), { contactThreshold: 0.002, smoothing: 20 });
  assert.throws(() => atFrameRate(0), UserError);
  const contacts = (fps: number, options: object) => {
    const frames = fps + 1;
    const joints = new Float32Array(frames * 156);
    // carried along at 1.2 m/s: 6 cm a frame at 20 fps, which is above √0.002 m, 2 cm at 60
    for (let i = 0; i < joints.length; i++) {
      joints[i] = SMPLX_SKELETON.restJoints[i % 156] + (i % 3 === 0 ? (1.2 * Math.floor(i / 156)) / fps : 0);
    }
    return encodeFeatures(joints, frames, options)[622];
  };
  const swinging = [20, 60].map((fps) => contacts(fps, {}));
  const same = [20, 60].map((fps) => contacts(fps, atFrameRate(fps)));
  assert.deepEqual(
    [swinging, same],
    [
      [0, 1],
      [0, 0],
    ],
  );
});

test("any clip is given the target's bone lengths", () => {
  const frames = 20;
  const tall = smplxToJoints(
    randomMotion(3, frames),
    SMPLX_SKELETON.restJoints.map((value) => value * 1.2),
  );
  const decoded = decodeFeatures(encodeFeatures(tall, frames), frames - 1);
  const target = boneLengths(SMPLX_SKELETON);
  for (let frame = 0; frame < frames - 1; frame++) {
    const lengths = boneLengths(SMPLX_SKELETON, decoded.subarray(frame * 156, frame * 156 + 156));
    assert.ok(maximumDifference(lengths, target) < 1e-5);
  }
});

test("bones of no length, bones against their raw offset and a signer facing backwards stay finite", () => {
  const frames = 4;
  const joints = new Float32Array(frames * 156);
  assert.ok(encodeFeatures(joints, frames).every(Number.isFinite));
  for (let frame = 0; frame < frames; frame++) {
    for (let i = 0; i < 156; i++) joints[frame * 156 + i] = (i % 3 === 1 ? 1 : -1) * SMPLX_SKELETON.restJoints[i];
    // the left forearm straight up, against its raw offset of −y
    joints.set([0.4, 0.3, 0], frame * 156 + 18 * 3);
    joints.set([0.4, 0.6, 0], frame * 156 + 20 * 3);
  }
  const features = encodeFeatures(joints, frames);
  assert.ok(features.every(Number.isFinite));
  const aligned = alignJoints(joints, frames).subarray(0, (frames - 1) * 156);
  assert.ok(maximumDifference(decodeFeatures(features, frames - 1, { from: "rotations" }), aligned) < 1e-4);
});

test("input that cannot be encoded is refused in words", () => {
  const joints = new Float32Array(2 * 156);
  assert.throws(() => encodeFeatures(joints, 1), UserError);
  assert.throws(() => encodeFeatures(joints, 3), /3 frames of 52 joints need 468/);
  joints[5] = Number.NaN;
  assert.throws(() => encodeFeatures(joints, 2), /not finite/);
  assert.throws(() => decodeFeatures(new Float32Array(622), 1), UserError);
});
