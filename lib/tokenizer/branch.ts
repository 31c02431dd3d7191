// An encoder, a quantizer and a decoder: the whole tokenizer, or that of one part of the features.
// columns of [rows, features] → latents → codes → the same columns
import { tf } from "../tensor/backend";
import { smoothL1 } from "../tensor/kernels/smoothL1";
import { ParameterSet } from "../training/parameters";
import { addNetworkParameters, decode, encode, type NetworkSize } from "./network";
import { createQuantizer, latentDims } from "./quantizers/create";
import type { LossTerm, Quantizer } from "./quantizers/quantizer";
import type { VqVaeSettings } from "./settings";

export class Branch {
  readonly parameters = new ParameterSet();
  readonly quantizer: Quantizer;
  readonly size: NetworkSize;
  private readonly columns: tf.Tensor1D | undefined;
  private readonly weights: tf.Tensor1D;

  /**
   * @param name of the part; empty where one branch has all dims
   * @param dims which of the features are its own; all unless given
   * @param lossWeight `[dims]`: what each one's error weighs
   */
  constructor(
    readonly name: string,
    settings: VqVaeSettings,
    seed: number,
    readonly lossWeight: Float32Array,
    dims?: readonly number[],
  ) {
    const prefix = name === "" ? "" : `${name}/`;
    this.size = { ...settings, features: lossWeight.length, codeDim: latentDims(settings) };
    addNetworkParameters(this.parameters, this.size, seed, prefix);
    this.quantizer = createQuantizer(settings, this.parameters, seed, prefix);
    this.columns = dims && tf.tensor1d([...dims], "int32");
    this.weights = tf.tensor1d(lossWeight);
  }

  /** `[rows, all features]` → `[rows, its own]` */
  own(features: tf.Tensor2D): tf.Tensor2D {
    return this.columns ? tf.gather(features, this.columns, 1) : features;
  }

  /** The loss of its features; call on the gradient tape. */
  loss(features: tf.Tensor2D, batch: number): BranchLoss {
    const target = this.own(features);
    const latents = encode(this.parameters, this.size, target, batch);
    const { quantized, terms } = this.quantizer.quantize(latents);
    const prediction = decode(this.parameters, this.size, quantized, batch);
    return { reconstruction: smoothL1(prediction, target, this.weights), terms, latents };
  }

  /** `[time · batch, all features]` → latents `[time / framesPerCode · batch, codeDim]` */
  encode(features: tf.Tensor2D, batch: number): tf.Tensor2D {
    return tf.tidy(() => encode(this.parameters, this.size, this.own(features), batch));
  }

  /** int32 codes of one clip `[time, layers]` → its features `[time · framesPerCode, own]` */
  decode(codes: tf.Tensor2D): tf.Tensor2D {
    return tf.tidy(() => {
      const vectors = tf.sum(tf.gather(this.quantizer.vectors(), codes), 1) as tf.Tensor2D;
      return decode(this.parameters, this.size, vectors, 1);
    });
  }

  dispose(): void {
    this.parameters.dispose();
    this.quantizer.dispose();
    this.weights.dispose();
    this.columns?.dispose();
  }
}

export interface BranchLoss {
  /** smooth-L1 of all its dims, weighted */
  reconstruction: tf.Scalar;
  /** the quantizer's own */
  terms: Record<string, LossTerm>;
  /** `[codes · batch, codeDim]` */
  latents: tf.Tensor2D;
}
