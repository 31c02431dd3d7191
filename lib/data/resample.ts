// A motion at another frame rate: rotations between two frames by slerp where there are any, joints linearly where not.

import { smplxToJoints } from "../body/kinematics";
import { resampleJoints } from "../body/resample";
import { type Motion, motionAt } from "./motion";

/** The motion from its first frame to the last that fits. */
export function resampleMotion(motion: Motion, fromFps: number, toFps: number): Motion {
  if (fromFps === toFps) return motion;
  const { joints, frames } = resampleJoints(motion.joints, motion.frames, fromFps, toFps);
  const positions = Float64Array.from({ length: frames }, (_, frame) =>
    Math.min(motion.frames - 1, (frame * fromFps) / toFps),
  );
  const smplx = motion.smplx ? motionAt(motion.smplx, positions) : undefined;
  const { confidence, spans } = motion;
  const scale = toFps / fromFps;
  return {
    frames,
    fps: toFps,
    joints: smplx ? smplxToJoints(smplx) : joints,
    ...(smplx ? { smplx } : {}),
    ...(confidence ? { confidence: leastConfidence(confidence, positions) } : {}),
    ...(spans ? { spans: spans.map(([start, end]) => [Math.round(start * scale), Math.round(end * scale)]) } : {}),
  };
}

/** What lies between two frames was seen as well as the worse of them. */
function leastConfidence(confidence: Float32Array, positions: Float64Array): Float32Array {
  const result = new Float32Array(positions.length * 52);
  for (const [frame, position] of positions.entries()) {
    for (let joint = 0; joint < 52; joint++) {
      const before = confidence[Math.floor(position) * 52 + joint] as number;
      const after = confidence[Math.ceil(position) * 52 + joint] as number;
      result[frame * 52 + joint] = Math.min(before, after);
    }
  }
  return result;
}
