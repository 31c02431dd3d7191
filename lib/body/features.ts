// The 623 features of a frame (263 for the body alone, 313 without rotations and contacts) and their inverse: joints
// [frames, joints, 3] ⇄ features [frames − 1, columns]. Recipe: HumanML3D (Guo et al. 2022), with hands as Motion-X.

import { UserError } from "../errors";
import { Alignment } from "./alignment";
import { forwardKinematics } from "./chains";
import { facingDirection, gaussianHalf, rootTurns } from "./facing";
import { rowEncoder } from "./featureRows";
import type { NumberArray } from "./rotations";
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

/** All blocks (623, or 263 for the body), or without rotations and contacts: the 313 of HumanTOMATO (Lu et al. 2023). */
export type FeatureVariant = "full" | "compact";

/** Block columns for a number of joints: 52 gives 623 columns, 22 gives 263, 52 compact 313; a block left out is empty. */
export function featureSlices(joints: number, variant: FeatureVariant = "full"): FeatureSlices {
  const rotation = 4 + (joints - 1) * 3;
  const velocity = rotation + (variant === "full" ? (joints - 1) * 6 : 0);
  const contact = velocity + joints * 3;
  return {
    root: [0, 4],
    position: [4, rotation],
    rotation: [rotation, velocity],
    velocity: [velocity, contact],
    contact: [contact, contact + (variant === "full" ? 4 : 0)],
  };
}

/** Block columns of the 623 features: root 0:4, position 4:157, rotation 157:463, velocity 463:619, contact 619:623. */
export const FEATURE_SLICES: FeatureSlices = featureSlices(52);

/** Features a frame, body and hands. */
export const FEATURE_COUNT = 623;

/** How the features are computed: bit for bit as the released code does, or with its two slips mended. */
export type Recipe = "published" | "corrected";

/** Which features: both directions need to know. */
export interface FeatureLayout {
  /** Which joints: `SMPLX_SKELETON` (default, 623 features) or `BODY_SKELETON` (263). */
  skeleton?: Skeleton;
  /** Which blocks; all unless given. */
  variant?: FeatureVariant;
  /** `[joints]` bone lengths that every clip is given, metres; the neutral body's unless given. */
  lengths?: ArrayLike<number>;
}

export interface FeatureOptions extends FeatureLayout {
  /**
   * `"published"` (default) keeps the released code's two slips, `"corrected"` mends them. One: its smoothed facing
   * counts the hips against the shoulders (it reads the indices `[2, 1, 17, 16]` as left hip, right hip, right
   * shoulder, left shoulder). Two: in the frame in which the facing passes straight backwards its yaw velocity has the
   * wrong sign (both half-angle quaternions have w ≥ 0 there).
   */
  recipe?: Recipe;
  /** A foot stands when its squared displacement in a frame is below this, m² (recipe: 0.002; see `atFrameRate`). */
  contactThreshold?: number;
  /** Sigma of the smoothing of the facing direction, frames (recipe: 20; see `atFrameRate`). */
  smoothing?: number;
}

/** HumanML3D's rate, for which the recipe's two numbers a frame were chosen. */
const RECIPE_FPS = 20;

/**
 * The recipe's two numbers a frame at another rate: the same speed of a standing foot, the same seconds of smoothing.
 * Without it `encodeFeatures` uses the published numbers whatever the rate, as Motion-X does at 30 frames/s. Velocities
 * are a frame in either case: clips of one model must have one rate (`resampleJoints`).
 * @throws UserError for a rate that is not positive
 */
export function atFrameRate(fps: number): Required<Pick<FeatureOptions, "contactThreshold" | "smoothing">> {
  if (!(fps > 0 && Number.isFinite(fps))) throw new UserError(`A frame rate must be positive; got ${fps}.`);
  return { contactThreshold: 0.002 * (RECIPE_FPS / fps) ** 2, smoothing: 20 * (fps / RECIPE_FPS) };
}

