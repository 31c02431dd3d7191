// The VQ-VAE's two networks (LSLM §3.1, after T2M-GPT): strided convolutions down to one latent a few frames,
// dilated residual blocks, and the mirror image back to features.
// features [time · batch, 623] → latents [time / 2^downsamplings · batch, codeDim] → features [time · batch, 623]
import { Random } from "../random";
import { tf } from "../tensor/backend";
import { conv1d, transposedConv1d } from "../tensor/kernels/conv1d";
import { relu } from "../tensor/kernels/relu";
import type { ParameterSet } from "../training/parameters";

export interface NetworkSize {
  /** feature dims a frame, 623 */
  features: number;
  /** channels of every hidden layer */
  width: number;
  /** dims of a latent and of a code */
  codeDim: number;
  /** halvings of time; 2 makes one code of 4 frames */
  downsamplings: number;
  /** residual blocks after each halving */
  depth: number;
  /** dilation of the i-th residual block is growth^i; the largest comes first */
  dilationGrowth: number;
}

/** Frames that share one code. */
export const framesPerCode = (size: Pick<NetworkSize, "downsamplings">): number => 2 ** size.downsamplings;

/**
 * Codes beyond which neither network sees: what a convolution of the encoder or decoder gives depends on no frame, or
 * code, further away.
 */
export function reachInCodes({ downsamplings, depth, dilationGrowth }: NetworkSize): number {
  const perCode = 2 ** downsamplings;
  let dilations = 0;
  for (let block = 0; block < depth; block++) dilations += dilationGrowth ** block;
  // Frames: encoder.in, then a level's four taps of stride 2 and its residual blocks at half the rate, encoder.out.
  let encoder = 1 + perCode;
  // Codes: decoder.in, a level's residual blocks and its up-sampling, then mix and out a frame each.
  let decoder = 1 + 2 / perCode;
  for (let level = 0; level < downsamplings; level++) {
    encoder += 2 ** level * 2 + 2 ** (level + 1) * dilations;
    decoder += (dilations + 1) / 2 ** level;
  }
  return Math.ceil(Math.max(encoder / perCode, decoder));
}

interface Convolution {
  name: string;
  kernel: number;
  inputs: number;
  outputs: number;
}

/** Every convolution of both networks, in the order data meets them. */
function convolutions(size: NetworkSize): Convolution[] {
  const { features, width, codeDim, downsamplings, depth } = size;
  const residual = (prefix: string): Convolution[] =>
    Array.from({ length: depth }, (_, block) => [
      { name: `${prefix}.${block}.dilated`, kernel: 3, inputs: width, outputs: width },
      { name: `${prefix}.${block}.mix`, kernel: 1, inputs: width, outputs: width },
    ]).flat();
  const list: Convolution[] = [{ name: "encoder.in", kernel: 3, inputs: features, outputs: width }];
  for (let level = 0; level < downsamplings; level++) {
    list.push({ name: `encoder.${level}.down`, kernel: 4, inputs: width, outputs: width });
    list.push(...residual(`encoder.${level}.residual`));
  }
  list.push({ name: "encoder.out", kernel: 3, inputs: width, outputs: codeDim });
  list.push({ name: "decoder.in", kernel: 3, inputs: codeDim, outputs: width });
  for (let level = 0; level < downsamplings; level++) {
    list.push(...residual(`decoder.${level}.residual`));
    list.push({ name: `decoder.${level}.upsample`, kernel: 3, inputs: width, outputs: width });
  }
  list.push({ name: "decoder.mix", kernel: 3, inputs: width, outputs: width });
  list.push({ name: "decoder.out", kernel: 3, inputs: width, outputs: features });
  return list;
}

/**
 * Adds every weight of both networks, Kaiming-uniform as PyTorch's `Conv1d`: U(±1/√(kernel · inputs)).
 * @param prefix of the random streams, where there are several networks
 */
