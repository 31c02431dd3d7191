// The stages of MotionGPT that see words: motion–language pre-training, then instruction tuning. Each clip of a step is
// put into a template drawn for it. AdamW (0.9, 0.99) without decay and a cosine, as MotionGPT has them.
import { Random } from "../random";
import { type StepRecord, type TrainingOptions, train } from "../training/trainer";
import type { MotionGpt } from "./motionGpt";
import { instructionFamilies, type MotionTemplate, pretrainingTemplates } from "./motionTemplates";
import { drawItems } from "./train";
import type { Utterance } from "./translator";

export interface MotionGptStage {
  name: "pre-training" | "instruction tuning";
  /** families of templates; a family is drawn, then one of its templates */
  families: readonly (readonly MotionTemplate[])[];
  steps: number;
  /** clips a step */
  batch: number;
  /** peak rate */
  learningRate: number;
}

type StageSettings = Pick<MotionGptStage, "steps" | "batch" | "learningRate">;

/** Text to motion, motion to text, a motion's continuation. */
export const pretraining = (settings: StageSettings): MotionGptStage => ({
  ...settings,
  name: "pre-training",
  families: pretrainingTemplates.map((template) => [template]),
});

export const instructionTuning = (settings: StageSettings): MotionGptStage => ({
  ...settings,
  name: "instruction tuning",
  families: Object.values(instructionFamilies),
});

const WARMUP_SHARE = 0.02;

/** Trains all of T5 and the motion's words on a stage. */
export async function trainMotionGpt(
  motionGpt: MotionGpt,
  utterances: readonly Utterance[],
  { name, families, steps, batch, learningRate }: MotionGptStage,
  seed: number,
  hooks: Pick<TrainingOptions, "checkpoints" | "checkpointEvery" | "signal" | "onProgress" | "onStep"> = {},
): Promise<StepRecord[]> {
  const lengths = utterances.map(({ codes }) => codes.length);
  const stream = `motiongpt ${name}`;
  return train({
    ...hooks,
    stage: `MotionGPT ${name}`,
    steps,
    groups: [{ name: "t5", parameters: motionGpt.model.parameters }],
    optimizer: { betas: [0.9, 0.99] },
    schedule: { kind: "cosine", rate: learningRate, warmup: Math.ceil(WARMUP_SHARE * steps), floor: 0.005 },
    loss: (step) => {
      const random = new Random(seed, `${stream}/template`, step);
      const examples = drawItems(lengths, batch, seed, stream, step).map((item) =>
        motionGpt.example(random.pick(random.pick(families)), utterances[item] as Utterance),
      );
      return { loss: motionGpt.loss(examples) };
    },
  });
}
