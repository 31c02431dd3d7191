// A decoder-only transformer of the Llama family on input embeddings, so that gestures can stand among words:
// x ← x + Attention(RMSNorm(x)), x ← x + SwiGLU(RMSNorm(x)), for every layer; logits = RMSNorm(x) · headᵀ.
import { statSync } from "node:fs";
import { tf } from "../tensor/backend";
import { checkpointed } from "../tensor/checkpointed";
import type { FrozenMatrix } from "../tensor/frozenMatrix";
import { attention, attentionWeights } from "../tensor/kernels/attention";
import { crossEntropy } from "../tensor/kernels/crossEntropy";
import { frozenLinear } from "../tensor/kernels/frozenLinear";
import { repeat } from "../tensor/kernels/repeat";
import { rmsNorm } from "../tensor/kernels/rmsNorm";
import { type RopeTables, rope, ropeTables } from "../tensor/kernels/rope";
import { swiglu } from "../tensor/kernels/swiglu";
import type { ParameterSet } from "../training/parameters";
import { FolderModel } from "./folderModel";
import { GgufModel } from "./ggufModel";
import type { Adapter, FusedPart } from "./lora";
import type { ModelSource } from "./modelSource";
import { NewTokens } from "./newTokens";
import { type Sequences, sequencesOf } from "./sequences";
import type { TextTokenizer } from "./textTokenizer";
import { embedTokens, tokenLogits } from "./tokenTable";
import { WeightReader } from "./weightLayout";
import { type LayerWeights, type LlamaConfig, type LlamaWeights, readLlamaWeights } from "./weights";

/** Keys and values of all positions, one pair a layer, `[batch, kvHeads, time, headDim]` each. */
export type KeyValueCache = KeysValues[];

// A type, not an interface: only so is it a TensorContainer to `tf.tidy`.
export type KeysValues = { keys: tf.Tensor; values: tf.Tensor };

type PlacedSequences = Sequences & { rope: RopeTables } & Pick<ForwardOptions, "onAttention">;

export interface ForwardOptions {
  lora?: Adapter;
  /** gives the keys and values of the last sequences back, for generation */
  keepCache?: boolean;
  /** keeps only each layer's input for the gradient and computes the rest again: less memory, a third more time */
  checkpointing?: boolean;
  /** of a pass through which something before the model is trained: adapters and weights get no gradient */
  frozen?: boolean;
  /** sees how much the positions look at each other, layer after layer: `[batch, heads, time, keys]`, gone after the call */
  onAttention?(weights: tf.Tensor4D): void;
}

export interface ScoringOptions extends Pick<ForwardOptions, "lora" | "checkpointing" | "frozen"> {
  /** `[1, before, width]`: what every sequence of the batch begins with, computed once for all */
  prefix?: tf.Tensor3D;
}

export class LanguageModel {
  constructor(
    readonly config: LlamaConfig,
    readonly weights: LlamaWeights,
    readonly tokenizer: TextTokenizer,
    /** every weight by name, where they are trained; `weights` reads them */
    readonly parameters?: ParameterSet,
    /** tokens behind the vocabulary, whose rows alone are trained; disposed of with the model */
    readonly newTokens?: NewTokens,
  ) {}

  /**
   * Loads a model from a GGUF file or from a folder as Hugging Face lays it out.
   * @param trainable makes every weight a float32 parameter for full fine-tuning, else they are frozen
   * @param bfloat16 holds frozen matrices in half the memory, rounded to 8 bits of mantissa
   * @param newTokens how many tokens to add behind the vocabulary; `seed` decides their first rows
   * @throws UserError when there is no such file; FormatError naming file and tensor when it is damaged, of an unknown
   *   architecture, or lacks a tensor or has one too many
   */
  static async load(
    path: string,
    { trainable = false, bfloat16 = false, newTokens = 0, seed = 0 } = {},
  ): Promise<LanguageModel> {
    const source = openSource(path);
    try {
      const tokenizer = await source.tokenizer();
      const reader = new WeightReader(source, trainable, bfloat16);
      const weights = readLlamaWeights(source, source.config, reader);
      const added = newTokens > 0 ? new NewTokens(weights, newTokens, seed) : undefined;
      return new LanguageModel(source.config, weights, tokenizer, reader.parameters, added);
    } finally {
      source.close();
    }
  }

