import assert from "node:assert/strict";
import { Random } from "../../lib/random";
import { tf } from "../../lib/tensor/backend";

/** A tensor of seeded standard normals. */
export function normal(shape: number[], name: string, scale = 1): tf.Tensor {
  const random = new Random(7, name);
  const size = shape.reduce((a, b) => a * b, 1);
  return tf.tensor(
    Float32Array.from({ length: size }, () => scale * random.normal()),
    shape,
  );
}

/**
 * Compares the gradient of Σ f(x) ∘ r (r random, so that no error cancels) with central differences,
 * at up to 24 entries of every input.
 */
export function checkGradient(f: (...x: tf.Tensor[]) => tf.Tensor, inputs: tf.Tensor[], tolerance = 5e-3): void {
  const output = tf.tidy(() => f(...inputs));
  const direction = normal(output.shape, "direction");
  const scalar = (...x: tf.Tensor[]) => tf.sum(tf.mul(f(...x), direction)) as tf.Scalar;
  const gradients = tf.grads(scalar)(inputs);
  inputs.forEach((input, which) => {
    const values = input.dataSync().slice();
    const gradient = (gradients[which] as tf.Tensor).dataSync();
    const random = new Random(11, "entries", which);
    for (let n = 0; n < Math.min(24, values.length); n++) {
      const at = values.length <= 24 ? n : random.integer(0, values.length - 1);
      const step = 1e-2;
      const moved = (by: number) =>
        tf.tidy(() => {
          const shifted = values.slice();
          shifted[at] = (shifted[at] as number) + by;
          const x = [...inputs];
          x[which] = tf.tensor(shifted, input.shape);
          return scalar(...x).dataSync()[0] as number;
        });
      const numeric = (moved(step) - moved(-step)) / (2 * step);
      const analytic = gradient[at] as number;
      const scale = Math.max(1, Math.abs(numeric), Math.abs(analytic));
      assert.ok(
        Math.abs(numeric - analytic) / scale < tolerance,
        `input ${which}, entry ${at}: gradient ${analytic}, finite difference ${numeric}`,
      );
    }
  });
}

export function assertClose(actual: tf.Tensor, expected: ArrayLike<number>, tolerance = 1e-5): void {
  const values = actual.dataSync();
  assert.equal(values.length, expected.length);
  values.forEach((value, i) => {
    const error = Math.abs(value - (expected[i] as number));
    assert.ok(
      error <= tolerance * Math.max(1, Math.abs(expected[i] as number)),
      `entry ${i}: ${value}, expected ${expected[i]}`,
    );
  });
}
