// What goes wrong in real SMPL-X estimates, as seeded models with one knob: joints [frames, 52, 3] → the same shape.
// They work on directions, as errors of estimated rotations do, and add up along the arm: bones keep their lengths.

import { UserError } from "../errors";
import { Random } from "../random";
import { type BoneChange, changeBones, readBone } from "./bones";
import { facingDirection } from "./facing";
import { jointIndex } from "./skeleton";

/** What strength 1 comes to. Half of it is half the angle, or half as often. */
export const NOISE_MODELS = {
  jitter: "every frame for itself: bones off by some 4°, fingers by some 10°, the pelvis by 5 mm",
  drift: "errors that wander over a second: bones off by some 10°, fingers by some 14°, the pelvis by 10 cm",
  droppedFrames: "half of the frames missing, up to 8 in a row, and bridged linearly as the loaders do",
  frozenHands:
    "each hand stuck for 54 % of the time, the worst of SignAvatars' valid shares, a third of a second or more at once",
  swappedHands: "for half of the time the fingers of left and right exchanged",
  depthError:
    "depth wanders over a second: bones lean along z by some 25°, the pelvis by 30 cm; the front view hardly changes",
  fingerCollapse: "index, middle, ring and little finger all point where their mean points",
  seatedCrop: "nothing seen below the waist: legs as on a chair, the pelvis where it was first",
} as const;

export type NoiseModel = keyof typeof NOISE_MODELS;

export interface NoiseOptions {
  /** 0 (nothing changes) to 1 (see `NOISE_MODELS`). The same seed hits the same places harder, or more of them. */
  strength: number;
  seed: number;
}

/**
 * A clip as a poor estimate of it.
 * @param joints `[frames, 52, 3]`, metres, y up; z is the camera's axis
 * @returns a new `[frames, 52, 3]`
 * @throws UserError when the strength is not in 0 to 1 or the length does not fit
 */
export function addNoise(
  joints: Float32Array,
  frames: number,
  model: NoiseModel,
  { strength, seed }: NoiseOptions,
): Float32Array {
  if (!(strength >= 0 && strength <= 1)) {
    throw new UserError(`The strength of noise goes from 0 to 1; got ${strength}.`);
  }
  if (joints.length !== frames * 156) {
    throw new UserError(`${joints.length} numbers are no ${frames} frames of 52 joints.`);
  }
  if (strength === 0 || frames === 0) return joints.slice();
  const random = new Random(seed, `noise/${model}`);
  return changeBones(joints, frames, MODELS[model](joints, frames, strength, random));
}

type Model = (joints: Float32Array, frames: number, strength: number, random: Random) => BoneChange;

/** Frames between the knots of what wanders: a second. */
const KNOTS = 24;

const MODELS: Record<NoiseModel, Model> = {
  jitter(_joints, frames, strength, random) {
    const off = Float32Array.from({ length: frames * 156 }, () => random.normal());
    return displace(off, strength * 0.005, (joint) => strength * (joint < 22 ? 0.05 : 0.12));
  },
  drift(_joints, frames, strength, random) {
    const off = wandering(frames, 156, random);
    return displace(off, strength * 0.1, (joint) => strength * (joint < 22 ? 0.15 : 0.2));
  },
  depthError(_joints, frames, strength, random) {
    const off = wandering(frames, 52, random);
    return {
      root: (root, frame) => {
        root[2] += strength * 0.3 * off[frame * 52];
      },
      bone: (bone, joint, frame) => {
        bone[2] += Math.hypot(...bone) * strength * 0.6 * off[frame * 52 + joint];
      },
    };
  },
  droppedFrames(joints, frames, strength, random) {
    const dropped = stretches(frames, [1, 8], strength * 0.5, random);
    dropped[0] = 0;
    dropped[frames - 1] = 0;
    const [before, after] = neighbours(dropped);
    const start = new Float64Array(3);
    const blend = (value: Float64Array, frame: number, read: (frame: number, out: Float64Array) => void) => {
      if (!dropped[frame]) return;
      const fraction = (frame - before[frame]) / (after[frame] - before[frame]);
      read(before[frame], start);
      read(after[frame], value);
      for (let axis = 0; axis < 3; axis++) value[axis] = (1 - fraction) * start[axis] + fraction * value[axis];
    };
    return {
      root: (root, frame) => blend(root, frame, (at, out) => out.set(joints.subarray(at * 156, at * 156 + 3))),
      bone: (bone, joint, frame) => blend(bone, frame, (at, out) => readBone(joints, at, joint, out)),
    };
  },
  frozenHands(joints, frames, strength, random) {
    const hands = [0, 1].map(() => {
      const [last] = neighbours(stretches(frames, [8, 24], strength * 0.54, random));
      // what comes first was never seen moving
      return last.map((frame) => Math.max(0, frame));
    });
    return {
      bone: (bone, joint, frame) => {
        if (joint >= 22) readBone(joints, hands[joint < 37 ? 0 : 1][frame], joint, bone);
      },
    };
  },
  swappedHands(joints, frames, strength, random) {
    const swapped = stretches(frames, [8, 24], strength * 0.5, random);
    return {
      bone: (bone, joint, frame) => {
        if (joint >= 22 && swapped[frame]) readBone(joints, frame, joint < 37 ? joint + 15 : joint - 15, bone);
      },
    };
  },
  fingerCollapse(joints, _frames, strength) {
    const mean = new Float64Array(3);
    const other = new Float64Array(3);
    return {
      bone: (bone, joint, frame) => {
        const inHand = joint < 37 ? joint - 22 : joint - 37;
        if (joint < 22 || inHand >= THUMB) return;
        mean.fill(0);
        for (let finger = 0; finger < THUMB; finger += 3) {
          readBone(joints, frame, joint - inHand + finger + (inHand % 3), other);
          addUnit(mean, other);
        }
        aim(bone, mean, strength);
      },
    };
  },
  seatedCrop(joints, _frames, strength) {
    const facing = new Float64Array(2);
    const seat = new Float64Array(3);
    return {
      root: (root) => {
        for (let axis = 0; axis < 3; axis++) root[axis] += strength * (joints[axis] - root[axis]);
      },
      bone: (bone, joint, frame) => {
        if (!LEGS.has(joint)) return;
        facingDirection(joints, frame * 156, 1, facing, 0);
        if (SHINS.has(joint)) seat.set([0, -1, 0]);
        else seat.set([facing[0], 0, facing[1]]);
        aim(bone, seat, strength);
      },
    };
  },
};

