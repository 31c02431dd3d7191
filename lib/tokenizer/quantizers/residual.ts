// Residual quantization (Zeghidour et al. 2021; for motion MoMask, Guo et al. 2024): every layer's codebook takes what
// the layers before it left, z ≈ Σ_l e_l. Commitment as RQ-VAE (Lee et al. 2022, Eq. 6): Σ_l ‖z − sg(e_1 + … + e_l)‖².
import { tf } from "../../tensor/backend";
import { straightThrough } from "../../tensor/kernels/nearestCode";
import { EmaCodebook, type EmaSettings } from "./emaCodebook";
import type { LossTerm, Quantizer } from "./quantizer";

export class ResidualQuantizer implements Quantizer {
  private readonly codebooks: EmaCodebook[];

  constructor(
    private readonly settings: EmaSettings,
    readonly layers: number,
    seed: number,
    prefix = "",
  ) {
    this.codebooks = Array.from({ length: layers }, (_, l) => new EmaCodebook(settings, seed, `${prefix}layer${l}/`));
  }

  get entries(): number {
    return this.settings.codes;
  }

  quantize(latents: tf.Tensor2D): { quantized: tf.Tensor2D; terms: Record<string, LossTerm> } {
    let sum = tf.zeros(latents.shape) as tf.Tensor2D;
    const commitments = this.codebooks.map((codebook) => {
      sum = tf.add(sum, codebook.nearest(tf.sub(latents, sum)));
      return tf.mean(tf.square(tf.sub(latents, sum))) as tf.Scalar;
    });
    return {
      quantized: straightThrough(latents, sum),
      terms: { commitment: { value: tf.addN(commitments), weight: this.settings.commitment } },
    };
  }

  codesOf(latents: tf.Tensor2D): tf.Tensor2D {
    return tf.tidy(() => {
      let rest = latents;
      const columns = this.codebooks.map((codebook, l) => {
        const codes = codebook.codesOf(rest);
        rest = tf.sub(rest, codebook.nearest(rest));
        return tf.add(codes, tf.scalar(l * this.entries, "int32")) as tf.Tensor2D;
      });
      return tf.concat(columns, 1);
    });
  }

  vectors(): tf.Tensor2D {
    return tf.tidy(() => tf.concat(this.codebooks.map((codebook) => codebook.vectors())));
  }

  initialize(latents: tf.Tensor2D): void {
    this.layerByLayer(latents, (codebook, rest) => {
      codebook.initialize(rest);
      return codebook.nearest(rest);
    });
  }

  update(latents: tf.Tensor2D, step: number): void {
    this.layerByLayer(latents, (codebook, rest) => {
      const chosen = codebook.nearest(rest);
      codebook.update(rest, step);
      return chosen;
    });
  }

  state(): Map<string, tf.Tensor> {
    return new Map(this.codebooks.flatMap((codebook) => [...codebook.state()]));
  }

  restore(saved: ReadonlyMap<string, tf.Tensor>): void {
    for (const codebook of this.codebooks) codebook.restore(saved);
  }

  dispose(): void {
    for (const codebook of this.codebooks) codebook.dispose();
  }

  /** Calls `visit` with each codebook and what is left for it; `visit` returns what the codebook takes of that. */
  private layerByLayer(latents: tf.Tensor2D, visit: (codebook: EmaCodebook, rest: tf.Tensor2D) => tf.Tensor2D): void {
    tf.tidy(() => {
      let rest = latents;
      for (const codebook of this.codebooks) rest = tf.sub(rest, visit(codebook, rest));
    });
  }
}
