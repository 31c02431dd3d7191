// Another frame rate for joint positions: [frames, joints, 3] at one fps to another, linear between frames.

import { UserError } from "../errors";

/**
 * Joints at `toFps`, from the first frame to the last that fits; linear between frames (bones shorten a little in
 * fast turns: `uniformSkeleton` or `encodeFeatures` restores them).
 *
 * @param joints `[frames, width]`, e.g. 52 × 3 numbers a frame
 * @throws UserError for a rate that is not positive, or a length that is no multiple of `frames`
 */
export function resampleJoints(
  joints: Float32Array,
  frames: number,
  fromFps: number,
  toFps: number,
): { joints: Float32Array; frames: number } {
  if (!(fromFps > 0 && toFps > 0 && Number.isFinite(fromFps) && Number.isFinite(toFps))) {
    throw new UserError(`Frame rates must be positive; got ${fromFps} and ${toFps}.`);
  }
  if (frames <= 0 || joints.length % frames !== 0) {
    throw new UserError(`${joints.length} numbers are no ${frames} whole frames.`);
  }
  const width = joints.length / frames;
  // the tolerance keeps 60 → 20 → 60 from losing its last frame to rounding
  const count = Math.floor(((frames - 1) * toFps) / fromFps + 1e-9) + 1;
  const result = new Float32Array(count * width);
  for (let frame = 0; frame < count; frame++) {
    const position = Math.min(frames - 1, (frame * fromFps) / toFps);
    const before = Math.min(frames - 1, Math.floor(position + 1e-9));
    const after = Math.min(frames - 1, before + 1);
    const fraction = Math.max(0, position - before);
    for (let i = 0; i < width; i++) {
      const start = joints[before * width + i];
      result[frame * width + i] = start + fraction * (joints[after * width + i] - start);
    }
  }
  return { joints: result, frames: count };
}
