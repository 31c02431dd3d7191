// Puts a clip where the features want it: one body's bone lengths, lowest point on the floor, the first pelvis over the
// origin, first facing +z. Joints [frames, joints, 3], metres, y up.

import { UserError } from "../errors";
import { facingDirection, turnToFront } from "./facing";
import type { NumberArray } from "./rotations";
import type { Skeleton } from "./skeleton";

/** What takes a clip there: found by reading it once, then applied to any part of it. */
export class Alignment {
  /** of the whole clip */
  frames = 0;
  private scale = 1;
  private floor = Number.POSITIVE_INFINITY;
  private rootX = 0;
  private rootZ = 0;
  private cosine = 1;
  private sine = 0;

  /**
   * @param clip the clip in parts, `[frames, joints, 3]` each
   * @param lengths `[joints]` bone lengths to give, metres
   * @throws UserError when a part has no whole frames or a number is not finite
   */
  constructor(
    clip: Iterable<NumberArray>,
    private readonly skeleton: Skeleton,
    private readonly lengths: ArrayLike<number>,
  ) {
    const width = skeleton.joints * 3;
    const frame = new Float64Array(width);
    let sum = 0;
    for (const part of clip) {
      if (part.length % width !== 0) {
        throw new UserError(`${part.length} numbers are no whole frames of ${skeleton.joints} joints.`);
      }
      if (this.frames === 0 && part.length > 0) this.scale = legRatio(skeleton, part, lengths);
      for (let at = 0; at < part.length; at += width) {
        layBones(skeleton, part, at, lengths, this.scale, frame, 0);
        if (this.frames === 0) this.findFront(frame);
        for (let i = 0; i < width; i++) sum += frame[i];
        for (let i = 1; i < width; i += 3) if (frame[i] < this.floor) this.floor = frame[i];
        this.frames++;
      }
    }
    if (!Number.isFinite(sum))
      throw new UserError("The joints hold a number that is not finite; fill gaps before encoding.");
  }

  private findFront(first: Float64Array): void {
    const turn = new Float64Array(2);
    const facing = new Float64Array(2);
    facingDirection(first, 0, 1, facing, 0);
    turnToFront(facing[0], facing[1], turn, 0);
    this.cosine = turn[0] * turn[0] - turn[1] * turn[1];
    this.sine = 2 * turn[0] * turn[1];
    this.rootX = first[0];
    this.rootZ = first[2];
  }

  /** A part of the clip, aligned: a new `[frames, joints, 3]`. */
  apply(part: NumberArray): Float64Array {
    const { skeleton, lengths, scale, floor, rootX, rootZ, cosine, sine } = this;
    const aligned = new Float64Array(part.length);
    for (let at = 0; at < part.length; at += skeleton.joints * 3) {
      layBones(skeleton, part, at, lengths, scale, aligned, at);
    }
    for (let i = 0; i < aligned.length; i += 3) {
      const x = aligned[i] - rootX;
      const z = aligned[i + 2] - rootZ;
      aligned[i] = cosine * x + sine * z;
      aligned[i + 1] -= floor;
      aligned[i + 2] = cosine * z - sine * x;
    }
    return aligned;
  }
}

/**
 * Gives every frame the bone lengths of one body and keeps each bone's direction: HumanML3D's `uniform_skeleton`,
 * whose inverse and forward kinematics come to just this. The root's path is scaled by the ratio of the legs.
 *
 * @param joints `[frames, joints, 3]`
 * @param lengths `[joints]` bone lengths to give, metres (see `boneLengths`)
 * @returns a new `[frames, joints, 3]`
 */
export function uniformSkeleton(skeleton: Skeleton, joints: NumberArray, lengths: ArrayLike<number>): Float64Array {
  const result = new Float64Array(joints.length);
  const scale = joints.length > 0 ? legRatio(skeleton, joints, lengths) : 1;
  for (let at = 0; at < joints.length; at += skeleton.joints * 3) {
    layBones(skeleton, joints, at, lengths, scale, result, at);
  }
  return result;
}

/** One frame: the root's position times `scale`, then each bone in its direction with its new length. */
function layBones(
  { joints: count, parents, rawOffsets }: Skeleton,
  joints: NumberArray,
  at: number,
  lengths: ArrayLike<number>,
  scale: number,
  out: Float64Array,
  outAt: number,
): void {
  for (let axis = 0; axis < 3; axis++) out[outAt + axis] = joints[at + axis] * scale;
  for (let joint = 1; joint < count; joint++) {
    const end = at + joint * 3;
    const start = at + parents[joint] * 3;
    let x = joints[end] - joints[start];
    let y = joints[end + 1] - joints[start + 1];
    let z = joints[end + 2] - joints[start + 2];
    let norm = Math.sqrt(x * x + y * y + z * z);
    if (norm <= 1e-9) {
      // a bone of no length has no direction: the one of zero rotation
      x = rawOffsets[joint * 3];
      y = rawOffsets[joint * 3 + 1];
      z = rawOffsets[joint * 3 + 2];
      norm = 1;
    }
    const stretch = lengths[joint] / norm;
    const from = outAt + parents[joint] * 3;
    const to = outAt + joint * 3;
    out[to] = out[from] + x * stretch;
    out[to + 1] = out[from + 1] + y * stretch;
    out[to + 2] = out[from + 2] + z * stretch;
  }
}

/** Thigh plus shin of the right leg, target over source in the first frame, as the recipe scales the root's path. */
function legRatio(skeleton: Skeleton, joints: NumberArray, lengths: ArrayLike<number>): number {
  let source = 0;
  for (const joint of [5, 8]) {
    const parent = skeleton.parents[joint];
    source += Math.hypot(
      joints[joint * 3] - joints[parent * 3],
      joints[joint * 3 + 1] - joints[parent * 3 + 1],
      joints[joint * 3 + 2] - joints[parent * 3 + 2],
    );
  }
  return source > 1e-9 ? (lengths[5] + lengths[8]) / source : 1;
}
