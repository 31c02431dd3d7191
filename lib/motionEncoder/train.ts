// Trains the motion encoder and the text encoder together on clips and their English.
import { UserError } from "../errors";
import { Random } from "../random";
import { wordsOf } from "../signing/difficulty";
import { type StepRecord, type TrainingOptions, train } from "../training/trainer";
import { type CaptionedMotion, MotionEncoder, type MotionEncoderSettings } from "./motionEncoder";

export interface MotionEncoderTraining {
  steps: number;
  /** clips a step: one right answer among so many */
  batch: number;
  learningRate: number;
  warmup: number;
  weightDecay: number;
}

type Hooks = Pick<TrainingOptions, "checkpoints" | "checkpointEvery" | "signal" | "onProgress" | "onStep">;

/**
 * The same seed, clips and settings give the same encoder.
 * @param clips normalised features of the training clips, with their English
 * @throws StoppedError when the signal fires; UserError for fewer than two clips
 */
export async function trainMotionEncoder(
  clips: readonly CaptionedMotion[],
  size: Omit<MotionEncoderSettings, "features" | "words">,
  { steps, batch, learningRate, warmup, weightDecay }: MotionEncoderTraining,
  seed: number,
  hooks: Hooks = {},
): Promise<{ encoder: MotionEncoder; records: StepRecord[] }> {
  const first = clips[0];
  if (!first || clips.length < 2) throw new UserError("a motion encoder tells clips apart: give it at least two");
  const words = [...new Set(clips.flatMap(({ text }) => wordsOf(text)))].sort();
  const encoder = new MotionEncoder({ ...size, features: first.features.length / first.frames, words }, seed);
  const indices = [...clips.keys()];
  try {
    const records = await train({
      ...hooks,
      stage: "motion encoder",
      steps,
      groups: [{ name: "encoder", parameters: encoder.parameters }],
      optimizer: { weightDecay },
      schedule: { kind: "cosine", rate: learningRate, warmup },
      loss: (step) => {
        const drawn = new Random(seed, "motion encoder/batch", step).shuffle(indices).slice(0, batch);
        return { loss: encoder.loss(drawn.map((i) => clips[i] as CaptionedMotion)) };
      },
    });
    return { encoder, records };
  } catch (error) {
    encoder.dispose();
    throw error;
  }
}
