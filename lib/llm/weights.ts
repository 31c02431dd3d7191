// Weights of a Llama-architecture model from a GGUF file, in the layout the forward pass wants:
// matrices [in, out]; query, key and value in one. Gate and up stay two: splitting their wide product costs more
// than a second product does.
import type { GgufFile } from "../data/formats/gguf";
import { FormatError } from "../errors";
import { tf } from "../tensor/backend";

/** Sizes of a decoder-only transformer, by their Hugging Face meanings. */
export interface LlamaConfig {
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
  ropeBase: number;
  normEpsilon: number;
}

export interface LayerWeights {
  attentionNorm: tf.Tensor1D;
  /** `[width, (heads + 2 kvHeads) · headDim]` */
  queryKeyValue: tf.Tensor2D;
  /** `[heads · headDim, width]` */
  attentionOutput: tf.Tensor2D;
  feedForwardNorm: tf.Tensor1D;
  /** `[width, feedForward]` */
  gate: tf.Tensor2D;
  /** `[width, feedForward]` */
  up: tf.Tensor2D;
  /** `[feedForward, width]` */
  down: tf.Tensor2D;
}

export interface LlamaWeights {
  /** `[vocabulary, width]`, the output head too where it is tied */
  embedding: tf.Tensor2D;
  head: tf.Tensor2D;
  norm: tf.Tensor1D;
  layers: LayerWeights[];
}

/** @throws FormatError when the file holds another architecture */
export function configFromGguf(file: GgufFile): LlamaConfig {
  const architecture = file.metadata.get("general.architecture");
  if (architecture !== "llama") {
    throw new FormatError(file.path, "general.architecture", `"${architecture}" is not supported; "llama" is`);
  }
  if (file.tensors.has("rope_freqs.weight") || (file.metadata.get("llama.rope.scaling.type") ?? "none") !== "none") {
    throw new FormatError(file.path, "llama.rope.scaling", "scaled rotary embeddings are not supported");
  }
  const size = (key: string) => {
    const value = file.number(`llama.${key}`);
    if (!Number.isInteger(value) || value < 1) {
      throw new FormatError(file.path, `metadata llama.${key}`, `${value} is no size`);
    }
    return value;
  };
  const heads = size("attention.head_count");
  const kvHeads = size("attention.head_count_kv");
  const width = size("embedding_length");
  const headDim = width / heads;
  if (headDim % 2 !== 0 || heads % kvHeads !== 0) {
    const problem = `${heads} heads, ${kvHeads} of them for keys, do not divide a width of ${width}`;
    throw new FormatError(file.path, "metadata llama.attention", problem);
  }
  const embedding = file.tensors.get("token_embd.weight");
  return {
    layers: size("block_count"),
    width,
    feedForward: size("feed_forward_length"),
    heads,
    kvHeads,
    headDim,
    vocabulary: embedding?.shape[0] ?? size("vocab_size"),
    context: size("context_length"),
    ropeBase: file.number("llama.rope.freq_base"),
    normEpsilon: file.number("llama.attention.layer_norm_rms_epsilon"),
  };
}

/** @throws FormatError naming a tensor that is missing or of another shape */
export function weightsFromGguf(file: GgufFile, config: LlamaConfig): LlamaWeights {
  const { width, feedForward, heads, kvHeads, headDim, vocabulary } = config;
  const read = (name: string, shape: number[]): Float32Array => {
    const { shape: found, data } = file.read(name);
    if (found.join() !== shape.join()) {
      throw new FormatError(file.path, `tensor ${name}`, `shape [${found}], expected [${shape}]`);
    }
    return data;
  };
  const vector = (name: string) => tf.tensor1d(read(name, [width]));
  /** Matrices `[out, in]` below each other, as one `[in, Σ out]`. */
  const joined = (inputs: number, ...parts: { outputs: number; data: Float32Array }[]) =>
    tf.tidy(() => {
      const rows = parts.map(({ outputs, data }) => tf.tensor2d(data, [outputs, inputs]));
      return tf.transpose(tf.concat(rows, 0)) as tf.Tensor2D;
    });
  const matrix = (name: string, outputs: number, inputs: number) => ({ outputs, data: read(name, [outputs, inputs]) });
  const embedding = tf.tensor2d(read("token_embd.weight", [vocabulary, width]), [vocabulary, width]);
  const head = file.tensors.has("output.weight")
    ? tf.tensor2d(read("output.weight", [vocabulary, width]), [vocabulary, width])
    : embedding;
  const layers = Array.from({ length: config.layers }, (_, i): LayerWeights => {
    const name = (part: string) => `blk.${i}.${part}.weight`;
    const turned = (part: string, count: number) => {
      const { outputs, data } = matrix(name(part), count * headDim, width);
      return { outputs, data: halfSplitRows(data, count, headDim, width) };
    };
    return {
      attentionNorm: vector(name("attn_norm")),
      queryKeyValue: joined(
        width,
        turned("attn_q", heads),
        turned("attn_k", kvHeads),
        matrix(name("attn_v"), kvHeads * headDim, width),
      ),
      attentionOutput: joined(heads * headDim, matrix(name("attn_output"), width, heads * headDim)),
      feedForwardNorm: vector(name("ffn_norm")),
      gate: joined(width, matrix(name("ffn_gate"), feedForward, width)),
      up: joined(width, matrix(name("ffn_up"), feedForward, width)),
      down: joined(feedForward, matrix(name("ffn_down"), width, feedForward)),
    };
  });
  return { embedding, head, norm: vector("output_norm.weight"), layers };
}

/**
 * Llama GGUFs interleave the two halves of each query and key head (rotary pairs lie side by side); Hugging Face, and
 * with it every LoRA adapter, keeps the halves apart. Row h·d + j·d/2 + i becomes what was row h·d + 2i + j.
 */
function halfSplitRows(data: Float32Array, heads: number, headDim: number, width: number): Float32Array {
  const result = new Float32Array(data.length);
  const half = headDim / 2;
  for (let head = 0; head < heads; head++) {
    for (let i = 0; i < half; i++) {
      for (let j = 0; j < 2; j++) {
        const from = (head * headDim + 2 * i + j) * width;
        result.set(data.subarray(from, from + width), (head * headDim + j * half + i) * width);
      }
    }
  }
  return result;
}
