// Codebook as a moving average of the vectors assigned to it (van den Oord et al. 2017, appendix A.1):
// N_k ← μ N_k + (1 − μ) n_k,  m_k ← μ m_k + (1 − μ) Σ_{z→k} z,  e_k = m_k / N_k.
// A code whose average count falls below a threshold is dead: it restarts at a vector of this batch with N = 1,
// which gives it about ln(1 / threshold) / (1 − μ) steps to find its vectors before it is judged again.
import { constant, runOp, tf } from "../backend";

export type CodebookState = {
  /** `[codes, dim]` e */
  codes: tf.Tensor2D;
  /** `[codes, dim]` m */
  sum: tf.Tensor2D;
  /** `[codes]` N */
  count: tf.Tensor1D;
};

/**
 * One update; the arguments stay valid, the caller disposes of the old state.
 * @param z `[n, dim]` encoder outputs
 * @param indices int32 `[n]`, the code of each row
 * @param replacements `[codes, dim]` where a dead code restarts
 * @param decay μ
 * @param deadBelow smallest average count of a living code
 */
export function codebookEma(
  state: CodebookState,
  z: tf.Tensor,
  indices: tf.Tensor,
  replacements: tf.Tensor,
  decay: number,
  deadBelow: number,
): CodebookState {
  return tf.tidy(() => {
    const codes = state.codes.shape[0];
    const segmentSum = (x: tf.Tensor) => runOp("UnsortedSegmentSum", [], [x, indices, constant([codes], "int32", [])]);
    const mix = <T extends tf.Tensor>(old: T, fresh: tf.Tensor) =>
      tf.add(tf.mul(old, decay), tf.mul(fresh, 1 - decay)) as T;
    const count = mix(state.count, segmentSum(tf.ones([z.shape[0] as number])));
    const sum = mix(state.sum, segmentSum(z));
    const alive = tf.greaterEqual(count, deadBelow);
    const row = alive.expandDims(1);
    const living = tf.where(row, sum, replacements) as tf.Tensor2D;
    const livingCount = tf.where(alive, count, tf.onesLike(count)) as tf.Tensor1D;
    return { codes: tf.div(living, livingCount.expandDims(1)) as tf.Tensor2D, sum: living, count: livingCount };
  });
}
