// T5 (Raffel et al. 2020), an encoder–decoder: x ← x + Attention(RMSNorm(x)) among themselves, in the decoder then to
// the encoder's states, x ← x + FeedForward(RMSNorm(x)). Scores are not divided by √headDim; positions enter as a
// bias that all layers of a stack share.
import { tf } from "../../tensor/backend";
import { crossEntropy } from "../../tensor/kernels/crossEntropy";
import { frozenLinear } from "../../tensor/kernels/frozenLinear";
import { gelu } from "../../tensor/kernels/gelu";
import { relu } from "../../tensor/kernels/relu";
import { rmsNorm } from "../../tensor/kernels/rmsNorm";
import { ParameterSet } from "../../training/parameters";
import { ModelFolder } from "../modelFolder";
import { FORBIDDEN } from "../sequences";
import { TextTokenizer } from "../textTokenizer";
import { embedTokens, newRows, tokenLogits } from "../tokenTable";
import { WeightReader } from "../weightLayout";
import { positionBias } from "./positionBias";
import {
  readT5Config,
  readT5Weights,
  type T5Config,
  type T5FeedForward,
  type T5Stack,
  type T5Weights,
} from "./weights";

export const NEW_ROWS = "new_tokens.weight";
export const NEW_HEAD = "new_tokens_head.weight";

export type KeysValues = { keys: tf.Tensor4D; values: tf.Tensor4D };
/** Of the decoder: what each layer knows of the positions before, and of the encoder's. */
export type T5Cache = { self: KeysValues; cross: KeysValues }[];

/** Texts for the encoder, padded on the right. */
export interface T5Input {
  /** int32 `[batch · time]` */
  ids: Int32Array;
  /** int32 `[batch · time]`, 1 in use, 0 padding */
  mask: Int32Array;
  batch: number;
}

/** The encoder's result: states `[batch · time, width]` and which of them are padding. */
export type Encoded = {
  states: tf.Tensor2D;
  /** `[batch, 1, 1, time]`, 0 in use, −1e9 padding */
  padding: tf.Tensor4D;
  batch: number;
};

export interface T5Options {
  /** `all` weights, or the rows of new tokens alone; without it the model is frozen */
  train?: "all" | "newTokens";
  /** tokens added behind the vocabulary */
  newTokens?: number;
  /** decides the new tokens' first rows */
  seed?: number;
}

export class T5Model {
  /** @param parameters what is trained, the rows of new tokens always among them; `weights` reads the others of it */
  constructor(
    readonly config: T5Config,
    readonly weights: T5Weights,
    readonly tokenizer: TextTokenizer,
    readonly parameters: ParameterSet,
    private readonly trained: boolean,
  ) {}

  /**
   * Loads T5 or Flan-T5 from a folder as Hugging Face lays it out.
   * @throws UserError when a file is missing; FormatError naming file and tensor when one is damaged, of another
   *   architecture, or lacks a tensor or has one too many
   */
  static async load(path: string, { train, newTokens = 0, seed = 0 }: T5Options = {}): Promise<T5Model> {
    const config = readT5Config(path);
    const source = new ModelFolder(path);
    try {
      const tokenizer = await TextTokenizer.fromFolder(path);
      const reader = new WeightReader(source, train === "all");
      const weights = readT5Weights(source, config, reader);
      const parameters = reader.parameters ?? new ParameterSet();
      if (newTokens > 0) {
        const shape = [newTokens, config.width];
        parameters.add(NEW_ROWS, newRows(weights.embedding, newTokens, seed, "new tokens"), shape);
        if (weights.head !== weights.embedding) {
          parameters.add(NEW_HEAD, newRows(weights.head, newTokens, seed, "new tokens' head"), shape);
        }
      }
      return new T5Model(config, weights, tokenizer, parameters, train === "all");
    } finally {
      source.close();
    }
  }

  /** Tokens of the vocabulary, new ones included. */
  get vocabulary(): number {
    return this.config.vocabulary + (this.added(NEW_ROWS)?.shape[0] ?? 0);
  }

