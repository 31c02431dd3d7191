// Settings of the baseline, MotionGPT (Jiang et al. 2023): sizes and steps of each profile. A configuration holds only
// what differs from its profile's, so that runs without the baseline do not depend on it.
import { z } from "zod";

const count = z.number().int().positive();
const positive = z.number().positive();

export const motionGptSchema = z.strictObject({
  /** folder of T5 or Flan-T5 as Hugging Face lays it out; unless given, a small one of the corpus's English is trained */
  model: z.string().optional(),
  /** of that small one: layers of each stack, widths, tokens of its vocabulary, steps on English alone */
  layers: count.optional(),
  width: count.optional(),
  feedForward: count.optional(),
  heads: count.optional(),
  vocabulary: count.optional(),
  englishSteps: count.optional(),
  /** steps of both stages together; unless given, as many as show it as many clips as LSLM is shown */
  steps: count.optional(),
  /** share of the steps that is instruction tuning */
  instructionShare: z.number().min(0).max(1).optional(),
  /** clips a step; 16 in MotionGPT */
  batch: count.optional(),
  /** peak rate of motion–language pre-training; 2e-4 in MotionGPT */
  learningRate: positive.optional(),
  /** peak rate of instruction tuning; 1e-4 in MotionGPT */
  instructionLearningRate: positive.optional(),
});

type MotionGptGiven = z.infer<typeof motionGptSchema>;
export type MotionGptSettings = Required<Omit<MotionGptGiven, "model" | "steps">> &
  Pick<MotionGptGiven, "model" | "steps">;

const smallMotionGpt: MotionGptSettings = {
  layers: 2,
  width: 128,
  feedForward: 352,
  heads: 4,
  vocabulary: 1024,
  englishSteps: 300,
  instructionShare: 0.25,
  batch: 32,
  learningRate: 1e-3,
  instructionLearningRate: 5e-4,
};
const courseMotionGpt = { ...smallMotionGpt, layers: 4, width: 256, feedForward: 704, heads: 8, englishSteps: 3000 };
const motionGptProfiles: Record<"smoke" | "quick" | "course" | "paper", MotionGptSettings> = {
  smoke: {
    ...smallMotionGpt,
    layers: 1,
    width: 16,
    feedForward: 24,
    heads: 2,
    vocabulary: 300,
    englishSteps: 4,
    steps: 6,
    batch: 2,
  },
  quick: smallMotionGpt,
  course: courseMotionGpt,
  paper: { ...courseMotionGpt, batch: 16, learningRate: 2e-4, instructionLearningRate: 1e-4 },
};

/** The baseline's settings: those of the profile, and what the configuration says instead. */
export const motionGptSettings = ({
  profile,
  motionGpt,
}: {
  profile: keyof typeof motionGptProfiles;
  motionGpt?: MotionGptGiven | undefined;
}): MotionGptSettings => ({ ...motionGptProfiles[profile], ...motionGpt });
