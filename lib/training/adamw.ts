// AdamW (Loshchilov & Hutter 2019): m ← β₁m + (1−β₁)g, v ← β₂v + (1−β₂)g²,
// θ ← θ − η (m̂ / (√v̂ + ε) + λθ), with the gradient clipped to a global norm first.
import { boolAttr, DType, runOp, tf, typeAttr } from "../tensor/backend";
import { ResourceVariable } from "../tensor/variable";
import type { ParameterSet } from "./parameters";

/** Parameters that share a learning rate. */
export interface ParameterGroup {
  parameters: ParameterSet;
  /** prefix of the names in a checkpoint, e.g. `"projector"` */
  name: string;
  /** multiplies the schedule's rate; 1 unless given */
  rate?: number;
}

export interface AdamWSettings {
  betas?: readonly [number, number];
  epsilon?: number;
  weightDecay?: number;
  /** global gradient norm above which gradients are scaled down */
  clipNorm?: number;
}

interface Moments {
  first: ResourceVariable;
  second: ResourceVariable;
}

const float = [typeAttr("T", DType.float32)];

export class AdamW {
  private readonly moments = new Map<string, Moments>();
  private readonly settings: Required<AdamWSettings>;
  /** after a step whose norm was not finite: the first parameter with such a gradient; none when only their sum was too large */
  notFinite: string | undefined;

  constructor(
    readonly groups: readonly ParameterGroup[],
    settings: AdamWSettings = {},
  ) {
    this.settings = { betas: [0.9, 0.99], epsilon: 1e-8, weightDecay: 0, clipNorm: 1, ...settings };
    for (const { key, variable } of this.trained()) {
      const zeros = tf.zeros(variable.shape);
      const moments = { first: new ResourceVariable(variable.shape), second: new ResourceVariable(variable.shape) };
      moments.first.assign(zeros);
      moments.second.assign(zeros);
      zeros.dispose();
      this.moments.set(key, moments);
    }
  }

  /** Values in the order of `step`'s gradients. */
  values(): tf.Tensor[] {
    return this.trained().map(({ variable }) => variable.read());
  }

  /**
   * One update; disposes of the gradients.
   * @param gradients in the order of `values()`; a parameter that the loss does not touch has none and stays
   * @param rate η before the group's factor
   * @param step 0 for the first update: the bias correction depends on it
   * @returns the gradient's global norm before clipping, 0 where there is none; where it is not finite nothing moves
   */
  step(gradients: readonly (tf.Tensor | null | undefined)[], rate: number, step: number): number {
    const { betas, epsilon, weightDecay, clipNorm } = this.settings;
    const [beta1, beta2] = betas;
    const present = gradients.filter((gradient): gradient is tf.Tensor => gradient != null);
    if (present.length === 0) return 0;
    const norm = tf.tidy(() => {
      const halfSquares = present.map((gradient) => runOp("L2Loss", float, [gradient]));
      return Math.sqrt(2 * (tf.addN(halfSquares).dataSync()[0] as number));
    });
    if (!Number.isFinite(norm)) {
      const at = gradients.findIndex((gradient) => gradient && !gradient.dataSync().every(Number.isFinite));
      this.notFinite = this.trained()[at]?.key;
      tf.dispose(present);
      return norm;
    }
    const scale = Math.min(1, clipNorm / (norm + 1e-6));
    const attributes = [...float, boolAttr("use_locking", false), boolAttr("use_nesterov", false)];
    tf.tidy(() => {
      const scalar = (value: number) => tf.scalar(value, "float32");
      const beta1Power = scalar(beta1 ** (step + 1));
      const beta2Power = scalar(beta2 ** (step + 1));
      // TensorFlow adds ε to √v, the formula adds it to √v̂ = √v / √(1 − β₂ᵗ).
      const scaledEpsilon = epsilon * Math.sqrt(1 - beta2 ** (step + 1));
      const constants = [scalar(beta1), scalar(beta2), scalar(scaledEpsilon)];
      const rates = new Map(this.groups.map(({ rate: factor = 1 }) => [factor, scalar(rate * factor)]));
      const clipping = scalar(scale);
      this.trained().forEach(({ key, variable, factor }, i) => {
        const gradient = gradients[i];
        if (!gradient) return;
        const clipped = scale < 1 ? runOp("Mul", float, [gradient, clipping]) : gradient;
        const { first, second } = this.moments.get(key) as Moments;
        if (weightDecay > 0) {
          const decay = tf.mul(variable.read(), rate * factor * weightDecay);
          variable.release();
          variable.execute("AssignSubVariableOp", [typeAttr("dtype", DType.float32)], [decay]);
        }
        for (const changed of [variable, first, second]) changed.release();
        const inputs = [first, second, beta1Power, beta2Power, rates.get(factor) as tf.Tensor, ...constants, clipped];
        variable.execute("ResourceApplyAdam", attributes, inputs);
        // At once: of a fully trained model all of them together are as large as the model.
        clipped.dispose();
        gradient.dispose();
      });
    });
    return norm;
  }

  /** Parameters and moments by name; the tensors belong to the optimizer. */
  save(): Map<string, tf.Tensor> {
    const saved = new Map<string, tf.Tensor>();
    for (const { key, variable } of this.trained()) {
      const { first, second } = this.moments.get(key) as Moments;
      saved.set(key, variable.read());
      saved.set(`adam.first/${key}`, first.read());
      saved.set(`adam.second/${key}`, second.read());
    }
    return saved;
  }

  /** @throws Error when a tensor is missing or of another shape */
  restore(saved: ReadonlyMap<string, tf.Tensor>): void {
    for (const { key, variable } of this.trained()) {
      const { first, second } = this.moments.get(key) as Moments;
      const targets: [string, ResourceVariable][] = [
        [key, variable],
        [`adam.first/${key}`, first],
        [`adam.second/${key}`, second],
      ];
      for (const [name, target] of targets) {
        const values = saved.get(name);
        if (!values || values.shape.join() !== target.shape.join()) {
          throw new Error(`the checkpoint's ${name} is [${values?.shape ?? "missing"}], expected [${target.shape}]`);
        }
        target.assign(values);
      }
    }
  }

  /** Frees the moments; the parameters are their owners'. */
  dispose(): void {
    for (const { first, second } of this.moments.values()) {
      first.dispose();
      second.dispose();
    }
    this.moments.clear();
  }

  private trained(): { key: string; variable: ResourceVariable; factor: number }[] {
    return this.groups.flatMap(({ parameters, name, rate = 1 }) =>
      parameters.names.map((parameter) => ({
        key: `${name}/${parameter}`,
        variable: parameters.variable(parameter),
        factor: rate,
      })),
    );
  }
}
