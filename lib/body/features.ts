// The 623 features of a frame (263 for the body alone) and their inverse: joints [frames, joints, 3] ⇄
// features [frames − 1, 4 + (J−1)·3 + (J−1)·6 + J·3 + 4]. Recipe: HumanML3D (Guo et al. 2022), with hands as Motion-X.

import { UserError } from "../errors";
import { facingDirection, inverseKinematics, type Recipe, rootTurns, turnToFront, uniformSkeleton } from "./kinematics";
import { quaternionToSixD, sixDToMatrix } from "./rotations";
import { boneLengths, type Skeleton, SMPLX_SKELETON } from "./skeleton";

/** Half-open column range `[start, end)` of a feature block. */
export type Slice = readonly [start: number, end: number];

/** Columns of the feature blocks. */
export interface FeatureSlices {
  /** Root: yaw velocity (HALF the angle, radians a frame), linear velocity x and z (m a frame, facing frame), height (m). */
  root: Slice;
  /** Positions of all joints but the pelvis, above the floor, relative to the pelvis in x and z, facing +z; m. */
  position: Slice;
  /** Local rotations of all joints but the pelvis, 6D. */
  rotation: Slice;
  /** Velocities of all joints in the facing frame, m a frame. */
  velocity: Slice;
  /** 1 where left ankle, left foot, right ankle, right foot stand still. */
  contact: Slice;
}

/** Block columns for a number of joints: 52 gives 623 columns, 22 gives 263. */
export function featureSlices(joints: number): FeatureSlices {
  const rotation = 4 + (joints - 1) * 3;
  const velocity = rotation + (joints - 1) * 6;
  const contact = velocity + joints * 3;
  return {
    root: [0, 4],
    position: [4, rotation],
    rotation: [rotation, velocity],
    velocity: [velocity, contact],
    contact: [contact, contact + 4],
  };
}

/** Block columns of the 623 features: root 0:4, position 4:157, rotation 157:463, velocity 463:619, contact 619:623. */
export const FEATURE_SLICES: FeatureSlices = featureSlices(52);

/** Features a frame, body and hands. */
export const FEATURE_COUNT = 623;

export interface FeatureOptions {
  /** Which joints: `SMPLX_SKELETON` (default, 623 features) or `BODY_SKELETON` (263). */
  skeleton?: Skeleton;
  /** `"published"` (default) keeps the released code's two slips, `"corrected"` mends them (see `rootTurns`, `encodeFeatures`). */
  recipe?: Recipe;
  /** `[joints]` bone lengths that every clip is given, metres; the neutral body's unless given. */
  lengths?: ArrayLike<number>;
  /** A foot stands when its squared displacement in a frame is below this, m² (recipe: 0.002, made for 20 fps). */
  contactThreshold?: number;
  /** Sigma of the smoothing of the facing direction, frames (recipe: 20). */
  smoothing?: number;
}

/**
 * Puts a clip where the features want it: one body's bone lengths, lowest point on the floor, the first pelvis over
 * the origin, first facing +z. `decodeFeatures(encodeFeatures(x))` is this but for the last frame.
 *
 * @param joints `[frames, joints, 3]`, metres, y up
 * @returns a new `[frames, joints, 3]`
 * @throws UserError when the lengths do not fit or a number is not finite
 */
export function alignJoints(
  joints: Float32Array | Float64Array,
  frames: number,
  options: FeatureOptions = {},
): Float64Array {
  const skeleton = options.skeleton ?? SMPLX_SKELETON;
  const width = skeleton.joints * 3;
  if (joints.length !== frames * width) {
    throw new UserError(
      `The joints have ${joints.length} numbers, but ${frames} frames of ${skeleton.joints} joints need ${frames * width}.`,
    );
  }
  const aligned = uniformSkeleton(skeleton, joints, frames, options.lengths ?? neutralLengths(skeleton));
  if (frames === 0) return aligned;
  let floor = Number.POSITIVE_INFINITY;
  for (let i = 1; i < aligned.length; i += 3) if (aligned[i] < floor) floor = aligned[i];
  const turn = new Float64Array(2);
  const [faceX, faceZ] = facingDirection(aligned, 0, 1);
  turnToFront(faceX, faceZ, turn, 0);
  const cosine = turn[0] * turn[0] - turn[1] * turn[1];
  const sine = 2 * turn[0] * turn[1];
  const rootX = aligned[0];
  const rootZ = aligned[2];
  let sum = 0;
  for (let i = 0; i < aligned.length; i += 3) {
    const x = aligned[i] - rootX;
    const z = aligned[i + 2] - rootZ;
    aligned[i] = cosine * x + sine * z;
    aligned[i + 1] -= floor;
    aligned[i + 2] = cosine * z - sine * x;
    sum += aligned[i] + aligned[i + 1] + aligned[i + 2];
  }
  if (!Number.isFinite(sum))
    throw new UserError("The joints hold a number that is not finite; fill gaps before encoding.");
  return aligned;
}

