// Weights of the Llama family of decoder-only transformers: Llama 2 and 3 and SmolLM2, Qwen2 and 2.5 (biases of query,
// key and value), Qwen3 (norms of each query and key head). Query, key and value are one matrix; gate and up stay two:
// splitting their wide product costs more than a second product does.
import type { tf } from "../tensor/backend";
import type { FrozenMatrix } from "../tensor/frozenMatrix";
import type { RopeScaling } from "./ropeScaling";
import { checkSurplus, matrixSlot, plainSlot, type Slot, type WeightReader, type WeightSource } from "./weightLayout";

export const ARCHITECTURES = ["llama", "qwen2", "qwen3"] as const;
/** Hugging Face's `model_type`; SmolLM2 is a llama, Qwen2.5 a qwen2. */
export type Architecture = (typeof ARCHITECTURES)[number];

/** Sizes of a decoder-only transformer, by their Hugging Face meanings. */
export interface LlamaConfig {
  architecture: Architecture;
  layers: number;
  /** hidden_size */
  width: number;
  /** intermediate_size */
  feedForward: number;
  /** num_attention_heads */
  heads: number;
  /** num_key_value_heads */
  kvHeads: number;
  headDim: number;
  vocabulary: number;
  /** max_position_embeddings */
  context: number;
  /** rope_theta */
  ropeBase: number;
  /** what each of the headDim / 2 rotary frequencies is divided by, where they are scaled */
  ropeDivisors?: readonly number[];
  /** rope_scaling as config.json has it, where that is where the divisors come from */
  ropeScaling?: RopeScaling;
  /** rms_norm_eps */
  normEpsilon: number;
  /** whether the embedding table is the output head too */
  tied: boolean;
}

export interface LayerWeights {
  attentionNorm: tf.Tensor1D;
  /** `[width, (heads + 2 kvHeads) · headDim]` */
  queryKeyValue: FrozenMatrix;
  /** `[(heads + 2 kvHeads) · headDim]`, Qwen2 */
  queryKeyValueBias?: tf.Tensor1D;
  /** `[headDim]`, Qwen3 */
  queryNorm?: tf.Tensor1D;
  /** `[headDim]`, Qwen3 */
  keyNorm?: tf.Tensor1D;
  /** `[heads · headDim, width]` */
  attentionOutput: FrozenMatrix;
  feedForwardNorm: tf.Tensor1D;
  /** `[width, feedForward]` */
  gate: FrozenMatrix;
  /** `[width, feedForward]` */
  up: FrozenMatrix;
  /** `[feedForward, width]` */
  down: FrozenMatrix;
}

export interface LlamaWeights {
  /** `[vocabulary, width]`, the output head too where it is tied */
  embedding: FrozenMatrix;
  head: FrozenMatrix;
  norm: tf.Tensor1D;
  layers: LayerWeights[];
}

export interface LlamaLayout {
  ends: Record<string, Slot>;
  layers: Record<string, Slot>[];
}

/** Every tensor of a configuration's checkpoint and where it goes. */
export function llamaLayout(config: LlamaConfig): LlamaLayout {
  const { architecture, layers, width, feedForward, heads, kvHeads, headDim, vocabulary, tied } = config;
  const head = tied ? undefined : plainSlot("lm_head.weight", [vocabulary, width]);
  const joint = [heads, kvHeads, kvHeads].map((count) => count * headDim);
  return {
    ends: {
      embedding: plainSlot("model.embed_tokens.weight", [vocabulary, width]),
      norm: plainSlot("model.norm.weight", [width]),
      ...(head && { head }),
    },
    layers: Array.from({ length: layers }, (_, i) => {
      const name = (part: string) => `model.layers.${i}.${part}`;
      const queryKeyValue = (end: string, shape: number[]) => ({
        name: name(`self_attn.qkv_proj.${end}`),
        parts: ["q", "k", "v"].map((which, at) => ({
          name: name(`self_attn.${which}_proj.${end}`),
          shape: [joint[at] as number, ...shape],
        })),
        turned: shape.length > 0,
      });
      return {
        attentionNorm: plainSlot(name("input_layernorm.weight"), [width]),
        queryKeyValue: queryKeyValue("weight", [width]),
        ...(architecture === "qwen2" && { queryKeyValueBias: queryKeyValue("bias", []) }),
        ...(architecture === "qwen3" && {
          queryNorm: plainSlot(name("self_attn.q_norm.weight"), [headDim]),
          keyNorm: plainSlot(name("self_attn.k_norm.weight"), [headDim]),
        }),
        attentionOutput: matrixSlot(name("self_attn.o_proj.weight"), width, heads * headDim),
        feedForwardNorm: plainSlot(name("post_attention_layernorm.weight"), [width]),
        gate: matrixSlot(name("mlp.gate_proj.weight"), feedForward, width),
        up: matrixSlot(name("mlp.up_proj.weight"), feedForward, width),
        down: matrixSlot(name("mlp.down_proj.weight"), width, feedForward),
      };
    }),
  };
}

/** All slots of a layout, in the checkpoint's order. */
export const slotsOf = ({ ends, layers }: LlamaLayout): Slot[] => [
  ...Object.values(ends),
  ...layers.flatMap((layer) => Object.values(layer)),
];

/** Old checkpoints hold the rotary frequencies, and tied ones sometimes the table a second time. */
const isCopy = (tied: boolean) => (name: string) =>
  name.endsWith("rotary_emb.inv_freq") || (tied && name === "lm_head.weight");

/**
 * Reads a model's weights, frozen or, where `reader` makes parameters, trainable.
 * @throws FormatError naming a tensor that is missing, surplus or of another shape
 */
export function readLlamaWeights(source: WeightSource, config: LlamaConfig, reader: WeightReader): LlamaWeights {
  const layout = llamaLayout(config);
  checkSurplus(source, slotsOf(layout), isCopy(config.tied));
  const ends = reader.read(layout.ends);
  const layers = layout.layers.map((slots) => reader.read(slots) as unknown as LayerWeights);
  return {
    get embedding() {
      return ends.embedding as FrozenMatrix;
    },
    get head() {
      return (ends.head ?? ends.embedding) as FrozenMatrix;
    },
    get norm() {
      return ends.norm as tf.Tensor1D;
    },
    layers,
  };
}
