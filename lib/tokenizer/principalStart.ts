// Where training starts. A network of random weights spends most of a short training on finding the plain directions
// of its data; here the encoder begins as the principal components of the training features, averaged over the
// frames of a code, and the decoder as their transpose, so that every step goes into what a linear code cannot do.
// The networks are those of the paper; only their first weights differ. ReLU keeps half of a number, so each
// component z crosses one as the pair relu(z), relu(−z).
import { boolAttr, DType, runOpMulti, tf, typeAttr } from "../tensor/backend";
import type { ParameterSet } from "../training/parameters";
import type { NetworkSize } from "./network";

/** How much of the random weights stays beside the linear start, so that no two spare channels are alike. */
const RANDOM_SHARE = 0.1;

export interface PrincipalDirections {
  /** `[features, components]`: z = xᵀ analysis */
  analysis: tf.Tensor2D;
  /** `[components, features]`: x̂ = zᵀ synthesis */
  synthesis: tf.Tensor2D;
}

/**
 * The directions that leave the least weighted squared error, largest first.
 * @param samples normalised features, `[..., features]` each, of mean near 0
 * @param weights `[features]`, the loss's weight of each dim, positive
 */
export function principalDirections(
  samples: Iterable<tf.Tensor>,
  weights: Float32Array,
  components: number,
): PrincipalDirections {
  const dims = weights.length;
  return tf.tidy(() => {
    const scale = tf.sqrt(tf.div(tf.tensor1d(weights), tf.mean(tf.tensor1d(weights))));
    let moments: tf.Tensor = tf.zeros([dims, dims]);
    for (const sample of samples) {
      const rows = tf.mul(sample.reshape([-1, dims]), scale) as tf.Tensor2D;
      moments = tf.add(moments, tf.matMul(rows, rows, true, false));
    }
    const attributes = [typeAttr("T", DType.float32), boolAttr("compute_v", true)];
    // Eigenvalues ascend, so the last columns are the principal directions.
    const vectors = runOpMulti("SelfAdjointEigV2", attributes, [moments], 2)[1] as tf.Tensor2D;
    const principal = tf.reverse(tf.slice(vectors, [0, dims - components], [dims, components]), 1) as tf.Tensor2D;
    return {
      analysis: tf.mul(principal, scale.expandDims(1)) as tf.Tensor2D,
      synthesis: tf.transpose(tf.div(principal, scale.expandDims(1))) as tf.Tensor2D,
    };
  });
}

/** Components that there are and that fit through the network: a pair of channels each, one latent each. */
export const componentsOf = ({ features, width, codeDim }: NetworkSize): number =>
  Math.min(features, Math.floor(width / 2), codeDim);

/** Sets the weights of both networks so that they compute x̂ = synthesis(mean of each code's frames of analysis(x)). */
export function startFromPrincipalDirections(
  parameters: ParameterSet,
  size: NetworkSize,
  { analysis, synthesis }: PrincipalDirections,
): void {
  const { width, downsamplings, depth } = size;
  const count = analysis.shape[1];
  tf.tidy(() => {
    const single = tf.eye(count) as tf.Tensor2D;
    const toPairs = tf.concat([single, tf.neg(single)], 1);
    const fromPairs = tf.transpose(toPairs) as tf.Tensor2D;
    const everyChannel = tf.eye(width) as tf.Tensor2D;
    const begin = (name: string, taps: number[], matrix: tf.Tensor) =>
      assign(parameters, name, (weight) => place(weight, taps, matrix as tf.Tensor2D));
    begin("encoder.in", [1], tf.matMul(analysis, toPairs));
    for (let level = 0; level < downsamplings; level++) {
      begin(`encoder.${level}.down`, [1, 2], tf.mul(level === 0 ? fromPairs : single, 0.5));
    }
    begin("encoder.out", [1], downsamplings === 0 ? fromPairs : single);
    begin("decoder.in", [1], toPairs);
    for (let level = 0; level < downsamplings; level++) begin(`decoder.${level}.upsample`, [1], everyChannel);
    begin("decoder.mix", [1], everyChannel);
    begin("decoder.out", [1], tf.matMul(fromPairs, synthesis));
    for (const side of ["encoder", "decoder"]) {
      for (let level = 0; level < downsamplings; level++) {
        for (let block = 0; block < depth; block++) {
          // A residual block that adds nothing at first.
          assign(parameters, `${side}.${level}.residual.${block}.mix`, (weight) => tf.zerosLike(weight));
        }
      }
    }
  });
}

/** The matrix `[in, out]` in the top left corner of some taps of a convolution, what was there much smaller. */
function place(weight: tf.Tensor, taps: readonly number[], matrix: tf.Tensor2D): tf.Tensor {
  const [kernel, inputs, outputs] = weight.shape as [number, number, number];
  const padded = tf.pad(matrix, [
    [0, inputs - matrix.shape[0]],
    [0, outputs - matrix.shape[1]],
  ]);
  const empty = tf.zerosLike(padded);
  const placed = tf.stack(Array.from({ length: kernel }, (_, tap) => (taps.includes(tap) ? padded : empty)));
  return tf.add(tf.mul(weight, RANDOM_SHARE), placed);
}

function assign(parameters: ParameterSet, name: string, change: (weight: tf.Tensor) => tf.Tensor): void {
  const [weight, bias] = [parameters.variable(`${name}.weight`), parameters.variable(`${name}.bias`)];
  weight.assign(change(weight.read()));
  bias.assign(tf.zerosLike(bias.read()));
}
