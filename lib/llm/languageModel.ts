// A decoder-only transformer of the Llama architecture on input embeddings, so that gestures can stand among words:
// x ← x + Attention(RMSNorm(x)), x ← x + SwiGLU(RMSNorm(x)), for every layer; logits = RMSNorm(x) · headᵀ.
import { GgufFile } from "../data/formats/gguf";
import { tf } from "../tensor/backend";
import { attention } from "../tensor/kernels/attention";
import { crossEntropy } from "../tensor/kernels/crossEntropy";
import { frozenLinear, frozenTransposedLinear } from "../tensor/kernels/frozenLinear";
import { rmsNorm } from "../tensor/kernels/rmsNorm";
import { rope, ropeTables } from "../tensor/kernels/rope";
import { swiglu } from "../tensor/kernels/swiglu";
import type { FusedPart, Lora } from "./lora";
import { TextTokenizer } from "./textTokenizer";
import { configFromGguf, type LayerWeights, type LlamaConfig, type LlamaWeights, weightsFromGguf } from "./weights";

/** Far below any score, yet its sum with one stays finite. */
const FORBIDDEN = -1e9;

/** Keys and values of the positions so far, one pair a layer, `[batch, kvHeads, time, headDim]` each. */
export type KeyValueCache = { keys: tf.Tensor; values: tf.Tensor }[];

export interface ForwardInputs {
  /** `[batch, time, width]` */
  embeddings: tf.Tensor3D;
  /** int32 `[batch, time]` places in the text, for the rotary embedding */
  positions: tf.Tensor2D;
  /** `[batch, 1, time, keys]`, 0 where a position may look, −1e9 where not */
  attentionMask: tf.Tensor;
  lora?: Lora;
  /** positions before these; the result holds them and these */
  cache?: KeyValueCache;
  /** gives the keys and values back, for generation */
  keepCache?: boolean;
}

export class LanguageModel {
  constructor(
    readonly config: LlamaConfig,
    readonly weights: LlamaWeights,
    readonly tokenizer: TextTokenizer,
  ) {}

  /**
   * Loads a model from a GGUF file.
   * @throws UserError when there is no such file; FormatError when it is damaged or of another architecture
   */
  static async load(path: string): Promise<LanguageModel> {
    const file = new GgufFile(path);
    try {
      const config = configFromGguf(file);
      const tokenizer = await TextTokenizer.fromGguf(file);
      return new LanguageModel(config, weightsFromGguf(file, config), tokenizer);
    } finally {
      file.close();
    }
  }

  /** Rows of the embedding table: int32 ids of any shape `[...]` → `[..., width]`. */
  embed(ids: tf.Tensor): tf.Tensor {
    return tf.gather(this.weights.embedding, ids);
  }

  /** Hidden states after the last norm, `[batch, time, width]`; differentiable in the embeddings and the adapters. */
  forward(inputs: ForwardInputs): { hidden: tf.Tensor3D; cache: KeyValueCache } {
    const { config, weights } = this;
    const tables = ropeTables(inputs.positions, config.headDim, config.ropeBase);
    const cache: KeyValueCache = [];
    let x: tf.Tensor = inputs.embeddings;
    weights.layers.forEach((layer, i) => {
      const { output, keys, values } = this.selfAttention(x, layer, i, inputs, tables);
      if (inputs.keepCache) cache.push({ keys, values });
      x = tf.add(x, output);
      x = tf.add(x, this.feedForward(x, layer, i, inputs.lora));
    });
    return { hidden: rmsNorm(x, weights.norm, config.normEpsilon) as tf.Tensor3D, cache };
  }

  /** Next-token logits of hidden states `[n, width]` → `[n, vocabulary]`. */
  logits(hidden: tf.Tensor2D): tf.Tensor2D {
    return frozenTransposedLinear(hidden, this.weights.head);
  }

  /**
   * Mean cross-entropy of the targets, logits computed only where there is one.
   * @param embeddings `[batch, time, width]`, padded on the right
   * @param mask int32 `[batch · time]`, 1 in use, 0 padding
   * @param targets int32 `[batch · time]`, −100 where nothing is scored
   * @param prefix `[1, before, width]`: what every sequence of the batch begins with, computed once for all
   */
  loss(
    embeddings: tf.Tensor3D,
    mask: Int32Array,
    targets: Int32Array,
    { lora, prefix }: { lora?: Lora; prefix?: tf.Tensor3D } = {},
  ): tf.Scalar {
    const [batch, time, width] = embeddings.shape;
    const before = prefix?.shape[1] ?? 0;
    const cache = prefix && this.prefixCache(prefix, batch, lora);
    const attentionMask = tf.concat([tf.zeros([batch, 1, time, before]), causalMask(mask, batch, time)], 3);
    const positions = tf.add(positionsOf(mask, batch, time), tf.scalar(before, "int32")) as tf.Tensor2D;
    const { hidden } = this.forward({
      embeddings,
      positions,
      attentionMask,
      ...(lora && { lora }),
      ...(cache && { cache }),
    });
    const scored = Int32Array.from(targets.keys()).filter((at) => (targets[at] as number) >= 0);
    const rows = tf.gather(hidden.reshape([batch * time, width]), tf.tensor1d(scored, "int32")) as tf.Tensor2D;
    const wanted = scored.map((at) => targets[at] as number);
    return crossEntropy(this.logits(rows), tf.tensor1d(wanted, "int32"));
  }

