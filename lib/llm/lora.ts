// LoRA (Hu et al. 2021): y = x W + (α / r) · (x Aᵀ) Bᵀ with W frozen, A [r, in] random, B [out, r] zero at first.
// Names are PEFT's, so that an adapter trained here loads there.
import { Random } from "../random";
import { tf } from "../tensor/backend";
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

export class Lora {
  readonly parameters = new ParameterSet();

  constructor(
    readonly config: LlamaConfig,
    readonly settings: LoraSettings,
    seed: number,
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

  /**
   * A product with one or several matrices side by side, each with its adapter if it has one.
   * @param x `[n, in]`
   * @param weight `[in, Σ outputs]`
   * @returns `[n, Σ outputs]`
   */
  linear(x: tf.Tensor2D, weight: tf.Tensor2D, layer: number, parts: readonly FusedPart[]): tf.Tensor2D {
    const { rank, alpha, targets } = this.settings;
    const starts = parts.map((_, i) => parts.slice(0, i).reduce((sum, { outputs }) => sum + outputs, 0));
    const total = parts.reduce((sum, { outputs }) => sum + outputs, 0);
    const downs: tf.Tensor2D[] = [];
    const ups: tf.Tensor2D[] = [];
    parts.forEach(({ target, outputs }, i) => {
      if (!targets.includes(target)) return;
      const start = starts[i] as number;
      const b = this.parameters.get(`${this.name(layer, target)}.lora_B.weight`) as tf.Tensor2D;
      downs.push(this.parameters.get(`${this.name(layer, target)}.lora_A.weight`) as tf.Tensor2D);
      ups.push(
        parts.length === 1
          ? b
          : (tf.pad(b, [
              [start, total - start - outputs],
              [0, 0],
            ]) as tf.Tensor2D),
      );
    });
    if (downs.length === 0) return frozenLinear(x, weight) as tf.Tensor2D;
    // Adapters of matrices that stand side by side are one adapter of higher rank whose B is block-diagonal.
    const a = downs.length === 1 ? (downs[0] as tf.Tensor2D) : tf.concat(downs, 0);
    const b = ups.length === 1 ? (ups[0] as tf.Tensor2D) : tf.concat(ups, 1);
    return loraLinear(x, weight, a, b, alpha / rank);
  }

  dispose(): void {
    this.parameters.dispose();
  }

  private name(layer: number, target: LoraTarget): string {
    return `base_model.model.model.layers.${layer}.${parents[target]}.${target}`;
  }
}