  /** Differentiable in what is trained. */
  encode({ ids, mask, batch }: T5Input): Encoded {
    const { width, buckets, maxDistance } = this.config;
    const time = ids.length / batch;
    const { layers, ends } = this.weights.encoder;
    const padding = tf.tensor4d(
      Float32Array.from(mask, (used) => (used ? 0 : FORBIDDEN)),
      [batch, 1, 1, time],
    );
    const settings = { buckets, maxDistance, bidirectional: true };
    const bias = tf.add(positionBias(ends.positionTable, [...Array(time).keys()], time, settings), padding);
    let x = this.embed(ids);
    for (const { self, feedForward } of layers) {
      const { mixed } = this.selfAttention(this.normed(x, self.norm), self.queryKeyValue, batch, bias);
      x = tf.add(x, this.linear(mixed, self.output));
      x = tf.add(x, this.feedForward(x, feedForward));
    }
    return { states: this.normed(x, ends.norm).reshape([batch * time, width]), padding, batch };
  }

  /**
   * The decoder's states after its last norm.
   * @param ids int32 `[batch · time]`, the first of each row being `config.start`
   * @param cache of the positions before these
   * @returns hidden `[batch · time, width]`, and the cache with these positions
   */
  decode(encoded: Encoded, ids: Int32Array, cache?: T5Cache): { hidden: tf.Tensor2D; cache: T5Cache } {
    const { batch } = encoded;
    const { layers, ends } = this.weights.decoder;
    const before = cache?.[0]?.self.keys.shape[2] ?? 0;
    const bias = this.decoderBias(ends, before, ids.length / batch);
    const kept: T5Cache = [];
    let x = this.embed(ids);
    layers.forEach(({ self, cross, feedForward }, i) => {
      if (!cross) throw new Error("a decoder's layer looks at the encoder");
      const own = this.selfAttention(this.normed(x, self.norm), self.queryKeyValue, batch, bias, cache?.[i]?.self);
      x = tf.add(x, this.linear(own.mixed, self.output));
      const keysValues = cache?.[i]?.cross ?? this.split(this.linear(encoded.states, cross.keyValue), batch);
      const query = this.heads(this.linear(this.normed(x, cross.norm), cross.query), batch);
      x = tf.add(x, this.linear(this.attend(query, keysValues, encoded.padding), cross.output));
      x = tf.add(x, this.feedForward(x, feedForward));
      kept.push({ self: own.keysValues, cross: keysValues });
    });
    return { hidden: this.normed(x, ends.norm), cache: kept };
  }

  /** Next-token logits of decoder states `[n, width]` → `[n, vocabulary]`. */
  logits(hidden: tf.Tensor2D): tf.Tensor2D {
    const { scaledOutput, width } = this.config;
    const scaled = scaledOutput ? (tf.mul(hidden, 1 / Math.sqrt(width)) as tf.Tensor2D) : hidden;
    const { head } = this.weights;
    return tokenLogits(scaled, head, this.trained, this.added(NEW_HEAD) ?? this.added(NEW_ROWS));
  }

  /**
   * Mean cross-entropy of the answers, logits computed only where there is a target.
   * @param answers int32 `[batch · time]`, padded with −100 on the right
   */
  loss(input: T5Input, answers: Int32Array): tf.Scalar {
    const { hidden } = this.decode(this.encode(input), this.shiftRight(answers, input.batch));
    const scored = Int32Array.from(answers.keys()).filter((at) => (answers[at] as number) >= 0);
    const states = tf.gather(hidden, tf.tensor1d(scored, "int32")) as tf.Tensor2D;
    const wanted = Int32Array.from(scored, (at) => answers[at] as number);
    return crossEntropy(this.logits(states), tf.tensor1d(wanted, "int32"));
  }

  /** What the decoder is given while it is to write `answers`: the start, then each token but the last. */
  shiftRight(answers: Int32Array, batch: number): Int32Array {
    const time = answers.length / batch;
    const { start } = this.config;
    return answers.map((_, i) => (i % time === 0 ? start : Math.max(0, answers[i - 1] as number)));
  }

  dispose(): void {
    this.parameters.dispose();
    if (this.trained) return;
    const { embedding, head, encoder, decoder } = this.weights;
    const tensors = [encoder, decoder].flatMap(({ ends, layers }) => [
      ...Object.values(ends),
      ...layers.flatMap((layer) => Object.values(layer).flatMap((part) => Object.values(part as object))),
    ]);
    tf.dispose([embedding, ...(tensors as tf.Tensor[])]);
    if (!head.isDisposed) head.dispose();
  }

