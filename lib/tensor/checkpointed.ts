// Gradient checkpointing (Chen et al. 2016): of a block only its input is kept; what its gradient needs is computed
// again when the gradient is. A little more than a forward pass more work for a fraction of the memory.
import { tf } from "./backend";
import { gradients } from "./gradients";

type Block = (x: tf.Tensor2D, constants: readonly tf.Tensor[]) => tf.Tensor2D;

/**
 * `block(x, constants)`, with the block's inner results forgotten.
 * @param parameters tensors besides x that the block uses and that have a gradient
 * @param constants tensors without a gradient that the block uses; it takes them from its argument, for those of the
 *   forward pass are gone when it runs again
 */
export function checkpointed(
  block: Block,
  x: tf.Tensor2D,
  parameters: readonly tf.Tensor[],
  constants: readonly tf.Tensor[],
): tf.Tensor2D {
  const kernel = tf.customGrad((...args) => {
    const input = args[0] as tf.Tensor2D;
    const save = args[args.length - 1] as unknown as tf.GradSaveFunc;
    save([input, ...constants]);
    return {
      value: block(input, constants),
      gradFunc: (dy, saved) => {
        const [kept, ...others] = saved as [tf.Tensor2D, ...tf.Tensor[]];
        const inputs = [kept, ...parameters];
        const { grads } = gradients(() => block(kept, others), inputs, dy);
        return inputs.map((input, i) => grads[i] ?? tf.zerosLike(input));
      },
    };
  });
  return kernel(x, ...parameters) as tf.Tensor2D;
}
