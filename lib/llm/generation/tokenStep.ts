// One more token for every row of a batch, layer by layer on raw handles: what LanguageModel.forward computes for a
// single position, in about 35 ops a layer of which the matrix products take most of the time.
// The rotation of all heads is x ∘ cos + swap(x) ∘ sin with tables that leave values as they are and scale queries by
// 1 / √headDim, the factor of attention.
import { backend, boolAttr, constant, type Handle, intAttr, type OpAttribute, tf } from "../../tensor/backend";
import { Bfloat16Matrix, type FrozenMatrix } from "../../tensor/frozenMatrix";
import { freeHandles, type RawInput, RawOps } from "../../tensor/rawOps";
import type { KeyValueCache, LanguageModel } from "../languageModel";
import { type JoinedAdapter, type Lora, type LoraTarget, targetShape } from "../lora";
import { FORBIDDEN } from "../sequences";
import type { LayerWeights, LlamaConfig } from "../weights";
import { type BufferShape, blockOrder, capacityFor, KeyValueBuffer, placesOf, ROOM } from "./keyValueBuffer";

/** Which adapters stand beside each matrix. */
const ADAPTED = {
  queryKeyValue: ["q_proj", "k_proj", "v_proj"],
  attentionOutput: ["o_proj"],
  gate: ["gate_proj"],
  up: ["up_proj"],
  down: ["down_proj"],
} as const satisfies Partial<Record<keyof LayerWeights, readonly LoraTarget[]>>;
type Matrix = keyof typeof ADAPTED;

interface Layer {
  weights: LayerWeights;
  buffer: KeyValueBuffer;
  adapters: Partial<Record<Matrix, JoinedAdapter>>;
  /** `[heads + kvHeads, headDim]`, the norms of queries and keys, Qwen3 */
  headNorms?: tf.Tensor;
}

/** What all layers of a step share. */
interface Step {
  places: Handle;
  /** `[rows, heads + 2 kvHeads, 2, headDim / 2]` */
  cos: Handle;
  sin: Handle;
  /** `[rows, 1, 1, capacity]` */
  mask: Handle;
}

const TURNED: OpAttribute[] = [boolAttr("transpose_b", true)];
const KEEP_AXIS: OpAttribute[] = [boolAttr("keep_dims", true)];
const IN_TWO: OpAttribute[] = [intAttr("num_split", 2)];

export class TokenSteps {
  private readonly raw = new RawOps();
  private readonly layers: Layer[];
  private shape: BufferShape;
  /** positions written so far, the same for every row */
  private filled: number;
  /** of each row: 0 where it may look, −1e9 where not, `[capacity]` */
  private visible: Float32Array[];
  /** of each row: positions in use */
  private lengths: number[];

  /**
   * @param cache of the prompts, `[rows, kvHeads, time, headDim]`; it stays its owner's
   * @param mask int32 `[rows · time]`, 1 in use, 0 padding
   */
  constructor(
    private readonly model: LanguageModel,
    cache: KeyValueCache,
    mask: Int32Array,
    lora?: Lora,
  ) {
    const { kvHeads, headDim } = model.config;
    const [rows, , time] = (cache[0] as KeyValueCache[number]).keys.shape as [number, number, number];
    this.filled = time;
    this.shape = { rows, kvHeads, headDim, capacity: capacityFor(time) };
    const masks = Array.from({ length: rows }, (_, row) => mask.subarray(row * time, (row + 1) * time));
    this.lengths = masks.map((used) => used.reduce((a, b) => a + b, 0));
    this.visible = masks.map((used) => {
      return Float32Array.from({ length: this.shape.capacity }, (_, at) => (used[at] ? 0 : FORBIDDEN));
    });
    this.layers = model.weights.layers.map((weights, i) => ({
      weights,
      buffer: new KeyValueBuffer(this.raw, this.shape, cache[i] as KeyValueCache[number]),
      adapters: lora ? adaptersOf(lora, i) : {},
      ...(weights.queryNorm && weights.keyNorm && { headNorms: stackedNorms(model.config, weights) }),
    }));
  }

  get rows(): number {
    return this.shape.rows;
  }

