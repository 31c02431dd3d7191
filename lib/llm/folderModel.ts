// A model of the Llama family in a Hugging Face folder: its config.json as our configuration.
import { join } from "node:path";
import { z } from "zod";
import { FormatError, UserError } from "../errors";
import { ModelFolder, readJsonFile } from "./modelFolder";
import type { ModelSource } from "./modelSource";
import { type RopeScaling, ropeDivisors, ropeScalingSchema } from "./ropeScaling";
import { TextTokenizer } from "./textTokenizer";
import { ARCHITECTURES, type Architecture, type LlamaConfig } from "./weights";

const size = z.number().int().positive();
const configSchema = z.object({
  model_type: z.enum(ARCHITECTURES),
  num_hidden_layers: size,
  hidden_size: size,
  intermediate_size: size,
  num_attention_heads: size,
  num_key_value_heads: size.nullish(),
  head_dim: size.nullish(),
  vocab_size: size,
  max_position_embeddings: size,
  rms_norm_eps: z.number().positive(),
  tie_word_embeddings: z.boolean().default(false),
  // Before version 5 of transformers the base stands beside its scaling, since then in one object.
  rope_theta: z.number().positive().default(10_000),
  rope_scaling: ropeScalingSchema.nullish(),
  rope_parameters: ropeScalingSchema.nullish(),
  hidden_act: z.literal("silu").default("silu"),
  attention_bias: z.boolean().nullish(),
  mlp_bias: z.literal(false).nullish(),
  use_sliding_window: z.literal(false).nullish(),
});

export class FolderModel extends ModelFolder implements ModelSource {
  readonly config: LlamaConfig;

  /** @throws UserError when a file is missing; FormatError when one is damaged or of another architecture */
  constructor(path: string) {
    super(path);
    try {
      this.config = readLlamaConfig(path);
    } catch (error) {
      this.close();
      throw error;
    }
  }

  tokenizer(): Promise<TextTokenizer> {
    return TextTokenizer.fromFolder(this.path);
  }
}

/** @throws UserError when there is no config.json; FormatError when it is of another architecture */
export function readLlamaConfig(folder: string): LlamaConfig {
  const json = readJsonFile(folder, "config.json", configSchema);
  const file = join(folder, "config.json");
  const heads = json.num_attention_heads;
  const kvHeads = json.num_key_value_heads ?? heads;
  const headDim = json.head_dim ?? json.hidden_size / heads;
  if (headDim % 2 !== 0 || heads % kvHeads !== 0) {
    const problem = `${heads} heads, ${kvHeads} of them for keys, do not suit a width of ${json.hidden_size}`;
    throw new FormatError(file, "num_attention_heads", problem);
  }
  if (json.attention_bias && json.model_type !== "qwen2") {
    throw new FormatError(file, "attention_bias", `biases of ${json.model_type} are not supported`);
  }
  const scaling: RopeScaling = { ...json.rope_scaling, ...json.rope_parameters };
  const ropeBase = scaling.rope_theta ?? json.rope_theta;
  const divisors = ropeDivisors(scaling, headDim, ropeBase, file);
  return {
    architecture: json.model_type,
    layers: json.num_hidden_layers,
    width: json.hidden_size,
    feedForward: json.intermediate_size,
    heads,
    kvHeads,
    headDim,
    vocabulary: json.vocab_size,
    context: json.max_position_embeddings,
    ropeBase,
    ...(divisors && { ropeDivisors: divisors, ropeScaling: scaling }),
    normEpsilon: json.rms_norm_eps,
    tied: json.tie_word_embeddings,
  };
}

const classNames: Record<Architecture, string> = {
  llama: "LlamaForCausalLM",
  qwen2: "Qwen2ForCausalLM",
  qwen3: "Qwen3ForCausalLM",
};

/**
 * The config.json of a configuration, readable by any version of transformers.
 * @throws UserError when the rotary frequencies were scaled by a GGUF file in a way that config.json cannot say
 */
export function llamaConfigJson(config: LlamaConfig): object {
  const { ropeScaling, ropeDivisors } = config;
  if (ropeDivisors && !ropeScaling) {
    throw new UserError(
      "a GGUF file's scaled rotary frequencies cannot be written to config.json; begin from a folder",
    );
  }
  return {
    architectures: [classNames[config.architecture]],
    model_type: config.architecture,
    num_hidden_layers: config.layers,
    hidden_size: config.width,
    intermediate_size: config.feedForward,
    num_attention_heads: config.heads,
    num_key_value_heads: config.kvHeads,
    head_dim: config.headDim,
    vocab_size: config.vocabulary,
    max_position_embeddings: config.context,
    rope_theta: config.ropeBase,
    ...(ropeScaling && { rope_scaling: ropeScaling }),
    rms_norm_eps: config.normEpsilon,
    tie_word_embeddings: config.tied,
    hidden_act: "silu",
    torch_dtype: "float32",
  };
}
