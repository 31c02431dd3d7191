// A small regression, trained by the trainer with checkpoints at every second step: what the tests of resuming stop.
// As a program: `toy.ts FOLDER` trains in FOLDER, tells of each step and each save, and ends with a hash of the weights.
import { createHash } from "node:crypto";
import { writeSync } from "node:fs";
import { Random } from "../../lib/random";
import { tf } from "../../lib/tensor/backend";
import { CheckpointFolder, fingerprintOf } from "../../lib/training/checkpoint";
import { ParameterSet } from "../../lib/training/parameters";
import { type StepRecord, type TrainingOptions, train } from "../../lib/training/trainer";

export const STEPS = 24;
const INPUTS = 16;
const HIDDEN = 64;

export interface Toy {
  options: TrainingOptions;
  /** sha256 of parameters and running mean */
  hash(): string;
  dispose(): void;
}

/** Gestures of a real stage in small: two groups with their own rates, decay, clipping, a state beside the gradients. */
export function toy(overrides: Partial<TrainingOptions> = {}): Toy {
  const first = new ParameterSet();
  const second = new ParameterSet();
  const random = new Random(7, "toy");
  const normal = (count: number) => Float32Array.from({ length: count }, () => 0.2 * random.normal());
  first.add("weights", normal(INPUTS * HIDDEN), [INPUTS, HIDDEN]);
  first.add("bias", new Float32Array(HIDDEN), [HIDDEN]);
  second.add("weights", normal(HIDDEN), [HIDDEN, 1]);
  let mean = tf.keep(tf.scalar(0));
  const batch = (step: number) => {
    const random = new Random(7, "batch", step);
    return tf.tensor2d(
      Float32Array.from({ length: 8 * INPUTS }, () => random.normal()),
      [8, INPUTS],
    );
  };
  const options: TrainingOptions = {
    stage: "toy",
    steps: STEPS,
    groups: [
      { name: "first", parameters: first },
      { name: "second", parameters: second, rate: 3 },
    ],
    optimizer: { weightDecay: 0.01, clipNorm: 0.5 },
    schedule: { kind: "cosine", rate: 0.02, warmup: 3 },
    checkpointEvery: 2,
    loss: (step) => {
      const inputs = batch(step);
      const target = tf.sin(tf.sum(inputs, 1, true));
      const hidden = tf.tanh(tf.add(tf.matMul(inputs, first.get("weights") as tf.Tensor2D), first.get("bias")));
      const output = tf.matMul(hidden as tf.Tensor2D, second.get("weights") as tf.Tensor2D);
      const loss = tf.mean(tf.square(tf.sub(output, target))) as tf.Scalar;
      return { loss, metrics: { output: tf.mean(output) as tf.Scalar } };
    },
    afterStep: (step) => {
      const next = tf.tidy(() => tf.keep(tf.add(tf.mul(mean, 0.9), tf.mean(first.get("weights")).mul(step + 1))));
      mean.dispose();
      mean = next as tf.Scalar;
    },
    extraState: {
      save: () => new Map([["mean", mean]]),
      restore: (saved) => {
        mean.dispose();
        mean = tf.keep((saved.get("mean") as tf.Scalar).clone());
      },
    },
    ...overrides,
  };
  return {
    options,
    hash: () => {
      const hash = createHash("sha256");
      for (const tensor of [...first.save().values(), ...second.save().values(), mean]) {
        hash.update(new Uint8Array(Float32Array.from(tensor.dataSync()).buffer));
      }
      return hash.digest("hex");
    },
    dispose: () => {
      first.dispose();
      second.dispose();
      mean.dispose();
    },
  };
}

export function toyCheckpoints(folder: string, onDamage?: (message: string) => void): CheckpointFolder {
  return new CheckpointFolder(folder, fingerprintOf({ toy: 1 }), 2, onDamage);
}

/** Trains a fresh toy as far as `overrides` let it. */
export async function runToy(
  overrides: Partial<TrainingOptions> = {},
): Promise<{ hash: string; records: StepRecord[] }> {
  const own = toy(overrides);
  try {
    const records = await train(own.options);
    return { hash: own.hash(), records };
  } finally {
    own.dispose();
  }
}

class TellingFolder extends CheckpointFolder {
  override save(...state: Parameters<CheckpointFolder["save"]>): void {
    writeSync(1, `saving ${state[0]}\n`);
    super.save(...state);
  }
}

async function main(folder: string): Promise<void> {
  const checkpoints = new TellingFolder(folder, fingerprintOf({ toy: 1 }));
  const { hash } = await runToy({ checkpoints, onStep: ({ step }) => writeSync(1, `step ${step}\n`) });
  writeSync(1, `weights ${hash}\n`);
}

if (require.main === module) void main(process.argv[2] as string);
