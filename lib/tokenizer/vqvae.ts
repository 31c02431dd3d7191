// The tokenizer: features → latents → nearest codes → features (LSLM §3.1, Eq. 2).
// L = smoothL1(x, x̂) + Σ λ_i · smoothL1(block i) + β · ‖z − sg(e)‖², the codebook e by moving average.
import { Random } from "../random";
import { tf } from "../tensor/backend";
import { type CodebookState, codebookEma } from "../tensor/kernels/codebookEma";
import { nearestCode, quantizeStraightThrough } from "../tensor/kernels/nearestCode";
import { smoothL1 } from "../tensor/kernels/smoothL1";
import { stopGradient } from "../tensor/kernels/stopGradient";
import { ParameterSet } from "../training/parameters";
import { addNetworkParameters, decode, encode, framesPerCode, type NetworkSize } from "./network";

/** Feature dims `start` (included) to `end` (excluded) and the weight λ of their mean error. */
export interface Emphasis {
  start: number;
  end: number;
  weight: number;
}

export interface VqVaeSettings extends NetworkSize {
  /** entries of the codebook; the paper's best is 1024 */
  codes: number;
  /** β of Eq. 2 */
  commitment: number;
  /** λ_i: each adds λ · smoothL1 over a block of dims, e.g. the joint positions */
  emphasis: readonly Emphasis[];
  /** μ of the codebook's moving average */
  decay: number;
  /** a code whose average count a step falls below this restarts */
  deadBelow: number;
}

/** Rounds after which the first codebook hardly changes. */
const KMEANS_ROUNDS = 10;

export interface VqVaeLoss {
  loss: tf.Scalar;
  /** smooth-L1 of all dims and of the emphasised blocks */
  reconstruction: tf.Scalar;
  commitment: tf.Scalar;
  /** `[codes · batch, codeDim]`, what `updateCodebook` needs */
  latents: tf.Tensor2D;
}

export class VqVae {
  readonly parameters = new ParameterSet();
  private codebook: CodebookState;
  /** `[features]`: what each dim's error weighs in the loss; sums to 1 + Σ λ_i */
  readonly lossWeight: Float32Array;
  private readonly lossWeights: tf.Tensor1D;

  constructor(
    readonly settings: VqVaeSettings,
    private readonly seed: number,
  ) {
    addNetworkParameters(this.parameters, settings, seed);
    const { codes, codeDim, features, emphasis } = settings;
    const random = new Random(seed, "codebook");
    const initial = Float32Array.from({ length: codes * codeDim }, () => random.normal(0, 0.01));
    this.codebook = {
      codes: tf.tensor2d(initial, [codes, codeDim]),
      sum: tf.tensor2d(initial, [codes, codeDim]),
      count: tf.ones([codes]),
    };
    const weights = new Float32Array(features).fill(1 / features);
    for (const { start, end, weight } of emphasis) {
      for (let dim = start; dim < end; dim++) weights[dim] = (weights[dim] as number) + weight / (end - start);
    }
    this.lossWeight = weights;
    this.lossWeights = tf.tensor1d(weights);
  }

  /** `[codes, codeDim]`; stays the tokenizer's own */
  get codes(): tf.Tensor2D {
    return this.codebook.codes;
  }

  /**
   * The first codes by k-means (as SoundStream, Zeghidour et al. 2021), so that each starts where data lie.
   * @param latents `[n, codeDim]`
   */
  initializeCodebook(latents: tf.Tensor2D): void {
    const { codes } = this.settings;
    const first = this.replacements(latents, 0);
    this.replaceCodebook({ codes: first, sum: first.clone(), count: tf.ones([codes]) });
    for (let round = 1; round <= KMEANS_ROUNDS; round++) {
      this.replaceCodebook(
        tf.tidy(() => {
          const indices = nearestCode(latents, this.codebook.codes);
          return codebookEma(this.codebook, latents, indices, this.replacements(latents, round), 0, 1);
        }),
      );
    }
    // One vector a code is what the moving average starts from, whatever the size of the sample.
    const fitted = this.codebook.codes.clone();
    this.replaceCodebook({ codes: fitted, sum: fitted.clone(), count: tf.ones([codes]) });
  }