  /** Logits `[rows, vocabulary]` after the newest token of every row; the caller disposes of them. */
  next(newest: readonly number[]): tf.Tensor2D {
    const { raw, model } = this;
    if (this.filled === this.shape.capacity) this.grow();
    for (const visible of this.visible) visible[this.filled] = 0;
    const embedded = tf.tidy(() => model.embed(tf.tensor1d([...newest], "int32")));
    // What all layers read outlives the ops of a layer, and so has its own.
    const shared = new RawOps();
    const step = this.sharedTensors(shared);
    let x: RawInput = embedded;
    for (const layer of this.layers) {
      const next = raw.keep(this.layer(x, layer, step));
      raw.free();
      if (!(x instanceof tf.Tensor)) freeHandles([x]);
      x = next;
    }
    const normed = this.norm(x, model.weights.norm);
    const logits = raw.keep(this.logits(normed));
    if (!(x instanceof tf.Tensor)) freeHandles([x]);
    raw.free();
    shared.free();
    embedded.dispose();
    this.filled++;
    this.lengths = this.lengths.map((length) => length + 1);
    return backend().createOutputTensor(logits) as tf.Tensor2D;
  }

  /** Goes on with these rows, in this order. */
  select(rows: readonly number[]): void {
    if (rows.length === this.rows && rows.every((row, at) => row === at)) return;
    const next = { ...this.shape, rows: rows.length };
    const upload = new RawOps();
    const order = blockOrder(this.shape, rows);
    const blocks = upload.upload(order, [order.length]);
    for (const { buffer } of this.layers) buffer.select(this.raw, next, blocks);
    upload.free();
    this.shape = next;
    this.lengths = rows.map((row) => this.lengths[row] as number);
    this.visible = rows.map((row) => (this.visible[row] as Float32Array).slice());
  }

  dispose(): void {
    for (const { buffer, adapters, headNorms } of this.layers) {
      buffer.dispose();
      tf.dispose(Object.values(adapters).flatMap(({ down, up }) => [down, up]));
      headNorms?.dispose();
    }
  }

  private grow(): void {
    this.shape = { ...this.shape, capacity: this.shape.capacity + ROOM };
    for (const { buffer } of this.layers) buffer.grow(this.raw, this.shape, ROOM);
    this.visible = this.visible.map((visible) => {
      const wider = new Float32Array(this.shape.capacity).fill(FORBIDDEN);
      wider.set(visible);
      return wider;
    });
  }

  private sharedTensors(raw: RawOps): Step {
    const { rows, kvHeads, headDim, capacity } = this.shape;
    const places = placesOf(this.shape, this.filled);
    const mask = new Float32Array(rows * capacity);
    for (const [row, visible] of this.visible.entries()) mask.set(visible, row * capacity);
    const { cos, sin } = rotations(this.model.config, this.lengths);
    const tables = [rows, this.model.config.heads + 2 * kvHeads, 2, headDim / 2];
    return {
      places: raw.upload(places, [places.length]),
      cos: raw.upload(cos, tables),
      sin: raw.upload(sin, tables),
      mask: raw.upload(mask, [rows, 1, 1, capacity]),
    };
  }

  private layer(x: RawInput, layer: Layer, step: Step): Handle {
    const { raw } = this;
    const { weights, adapters } = layer;
    const heads = this.product(this.norm(x, weights.attentionNorm), weights.queryKeyValue, adapters.queryKeyValue);
    const mixed = this.attention(heads, layer, step);
    const output = this.product(mixed, weights.attentionOutput, adapters.attentionOutput);
    const middle = raw.run("AddV2", [x, output]);
    const normed = this.norm(middle, weights.feedForwardNorm);
    const gate = this.product(normed, weights.gate, adapters.gate);
    const up = this.product(normed, weights.up, adapters.up);
    const silu = raw.run("Mul", [gate, raw.run("Sigmoid", [gate])]);
    const active = raw.run("Mul", [silu, up]);
    return raw.run("AddV2", [middle, this.product(active, weights.down, adapters.down)]);
  }

  private logits(hidden: Handle): Handle {
    const { raw } = this;
    const { weights, newTokens } = this.model;
    const known = this.product(hidden, weights.head, undefined, TURNED);
    return newTokens ? raw.concat([known, raw.run("MatMul", [hidden, newTokens.headRows], TURNED)], 1) : known;
  }

  /** Rows of q, k and v `[rows, (heads + 2 kvHeads) · headDim]` → the heads' outputs `[rows, heads · headDim]`. */
  private attention(product: Handle, { weights, buffer, headNorms }: Layer, { places, cos, sin, mask }: Step): Handle {
    const { raw } = this;
    const { rows, kvHeads, headDim } = this.shape;
    const { heads } = this.model.config;
    const biased = weights.queryKeyValueBias ? raw.run("AddV2", [product, weights.queryKeyValueBias]) : product;
    const normed = headNorms ? this.normedHeads(biased, headNorms) : biased;
    const halves = raw.run("Reshape", [normed, constant(cos.shape)]);
    const swapped = raw.run("ReverseV2", [halves, constant([2])]);
    const turned = raw.run("AddV2", [raw.run("Mul", [halves, cos]), raw.run("Mul", [swapped, sin])]);
    const [ofQueries, ofOthers] = this.split(turned, [heads, 2 * kvHeads]);
    const queries = raw.run("Reshape", [ofQueries, constant([rows, kvHeads, heads / kvHeads, headDim])]);
    buffer.write(raw, raw.run("Reshape", [ofOthers, constant([2 * rows * kvHeads, 2, headDim / 2])]), places);
    const scores = raw.batchProduct(queries, buffer.keys, true);
    const probabilities = raw.run("Softmax", [raw.run("AddV2", [scores, mask])]);
    return raw.run("Reshape", [raw.batchProduct(probabilities, buffer.values), constant([rows, heads * headDim])]);
  }

