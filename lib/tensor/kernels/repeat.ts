// One item of a batch repeated for all of it; the gradient is the sum over the batch, where TensorFlow.js's own
// `tile` adds slice after slice.
import { defineKernel, tf } from "../backend";

const kernel = defineKernel<{ x: tf.Tensor }, { times: number }>({
  name: "LslmRepeat",
  forward: ({ x }, { times }) => tf.tile(x, [times, ...new Array<number>(x.rank - 1).fill(1)]),
  gradient: (dy) => ({ x: () => tf.sum(dy, 0, true) }),
});

/** `[1, ...]` → `[times, ...]` */
export function repeat(x: tf.Tensor, times: number): tf.Tensor {
  return kernel({ x }, { times });
}
