// T5's configuration and weights from a Hugging Face folder: T5 (one matrix and relu, tied output) and T5 1.1 and
// Flan-T5 (gated GELU, output of its own).
import { z } from "zod";
import type { tf } from "../../tensor/backend";
import { readJsonFile } from "../modelFolder";
import { checkSurplus, matrixSlot, plainSlot, type Slot, type WeightReader, type WeightSource } from "../weightLayout";

export interface T5Config {
  /** num_layers, num_decoder_layers */
  encoderLayers: number;
  decoderLayers: number;
  /** d_model */
  width: number;
  /** d_ff */
  feedForward: number;
  heads: number;
  /** d_kv */
  headDim: number;
  vocabulary: number;
  /** relative_attention_num_buckets */
  buckets: number;
  /** relative_attention_max_distance */
  maxDistance: number;
  normEpsilon: number;
  /** gated GELU, else relu */
  gated: boolean;
  /** whether logits are divided by √width: so where the table is the output head too */
  scaledOutput: boolean;
  /** decoder_start_token_id: what the decoder begins with */
  start: number;
  /** eos_token_id */
  end: number;
}

export interface T5Attention {
  norm: tf.Tensor1D;
  /** `[heads · headDim, width]` */
  output: tf.Tensor2D;
}
export interface SelfAttention extends T5Attention {
  /** `[width, 3 · heads · headDim]` */
  queryKeyValue: tf.Tensor2D;
}
export interface CrossAttention extends T5Attention {
  /** `[width, heads · headDim]` */
  query: tf.Tensor2D;
  /** `[width, 2 · heads · headDim]` */
  keyValue: tf.Tensor2D;
}
export interface T5FeedForward {
  norm: tf.Tensor1D;
  /** `[width, feedForward]`, of the gated variant */
  gate?: tf.Tensor2D;
  /** `[width, feedForward]` */
  up: tf.Tensor2D;
  /** `[feedForward, width]` */
  down: tf.Tensor2D;
}
export interface T5Layer {
  self: SelfAttention;
  /** the decoder's look at the encoder's states */
  cross?: CrossAttention;
  feedForward: T5FeedForward;
}
export interface T5Stack {
  layers: T5Layer[];
  ends: {
    norm: tf.Tensor1D;
    /** `[buckets, heads]` */
    positionTable: tf.Tensor2D;
  };
}
export interface T5Weights {
  /** `[vocabulary, width]` */
  embedding: tf.Tensor2D;
  /** `[vocabulary, width]` */
  head: tf.Tensor2D;
  encoder: T5Stack;
  decoder: T5Stack;
}

const size = z.number().int().positive();
const token = z.number().int().min(0);
const configSchema = z.object({
  model_type: z.literal("t5"),
  num_layers: size,
  num_decoder_layers: size.nullish(),
  d_model: size,
  d_ff: size,
  num_heads: size,
  d_kv: size,
  vocab_size: size,
  relative_attention_num_buckets: size.default(32),
  relative_attention_max_distance: size.default(128),
  layer_norm_epsilon: z.number().positive().default(1e-6),
  feed_forward_proj: z.enum(["relu", "gated-gelu"]).default("relu"),
  tie_word_embeddings: z.boolean().default(true),
  // Version 5 of transformers ties in name only and keeps here what decided.
  scale_decoder_outputs: z.boolean().optional(),
  decoder_start_token_id: token.default(0),
  eos_token_id: token.default(1),
});

/** @throws UserError when there is no config.json; FormatError when it is of another architecture */
export function readT5Config(folder: string): T5Config {
  const json = readJsonFile(folder, "config.json", configSchema);
  return {
    encoderLayers: json.num_layers,
    decoderLayers: json.num_decoder_layers ?? json.num_layers,
    width: json.d_model,
    feedForward: json.d_ff,
    heads: json.num_heads,
    headDim: json.d_kv,
    vocabulary: json.vocab_size,
    buckets: json.relative_attention_num_buckets,
    maxDistance: json.relative_attention_max_distance,
    normEpsilon: json.layer_norm_epsilon,
    gated: json.feed_forward_proj === "gated-gelu",
    scaledOutput: json.scale_decoder_outputs ?? json.tie_word_embeddings,
    start: json.decoder_start_token_id,
    end: json.eos_token_id,
  };
}

type Slots = Record<string, Slot>;
interface StackLayout {
  ends: Slots;
  layers: { self: Slots; cross?: Slots; feedForward: Slots }[];
}
export interface T5Layout {
  ends: Slots;
  encoder: StackLayout;
  decoder: StackLayout;
}