  /** Queries and keys with their norms, values as they are. */
  private normedHeads(product: Handle, norms: tf.Tensor): Handle {
    const { raw } = this;
    const { rows, kvHeads, headDim } = this.shape;
    const { heads } = this.model.config;
    const all = raw.run("Reshape", [product, constant([rows, heads + 2 * kvHeads, headDim])]);
    const [queriesAndKeys, values] = this.split(all, [heads + kvHeads, kvHeads]);
    return raw.concat([this.norm(queriesAndKeys, norms), values], 1);
  }

  /** The first heads of every row, and the others. */
  private split(heads: Handle, counts: [number, number]): [Handle, Handle] {
    const inputs = [heads, constant(counts), constant([1], "int32", [])];
    return this.raw.runMulti("SplitV", inputs, IN_TWO, 2) as [Handle, Handle];
  }

  /** x / rms(x) ∘ weight over the last axis. */
  private norm(x: RawInput, weight: tf.Tensor): Handle {
    const { raw } = this;
    const squares = raw.run("Mean", [raw.run("Square", [x]), constant([-1])], KEEP_AXIS);
    const epsilon = constant([this.model.config.normEpsilon], "float32", []);
    const scale = raw.run("Rsqrt", [raw.run("AddV2", [squares, epsilon])]);
    return raw.run("Mul", [raw.run("Mul", [x, scale]), weight]);
  }

  /** `x W`, and beside it `x Aᵀ Bᵀ`. */
  private product(x: Handle, weight: FrozenMatrix, adapter?: JoinedAdapter, attributes: OpAttribute[] = []): Handle {
    const { raw } = this;
    const values = weight instanceof Bfloat16Matrix ? weight.float32() : weight;
    const product = raw.run("MatMul", [x, values], attributes);
    if (values !== weight) values.dispose();
    if (!adapter) return product;
    const low = raw.run("MatMul", [x, adapter.down], TURNED);
    return raw.run("AddV2", [product, raw.run("MatMul", [low, adapter.up], TURNED)]);
  }
}

function adaptersOf(lora: Lora, layer: number): Layer["adapters"] {
  const joined = (Object.keys(ADAPTED) as Matrix[]).map((matrix) => {
    const parts = ADAPTED[matrix].map((target) => ({ target, outputs: targetShape(lora.config, target)[0] }));
    return [matrix, lora.joined(layer, parts)] as const;
  });
  return Object.fromEntries(joined.filter(([, adapter]) => adapter));
}

const stackedNorms = ({ heads, kvHeads }: LlamaConfig, { queryNorm, keyNorm }: LayerWeights): tf.Tensor =>
  tf.tidy(() =>
    tf.stack([...new Array(heads).fill(queryNorm as tf.Tensor1D), ...new Array(kvHeads).fill(keyNorm as tf.Tensor1D)]),
  );

/** cos and sin for every head of each row's place: cos twice, sin as [−sin ; sin]. */
function rotations(config: LlamaConfig, places: readonly number[]): { cos: Float32Array; sin: Float32Array } {
  const { heads, kvHeads, headDim, ropeBase, ropeDivisors } = config;
  const half = headDim / 2;
  const all = heads + 2 * kvHeads;
  const cos = new Float32Array(places.length * all * headDim).fill(1);
  const sin = new Float32Array(cos.length);
  const frequencies = Float32Array.from({ length: half }, (_, i) => ropeBase ** (-i / half) / (ropeDivisors?.[i] ?? 1));
  for (const [row, place] of places.entries()) {
    const angles = frequencies.map((frequency) => place * frequency);
    for (let head = 0; head < heads + kvHeads; head++) {
      const factor = head < heads ? 1 / Math.sqrt(headDim) : 1;
      const start = (row * all + head) * headDim;
      for (let i = 0; i < half; i++) {
        const angle = angles[i] as number;
        cos[start + i] = cos[start + half + i] = factor * Math.cos(angle);
        sin[start + half + i] = factor * Math.sin(angle);
        sin[start + i] = -(sin[start + half + i] as number);
      }
    }
  }
  return { cos, sin };
}
