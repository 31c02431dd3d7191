// The training loop of every stage: loss on the tape → gradients → AdamW, with checkpoints, exact resume and a clean stop.
import { StoppedError, UserError } from "../errors";
import { tf } from "../tensor/backend";
import { gradients } from "../tensor/gradients";
import { AdamW, type AdamWSettings, type ParameterGroup } from "./adamw";
import type { CheckpointFolder } from "./checkpoint";
import { learningRate, type Schedule } from "./schedule";

/** Named tensors beside the parameters that a resumed run needs, e.g. a codebook. */
export interface ExtraState {
  save(): Map<string, tf.Tensor>;
  restore(saved: ReadonlyMap<string, tf.Tensor>): void;
}

/** What one step reports. */
export interface StepRecord {
  step: number;
  loss: number;
  gradientNorm: number;
  learningRate: number;
  [metric: string]: number;
}

/** What a long function reports. */
export interface Progress {
  stage: string;
  done: number;
  total: number;
  /** shown behind the bar, e.g. the loss */
  values: Record<string, number>;
  /** what is counted, in the singular; `"step"` unless given */
  unit?: string;
}

/** Loss of a batch, or of a part of one. */
export interface PartLoss {
  loss: tf.Scalar;
  metrics?: Record<string, tf.Scalar>;
  /** what the part counts for, e.g. the terms its mean is over; 1 unless given */
  weight?: number;
}

export interface TrainingOptions {
  /** name of the stage, for messages and progress */
  stage: string;
  steps: number;
  groups: readonly ParameterGroup[];
  optimizer?: AdamWSettings;
  schedule: Schedule;
  /**
   * Loss of a step, on the gradient tape. Everything random in it depends on the step alone, so that a resumed run
   * repeats the uninterrupted one. Further scalars are recorded under their names.
   */
  loss(step: number, part: number): PartLoss;
  /** parts of a step's batch whose gradients are added up before the parameters move; 1 unless given */
  parts?: number;
  /** After the parameters moved, e.g. the codebook's moving average. */
  afterStep?(step: number): void;
  extraState?: ExtraState;
  checkpoints?: CheckpointFolder;
  /** steps between checkpoints; the last step always makes one */
  checkpointEvery?: number;
  signal?: AbortSignal;
  onProgress?(progress: Progress): void;
  /** every step's record, e.g. for `metrics.jsonl` */
  onStep?(record: StepRecord): void;
}

/**
 * Trains to `steps`, from the newest checkpoint where there is one.
 * @returns the records of the steps made in this call
 * @throws StoppedError when the signal fires, after a checkpoint of the steps made
 * @throws UserError when loss or gradient is no longer finite; the last checkpoint stays as it is
 */
export async function train(options: TrainingOptions): Promise<StepRecord[]> {
  const { stage, steps, groups, schedule, checkpoints, signal, extraState } = options;
  const optimizer = new AdamW(groups, options.optimizer);
  const records: StepRecord[] = [];
  try {
    const resumed = checkpoints?.load();
    let step = 0;
    if (resumed) {
      try {
        optimizer.restore(resumed.tensors);
        extraState?.restore(resumed.tensors);
        step = resumed.step;
      } catch (error) {
        // The settings are the same, so the code that the checkpoint was made with was another.
        throw new UserError(
          `${checkpoints?.path}: ${(error as Error).message}; delete the folder to begin ${stage} again`,
        );
      } finally {
        tf.dispose([...resumed.tensors.values()]);
      }
    }
    const save = () => checkpoints?.save(step, new Map([...optimizer.save(), ...(extraState?.save() ?? [])]));
    let saved = step;
    while (step < steps) {
      if (signal?.aborted) {
        if (step > saved) save();
        throw new StoppedError(`${stage} stopped after step ${step} of ${steps}; run the same command to go on`);
      }
      const record = trainStep(options, optimizer, step, learningRate(schedule, step, steps));
      records.push(record);
      step++;
      options.onStep?.(record);
      options.onProgress?.({ stage, done: step, total: steps, values: { loss: record.loss } });
      if (checkpoints && (step === steps || step % (options.checkpointEvery ?? steps) === 0)) {
        save();
        saved = step;
      }
      // TensorFlow's CPU ops are synchronous: without this pause neither Ctrl-C nor a notebook's interrupt arrives.
      await new Promise((resolve) => setImmediate(resolve));
    }
    return records;
  } finally {
    optimizer.dispose();
  }
}