  /** Keys and values of one beginning, repeated for every sequence of a batch; on the tape, for adapters change them. */
  private prefixCache(prefix: tf.Tensor3D, batch: number, lora?: Lora): KeyValueCache {
    const before = prefix.shape[1];
    const mask = new Int32Array(before).fill(1);
    const positions = positionsOf(mask, 1, before);
    const attentionMask = causalMask(mask, 1, before);
    const { cache } = this.forward({
      embeddings: prefix,
      positions,
      attentionMask,
      keepCache: true,
      ...(lora && { lora }),
    });
    const repeat = (x: tf.Tensor) => tf.tile(x, [batch, 1, 1, 1]);
    return cache.map(({ keys, values }) => ({ keys: repeat(keys), values: repeat(values) }));
  }

  dispose(): void {
    const { embedding, head, norm, layers } = this.weights;
    tf.dispose([embedding, norm, ...layers.flatMap((layer) => Object.values(layer) as tf.Tensor[])]);
    if (!head.isDisposed) head.dispose();
  }

  private selfAttention(
    x: tf.Tensor,
    layer: LayerWeights,
    index: number,
    { lora, cache, attentionMask }: ForwardInputs,
    { cos, sin }: { cos: tf.Tensor; sin: tf.Tensor },
  ) {
    const { heads, kvHeads, headDim, normEpsilon } = this.config;
    const [batch, time] = x.shape as [number, number];
    const groups = heads / kvHeads;
    const parts: FusedPart[] = [
      { target: "q_proj", outputs: heads * headDim },
      { target: "k_proj", outputs: kvHeads * headDim },
      { target: "v_proj", outputs: kvHeads * headDim },
    ];
    const normed = rmsNorm(x, layer.attentionNorm, normEpsilon);
    const [q, k, v] = linear(normed, layer.queryKeyValue, index, parts, lora) as [tf.Tensor, tf.Tensor, tf.Tensor];
    const turnedQueries = rope(q.reshape([batch, time, heads, headDim]), cos, sin);
    const turnedKeys = rope(k.reshape([batch, time, kvHeads, headDim]), cos, sin);
    const queries = tf
      .transpose(turnedQueries.reshape([batch, time, kvHeads, groups, headDim]), [0, 2, 3, 1, 4])
      .reshape([batch, kvHeads, groups * time, headDim]);
    const past = cache?.[index];
    const extend = (before: tf.Tensor | undefined, fresh: tf.Tensor) =>
      before ? tf.concat([before as tf.Tensor4D, fresh as tf.Tensor4D], 2) : fresh;
    const keys = extend(past?.keys, tf.transpose(turnedKeys, [0, 2, 1, 3]));
    const values = extend(past?.values, tf.transpose(v.reshape([batch, time, kvHeads, headDim]), [0, 2, 1, 3]));
    const mixed = attention(queries, keys, values, attentionMask);
    const joined = tf
      .transpose(mixed.reshape([batch, kvHeads, groups, time, headDim]), [0, 3, 1, 2, 4])
      .reshape([batch, time, heads * headDim]);
    const out: FusedPart[] = [{ target: "o_proj", outputs: this.config.width }];
    const [output] = linear(joined, layer.attentionOutput, index, out, lora) as [tf.Tensor];
    return { output, keys, values };
  }

  private feedForward(x: tf.Tensor, layer: LayerWeights, index: number, lora?: Lora): tf.Tensor {
    const { feedForward, width, normEpsilon } = this.config;
    const parts: FusedPart[] = [
      { target: "gate_proj", outputs: feedForward },
      { target: "up_proj", outputs: feedForward },
    ];
    const normed = rmsNorm(x, layer.feedForwardNorm, normEpsilon);
    const [gate, up] = linear(normed, layer.gateUp, index, parts, lora) as [tf.Tensor, tf.Tensor];
    const down: FusedPart[] = [{ target: "down_proj", outputs: width }];
    return linear(swiglu(gate, up), layer.down, index, down, lora)[0] as tf.Tensor;
  }
}

function linear(
  x: tf.Tensor,
  weight: tf.Tensor2D,
  layer: number,
  parts: readonly FusedPart[],
  lora?: Lora,
): tf.Tensor[] {
  if (lora) return lora.linear(x, weight, layer, parts);
  const base = frozenLinear(x, weight);
  return parts.length === 1
    ? [base]
    : tf.split(
        base,
        parts.map((part) => part.outputs),
        -1,
      );
}

/** Each position's place among the positions in use: padding on the left does not count. */
export function positionsOf(mask: Int32Array, batch: number, time: number): tf.Tensor2D {
  const positions = new Int32Array(batch * time);
  for (let row = 0; row < batch; row++) {
    let place = 0;
    for (let at = row * time; at < (row + 1) * time; at++) positions[at] = mask[at] ? place++ : 0;
  }
  return tf.tensor2d(positions, [batch, time], "int32");
}

/** `[batch, 1, time, time]`: a position looks at itself and what came before, never at padding. */
export function causalMask(mask: Int32Array, batch: number, time: number): tf.Tensor {
  const values = new Float32Array(batch * time * time);
  for (let row = 0; row < batch; row++) {
    for (let query = 0; query < time; query++) {
      for (let key = 0; key < time; key++) {
        // A padding row looks at itself, lest its softmax divide by zero.
        const allowed = key === query || (key < query && mask[row * time + key] === 1);
        if (!allowed) values[(row * time + query) * time + key] = FORBIDDEN;
      }
    }
  }
  return tf.tensor4d(values, [batch, 1, time, time]);
}