  /** Tokens of the vocabulary, new ones included. */
  get vocabulary(): number {
    return this.config.vocabulary + (this.newTokens?.count ?? 0);
  }

  /** Rows of the embedding table: int32 ids of any shape `[...]` → `[..., width]`. */
  embed(ids: tf.Tensor): tf.Tensor {
    return embedTokens(ids, this.weights.embedding, this.newTokens?.rows);
  }

  /**
   * Hidden states after the last norm; differentiable in the embeddings and the adapters.
   * @param embeddings `[Σ batch · time, width]`
   * @param sequences of which each goes on where the one before it ended: a prefix of one sequence, then the batch
   *   that begins with it
   * @returns hidden `[Σ batch · time, width]`
   */
  forward(
    embeddings: tf.Tensor2D,
    sequences: readonly Sequences[],
    { lora, keepCache, checkpointing, frozen, onAttention }: ForwardOptions = {},
  ): { hidden: tf.Tensor2D; cache: KeyValueCache } {
    const { config, weights } = this;
    const { headDim, ropeBase, ropeDivisors, normEpsilon } = config;
    const placed = sequences.map((each) => {
      return { ...each, onAttention, rope: ropeTables(each.positions, headDim, ropeBase, ropeDivisors) };
    });
    const tables = placed.flatMap(({ attentionMask, rope: { cos, sin } }) => [attentionMask, cos, sin]);
    const kept: KeyValueCache = [];
    let x = embeddings;
    weights.layers.forEach((layer, i) => {
      const block = (input: tf.Tensor2D, tables: readonly tf.Tensor[]) => {
        const { output, last } = this.selfAttention(input, layer, i, withTables(placed, tables), lora);
        if (keepCache) kept.push(last);
        const middle = tf.add(input, output) as tf.Tensor2D;
        return tf.add(middle, this.feedForward(middle, layer, i, lora)) as tf.Tensor2D;
      };
      const own = this.parameters ? (Object.values(layer) as tf.Tensor[]) : [];
      const trained = frozen ? [] : (lora?.valuesOf(i) ?? own);
      // What a layer has in between is freed as soon as it is done; what a gradient needs of it lives on.
      const freeing = (): tf.Tensor[] => [
        block(x, tables),
        ...kept.slice(i).flatMap(({ keys, values }) => [keys, values]),
      ];
      x = checkpointing ? checkpointed(block, x, trained, tables) : (tf.tidy(freeing)[0] as tf.Tensor2D);
    });
    return { hidden: rmsNorm(x, weights.norm, normEpsilon) as tf.Tensor2D, cache: kept };
  }

  /** Next-token logits of hidden states `[n, width]` → `[n, vocabulary]`, new tokens last. */
  logits(hidden: tf.Tensor2D): tf.Tensor2D {
    return tokenLogits(hidden, this.weights.head, this.parameters !== undefined, this.newTokens?.headRows);
  }

  /** Mean cross-entropy of the targets; see `scoredLogits`. */
  loss(embeddings: tf.Tensor3D, mask: Int32Array, targets: Int32Array, options: ScoringOptions = {}): tf.Scalar {
    const { logits, wanted } = this.scoredLogits(embeddings, mask, targets, options);
    return crossEntropy(logits, tf.tensor1d(wanted, "int32"));
  }

