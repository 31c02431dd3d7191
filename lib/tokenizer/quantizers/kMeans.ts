// The first codes by k-means (as SoundStream, Zeghidour et al. 2021), so that each starts where data lie.
import type { Random } from "../../random";
import { tf } from "../../tensor/backend";
import { codebookEma } from "../../tensor/kernels/codebookEma";
import { nearestCode } from "../../tensor/kernels/nearestCode";

/** Rounds after which the codes hardly change. */
const ROUNDS = 10;

/**
 * @param latents `[n, dim]`
 * @param draw vectors to begin with and to put in the place of codes that no latent is nearest to, `[codes, dim]`
 * @returns `[codes, dim]`
 */
export function kMeans(latents: tf.Tensor2D, draw: (round: number) => tf.Tensor2D): tf.Tensor2D {
  return tf.tidy(() => {
    const codes = draw(0);
    let state = { codes, sum: codes, count: tf.ones([codes.shape[0]]) as tf.Tensor1D };
    for (let round = 1; round <= ROUNDS; round++) {
      state = tf.tidy(() => codebookEma(state, latents, nearestCode(latents, state.codes), draw(round), 0, 1));
    }
    return state.codes;
  });
}

/** Latents of a batch in random order, `[count, dim]`, none twice while there are enough. */
export function drawLatents(latents: tf.Tensor2D, count: number, random: Random): tf.Tensor2D {
  const order = random.shuffle(Array.from({ length: latents.shape[0] }, (_, i) => i));
  const rows = Int32Array.from({ length: count }, (_, i) => order[i % order.length] as number);
  return tf.tidy(() => tf.gather(latents, tf.tensor1d(rows, "int32")) as tf.Tensor2D);
}
