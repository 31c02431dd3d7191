// How hard a corpus is: its statistics, and what systems reach on its test split that see no motion (a constant sentence,
// a random one), that only compare motions (the nearest training clip), or that are told the glosses.
import { jointIndex } from "../body/skeleton";
import type { Clip } from "../data/clip";
import { UserError } from "../errors";
import { bleuStatistics, sacrebleuFromStatistics, sumBleuStatistics } from "../metrics/text/bleu";
import { scoreText } from "../metrics/text/score";
import { Random } from "../random";
import { answerFromGlosses, describeTexts, type TextDifficulty } from "../signing/difficulty";
import { bySigner, type Familiarity } from "./signers";

/** Scores of one system on the test split, as `evaluate` shows them: BLEU 0–100, ROUGE-L and exact answers in percent. */
export interface BaselineScores {
  system: string;
  bleu1: number;
  bleu4: number;
  rougeL: number;
  exact: number;
}

export interface CorpusDifficulty extends TextDifficulty {
  baselines: BaselineScores[];
  /** the nearest motion's scores on test clips of signers that training has, and of others */
  bySigner: Partial<Record<Familiarity, BaselineScores>>;
}

type DifficultyClip = Pick<Clip, "split" | "text" | "gloss" | "signer" | "frames" | "joints">;

/**
 * @param clips of all splits; validation takes no part
 * @throws UserError when the training or the test split is empty
 */
export function corpusDifficulty(clips: readonly DifficultyClip[], seed = 0): CorpusDifficulty {
  const training = clips.filter(({ split }) => split === "train");
  const test = clips.filter(({ split }) => split === "test");
  if (training.length === 0 || test.length === 0) {
    throw new UserError(
      "the difficulty of a corpus is measured on its test split against its training split; one is empty",
    );
  }
  const random = new Random(seed, "random sentence");
  const constant = bestConstant(
    training.map(({ text }) => text),
    seed,
  );
  const similar = nearestMotions(training, test);
  const statistics = describeTexts(training, test);
  const fromGlosses = statistics.glosses ? answerFromGlosses(training, test) : undefined;
  const score = (system: string, answers: readonly string[], only: readonly number[] = [...test.keys()]) =>
    scoreBaseline(
      system,
      only.map((i) => answers[i] as string),
      only.map((i) => (test[i] as DifficultyClip).text),
    );
  return {
    ...statistics,
    baselines: [
      score(
        "one sentence for all",
        test.map(() => constant),
      ),
      score(
        "a random training sentence",
        test.map(() => random.pick(training).text),
      ),
      score("the nearest motion", similar),
      ...(fromGlosses
        ? [score("the nearest glosses", fromGlosses.nearest), score("gloss oracle", fromGlosses.oracle)]
        : []),
    ],
    bySigner: bySigner(test, training, (group) => score("the nearest motion", similar, group)),
  };
}

function scoreBaseline(system: string, answers: readonly string[], references: readonly string[]): BaselineScores {
  const { sacrebleu, rougeL } = scoreText(answers.map((hyp, i) => ({ hyp, refs: [references[i] as string] })));
  return {
    system,
    bleu1: sacrebleu.bleu[0] as number,
    bleu4: sacrebleu.bleu[3] as number,
    rougeL: 100 * rougeL,
    exact: (100 * answers.filter((answer, i) => answer === references[i]).length) / answers.length,
  };
}

const candidates = 40;
const sample = 250;

/** Of some training sentences the one that, given for every other, scores the most BLEU-1 and BLEU-4. */
function bestConstant(texts: readonly string[], seed: number): string {
  const shuffled = new Random(seed, "constant sentence").shuffle(texts);
  const references = shuffled.slice(0, sample);
  let best = shuffled[0] as string;
  let most = -1;
  for (const hyp of shuffled.slice(0, candidates)) {
    const statistics = sumBleuStatistics(references.map((reference) => bleuStatistics({ hyp, refs: [reference] })));
    const sum = [1, 4].reduce((total, maxOrder) => total + sacrebleuFromStatistics(statistics, { maxOrder }).score, 0);
    if (sum > most) [most, best] = [sum, hyp];
  }
  return best;
}

const moments = 12;
/** Wrists and the last joints of the fingers, right and left. */
const handJoints = ["right", "left"].map((side) =>
  ["wrist", "thumb3", "index3", "middle3", "ring3", "pinky3"].map((name) => jointIndex(`${side}_${name}`)),
) as [number[], number[]];
const chest = jointIndex("spine3");

/** For each test clip the English of the training clip that moves most alike. */
function nearestMotions(training: readonly DifficultyClip[], test: readonly DifficultyClip[]): string[] {
  const memory = training.map(motionVector);
  return test.map((clip) => {
    const query = motionVector(clip);
    let best = 0;
    let least = Number.POSITIVE_INFINITY;
    for (const [i, vector] of memory.entries()) {
      let sum = 0;
      for (let k = 0; k < vector.length && sum < least; k++) sum += ((query[k] as number) - (vector[k] as number)) ** 2;
      if (sum < least) [least, best] = [sum, i];
    }
    return (training[best] as DifficultyClip).text;
  });
}

/** `[moments × 12 joints × 3]`: hands relative to the chest at even moments, the busier hand as the right one. */
function motionVector({ joints, frames }: DifficultyClip): Float32Array {
  const [right, left] = handJoints.map(([wrist]) => pathLength(joints, frames, wrist as number)) as [number, number];
  const mirrored = left > right;
  const order = mirrored ? [...handJoints[1], ...handJoints[0]] : handJoints.flat();
  const vector = new Float32Array(moments * order.length * 3);
  for (let moment = 0; moment < moments; moment++) {
    const row = Math.round((moment * (frames - 1)) / (moments - 1)) * 156;
    for (const [k, joint] of order.entries()) {
      for (let axis = 0; axis < 3; axis++) {
        const value = (joints[row + joint * 3 + axis] as number) - (joints[row + chest * 3 + axis] as number);
        vector[(moment * order.length + k) * 3 + axis] = axis === 0 && mirrored ? -value : value;
      }
    }
  }
  return vector;
}

function pathLength(joints: Float32Array, frames: number, joint: number): number {
  let length = 0;
  for (let frame = 1; frame < frames; frame++) {
    const at = frame * 156 + joint * 3;
    length += Math.hypot(
      ...[0, 1, 2].map((axis) => (joints[at + axis] as number) - (joints[at + axis - 156] as number)),
    );
  }
  return length;
}