  /**
   * Logits of the positions that have a target, row after row.
   * @param embeddings `[batch, time, width]`, padded on the right
   * @param mask int32 `[batch · time]`, 1 in use, 0 padding
   * @param targets int32 `[batch · time]`, −100 where nothing is scored
   * @returns `[scored, vocabulary]`, and the targets of these positions
   */
  scoredLogits(
    embeddings: tf.Tensor3D,
    mask: Int32Array,
    targets: Int32Array,
    { prefix, ...options }: ScoringOptions = {},
  ): { logits: tf.Tensor2D; wanted: Int32Array } {
    const [batch, time, width] = embeddings.shape;
    const before = prefix?.shape[1] ?? 0;
    const own = sequencesOf(mask, batch, time, before);
    const rows = embeddings.reshape([batch * time, width]) as tf.Tensor2D;
    const { hidden } = prefix
      ? this.forward(
          tf.concat([prefix.reshape([before, width]) as tf.Tensor2D, rows], 0),
          [sequencesOf(new Int32Array(before).fill(1), 1, before), own],
          options,
        )
      : this.forward(rows, [own], options);
    const scored = Int32Array.from(targets.keys()).filter((at) => (targets[at] as number) >= 0);
    const places = tf.tensor1d(
      scored.map((at) => before + at),
      "int32",
    );
    const wanted = scored.map((at) => targets[at] as number);
    return { logits: this.logits(tf.gather(hidden, places) as tf.Tensor2D), wanted };
  }

  dispose(): void {
    this.newTokens?.parameters.dispose();
    if (this.parameters) {
      this.parameters.dispose();
      return;
    }
    const { embedding, head, norm, layers } = this.weights;
    const all = [embedding, head, norm, ...layers.flatMap((layer) => Object.values(layer) as FrozenMatrix[])];
    for (const weight of all) if (!weight.isDisposed) weight.dispose();
  }

  private selfAttention(
    x: tf.Tensor2D,
    layer: LayerWeights,
    index: number,
    sequences: readonly PlacedSequences[],
    lora?: Adapter,
  ): { output: tf.Tensor2D; last: KeysValues } {
    const { heads, kvHeads, headDim, normEpsilon, width } = this.config;
    const parts: FusedPart[] = [
      { target: "q_proj", outputs: heads * headDim },
      { target: "k_proj", outputs: kvHeads * headDim },
      { target: "v_proj", outputs: kvHeads * headDim },
    ];
    const normed = rmsNorm(x, layer.attentionNorm, normEpsilon) as tf.Tensor2D;
    const product = this.linear(normed, layer.queryKeyValue, index, parts, lora);
    const joint = layer.queryKeyValueBias ? (tf.add(product, layer.queryKeyValueBias) as tf.Tensor2D) : product;
    const lengths = sequences.map(({ batch, time }) => batch * time);
    const mixed: tf.Tensor2D[] = [];
    let past: KeysValues | undefined;
    splitRows(joint, lengths).forEach((rows, i) => {
      const result = this.mix(rows, layer, parts, sequences[i] as PlacedSequences, past);
      mixed.push(result.mixed);
      past = result.keysValues;
    });
    const joined = mixed.length === 1 ? (mixed[0] as tf.Tensor2D) : tf.concat(mixed, 0);
    const out: FusedPart[] = [{ target: "o_proj", outputs: width }];
    return { output: this.linear(joined, layer.attentionOutput, index, out, lora), last: past as KeysValues };
  }

