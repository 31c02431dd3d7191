// A model of the Llama family in a GGUF file: configuration from its metadata, tensors under their Hugging Face names.
// https://github.com/ggml-org/ggml/blob/master/docs/gguf.md
import { GgufFile } from "../data/formats/gguf";
import { FormatError } from "../errors";
import type { ModelSource } from "./modelSource";
import { TextTokenizer } from "./textTokenizer";
import type { Part } from "./weightLayout";
import { ARCHITECTURES, type Architecture, type LlamaConfig } from "./weights";

const layerNames: Record<string, string> = {
  "input_layernorm.weight": "attn_norm.weight",
  "self_attn.q_proj.weight": "attn_q.weight",
  "self_attn.k_proj.weight": "attn_k.weight",
  "self_attn.v_proj.weight": "attn_v.weight",
  "self_attn.q_proj.bias": "attn_q.bias",
  "self_attn.k_proj.bias": "attn_k.bias",
  "self_attn.v_proj.bias": "attn_v.bias",
  "self_attn.q_norm.weight": "attn_q_norm.weight",
  "self_attn.k_norm.weight": "attn_k_norm.weight",
  "self_attn.o_proj.weight": "attn_output.weight",
  "post_attention_layernorm.weight": "ffn_norm.weight",
  "mlp.gate_proj.weight": "ffn_gate.weight",
  "mlp.up_proj.weight": "ffn_up.weight",
  "mlp.down_proj.weight": "ffn_down.weight",
};
const endNames: Record<string, string> = {
  "model.embed_tokens.weight": "token_embd.weight",
  "model.norm.weight": "output_norm.weight",
  "lm_head.weight": "output.weight",
};
const invert = (names: Record<string, string>) =>
  Object.fromEntries(Object.entries(names).map(([ours, theirs]) => [theirs, ours]));
const [layerNamesBack, endNamesBack] = [invert(layerNames), invert(endNames)];

/** Divisors of the rotary frequencies, not a weight. */
const ROPE_DIVISORS = "rope_freqs.weight";

export class GgufModel implements ModelSource {
  readonly config: LlamaConfig;
  readonly names: readonly string[];
  private readonly file: GgufFile;

  /** @throws UserError when there is no such file; FormatError when it is damaged or of another architecture */
  constructor(readonly path: string) {
    this.file = new GgufFile(path);
    try {
      this.config = configOf(this.file);
      this.names = [...this.file.tensors.keys()].filter((name) => name !== ROPE_DIVISORS).map(huggingFaceName);
    } catch (error) {
      this.file.close();
      throw error;
    }
  }

  tokenizer(): Promise<TextTokenizer> {
    return TextTokenizer.fromGguf(this.file);
  }

  read({ name, shape }: Part): Float32Array {
    const { heads, kvHeads, headDim, architecture } = this.config;
    const stored = ggufName(name);
    const { shape: found, data } = this.file.read(stored);
    if (found.join() !== shape.join()) {
      throw new FormatError(this.path, `tensor ${stored}`, `shape [${found}], expected [${shape}]`);
    }
    // Only the converter of llama permutes: Qwen's rotary form is half-split in GGUF too.
    const turned = architecture === "llama" && /[qk]_proj\.weight$/.exec(name);
    if (!turned) return data;
    return halfSplitRows(data, turned[0].startsWith("q") ? heads : kvHeads, headDim, shape[1] as number);
  }

  close(): void {
    this.file.close();
  }
}

function ggufName(name: string): string {
  const [, layer, part] = /^model\.layers\.(\d+)\.(.+)$/.exec(name) ?? [];
  return part === undefined ? (endNames[name] ?? name) : `blk.${layer}.${layerNames[part]}`;
}

/** The file's own name where the family has no such tensor. */
function huggingFaceName(stored: string): string {
  const [, layer, part = ""] = /^blk\.(\d+)\.(.+)$/.exec(stored) ?? [];
  if (layer === undefined) return endNamesBack[stored] ?? stored;
  return layerNamesBack[part] ? `model.layers.${layer}.${layerNamesBack[part]}` : stored;
}

function configOf(file: GgufFile): LlamaConfig {
  const architecture = file.metadata.get("general.architecture") as Architecture;
  if (!ARCHITECTURES.includes(architecture)) {
    const problem = `"${architecture}" is not supported; ${ARCHITECTURES.join(", ")} are`;
    throw new FormatError(file.path, "general.architecture", problem);
  }
  const scaling = file.metadata.get(`${architecture}.rope.scaling.type`) ?? "none";
  if (scaling !== "none") {
    throw new FormatError(file.path, `${architecture}.rope.scaling.type`, `"${scaling}" is not supported`);
  }
  const size = (key: string) => {
    const value = file.number(`${architecture}.${key}`);
    if (!Number.isInteger(value) || value < 1) {
      throw new FormatError(file.path, `metadata ${architecture}.${key}`, `${value} is no size`);
    }
    return value;
  };
  const heads = size("attention.head_count");
  const kvHeads = file.metadata.has(`${architecture}.attention.head_count_kv`)
    ? size("attention.head_count_kv")
    : heads;
  const width = size("embedding_length");
  const headDim = file.metadata.has(`${architecture}.attention.key_length`)
    ? size("attention.key_length")
    : width / heads;
  if (headDim % 2 !== 0 || heads % kvHeads !== 0) {
    const problem = `${heads} heads, ${kvHeads} of them for keys, do not divide a width of ${width}`;
    throw new FormatError(file.path, `metadata ${architecture}.attention`, problem);
  }
  const embedding = file.tensors.get("token_embd.weight");
  const divisors = file.tensors.has(ROPE_DIVISORS) ? [...file.read(ROPE_DIVISORS).data] : undefined;
  if (divisors && divisors.length !== headDim / 2) {
    throw new FormatError(
      file.path,
      `tensor ${ROPE_DIVISORS}`,
      `shape [${divisors.length}], expected [${headDim / 2}]`,
    );
  }
  return {
    architecture,
    layers: size("block_count"),
    width,
    feedForward: size("feed_forward_length"),
    heads,
    kvHeads,
    headDim,
    vocabulary: embedding?.shape[0] ?? size("vocab_size"),
    context: size("context_length"),
    ropeBase: file.number(`${architecture}.rope.freq_base`),
    ...(divisors && { ropeDivisors: divisors }),
    normEpsilon: file.number(`${architecture}.attention.layer_norm_rms_epsilon`),
    tied: !file.tensors.has("output.weight"),
  };
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
