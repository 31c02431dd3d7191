// LoRA (Hu et al. 2021): y = x W + (α / r) · (x Aᵀ) Bᵀ with W frozen, A [r, in] random, B [out, r] zero at first.
// Names are PEFT's, so that an adapter trained here loads there.
import { Random } from "../random";
import { tf } from "../tensor/backend";
import type { FrozenMatrix } from "../tensor/frozenMatrix";
import { dropoutMask } from "../tensor/kernels/dropoutMask";
import { frozenLinear } from "../tensor/kernels/frozenLinear";
import { loraLinear } from "../tensor/kernels/loraLinear";
import { ParameterSet } from "../training/parameters";
import type { LlamaConfig } from "./weights";

export const LORA_TARGETS = ["q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj"] as const;
export type LoraTarget = (typeof LORA_TARGETS)[number];

export interface LoraSettings {
  rank: number;
  alpha: number;
  targets: readonly LoraTarget[];
  /** share of an adapter's inputs that are left out in each training step; 0 unless given */
  dropout?: number;
}

/** What stands beside the frozen weights of a pass. */
export interface Adapter {
  /**
   * A product with one or several matrices side by side, each with its adapter if it has one.
   * @param x `[n, in]`
   * @param weight `[in, Σ outputs]`
   * @returns `[n, Σ outputs]`
   */
  linear(x: tf.Tensor2D, weight: FrozenMatrix, layer: number, parts: readonly FusedPart[]): tf.Tensor2D;
  /** the trained values of a layer */
  valuesOf(layer: number): tf.Tensor[];
}

/** The adapters of several matrices side by side as one, with α / r in it. */
export interface JoinedAdapter {
  /** `[Σ r, in]` */
  down: tf.Tensor2D;
  /** `[Σ outputs, Σ r]`, block-diagonal */
  up: tf.Tensor2D;
}

/** One of the matrices that a fused product holds side by side. */
export interface FusedPart {
  target: LoraTarget;
  outputs: number;
}

const parents: Record<LoraTarget, string> = {
  q_proj: "self_attn",
  k_proj: "self_attn",
  v_proj: "self_attn",
  o_proj: "self_attn",
  gate_proj: "mlp",
  up_proj: "mlp",
  down_proj: "mlp",
};

/** `[out, in]` of each adapted matrix. */
export function targetShape(config: LlamaConfig, target: LoraTarget): [outputs: number, inputs: number] {
  const { width, feedForward, heads, kvHeads, headDim } = config;
  const shapes: Record<LoraTarget, [number, number]> = {
    q_proj: [heads * headDim, width],
    k_proj: [kvHeads * headDim, width],
    v_proj: [kvHeads * headDim, width],
    o_proj: [width, heads * headDim],
    gate_proj: [feedForward, width],
    up_proj: [feedForward, width],
    down_proj: [width, feedForward],
  };
  return shapes[target];
}

export class Lora implements Adapter {
  readonly parameters = new ParameterSet();

  constructor(
    readonly config: LlamaConfig,
    readonly settings: LoraSettings,
    private readonly seed: number,
  ) {
    const { rank, targets } = settings;
    for (let layer = 0; layer < config.layers; layer++) {
      for (const target of targets) {
        const [outputs, inputs] = targetShape(config, target);
        const name = this.name(layer, target);
        const random = new Random(seed, name);
        // PEFT's start: Kaiming-uniform with a = √5, which is U(±1/√in).
        const bound = 1 / Math.sqrt(inputs);
        const a = Float32Array.from({ length: rank * inputs }, () => random.uniform(-bound, bound));
        this.parameters.add(`${name}.lora_A.weight`, a, [rank, inputs]);
        this.parameters.add(`${name}.lora_B.weight`, new Float32Array(outputs * rank), [outputs, rank]);
      }
    }
  }

  linear(x: tf.Tensor2D, weight: FrozenMatrix, layer: number, parts: readonly FusedPart[]): tf.Tensor2D {
    return this.product(x, weight, layer, parts);
  }