export function addNetworkParameters(parameters: ParameterSet, size: NetworkSize, seed: number, prefix = ""): void {
  for (const { name, kernel, inputs, outputs } of convolutions(size)) {
    const bound = 1 / Math.sqrt(kernel * inputs);
    const random = new Random(seed, `vqvae/${prefix}${name}`);
    const draw = (count: number) => Float32Array.from({ length: count }, () => random.uniform(-bound, bound));
    const shape = name.endsWith(".upsample") ? [kernel, outputs, inputs] : [kernel, inputs, outputs];
    parameters.add(`${name}.weight`, draw(kernel * inputs * outputs), shape);
    parameters.add(`${name}.bias`, draw(outputs), [outputs]);
  }
}

type Layer = (x: tf.Tensor, name: string, options?: { stride?: number; dilation?: number }) => tf.Tensor;
const layers =
  (parameters: ParameterSet, batch: number): Layer =>
  (x, name, options) =>
    conv1d(x, parameters.get(`${name}.weight`), parameters.get(`${name}.bias`), { batch, ...options });

/** x + mix(relu(dilated(relu(x)))), dilations largest first. */
function residualBlocks(x: tf.Tensor, layer: Layer, prefix: string, size: NetworkSize): tf.Tensor {
  let y = x;
  for (let block = 0; block < size.depth; block++) {
    const dilation = size.dilationGrowth ** (size.depth - 1 - block);
    const inner = layer(relu(y), `${prefix}.${block}.dilated`, { dilation });
    y = tf.add(y, layer(relu(inner), `${prefix}.${block}.mix`));
  }
  return y;
}

/**
 * The rows of one time stand together, so that time is a run of rows (see `conv1d`).
 * @param features `[time · batch, features]`, time a multiple of `framesPerCode`
 * @returns latents `[time / framesPerCode · batch, codeDim]`
 */
export function encode(parameters: ParameterSet, size: NetworkSize, features: tf.Tensor, batch: number): tf.Tensor2D {
  const layer = layers(parameters, batch);
  let x: tf.Tensor = relu(layer(features, "encoder.in"));
  for (let level = 0; level < size.downsamplings; level++) {
    x = layer(x, `encoder.${level}.down`, { stride: 2 });
    x = residualBlocks(x, layer, `encoder.${level}.residual`, size);
  }
  return layer(x, "encoder.out") as tf.Tensor2D;
}

/**
 * @param vectors of codes `[codes · batch, codeDim]`
 * @returns features `[codes · framesPerCode · batch, features]`
 */
export function decode(parameters: ParameterSet, size: NetworkSize, vectors: tf.Tensor, batch: number): tf.Tensor2D {
  const layer = layers(parameters, batch);
  let x: tf.Tensor = relu(layer(vectors, "decoder.in"));
  for (let level = 0; level < size.downsamplings; level++) {
    x = residualBlocks(x, layer, `decoder.${level}.residual`, size);
    x = upsample(
      x,
      parameters.get(`decoder.${level}.upsample.weight`),
      parameters.get(`decoder.${level}.upsample.bias`),
      batch,
    );
  }
  x = relu(layer(x, "decoder.mix"));
  return layer(x, "decoder.out") as tf.Tensor2D;
}

/** Row j: how much of each of the three taps one input frame gives to the j-th of the four frames that see it. */
const REPEATED_TAPS = [
  [0, 0, 1],
  [0, 1, 1],
  [1, 1, 0],
  [1, 0, 0],
];

/**
 * Every frame twice (nearest-neighbour up-sampling), then a convolution of three taps. Both at once are a transposed
 * convolution of stride 2 whose four taps are sums of the three: a third less to compute.
 * @param x `[time · batch, in]`
 * @param weight `[3, out, in]`
 * @returns `[2 · time · batch, out]`
 */
export function upsample(x: tf.Tensor, weight: tf.Tensor, bias: tf.Tensor, batch: number): tf.Tensor2D {
  const [taps, outputs, inputs] = weight.shape as [number, number, number];
  const spread = tf.matMul(tf.tensor2d(REPEATED_TAPS), weight.reshape([taps, outputs * inputs]) as tf.Tensor2D);
  return transposedConv1d(x, spread.reshape([4, outputs, inputs]), bias, { batch, stride: 2 });
}