function trainStep(options: TrainingOptions, optimizer: AdamW, step: number, rate: number): StepRecord {
  const parts = Array.from({ length: options.parts ?? 1 }, (_, part) => part);
  let sum: PartResult | undefined;
  for (const part of parts) {
    const own = gradientsOf(options, optimizer, step, part);
    // One part is left as it is, to the bit.
    sum = parts.length === 1 ? own : addWeighted(sum, own);
  }
  const { loss, grads, metrics } = parts.length === 1 ? (sum as PartResult) : mean(sum as PartResult);
  let gradientNorm = Number.NaN;
  if (Number.isFinite(loss)) gradientNorm = optimizer.step(grads, rate, step);
  else disposeAll(grads);
  if (!Number.isFinite(loss) || !Number.isFinite(gradientNorm)) {
    const gradient = optimizer.notFinite ? `the gradient of ${optimizer.notFinite}` : "the gradient's norm";
    throw new UserError(
      `${options.stage}, step ${step}: ${Number.isFinite(loss) ? gradient : "the loss"} is not finite; ` +
        `lower the learning rate (now ${rate.toPrecision(2)}) or check the data, then run again from the last checkpoint`,
    );
  }
  options.afterStep?.(step);
  return { step, loss, gradientNorm, learningRate: rate, ...metrics };
}

/** Loss, gradients in the order of the optimizer's values, and metrics of a part. */
interface PartResult {
  loss: number;
  /** none where the part does not touch a parameter */
  grads: (tf.Tensor | undefined)[];
  metrics: Record<string, number>;
  weight: number;
}

function gradientsOf(options: TrainingOptions, optimizer: AdamW, step: number, part: number): PartResult {
  const kept: Record<string, tf.Scalar> = {};
  let weight = 1;
  const { value, grads } = tf.tidy(() => {
    return gradients(() => {
      const result = options.loss(step, part);
      for (const [name, metric] of Object.entries(result.metrics ?? {})) kept[name] = tf.keep(metric);
      weight = result.weight ?? 1;
      return result.loss;
    }, optimizer.values());
  });
  const loss = value.dataSync()[0] as number;
  value.dispose();
  const metrics = Object.fromEntries(
    Object.entries(kept).map(([name, metric]) => [name, metric.dataSync()[0] as number]),
  );
  tf.dispose(Object.values(kept));
  return { loss, grads, metrics, weight };
}

/** A sum of parts and one more, each times its weight; disposes of the gradients it is given. */
function addWeighted(sum: PartResult | undefined, { loss, grads, metrics, weight }: PartResult): PartResult {
  const result = {
    loss: (sum?.loss ?? 0) + weight * loss,
    grads: grads.map((gradient, i) => {
      const before = sum?.grads[i];
      if (!gradient) return before?.clone();
      return tf.tidy(() => {
        const own = tf.mul(gradient, weight);
        return before ? tf.add(before, own) : own;
      });
    }),
    metrics: Object.fromEntries(
      Object.entries(metrics).map(([name, value]) => [name, (sum?.metrics[name] ?? 0) + weight * value]),
    ),
    weight: (sum?.weight ?? 0) + weight,
  };
  disposeAll([...grads, ...(sum?.grads ?? [])]);
  return result;
}

function mean({ loss, grads, metrics, weight }: PartResult): PartResult {
  const result = {
    loss: loss / weight,
    grads: grads.map((gradient) => gradient && tf.div(gradient, weight)),
    metrics: Object.fromEntries(Object.entries(metrics).map(([name, value]) => [name, value / weight])),
    weight: 1,
  };
  disposeAll(grads);
  return result;
}

const disposeAll = (tensors: readonly (tf.Tensor | undefined)[]) => {
  for (const tensor of tensors) tensor?.dispose();
};
