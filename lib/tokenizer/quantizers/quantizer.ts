// What stands between the two networks: latents → codes, integers → vectors for the decoder. Each kind is a file here.
import type { tf } from "../../tensor/backend";

/** A term of the training loss. */
export interface LossTerm {
  value: tf.Scalar;
  weight: number;
}

export interface Quantizer {
  /** codes of one latent: their vectors add up to the decoder's input */
  readonly layers: number;
  /** entries of a layer; layer l has the codes from l · entries */
  readonly entries: number;

  /**
   * Latents as the decoder gets them, with the gradient passed straight through; call on the gradient tape.
   * @param latents `[n, codeDim]`
   * @returns `quantized` `[n, codeDim]`, and the quantizer's own terms of the loss by name
   */
  quantize(latents: tf.Tensor2D): { quantized: tf.Tensor2D; terms: Record<string, LossTerm> };

  /** `[n, codeDim]` → int32 `[n, layers]` */
  codesOf(latents: tf.Tensor2D): tf.Tensor2D;

  /** The vector of each code, `[layers · entries, codeDim]`; the caller disposes of it. */
  vectors(): tf.Tensor2D;

  /** Where training starts: codes that fit the latents `[n, codeDim]` of untrained networks. */
  initialize(latents: tf.Tensor2D): void;

  /** After a step's gradients: what is learned without them, from the step's latents `[n, codeDim]`. */
  update(latents: tf.Tensor2D, step: number): void;

  /** What is no parameter and still belongs to a checkpoint, by name; the tensors stay the quantizer's. */
  state(): Map<string, tf.Tensor>;

  /** @throws Error when something of `state` is missing */
  restore(saved: ReadonlyMap<string, tf.Tensor>): void;

  dispose(): void;
}

/** A copy of the tensor of that name, which must have that shape. */
export function savedTensor(saved: ReadonlyMap<string, tf.Tensor>, name: string, shape: readonly number[]): tf.Tensor {
  const tensor = saved.get(name);
  if (tensor?.shape.join() !== shape.join()) {
    throw new Error(`the checkpoint's ${name} is [${tensor?.shape ?? "missing"}], expected [${shape}]`);
  }
  return tensor.clone();
}
