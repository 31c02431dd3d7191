// How far the noise models of lib/body/noise move joints: mean distances by model and strength, mm.

import { addNoise, type NoiseModel } from "../../body/noise";
import { averageMotionErrors, scoreMotion } from "./mpjpe";

/** What one model does at one strength, averaged over all frames of some clips. */
export interface NoiseErrors {
  model: NoiseModel;
  strength: number;
  /** all 52 joints, mm */
  whole: number;
  /** the 30 finger joints, each hand moved onto its own wrist, mm */
  fingers: number;
}

/**
 * @param clips joints `[frames, 52, 3]`, metres
 * @returns a row a model and strength
 * @throws UserError when there is no clip, or a strength is not in 0 to 1
 */
export function measureNoise(
  clips: readonly { joints: Float32Array; frames: number }[],
  models: readonly NoiseModel[],
  strengths: readonly number[],
  seed: number,
): NoiseErrors[] {
  return models.flatMap((model) =>
    strengths.map((strength) => {
      const { whole, leftHand, rightHand } = averageMotionErrors(
        clips.map(({ joints, frames }, clip) => ({
          errors: scoreMotion(addNoise(joints, frames, model, { strength, seed: seed + clip }), joints, frames),
          frames,
        })),
      );
      return { model, strength, whole: whole.mpjpe, fingers: (leftHand.mpjpeRoot + rightHand.mpjpeRoot) / 2 };
    }),
  );
}