/**
 * Puts a clip where the features want it: one body's bone lengths, lowest point on the floor, the first pelvis over
 * the origin, first facing +z. `decodeFeatures(encodeFeatures(x))` is this but for the last frame.
 *
 * @param joints `[frames, joints, 3]`, metres, y up
 * @returns a new `[frames, joints, 3]`
 * @throws UserError when the lengths do not fit or a number is not finite
 */
export function alignJoints(joints: NumberArray, frames: number, options: FeatureLayout = {}): Float64Array {
  const { skeleton = SMPLX_SKELETON, lengths = neutralLengths(skeleton) } = options;
  checkFrames(joints, frames, skeleton);
  return new Alignment([joints], skeleton, lengths).apply(joints);
}

function checkFrames(joints: NumberArray, frames: number, skeleton: Skeleton): void {
  const expected = frames * skeleton.joints * 3;
  if (joints.length !== expected) {
    throw new UserError(
      `The joints have ${joints.length} numbers, but ${frames} frames of ${skeleton.joints} joints need ${expected}.`,
    );
  }
}

/**
 * Features of a clip, HumanML3D's `process_file` step by step: align, foot contacts, rotations by inverse
 * kinematics with smoothed facing, positions and velocities in the facing frame.
 *
 * @param joints `[frames, joints, 3]`, metres, y up, any position, heading and size
 * @returns `[frames − 1, 623]` (263 with `BODY_SKELETON`, 313 compact): velocities need two frames, so the last has no row
 * @throws UserError for fewer than 2 frames, lengths that do not fit, numbers that are not finite
 */
export function encodeFeatures(joints: NumberArray, frames: number, options: FeatureOptions = {}): Float32Array {
  checkFrames(joints, frames, options.skeleton ?? SMPLX_SKELETON);
  const [features] = encodeChunks([joints], options);
  return features;
}

/**
 * Features of a clip that is too long for memory, part by part: bit for bit those of `encodeFeatures`, but each row only
 * once the frames that its facing is smoothed over are there.
 *
 * @param clip parts of any number of frames, `[frames, joints, 3]` each. It is read twice, for floor and heading first:
 *   an array or another iterable that begins anew, not a running generator
 * @returns parts of the features, `[rows, 623]` each
 * @throws UserError as `encodeFeatures`, and when the second reading ends early
 */
export function* encodeChunks(clip: Iterable<NumberArray>, options: FeatureOptions = {}): Generator<Float32Array> {
  const { skeleton = SMPLX_SKELETON, lengths = neutralLengths(skeleton), recipe = "published" } = options;
  const half = gaussianHalf(options.smoothing ?? 20);
  const reach = half.length - 1;
  const alignment = new Alignment(clip, skeleton, lengths);
  const { frames } = alignment;
  if (frames < 2) throw new UserError(`A clip of ${frames} frames has no features: at least 2 frames are needed.`);
  const slices = featureSlices(skeleton.joints, options.variant);
  const encodeRows = rowEncoder(skeleton, slices, recipe, options.contactThreshold ?? 0.002);
  const width = skeleton.joints * 3;
  let aligned = new Float64Array(0); // frames `next` to `known`
  let facing = new Float64Array(0); // frames max(0, next − reach) to `known`
  let next = 0;
  let known = 0;
  for (const part of clip) {
    const placed = alignment.apply(part);
    const faces = new Float64Array((placed.length / width) * 2);
    for (let i = 0; i < faces.length; i += 2) {
      facingDirection(placed, (i / 2) * width, recipe === "published" ? -1 : 1, faces, i);
    }
    aligned = joined(aligned, placed);
    facing = joined(facing, faces);
    known += placed.length / width;
    // a row needs the turn of the next frame, and that one facings as far as the smoothing reaches
    const ready = known === frames ? frames - 1 : known - 1 - reach;
    if (ready <= next) continue;
    const turns = rootTurns(facing, Math.max(0, next - reach), next, ready + 1, frames, half);
    yield encodeRows(aligned, turns, ready - next);
    facing = facing.slice((Math.max(0, ready - reach) - Math.max(0, next - reach)) * 2);
    aligned = aligned.slice((ready - next) * width);
    next = ready;
  }
  if (known !== frames) {
    throw new UserError(`The clip had ${frames} frames when read first and ${known} when read again; give an array.`);
  }
}