/**
 * Features of a clip, HumanML3D's `process_file` step by step: align, foot contacts, rotations by inverse
 * kinematics with smoothed facing, positions and velocities in the facing frame.
 *
 * Besides the hips' sign (`rootTurns`), the released code gives the yaw velocity the wrong sign in the frame in which
 * the facing passes straight backwards (both half-angle quaternions have w ≥ 0 there); `"corrected"` does not.
 *
 * @param joints `[frames, joints, 3]`, metres, y up, any position, heading and size
 * @returns `[frames − 1, 623]` (263 with `BODY_SKELETON`)
 * @throws UserError for fewer than 2 frames, lengths that do not fit, numbers that are not finite
 */
export function encodeFeatures(
  joints: Float32Array | Float64Array,
  frames: number,
  options: FeatureOptions = {},
): Float32Array {
  if (frames < 2) throw new UserError(`A clip of ${frames} frames has no features: at least 2 frames are needed.`);
  const skeleton = options.skeleton ?? SMPLX_SKELETON;
  const recipe = options.recipe ?? "published";
  const aligned = alignJoints(joints, frames, options);
  const turns = rootTurns(skeleton, aligned, frames, recipe, options.smoothing ?? 20);
  const threshold = options.contactThreshold ?? 0.002;
  const slices = featureSlices(skeleton.joints);
  const [, columns] = slices.contact;
  const width = skeleton.joints * 3;
  const features = new Float32Array((frames - 1) * columns);
  const rotations = new Float64Array(skeleton.joints * 4);
  for (let frame = 0; frame < frames - 1; frame++) {
    const at = frame * width;
    const next = at + width;
    const row = frame * columns;
    const w = turns[frame * 2];
    const y = turns[frame * 2 + 1];
    const nextW = turns[frame * 2 + 2];
    const nextY = turns[frame * 2 + 3];

    // root: half-angle of next · inverse(this), then the step seen from the next frame's facing
    const sineHalf = nextY * w - nextW * y;
    const cosineHalf = nextW * w + nextY * y;
    const sign = recipe === "corrected" && cosineHalf < 0 ? -1 : 1;
    features[row] = Math.asin(Math.max(-1, Math.min(1, sign * sineHalf)));
    const nextCosine = nextW * nextW - nextY * nextY;
    const nextSine = 2 * nextW * nextY;
    const stepX = aligned[next] - aligned[at];
    const stepZ = aligned[next + 2] - aligned[at + 2];
    features[row + 1] = nextCosine * stepX + nextSine * stepZ;
    features[row + 2] = nextCosine * stepZ - nextSine * stepX;
    features[row + 3] = aligned[at + 1];

    const cosine = w * w - y * y;
    const sine = 2 * w * y;
    const rootX = aligned[at];
    const rootZ = aligned[at + 2];
    let column = row + slices.position[0];
    for (let i = at + 3; i < next; i += 3) {
      const x = aligned[i] - rootX;
      const z = aligned[i + 2] - rootZ;
      features[column] = cosine * x + sine * z;
      features[column + 1] = aligned[i + 1];
      features[column + 2] = cosine * z - sine * x;
      column += 3;
    }

    inverseKinematics(skeleton, aligned, at, turns, frame * 2, rotations);
    for (let joint = 1; joint < skeleton.joints; joint++) {
      quaternionToSixD(rotations, joint * 4, features, row + slices.rotation[0] + (joint - 1) * 6);
    }

    column = row + slices.velocity[0];
    for (let i = at; i < next; i += 3) {
      const x = aligned[i + width] - aligned[i];
      const z = aligned[i + width + 2] - aligned[i + 2];
      features[column] = cosine * x + sine * z;
      features[column + 1] = aligned[i + width + 1] - aligned[i + 1];
      features[column + 2] = cosine * z - sine * x;
      column += 3;
    }

    for (let foot = 0; foot < 4; foot++) {
      const i = at + FEET[foot] * 3;
      const x = aligned[i + width] - aligned[i];
      const h = aligned[i + width + 1] - aligned[i + 1];
      const z = aligned[i + width + 2] - aligned[i + 2];
      features[row + slices.contact[0] + foot] = x * x + h * h + z * z < threshold ? 1 : 0;
    }
  }
  return features;
}

