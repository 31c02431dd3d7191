// A codebook that is the moving average of its latents (van den Oord et al. 2017, A.1), unused codes restarted: the
// quantizer of T2M-GPT, MotionGPT and LSLM. Loss: the commitment β · ‖z − sg(e)‖².
import { Random } from "../../random";
import { tf } from "../../tensor/backend";
import { type CodebookState, codebookEma } from "../../tensor/kernels/codebookEma";
import { nearestCode, straightThrough } from "../../tensor/kernels/nearestCode";
import { drawLatents, kMeans } from "./kMeans";
import { type LossTerm, type Quantizer, savedTensor } from "./quantizer";

export interface EmaSettings {
  /** entries of the codebook */
  codes: number;
  codeDim: number;
  /** β of LSLM Eq. 2 */
  commitment: number;
  /** μ of the moving average */
  decay: number;
  /** a code whose average count a step falls below this restarts */
  deadBelow: number;
}

export class EmaCodebook implements Quantizer {
  readonly layers = 1;
  private codebook: CodebookState;

  /** @param prefix of its names in checkpoints and of its random streams, where there are several */
  constructor(
    private readonly settings: EmaSettings,
    private readonly seed: number,
    private readonly prefix = "",
  ) {
    const { codes, codeDim } = settings;
    const random = new Random(seed, `${prefix}codebook`);
    const initial = Float32Array.from({ length: codes * codeDim }, () => random.normal(0, 0.01));
    this.codebook = startState(tf.tensor2d(initial, [codes, codeDim]));
  }

  get entries(): number {
    return this.settings.codes;
  }

  quantize(latents: tf.Tensor2D): { quantized: tf.Tensor2D; terms: Record<string, LossTerm> } {
    const chosen = this.nearest(latents);
    const commitment = tf.mean(tf.square(tf.sub(latents, chosen))) as tf.Scalar;
    return {
      quantized: straightThrough(latents, chosen),
      terms: { commitment: { value: commitment, weight: this.settings.commitment } },
    };
  }

  /** `[n, codeDim]` → the vector of each one's code, a constant to the gradient. */
  nearest(latents: tf.Tensor2D): tf.Tensor2D {
    return tf.tidy(() => tf.gather(this.codebook.codes, nearestCode(latents, this.codebook.codes)));
  }

  codesOf(latents: tf.Tensor2D): tf.Tensor2D {
    return tf.tidy(() => nearestCode(latents, this.codebook.codes).expandDims(1) as tf.Tensor2D);
  }

  vectors(): tf.Tensor2D {
    return this.codebook.codes.clone();
  }

  initialize(latents: tf.Tensor2D): void {
    // One vector a code is what the moving average starts from, whatever the size of the sample.
    this.replace(startState(kMeans(latents, (round) => this.replacements(latents, round))));
  }

  update(latents: tf.Tensor2D, step: number): void {
    const { decay, deadBelow } = this.settings;
    const indices = nearestCode(latents, this.codebook.codes);
    const replacements = this.replacements(latents, step);
    this.replace(codebookEma(this.codebook, latents, indices, replacements, decay, deadBelow));
    tf.dispose([indices, replacements]);
  }

  state(): Map<string, tf.Tensor> {
    return new Map(Object.entries(this.codebook).map(([name, tensor]) => [`${this.prefix}codebook.${name}`, tensor]));
  }

  restore(saved: ReadonlyMap<string, tf.Tensor>): void {
    const take = <Name extends keyof CodebookState>(name: Name) =>
      savedTensor(saved, `${this.prefix}codebook.${name}`, this.codebook[name].shape) as CodebookState[Name];
    this.replace({ codes: take("codes"), sum: take("sum"), count: take("count") });
  }

  dispose(): void {
    tf.dispose(Object.values(this.codebook));
  }

  private replace(next: CodebookState): void {
    this.dispose();
    this.codebook = { codes: tf.keep(next.codes), sum: tf.keep(next.sum), count: tf.keep(next.count) };
  }

  private replacements(latents: tf.Tensor2D, step: number): tf.Tensor2D {
    return drawLatents(latents, this.entries, new Random(this.seed, `${this.prefix}restart`, step));
  }
}

const startState = (codes: tf.Tensor2D): CodebookState => ({
  codes,
  sum: codes.clone(),
  count: tf.ones([codes.shape[0]]),
});