  valuesOf(layer: number): tf.Tensor[] {
    return this.settings.targets.flatMap((target) =>
      ["A", "B"].map((which) => this.parameters.get(`${this.name(layer, target)}.lora_${which}.weight`)),
    );
  }

  /** The adapter of a training step: with its dropout, which seed and step decide. */
  inTraining(step: number): Adapter {
    if (!this.settings.dropout) return this;
    return {
      linear: (x, weight, layer, parts) => this.product(x, weight, layer, parts, step),
      valuesOf: (layer) => this.valuesOf(layer),
    };
  }

  dispose(): void {
    this.parameters.dispose();
  }

  /**
   * The adapters of matrices that stand side by side as one adapter of higher rank; its tensors are the caller's.
   * @returns none where no matrix is adapted
   */
  joined(layer: number, parts: readonly FusedPart[]): JoinedAdapter | undefined {
    const { rank, alpha } = this.settings;
    const [down, up] = tf.tidy(() => {
      const { downs, ups } = this.adapters(layer, parts);
      if (downs.length === 0) return [];
      return [tf.concat(downs, 0), tf.mul(tf.concat(ups, 1), alpha / rank)] as tf.Tensor2D[];
    });
    return down && up && { down, up };
  }

  private product(
    x: tf.Tensor2D,
    weight: FrozenMatrix,
    layer: number,
    parts: readonly FusedPart[],
    step?: number,
  ): tf.Tensor2D {
    const { rank, alpha } = this.settings;
    const { names, downs, ups } = this.adapters(layer, parts);
    if (downs.length === 0) return frozenLinear(x, weight) as tf.Tensor2D;
    const low =
      step === undefined
        ? tf.matMul(x, concatenated(downs, 0), false, true)
        : // Every adapter leaves out inputs of its own.
          concatenated(
            downs.map((a, i) => tf.matMul(this.dropped(x, names[i] as string, step), a, false, true)),
            1,
          );
    return loraLinear(x, weight, tf.mul(low, alpha / rank), concatenated(ups, 1));
  }

  /** Of each adapted matrix: its name, A `[r, in]`, and B with 0 for the outputs of its neighbours `[Σ outputs, r]`. */
  private adapters(
    layer: number,
    parts: readonly FusedPart[],
  ): { names: string[]; downs: tf.Tensor2D[]; ups: tf.Tensor2D[] } {
    const starts = parts.map((_, i) => parts.slice(0, i).reduce((sum, { outputs }) => sum + outputs, 0));
    const total = parts.reduce((sum, { outputs }) => sum + outputs, 0);
    const names: string[] = [];
    const downs: tf.Tensor2D[] = [];
    const ups: tf.Tensor2D[] = [];
    parts.forEach(({ target, outputs }, i) => {
      if (!this.settings.targets.includes(target)) return;
      const start = starts[i] as number;
      const name = this.name(layer, target);
      const b = this.parameters.get(`${name}.lora_B.weight`) as tf.Tensor2D;
      names.push(name);
      downs.push(this.parameters.get(`${name}.lora_A.weight`) as tf.Tensor2D);
      ups.push(
        parts.length === 1
          ? b
          : (tf.pad(b, [
              [start, total - start - outputs],
              [0, 0],
            ]) as tf.Tensor2D),
      );
    });
    return { names, downs, ups };
  }

  /** x with a share of its entries 0 and the others larger by as much. */
  private dropped(x: tf.Tensor2D, name: string, step: number): tf.Tensor2D {
    const share = this.settings.dropout as number;
    const random = new Random(this.seed, `dropout/${name}`, step);
    const seeds = [random.integer(0, 0x7fffffff), random.integer(0, 0x7fffffff)];
    return tf.mul(x, dropoutMask(x.shape, share, seeds)) as tf.Tensor2D;
  }

  private name(layer: number, target: LoraTarget): string {
    return `base_model.model.model.layers.${layer}.${parents[target]}.${target}`;
  }
}

const concatenated = (list: tf.Tensor2D[], axis: number): tf.Tensor2D =>
  list.length === 1 ? (list[0] as tf.Tensor2D) : tf.concat(list, axis);