  /** Attention of sequences among themselves and to what came before: rows of q, k and v → rows of all heads' outputs. */
  private mix(
    rows: tf.Tensor2D,
    layer: LayerWeights,
    parts: readonly FusedPart[],
    { batch, time, attentionMask, rope: tables, onAttention }: PlacedSequences,
    past: KeysValues | undefined,
  ): { mixed: tf.Tensor2D; keysValues: KeysValues } {
    const { heads, kvHeads, headDim, normEpsilon } = this.config;
    const groups = heads / kvHeads;
    const widths = parts.map(({ outputs }) => outputs);
    const [q, k, v] = tf.split(rows, widths, 1) as [tf.Tensor, tf.Tensor, tf.Tensor];
    const turned = (x: tf.Tensor, count: number, norm: tf.Tensor1D | undefined) => {
      const split = x.reshape([batch, time, count, headDim]);
      return rope(norm ? rmsNorm(split, norm, normEpsilon) : split, tables);
    };
    const turnedQueries = turned(q, heads, layer.queryNorm);
    const turnedKeys = turned(k, kvHeads, layer.keyNorm);
    // The queries that share a key head lie behind each other.
    const queries = tf
      .transpose(turnedQueries.reshape([batch, time, kvHeads, groups, headDim]), [0, 2, 3, 1, 4])
      .reshape([batch, kvHeads, groups * time, headDim]);
    const keysValues = {
      keys: follow(past?.keys, tf.transpose(turnedKeys, [0, 2, 1, 3])),
      values: follow(past?.values, tf.transpose(v.reshape([batch, time, kvHeads, headDim]), [0, 2, 1, 3])),
    };
    if (onAttention) {
      const weights = attentionWeights(queries, keysValues.keys, attentionMask);
      onAttention(weights.reshape([batch, heads, time, -1]) as tf.Tensor4D);
    }
    const attended = attention(queries, keysValues.keys, keysValues.values, attentionMask);
    const mixed = tf
      .transpose(attended.reshape([batch, kvHeads, groups, time, headDim]), [0, 3, 1, 2, 4])
      .reshape([batch * time, heads * headDim]) as tf.Tensor2D;
    return { mixed, keysValues };
  }

  private feedForward(x: tf.Tensor2D, layer: LayerWeights, index: number, lora?: Adapter): tf.Tensor2D {
    const { feedForward, width, normEpsilon } = this.config;
    const normed = rmsNorm(x, layer.feedForwardNorm, normEpsilon) as tf.Tensor2D;
    const gate = this.linear(normed, layer.gate, index, [{ target: "gate_proj", outputs: feedForward }], lora);
    const up = this.linear(normed, layer.up, index, [{ target: "up_proj", outputs: feedForward }], lora);
    const active = swiglu(gate, up) as tf.Tensor2D;
    return this.linear(active, layer.down, index, [{ target: "down_proj", outputs: width }], lora);
  }

  /** A product with a weight: by its adapter, on the tape where the weight is trained, else with the weight frozen. */
  private linear(x: tf.Tensor2D, weight: FrozenMatrix, layer: number, parts: readonly FusedPart[], lora?: Adapter) {
    if (lora) return lora.linear(x, weight, layer, parts);
    return (this.parameters ? tf.matMul(x, weight as tf.Tensor2D) : frozenLinear(x, weight)) as tf.Tensor2D;
  }
}

/** A folder is Hugging Face's, anything else is read as GGUF. */
function openSource(path: string): ModelSource {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ? new FolderModel(path) : new GgufModel(path);
}

/** The same sequences with other tensors of the same values: mask, cosines and sines of each. */
const withTables = (sequences: readonly PlacedSequences[], tables: readonly tf.Tensor[]): PlacedSequences[] =>
  sequences.map((each, i) => {
    const [attentionMask, cos, sin] = tables.slice(3 * i) as [tf.Tensor, tf.Tensor, tf.Tensor];
    return { ...each, attentionMask, rope: { cos, sin } };
  });

const splitRows = (x: tf.Tensor2D, lengths: number[]) =>
  lengths.length === 1 ? [x] : (tf.split(x, lengths, 0) as tf.Tensor2D[]);

/** Keys or values `[batch, kvHeads, time, headDim]` behind those of before, whose one sequence serves the whole batch. */
function follow(past: tf.Tensor | undefined, fresh: tf.Tensor): tf.Tensor {
  if (!past) return fresh;
  const batch = fresh.shape[0] as number;
  const before = past.shape[0] === batch ? past : repeat(past, batch);
  return tf.concat([before as tf.Tensor4D, fresh as tf.Tensor4D], 2);
}