  /** Eq. 2 on normalised features `[time, batch, features]`; call on the gradient tape. */
  loss(features: tf.Tensor3D): VqVaeLoss {
    const [, batch, dims] = features.shape;
    const target = features.reshape([-1, dims]) as tf.Tensor2D;
    const latents = encode(this.parameters, this.settings, target, batch);
    const quantized = quantizeStraightThrough(latents, this.codebook.codes);
    const prediction = decode(this.parameters, this.settings, quantized, batch);
    const reconstruction = smoothL1(prediction, target, this.lossWeights);
    const commitment = tf.mean(tf.square(tf.sub(latents, stopGradient(quantized)))) as tf.Scalar;
    const loss = tf.add(reconstruction, tf.mul(commitment, this.settings.commitment)) as tf.Scalar;
    return { loss, reconstruction, commitment, latents };
  }

  /** Moves the codebook towards the latents assigned to it and restarts dead codes; `step` seeds the restarts. */
  updateCodebook(latents: tf.Tensor2D, step: number): void {
    const { decay, deadBelow } = this.settings;
    this.replaceCodebook(
      tf.tidy(() => {
        const indices = nearestCode(latents, this.codebook.codes);
        return codebookEma(this.codebook, latents, indices, this.replacements(latents, step), decay, deadBelow);
      }),
    );
  }

  /** normalised features `[time, batch, features]` → latents `[time / framesPerCode · batch, codeDim]` */
  encode(features: tf.Tensor3D): tf.Tensor2D {
    const [, batch, dims] = features.shape;
    return tf.tidy(() => encode(this.parameters, this.settings, features.reshape([-1, dims]), batch));
  }

  /**
   * One clip of any length → its codes. The last frame is held until the clip fills its last code.
   * @param features `[frames, features]`, normalised
   * @returns `[ceil(frames / framesPerCode)]`
   */
  tokenize(features: Float32Array, frames: number): Int32Array {
    const { features: dims } = this.settings;
    const step = framesPerCode(this.settings);
    const padded = Math.ceil(frames / step) * step;
    const held = new Float32Array(padded * dims);
    held.set(features.subarray(0, frames * dims));
    for (let frame = frames; frame < padded; frame++) {
      held.copyWithin(frame * dims, (frames - 1) * dims, frames * dims);
    }
    return tf.tidy(() => {
      const latents = this.encode(tf.tensor3d(held, [padded, 1, dims]));
      return nearestCode(latents, this.codebook.codes).dataSync() as Int32Array;
    });
  }

  /** Codes of one clip → normalised features `[codes · framesPerCode, features]`. */
  detokenize(codes: Int32Array): Float32Array {
    return tf.tidy(() => {
      const vectors = tf.gather(this.codebook.codes, tf.tensor1d(codes, "int32"));
      return decode(this.parameters, this.settings, vectors, 1).dataSync() as Float32Array;
    });
  }

  /** The codebook and its averages, by name, for a checkpoint. */
  saveCodebook(): Map<string, tf.Tensor> {
    const { codes, sum, count } = this.codebook;
    return new Map<string, tf.Tensor>([
      ["codebook.codes", codes],
      ["codebook.sum", sum],
      ["codebook.count", count],
    ]);
  }

  /** Takes over what `saveCodebook` gave. */
  restoreCodebook(saved: ReadonlyMap<string, tf.Tensor>): void {
    const take = (name: string) => {
      const tensor = saved.get(`codebook.${name}`);
      if (!tensor) throw new Error(`the checkpoint lacks codebook.${name}`);
      return tensor.clone();
    };
    this.replaceCodebook({
      codes: take("codes") as tf.Tensor2D,
      sum: take("sum") as tf.Tensor2D,
      count: take("count") as tf.Tensor1D,
    });
  }

  dispose(): void {
    this.parameters.dispose();
    tf.dispose([this.codebook.codes, this.codebook.sum, this.codebook.count, this.lossWeights]);
  }

  private replaceCodebook(next: CodebookState): void {
    const { codes, sum, count } = this.codebook;
    this.codebook = { codes: tf.keep(next.codes), sum: tf.keep(next.sum), count: tf.keep(next.count) };
    tf.dispose([codes, sum, count]);
  }

  /** A latent of this batch for each code, none twice while there are enough. */
  private replacements(latents: tf.Tensor2D, step: number): tf.Tensor2D {
    const { codes } = this.settings;
    const order = new Random(this.seed, "restart", step).shuffle(Array.from({ length: latents.shape[0] }, (_, i) => i));
    const rows = Int32Array.from({ length: codes }, (_, i) => order[i % order.length] as number);
    return tf.tidy(() => tf.gather(latents, tf.tensor1d(rows, "int32")) as tf.Tensor2D);
  }
}