function joined(first: Float64Array, second: Float64Array): Float64Array {
  if (first.length === 0) return second;
  const result = new Float64Array(first.length + second.length);
  result.set(first);
  result.set(second, first.length);
  return result;
}

export interface DecodeOptions extends FeatureLayout {
  /** From the position block (default, as published scores do: `recover_from_ric`) or from the rotations and `lengths`. */
  from?: "positions" | "rotations";
}

/**
 * Joints of features: yaw and path of the root summed up, then the positions turned and moved along (or the
 * rotations run through forward kinematics).
 *
 * @param features `[frames, 623]` (263 with `BODY_SKELETON`, 313 compact)
 * @param frames number of feature rows: one fewer than the clip that was encoded had
 * @returns `[frames, joints, 3]`, metres
 * @throws UserError when the length does not fit, or compact features are to give rotations
 */
export function decodeFeatures(features: NumberArray, frames: number, options: DecodeOptions = {}): Float32Array {
  const columns = featureSlices((options.skeleton ?? SMPLX_SKELETON).joints, options.variant).contact[1];
  if (features.length !== frames * columns) {
    throw new UserError(`The features have ${features.length} numbers, but ${frames} frames need ${frames * columns}.`);
  }
  const [joints] = decodeChunks([features], options);
  return joints;
}

/**
 * Joints of features part by part: bit for bit those of `decodeFeatures`.
 *
 * @param clip parts of any number of rows, `[rows, 623]` each, read once
 * @returns for each part its joints, `[rows, joints, 3]`
 * @throws UserError when a part has no whole rows
 */
export function* decodeChunks(clip: Iterable<NumberArray>, options: DecodeOptions = {}): Generator<Float32Array> {
  const { skeleton = SMPLX_SKELETON, variant = "full", lengths = neutralLengths(skeleton) } = options;
  const slices = featureSlices(skeleton.joints, variant);
  const columns = slices.contact[1];
  const width = skeleton.joints * 3;
  const fromRotations = options.from === "rotations";
  if (fromRotations && variant === "compact") {
    throw new UserError("Compact features have no rotations; decode their positions.");
  }
  const joints = new Float64Array(width);
  // sums over the rows so far, and the last row's part of them
  let angle = 0;
  let rootX = 0;
  let rootZ = 0;
  let turn = 0;
  let stepX = 0;
  let stepZ = 0;
  for (const part of clip) {
    if (part.length % columns !== 0) {
      throw new UserError(`${part.length} numbers are no whole rows of ${columns} features.`);
    }
    const result = new Float32Array((part.length / columns) * width);
    for (let row = 0, at = 0; row < part.length; row += columns, at += width) {
      angle += turn;
      const cosine = Math.cos(2 * angle);
      const sine = Math.sin(2 * angle);
      rootX += cosine * stepX - sine * stepZ;
      rootZ += cosine * stepZ + sine * stepX;
      turn = part[row];
      stepX = part[row + 1];
      stepZ = part[row + 2];
      if (fromRotations) {
        joints[0] = rootX;
        joints[1] = part[row + 3];
        joints[2] = rootZ;
        forwardKinematics(skeleton, part, row + slices.rotation[0], cosine, sine, lengths, joints);
        result.set(joints, at);
        continue;
      }
      result[at] = rootX;
      result[at + 1] = part[row + 3];
      result[at + 2] = rootZ;
      for (let i = 3; i < width; i += 3) {
        const x = part[row + 1 + i];
        const z = part[row + 3 + i];
        result[at + i] = cosine * x - sine * z + rootX;
        result[at + i + 1] = part[row + 2 + i];
        result[at + i + 2] = cosine * z + sine * x + rootZ;
      }
    }
    yield result;
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
