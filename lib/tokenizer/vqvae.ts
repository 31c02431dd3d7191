// The tokenizer: features → latents → codes → features (LSLM §3.1, Eq. 2).
// L = smoothL1(x, x̂) + Σ λ_i · smoothL1(block i) + the quantizer's terms, by default β · ‖z − sg(e)‖².
import { tf } from "../tensor/backend";
import type { ParameterGroup } from "../training/adamw";
import { Branch } from "./branch";
import { framesPerCode, reachInCodes } from "./network";
import { joined, overlap } from "./overlap";
import type { Part, VqVaeSettings } from "./settings";

export interface VqVaeLoss {
  loss: tf.Scalar;
  /** `reconstruction`: smooth-L1 of all dims and of the emphasised blocks; the quantizer's terms, e.g. `commitment` */
  metrics: Record<string, tf.Scalar>;
  /** of each branch `[codes · batch, codeDim]`: what `update` needs */
  latents: tf.Tensor2D[];
}

/** One of the integers that stand for each 2^downsamplings frames. */
export interface CodeStream {
  /** e.g. `"leftHand layer 2"`; empty where there is one stream */
  name: string;
  /** its codes are the integers from `first` to `first + codes − 1` */
  first: number;
  codes: number;
}

export class VqVae {
  /** one, or one a part */
  readonly branches: readonly Branch[];
  /** the integers of a code position, in their order */
  readonly streams: readonly CodeStream[];
  /** dims of the branches one after the other, `[features]`: which place each dim has there */
  private readonly places: tf.Tensor1D | undefined;

  constructor(
    readonly settings: VqVaeSettings,
    seed: number,
  ) {
    const { features, parts } = settings;
    const weights = lossWeights(settings);
    const dims = parts?.map(dimsOf);
    this.branches = dims
      ? dims.map((own, n) => {
          const weight = Float32Array.from(own, (dim) => weights[dim] as number);
          return new Branch((parts as readonly Part[])[n]?.name as string, settings, seed, weight, own);
        })
      : [new Branch("", settings, seed, weights)];
    if (dims) {
      const places = new Int32Array(features);
      dims.flat().forEach((dim, place) => {
        places[dim] = place;
      });
      this.places = tf.tensor1d(places, "int32");
    }
    let first = 0;
    this.streams = this.branches.flatMap(({ name, quantizer: { layers, entries } }) =>
      Array.from({ length: layers }, (_, layer) => {
        const stream = { name: [name, layers > 1 ? `layer ${layer + 1}` : ""].join(" ").trim(), first, codes: entries };
        first += entries;
        return stream;
      }),
    );
  }

  /** All codes of all streams. */
  get codeCount(): number {
    const { first, codes } = this.streams.at(-1) as CodeStream;
    return first + codes;
  }

  /** Streams whose vectors add up to one latent: 1, or the layers of a residual quantizer. */
  get layers(): number {
    return (this.branches[0] as Branch).quantizer.layers;
  }

  /** The vector of each code, `[codeCount, codeDim]`; the caller disposes of it. */
  codeVectors(): tf.Tensor2D {
    return tf.tidy(() => tf.concat(this.branches.map(({ quantizer }) => quantizer.vectors())));
  }

  /** What gradients train. */
  get groups(): ParameterGroup[] {
    return this.branches.map(({ name, parameters }) => ({ name: name === "" ? "vqvae" : `vqvae/${name}`, parameters }));
  }

  /** Number of values that gradients train. */
  get size(): number {
    return this.branches.reduce((sum, { parameters }) => sum + parameters.size, 0);
  }

  /** Eq. 2 on normalised features `[time, batch, features]`; call on the gradient tape. */
  loss(features: tf.Tensor3D): VqVaeLoss {
    const [, batch, dims] = features.shape;
    const rows = features.reshape([-1, dims]) as tf.Tensor2D;
    const weighted: tf.Scalar[] = [];
    const metrics: Record<string, tf.Scalar> = {};
    const count = (name: string, value: tf.Scalar) => {
      metrics[name] = metrics[name] ? tf.add(metrics[name], value) : value;
    };
    const latents = this.branches.map((branch) => {
      const { reconstruction, terms, latents } = branch.loss(rows, batch);
      weighted.push(reconstruction);
      count("reconstruction", reconstruction);
      for (const [name, { value, weight }] of Object.entries(terms)) {
        weighted.push(tf.mul(value, weight));
        count(name, value);
      }
      return latents;
    });
    return { loss: tf.addN(weighted), metrics, latents };
  }

  /** After a step's gradients: what the quantizers learn without them, e.g. the moving average of a codebook. */
  update(latents: readonly tf.Tensor2D[], step: number): void {
    this.branches.forEach(({ quantizer }, n) => {
      quantizer.update(latents[n] as tf.Tensor2D, step);
    });
  }

  /** normalised features `[time, batch, features]` → codes, int32 `[time / framesPerCode · batch, streams]` */
  encode(features: tf.Tensor3D): tf.Tensor2D {
    const [, batch, dims] = features.shape;
    return tf.tidy(() => {
      const rows = features.reshape([-1, dims]) as tf.Tensor2D;
      const codes = this.branches.map((branch, n) => {
        const { first } = this.streams[n * this.layers] as CodeStream;
        return tf.add(branch.quantizer.codesOf(branch.encode(rows, batch)), tf.scalar(first, "int32")) as tf.Tensor2D;
      });
      return tf.concat(codes, 1);
    });
  }

