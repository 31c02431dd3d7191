// A signer for tests: the neutral body with the right wrist waving and the fingers with it, [frames, 52, 3].
import { SMPLX_SKELETON } from "../../lib/body/skeleton";

const RIGHT_HAND = [21, ...Array.from({ length: 15 }, (_, i) => 37 + i)];

/** @param lift metres that the right hand rises and falls */
export function waving(frames: number, lift = 0.2): Float32Array {
  const joints = new Float32Array(frames * 156);
  for (let frame = 0; frame < frames; frame++) {
    joints.set(SMPLX_SKELETON.restJoints, frame * 156);
    for (const joint of RIGHT_HAND) joints[frame * 156 + joint * 3 + 1] += lift * Math.sin(frame / 3);
  }
  return joints;
}
