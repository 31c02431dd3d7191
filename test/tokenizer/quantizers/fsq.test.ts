import assert from "node:assert/strict";
import { test } from "node:test";
import { assert as check, integer, property } from "fast-check";
import { UserError } from "../../../lib/errors";
import { tf } from "../../../lib/tensor/backend";
import { FiniteScalarQuantizer, fsqLevels } from "../../../lib/tokenizer/quantizers/fsq";
import { assertClose, normal } from "../../tensor/checkGradient";

test("levels multiply to the codes; those of the paper are found", () => {
  const known: [number, number[]][] = [
    [64, [8, 8]],
    [240, [8, 6, 5]],
    [512, [8, 8, 8]],
    [1000, [8, 5, 5, 5]],
    [1024, [16, 8, 8]],
    [1920, [8, 8, 6, 5]],
    [4375, [7, 5, 5, 5, 5]],
    [32, [8, 4]],
    [8, [8]],
  ];
  for (const [codes, levels] of known) assert.deepEqual(fsqLevels(codes), levels);
  check(
    property(integer({ min: 2, max: 20_000 }), (codes) => {
      let levels: number[];
      try {
        levels = fsqLevels(codes);
      } catch (error) {
        assert.ok(error instanceof UserError);
        const primes = Array.from({ length: codes - 16 }, (_, n) => n + 17);
        assert.ok(
          primes.some((n) => codes % n === 0),
          `${codes} has no factor above 16`,
        );
        return;
      }
      assert.equal(
        levels.reduce((product, level) => product * level, 1),
        codes,
      );
      assert.ok(levels.every((level) => level >= 2 && level <= 16));
    }),
    { numRuns: 300 },
  );
});

const levels = [5, 4, 2];
const spread = normal([3000, 3], "spread", 3) as tf.Tensor2D;

test("every code of the grid is reached, and is the number of its vector", () => {
  const quantizer = new FiniteScalarQuantizer(levels);
  quantizer.initialize(normal([200, 3], "first") as tf.Tensor2D);
  const codes = quantizer.codesOf(spread);
  assert.deepEqual(
    [...new Set(codes.dataSync())].sort((a, b) => a - b),
    Array.from({ length: 40 }, (_, n) => n),
  );
  const vectors = tf.gather(quantizer.vectors(), codes.reshape([-1]) as tf.Tensor1D);
  assertClose(quantizer.quantize(spread).quantized, vectors.dataSync());
  quantizer.dispose();
});

test("values are the nearest of L between −1 and 1, to each side of zero alike", () => {
  const quantizer = new FiniteScalarQuantizer([5, 4]);
  const z = [-3, -0.6, -0.2, 0.3, 0.9, 4];
  const { quantized } = quantizer.quantize(tf.tensor2d(z.map((value) => [value, value])));
  const odd = [-1, -0.5, 0, 0.5, 0.5, 1];
  const even = [-1, -1 / 3, -1 / 3, 1 / 3, 1, 1];
  assertClose(
    quantized,
    z.flatMap((_, n) => [odd[n] as number, even[n] as number]),
  );
  const mirrored = quantizer.quantize(tf.tensor2d(z.map((value) => [-value, -value]))).quantized;
  assertClose(tf.neg(mirrored), quantized.dataSync());
  quantizer.dispose();
});

test("the gradient is that of the bound alone, and latents keep their scale", () => {
  const quantizer = new FiniteScalarQuantizer([5]);
  const first = tf.mul(normal([500, 1], "first"), 7) as tf.Tensor2D;
  quantizer.initialize(first);
  const s = 2 * Math.sqrt(tf.moments(first, 0).variance.dataSync()[0] as number);
  const z = [-20, -5, 0.5, 3, 11];
  const gradient = tf.grad((x: tf.Tensor) => tf.sum(quantizer.quantize(x as tf.Tensor2D).quantized))(
    tf.tensor2d(z, [5, 1]),
  );
  const soft = (value: number) => s * Math.tanh(value / s);
  assertClose(
    gradient,
    z.map((value) => (soft(value + 1e-4) - soft(value - 1e-4)) / 2e-4),
    1e-4,
  );
  const { quantized } = quantizer.quantize(first);
  const relative = tf.div(tf.norm(tf.sub(quantized, first)), tf.norm(first)).dataSync()[0] as number;
  assert.ok(relative < 0.4, `relative error ${relative}`);
  quantizer.dispose();
});
