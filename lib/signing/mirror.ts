// The motion of a left-handed signer from that of a right-handed one.
import { MIRRORED_JOINTS } from "../body/skeleton";
import type { SmplxMotion } from "../data/clip";
import { mirrorHand } from "./handshapes";

/** The motion seen in a mirror: sides change places, rotation axes are reflected. */
export function mirrorMotion(motion: SmplxMotion): SmplxMotion {
  const bodyPose = new Float32Array(motion.bodyPose.length);
  const partner = (joint: number): number => mirroredBody[joint] as number;
  for (let i = 0; i < motion.frames * 21; i++) {
    const from = (i - (i % 21) + partner(i % 21)) * 3;
    for (let axis = 0; axis < 3; axis++) {
      bodyPose[i * 3 + axis] = (motion.bodyPose[from + axis] as number) * (axis === 0 ? 1 : -1);
    }
  }
  return {
    ...motion,
    globalOrient: mirrorHand(motion.globalOrient),
    bodyPose,
    leftHandPose: mirrorHand(motion.rightHandPose),
    rightHandPose: mirrorHand(motion.leftHandPose),
    jawPose: mirrorHand(motion.jawPose),
    transl: motion.transl.map((value, i) => (i % 3 === 0 ? -value : value)),
  };
}
/** Of the 21 body joints after the pelvis, the one on the other side. */
const mirroredBody = MIRRORED_JOINTS.slice(1, 22).map((joint) => joint - 1);
