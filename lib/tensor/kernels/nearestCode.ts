// Vector quantization: k(z) = argmin_k ‖z − e_k‖², q(z) = e_{k(z)}, with the straight-through gradient ∂q/∂z = I
// (van den Oord et al. 2017, Eq. 1 and §3.2; LSLM §3.1).
import { constant, DType, defineKernel, runOp, tf, typeAttr } from "../backend";

/**
 * Index of the nearest code. ‖z‖² is the same for every code, so it is left out.
 * @param z `[n, dim]`
 * @param codebook `[codes, dim]`
 * @returns int32 `[n]`
 */
export function nearestCode(z: tf.Tensor, codebook: tf.Tensor): tf.Tensor1D {
  return tf.tidy(() => {
    const halfSquares = tf.mul(tf.sum(tf.square(codebook), 1), 0.5);
    const scores = tf.sub(tf.matMul(z as tf.Tensor2D, codebook as tf.Tensor2D, false, true), halfSquares);
    return runOp("ArgMax", [typeAttr("output_type", DType.int32)], [scores, constant([1], "int32", [])]) as tf.Tensor1D;
  });
}

const kernel = defineKernel<{ z: tf.Tensor; value: tf.Tensor }>({
  name: "LslmStraightThrough",
  forward: ({ value }) => value.clone(),
  gradient: (dy) => ({ z: () => dy.clone(), value: () => tf.zerosLike(dy) }),
});

/**
 * `value` forward, the identity on `z` backward: what stands for `z` gets none of its gradient.
 * @param z any shape
 * @param value of the shape of `z`
 */
export function straightThrough<T extends tf.Tensor>(z: T, value: T): T {
  return kernel({ z, value }) as T;
}
