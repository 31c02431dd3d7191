// How much memory training and generation take, from the sizes of model, adapter and batch: what is held for the whole
// of a run, what the tape keeps of each position, and the largest working space beside them. Bytes throughout.
// `npm run bench -- memory` compares the formula with what a step holds.
import { capacityFor } from "./generation/keyValueBuffer";
import { LORA_TARGETS, type LoraTarget, targetShape } from "./lora";
import type { LlamaConfig } from "./weights";

export interface TrainingPlan {
  /** adapters on a frozen base, or every weight */
  kind: "lora" | "full";
  /** of LoRA */
  rank?: number;
  /** of LoRA; all unless given */
  targets?: readonly LoraTarget[];
  /** frozen matrices in two bytes a value; of LoRA */
  bfloat16?: boolean;
  /** keeps only each layer's input for the gradient */
  checkpointing?: boolean;
  /** sequences computed at a time, the batch divided by its parts */
  batch: number;
  /** positions of a sequence, gestures and words */
  time: number;
  /** positions of the batch whose next token is scored */
  scored: number;
}

/** Bytes by what they are for. */
export interface MemoryBudget {
  /** the model's own weights */
  weights: number;
  adapters: number;
  gradients: number;
  /** AdamW's two moments */
  optimizer: number;
  /** what the tape keeps until the gradient */
  activations: number;
  /** the largest space that one product and its gradient need beside all that */
  working: number;
  /** at the largest: of full fine-tuning less than all together */
  total: number;
}

export interface GenerationBudget {
  weights: number;
  /** keys and values of every position, and room for more */
  cache: number;
  /** the largest space that reading the prompt, handing it over or writing a token needs beside all that */
  working: number;
  total: number;
}

const FLOAT = 4;

/** Values of a model: in matrices, which may be held in bfloat16, and in vectors. */
export function parameterCount(config: LlamaConfig): { matrices: number; vectors: number } {
  const { layers, width, vocabulary, tied } = config;
  const layer = LORA_TARGETS.reduce((sum, target) => sum + product(targetShape(config, target)), 0);
  return {
    matrices: layers * layer + vocabulary * width * (tied ? 1 : 2),
    vectors: (2 * layers + 1) * width,
  };
}

const product = ([a, b]: readonly [number, number]) => a * b;

/** Memory of a training step at its largest, without the runtime's own some hundred MB. */
export function trainingBudget(config: LlamaConfig, plan: TrainingPlan): MemoryBudget {
  const { kind, rank = 0, bfloat16 = false, checkpointing = false, batch, time } = plan;
  const full = kind === "full";
  const targets = full ? LORA_TARGETS : (plan.targets ?? LORA_TARGETS);
  const { matrices, vectors } = parameterCount(config);
  const adapterValues = targets.reduce((sum, target) => {
    const [outputs, inputs] = targetShape(config, target);
    return sum + config.layers * rank * (outputs + inputs);
  }, 0);
  const trained = full ? matrices + vectors : adapterValues;
  const weights = matrices * (bfloat16 && !full ? 2 : FLOAT) + vectors * FLOAT;
  const adapters = full ? 0 : FLOAT * adapterValues;
  const layer = layerActivations(config, targets, batch, time);
  const kept = checkpointing ? config.layers * batch * time * config.width + layer : config.layers * layer;
  const activations = FLOAT * kept;
  const working = workingSpace(config, plan);
  const gradients = FLOAT * trained;
  const optimizer = 2 * FLOAT * trained;
  // Gradients come layer by layer as activations go; checkpointed, few activations are there to go.
  const first = full && !checkpointing ? FLOAT * config.vocabulary * config.width : gradients;
  const total = weights + adapters + optimizer + Math.max(first + activations + working, gradients);
  return { weights, adapters, gradients, optimizer, activations, working, total };
}

/** Memory of generation with `time` positions in each of `batch` rows, counted as if the prompt were all of them. */
export function generationBudget(
  config: LlamaConfig,
  { batch, time, bfloat16 = false }: { batch: number; time: number; bfloat16?: boolean },
): GenerationBudget {
  const { layers, kvHeads, headDim, width, vocabulary, feedForward } = config;
  const { matrices, vectors } = parameterCount(config);
  const weights = matrices * (bfloat16 ? 2 : FLOAT) + vectors * FLOAT;
  const position = 2 * layers * batch * kvHeads * headDim;
  const cache = FLOAT * position * capacityFor(time);
  // The prompt's keys and values are copied into the room that steps write into; before that, a layer's inner results
  // are freed with the layer.
  const prompt = layerActivations(config, [], batch, time) + batch * time * feedForward;
  const head = batch * vocabulary + (bfloat16 ? vocabulary * width : 0);
  const working = FLOAT * Math.max(position * time, prompt, head);
  return { weights, cache, working, total: weights + cache + working };
}

/** Values that the tape keeps of one layer, kernel by kernel. */
function layerActivations(config: LlamaConfig, targets: readonly LoraTarget[], batch: number, time: number): number {
  const { width, feedForward, heads, kvHeads, headDim } = config;
  const has = (...names: LoraTarget[]) => names.some((name) => targets.includes(name));
  const queries = heads * headDim;
  const keys = kvHeads * headDim;
  const perPosition =
    // residual sums keep both of their terms, norms their normalised input
    6 * width +
    // queries, keys and values as they come from the product, turned, and in the order of heads
    (queries + 2 * keys) +
    queries +
    (queries + 2 * keys) +
    // what the heads give, in their order and side by side
    2 * queries +
    // gate, up, σ(gate), silu(gate)
    4 * feedForward +
    // inputs of adapted or trained products
    (has("q_proj", "k_proj", "v_proj") ? width : 0) +
    (has("gate_proj", "up_proj") ? width : 0) +
    (has("down_proj") ? feedForward : 0);
  return batch * time * perPosition + batch * heads * time * time;
}

function workingSpace(config: LlamaConfig, { kind, bfloat16, batch, time, scored }: TrainingPlan): number {
  const { width, feedForward, vocabulary } = config;
  const copies = bfloat16 && kind === "lora";
  // logits, softmax − one-hot, and that times the loss's gradient
  const head = 3 * scored * vocabulary + (copies ? vocabulary * width : 0);
  const block = 5 * batch * time * feedForward + (copies ? width * feedForward : 0);
  return FLOAT * Math.max(head, block);
}