  private added(name: string): tf.Tensor2D | undefined {
    return this.parameters.has(name) ? (this.parameters.get(name) as tf.Tensor2D) : undefined;
  }

  private embed(ids: Int32Array): tf.Tensor2D {
    return embedTokens(tf.tensor1d(ids, "int32"), this.weights.embedding, this.added(NEW_ROWS)) as tf.Tensor2D;
  }

  private normed(x: tf.Tensor, weight: tf.Tensor1D): tf.Tensor2D {
    return rmsNorm(x, weight, this.config.normEpsilon) as tf.Tensor2D;
  }

  private linear(x: tf.Tensor2D, weight: tf.Tensor2D): tf.Tensor2D {
    return (this.trained ? tf.matMul(x, weight) : frozenLinear(x, weight)) as tf.Tensor2D;
  }

  /** `[1, heads, time, before + time]`: a position looks at itself and at what came before. */
  private decoderBias({ positionTable }: T5Stack["ends"], before: number, time: number): tf.Tensor {
    const { buckets, maxDistance } = this.config;
    const places = Array.from({ length: time }, (_, i) => before + i);
    const bias = positionBias(positionTable, places, before + time, { buckets, maxDistance, bidirectional: false });
    const later = places.flatMap((query) =>
      Array.from({ length: before + time }, (_, key) => (key > query ? FORBIDDEN : 0)),
    );
    return tf.add(bias, tf.tensor4d(later, [1, 1, time, before + time]));
  }

  private selfAttention(
    rows: tf.Tensor2D,
    queryKeyValue: tf.Tensor2D,
    batch: number,
    bias: tf.Tensor,
    past?: KeysValues,
  ): { mixed: tf.Tensor2D; keysValues: KeysValues } {
    const [query, keys, values] = tf.split(this.linear(rows, queryKeyValue), 3, 1) as tf.Tensor2D[];
    const follow = (before: tf.Tensor4D | undefined, fresh: tf.Tensor2D | undefined) => {
      const own = this.heads(fresh as tf.Tensor2D, batch);
      return before ? tf.concat([before, own], 2) : own;
    };
    const keysValues = { keys: follow(past?.keys, keys), values: follow(past?.values, values) };
    return { mixed: this.attend(this.heads(query as tf.Tensor2D, batch), keysValues, bias), keysValues };
  }

  /** Keys and values side by side → heads. */
  private split(rows: tf.Tensor2D, batch: number): KeysValues {
    const [keys, values] = tf.split(rows, 2, 1) as [tf.Tensor2D, tf.Tensor2D];
    return { keys: this.heads(keys, batch), values: this.heads(values, batch) };
  }

  /** `[batch · time, heads · headDim]` → `[batch, heads, time, headDim]` */
  private heads(rows: tf.Tensor2D, batch: number): tf.Tensor4D {
    const { heads, headDim } = this.config;
    return tf.transpose(rows.reshape([batch, -1, heads, headDim]), [0, 2, 1, 3]) as tf.Tensor4D;
  }

  /** `[batch, heads, time, headDim]` → `[batch · time, heads · headDim]` */
  private attend(query: tf.Tensor4D, { keys, values }: KeysValues, bias: tf.Tensor): tf.Tensor2D {
    const { heads, headDim } = this.config;
    const probabilities = tf.softmax(tf.add(tf.matMul(query, keys, false, true), bias));
    const mixed = tf.transpose(tf.matMul(probabilities as tf.Tensor4D, values), [0, 2, 1, 3]);
    return mixed.reshape([-1, heads * headDim]) as tf.Tensor2D;
  }

  private feedForward(x: tf.Tensor2D, { norm, gate, up, down }: T5FeedForward): tf.Tensor2D {
    const normed = this.normed(x, norm);
    const upper = this.linear(normed, up);
    const active = gate ? tf.mul(gelu(this.linear(normed, gate)), upper) : relu(upper);
    return this.linear(active as tf.Tensor2D, down);
  }
}