const THUMB = 12;
const SHINS = new Set([jointIndex("left_ankle"), jointIndex("right_ankle")]);
const LEGS = new Set([...SHINS, ...["left_knee", "right_knee", "left_foot", "right_foot"].map(jointIndex)]);

/** Moves the root by `metres` and the ends of bones by a share of their length, times `off` `[frames, 52, 3]`. */
function displace(off: Float32Array, metres: number, share: (joint: number) => number): BoneChange {
  return {
    root: (root, frame) => {
      for (let axis = 0; axis < 3; axis++) root[axis] += metres * off[frame * 156 + axis];
    },
    bone: (bone, joint, frame) => {
      const size = share(joint) * Math.hypot(...bone);
      for (let axis = 0; axis < 3; axis++) bone[axis] += size * off[(frame * 52 + joint) * 3 + axis];
    },
  };
}

/** Turns `bone` towards a direction: 0 not at all, 1 wholly. */
function aim(bone: Float64Array, direction: Float64Array, strength: number): void {
  const from = Math.hypot(...bone) || 1;
  const to = Math.hypot(...direction) || 1;
  for (let axis = 0; axis < 3; axis++) {
    bone[axis] = ((1 - strength) * bone[axis]) / from + (strength * direction[axis]) / to;
  }
}

function addUnit(sum: Float64Array, vector: Float64Array): void {
  const norm = Math.hypot(...vector) || 1;
  for (let axis = 0; axis < 3; axis++) sum[axis] += vector[axis] / norm;
}

/** `[frames, channels]`: normal numbers at knots, eased between them. */
function wandering(frames: number, channels: number, random: Random): Float32Array {
  const knots = Math.ceil(frames / KNOTS) + 1;
  const values = Float32Array.from({ length: knots * channels }, () => random.normal());
  const result = new Float32Array(frames * channels);
  for (let frame = 0; frame < frames; frame++) {
    const knot = Math.floor(frame / KNOTS);
    const time = frame / KNOTS - knot;
    const weight = time * time * (3 - 2 * time);
    for (let channel = 0; channel < channels; channel++) {
      const start = values[knot * channels + channel];
      result[frame * channels + channel] = start + weight * (values[(knot + 1) * channels + channel] - start);
    }
  }
  return result;
}

/** `[frames]`: 1 in stretches that together take about `share` of the time; a larger share only adds stretches. */
function stretches(frames: number, [least, most]: [number, number], share: number, random: Random): Uint8Array {
  const hit = new Uint8Array(frames);
  for (let frame = 0; frame < frames; ) {
    const end = frame + random.integer(least, most);
    if (random.chance(share)) hit.fill(1, frame, end);
    frame = end;
  }
  return hit;
}

/** For each frame the last that is not hit up to it (−1: none), and the first from it on. */
function neighbours(hit: Uint8Array): [before: Int32Array, after: Int32Array] {
  const before = new Int32Array(hit.length);
  const after = new Int32Array(hit.length);
  for (let frame = 0; frame < hit.length; frame++) before[frame] = hit[frame] ? (before[frame - 1] ?? -1) : frame;
  for (let frame = hit.length - 1; frame >= 0; frame--) after[frame] = hit[frame] ? after[frame + 1] : frame;
  return [before, after];
}