export interface DecodeOptions {
  skeleton?: Skeleton;
  /** From the position block (default, as published scores do: `recover_from_ric`) or from the rotations. */
  from?: "positions" | "rotations";
  /** `[joints]` bone lengths for `"rotations"`; the neutral body's unless given. */
  lengths?: ArrayLike<number>;
}

/**
 * Joints of features: yaw and path of the root summed up, then the positions turned and moved along (or the
 * rotations run through forward kinematics).
 *
 * @param features `[frames, 623]` (263 with `BODY_SKELETON`)
 * @param frames number of feature rows: one fewer than the clip that was encoded had
 * @returns `[frames, joints, 3]`, metres
 * @throws UserError when the length does not fit
 */
export function decodeFeatures(
  features: Float32Array | Float64Array,
  frames: number,
  options: DecodeOptions = {},
): Float32Array {
  const skeleton = options.skeleton ?? SMPLX_SKELETON;
  const slices = featureSlices(skeleton.joints);
  const [, columns] = slices.contact;
  if (features.length !== frames * columns) {
    throw new UserError(`The features have ${features.length} numbers, but ${frames} frames need ${frames * columns}.`);
  }
  const width = skeleton.joints * 3;
  const result = new Float32Array(frames * width);
  const joints = new Float64Array(width);
  const pose =
    options.from === "rotations" ? rotationPose(skeleton, options.lengths ?? neutralLengths(skeleton)) : null;
  let angle = 0;
  let rootX = 0;
  let rootZ = 0;
  for (let frame = 0; frame < frames; frame++) {
    const row = frame * columns;
    if (frame > 0) angle += features[row - columns];
    const cosine = Math.cos(2 * angle);
    const sine = Math.sin(2 * angle);
    if (frame > 0) {
      const stepX = features[row - columns + 1];
      const stepZ = features[row - columns + 2];
      rootX += cosine * stepX - sine * stepZ;
      rootZ += cosine * stepZ + sine * stepX;
    }
    if (pose) {
      joints[0] = rootX;
      joints[1] = features[row + 3];
      joints[2] = rootZ;
      pose(features, row + slices.rotation[0], angle, joints);
    } else {
      joints[0] = rootX;
      joints[1] = features[row + 3];
      joints[2] = rootZ;
      const column = row + 1;
      for (let i = 3; i < width; i += 3) {
        const x = features[column + i];
        const z = features[column + i + 2];
        joints[i] = cosine * x - sine * z + rootX;
        joints[i + 1] = features[column + i + 1];
        joints[i + 2] = cosine * z + sine * x + rootZ;
      }
    }
    result.set(joints, frame * width);
  }
  return result;
}

/** Forward kinematics from 6D rotations along the chains, each chain beginning from the root's turn (not the inverse of it). */
function rotationPose(skeleton: Skeleton, lengths: ArrayLike<number>) {
  const { rawOffsets } = skeleton;
  const root = new Float64Array(9);
  const world = new Float64Array(9);
  const local = new Float64Array(9);
  const product = new Float64Array(9);
  return (features: Float32Array | Float64Array, at: number, halfAngle: number, joints: Float64Array): void => {
    const cosine = Math.cos(2 * halfAngle);
    const sine = Math.sin(2 * halfAngle);
    root.set([cosine, 0, sine, 0, 1, 0, -sine, 0, cosine]);
    for (const chain of skeleton.chains) {
      world.set(root);
      for (let i = 1; i < chain.length; i++) {
        const joint = chain[i];
        sixDToMatrix(features, at + (joint - 1) * 6, local, 0);
        multiply(world, local, product);
        world.set(product);
        for (let axis = 0; axis < 3; axis++) {
          let offset = 0;
          for (let k = 0; k < 3; k++) offset += world[axis * 3 + k] * rawOffsets[joint * 3 + k];
          joints[joint * 3 + axis] = joints[chain[i - 1] * 3 + axis] + offset * lengths[joint];
        }
      }
    }
  };
}

function multiply(left: Float64Array, right: Float64Array, out: Float64Array): void {
  for (let row = 0; row < 3; row++) {
    for (let column = 0; column < 3; column++) {
      out[row * 3 + column] =
        left[row * 3] * right[column] + left[row * 3 + 1] * right[3 + column] + left[row * 3 + 2] * right[6 + column];
    }
  }
}

function neutralLengths(skeleton: Skeleton): Float64Array {
  let lengths = NEUTRAL_LENGTHS.get(skeleton);
  if (!lengths) {
    lengths = boneLengths(skeleton);
    NEUTRAL_LENGTHS.set(skeleton, lengths);
  }
  return lengths;
}

const NEUTRAL_LENGTHS = new WeakMap<Skeleton, Float64Array>();

/** Left ankle, left foot, right ankle, right foot: the order of the contact block. */
const FEET = [7, 10, 8, 11];