/** Every tensor of a configuration's checkpoint and where it goes. */
export function t5Layout(config: T5Config, ownHead: boolean): T5Layout {
  const { vocabulary, width } = config;
  return {
    ends: {
      embedding: plainSlot("shared.weight", [vocabulary, width]),
      ...(ownHead && { head: plainSlot("lm_head.weight", [vocabulary, width]) }),
    },
    encoder: stackLayout(config, "encoder"),
    decoder: stackLayout(config, "decoder"),
  };
}

function stackLayout(config: T5Config, stack: "encoder" | "decoder"): StackLayout {
  const { width, feedForward, heads, headDim, buckets, gated } = config;
  const inner = heads * headDim;
  const joined = (prefix: string, which: readonly string[]): Slot => ({
    name: `${prefix}.${which.join("")}.weight`,
    parts: which.map((part) => ({ name: `${prefix}.${part}.weight`, shape: [inner, width] })),
    turned: true,
  });
  const attention = (layer: string, name: string, products: Slots): Slots => ({
    norm: plainSlot(`${layer}.layer_norm.weight`, [width]),
    ...products,
    output: matrixSlot(`${layer}.${name}.o.weight`, width, inner),
  });
  const layers = Array.from({ length: stack === "encoder" ? config.encoderLayers : config.decoderLayers }, (_, i) => {
    const layer = (at: number) => `${stack}.block.${i}.layer.${at}`;
    const last = layer(stack === "encoder" ? 1 : 2);
    const dense = (part: string, outputs: number, inputs: number) =>
      matrixSlot(`${last}.DenseReluDense.${part}.weight`, outputs, inputs);
    return {
      self: attention(layer(0), "SelfAttention", {
        queryKeyValue: joined(`${layer(0)}.SelfAttention`, ["q", "k", "v"]),
      }),
      ...(stack === "decoder" && {
        cross: attention(layer(1), "EncDecAttention", {
          query: joined(`${layer(1)}.EncDecAttention`, ["q"]),
          keyValue: joined(`${layer(1)}.EncDecAttention`, ["k", "v"]),
        }),
      }),
      feedForward: {
        norm: plainSlot(`${last}.layer_norm.weight`, [width]),
        ...(gated && { gate: dense("wi_0", feedForward, width) }),
        up: dense(gated ? "wi_1" : "wi", feedForward, width),
        down: dense("wo", width, feedForward),
      },
    };
  });
  const table = `${stack}.block.0.layer.0.SelfAttention.relative_attention_bias.weight`;
  return {
    layers,
    ends: {
      norm: plainSlot(`${stack}.final_layer_norm.weight`, [width]),
      positionTable: plainSlot(table, [buckets, heads]),
    },
  };
}

const stackSlots = ({ ends, layers }: StackLayout): Slot[] => [
  ...Object.values(ends),
  ...layers.flatMap((layer) => Object.values(layer).flatMap((slots) => Object.values(slots))),
];

/** All slots of a layout. */
export const t5Slots = ({ ends, encoder, decoder }: T5Layout): Slot[] => [
  ...Object.values(ends),
  ...stackSlots(encoder),
  ...stackSlots(decoder),
];

/** Old files hold the table once more for each stack, and a bias that the decoder's second attention does not use. */
const isCopy = (name: string) =>
  /^(encoder|decoder)\.embed_tokens\.weight$/.test(name) ||
  name === "decoder.block.0.layer.1.EncDecAttention.relative_attention_bias.weight";

/** Whether the checkpoint's output head is a table of its own. */
export const hasOwnHead = (source: WeightSource): boolean => source.names.includes("lm_head.weight");

/**
 * Reads a model's weights, frozen or, where `reader` makes parameters, trainable.
 * @throws FormatError naming a tensor that is missing, surplus or of another shape
 */
export function readT5Weights(source: WeightSource, config: T5Config, reader: WeightReader): T5Weights {
  const layout = t5Layout(config, hasOwnHead(source));
  checkSurplus(source, t5Slots(layout), isCopy);
  const ends = reader.read(layout.ends);
  const stack = ({ ends, layers }: StackLayout): T5Stack => ({
    ends: reader.read(ends) as unknown as T5Stack["ends"],
    layers: layers.map(
      ({ self, cross, feedForward }) =>
        ({
          self: reader.read(self),
          ...(cross && { cross: reader.read(cross) }),
          feedForward: reader.read(feedForward),
        }) as unknown as T5Layer,
    ),
  });
  return {
    get embedding() {
      return ends.embedding as tf.Tensor2D;
    },
    get head() {
      return (ends.head ?? ends.embedding) as tf.Tensor2D;
    },
    encoder: stack(layout.encoder),
    decoder: stack(layout.decoder),
  };
}
