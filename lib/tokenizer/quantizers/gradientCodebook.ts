// A codebook that gradients move (van den Oord et al. 2017, Eq. 3), without moving average or restarts. Loss: the
// codebook term ‖sg(z) − e‖² and the commitment β · ‖z − sg(e)‖².
import { Random } from "../../random";
import { tf } from "../../tensor/backend";
import { nearestCode, straightThrough } from "../../tensor/kernels/nearestCode";
import { stopGradient } from "../../tensor/kernels/stopGradient";
import type { ParameterSet } from "../../training/parameters";
import { drawLatents, kMeans } from "./kMeans";
import type { LossTerm, Quantizer } from "./quantizer";

export interface GradientSettings {
  /** entries of the codebook */
  codes: number;
  codeDim: number;
  /** β of LSLM Eq. 2 */
  commitment: number;
}

const NAME = "codebook.codes";

export class GradientCodebook implements Quantizer {
  readonly layers = 1;

  /** @param parameters gets the codebook */
  constructor(
    private readonly settings: GradientSettings,
    private readonly parameters: ParameterSet,
    private readonly seed: number,
    private readonly prefix = "",
  ) {
    const { codes, codeDim } = settings;
    const random = new Random(seed, `${prefix}codebook`);
    const initial = Float32Array.from({ length: codes * codeDim }, () => random.normal(0, 0.01));
    parameters.add(NAME, initial, [codes, codeDim]);
  }

  get entries(): number {
    return this.settings.codes;
  }

  quantize(latents: tf.Tensor2D): { quantized: tf.Tensor2D; terms: Record<string, LossTerm> } {
    const codes = this.parameters.get(NAME);
    const chosen = tf.gather(codes, nearestCode(latents, codes)) as tf.Tensor2D;
    const distance = (a: tf.Tensor, b: tf.Tensor) => tf.mean(tf.square(tf.sub(a, b))) as tf.Scalar;
    return {
      quantized: straightThrough(latents, chosen),
      terms: {
        commitment: { value: distance(latents, stopGradient(chosen)), weight: this.settings.commitment },
        codebook: { value: distance(stopGradient(latents), chosen), weight: 1 },
      },
    };
  }

  codesOf(latents: tf.Tensor2D): tf.Tensor2D {
    return tf.tidy(() => nearestCode(latents, this.parameters.get(NAME)).expandDims(1) as tf.Tensor2D);
  }

  vectors(): tf.Tensor2D {
    return this.parameters.get(NAME).clone() as tf.Tensor2D;
  }

  initialize(latents: tf.Tensor2D): void {
    const draw = (round: number) =>
      drawLatents(latents, this.entries, new Random(this.seed, `${this.prefix}restart`, round));
    const codes = kMeans(latents, draw);
    this.parameters.variable(NAME).assign(codes);
    codes.dispose();
  }

  update(): void {}

  state(): Map<string, tf.Tensor> {
    return new Map();
  }

  restore(): void {}

  dispose(): void {}
}