  /**
   * One clip of any length → its codes. The last frame is held until the clip fills its last code.
   * @param features `[frames, features]`, normalised
   * @returns `[ceil(frames / framesPerCode), streams]`
   */
  tokenize(features: Float32Array, frames: number): Int32Array {
    const clip = features.subarray(0, frames * this.settings.features);
    return [...this.tokenizeParts([clip])].reduce(joined, new Int32Array());
  }

  /** As `tokenize`, of a clip that arrives in parts of any length; the codes arrive in parts, too, and are the same. */
  *tokenizeParts(parts: Iterable<Float32Array>): Generator<Int32Array> {
    const { features: dims } = this.settings;
    const perCode = framesPerCode(this.settings);
    const steps = { inputs: perCode * dims, outputs: this.streams.length, reach: reachInCodes(this.settings) };
    yield* overlap(wholeCodes(parts, dims, perCode), steps, (window) =>
      tf.tidy(() => this.encode(tf.tensor3d(window, [window.length / dims, 1, dims])).dataSync() as Int32Array),
    );
  }

  /**
   * Codes of one clip → normalised features.
   * @param codes `[positions, streams]`
   * @returns `[positions · framesPerCode, features]`
   */
  detokenize(codes: Int32Array): Float32Array {
    return [...this.detokenizeParts([codes])].reduce(joined, new Float32Array());
  }

  /** As `detokenize`, of codes that arrive in parts of whole positions. */
  *detokenizeParts(parts: Iterable<Int32Array>): Generator<Float32Array> {
    const steps = {
      inputs: this.streams.length,
      outputs: framesPerCode(this.settings) * this.settings.features,
      reach: reachInCodes(this.settings),
    };
    yield* overlap(parts, steps, (window) => tf.tidy(() => this.decode(window).dataSync() as Float32Array));
  }

  /** Everything that a trained tokenizer is, by name; the tensors stay its own. */
  save(): Map<string, tf.Tensor> {
    const parameters = this.branches.flatMap(({ name, parameters }) =>
      [...parameters.save()].map(([key, tensor]) => [name === "" ? key : `${name}/${key}`, tensor] as const),
    );
    return new Map([...parameters, ...this.saveQuantizers()]);
  }

  /**
   * Takes over what `save` gave.
   * @throws Error when a tensor is missing or of another shape
   */
  restore(saved: ReadonlyMap<string, tf.Tensor>): void {
    for (const { name, parameters } of this.branches) {
      const own = parameters.names.map((key) => [key, saved.get(name === "" ? key : `${name}/${key}`)] as const);
      parameters.restore(new Map(own.filter((entry): entry is [string, tf.Tensor] => entry[1] !== undefined)));
    }
    this.restoreQuantizers(saved);
  }

  /** What a checkpoint needs beside `groups`. */
  saveQuantizers(): Map<string, tf.Tensor> {
    return new Map(this.branches.flatMap(({ quantizer }) => [...quantizer.state()]));
  }

  restoreQuantizers(saved: ReadonlyMap<string, tf.Tensor>): void {
    for (const { quantizer } of this.branches) quantizer.restore(saved);
  }

  dispose(): void {
    for (const branch of this.branches) branch.dispose();
    this.places?.dispose();
  }

  /** `[positions, streams]` → `[positions · framesPerCode, features]` */
  private decode(codes: Int32Array): tf.Tensor2D {
    const all = tf.tensor2d(codes, [codes.length / this.streams.length, this.streams.length], "int32");
    const decoded = this.branches.map((branch, n) => {
      const { first } = this.streams[n * this.layers] as CodeStream;
      const own = tf.slice(all, [0, n * this.layers], [-1, this.layers]);
      return branch.decode(tf.sub(own, tf.scalar(first, "int32")));
    });
    return this.places ? tf.gather(tf.concat(decoded, 1), this.places, 1) : (decoded[0] as tf.Tensor2D);
  }
}

/** `[features]`: what each dim's error weighs in the loss; sums to 1 + Σ λ_i */
function lossWeights({ features, emphasis }: VqVaeSettings): Float32Array {
  const weights = new Float32Array(features).fill(1 / features);
  for (const { start, end, weight } of emphasis) {
    for (let dim = start; dim < end; dim++) weights[dim] = (weights[dim] as number) + weight / (end - start);
  }
  return weights;
}

const dimsOf = ({ dims }: Part): number[] =>
  dims.flatMap(([start, end]) => Array.from({ length: end - start }, (_, n) => start + n));

/** Parts of whole codes out of parts `[frames, dims]` of any length; the last frame is held to fill the last code. */
function* wholeCodes(parts: Iterable<Float32Array>, dims: number, perCode: number): Generator<Float32Array> {
  const size = dims * perCode;
  let rest = new Float32Array();
  for (const part of parts) {
    const all = joined(rest, part);
    const whole = all.length - (all.length % size);
    if (whole > 0) yield all.subarray(0, whole);
    rest = all.subarray(whole);
  }
  if (rest.length === 0) return;
  const last = new Float32Array(size);
  last.set(rest);
  for (let at = rest.length; at < size; at += dims) last.copyWithin(at, rest.length - dims, rest.length);
  yield last;
}
