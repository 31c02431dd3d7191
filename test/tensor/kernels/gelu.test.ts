import { test } from "node:test";
import { tf } from "../../../lib/tensor/backend";
import { gelu } from "../../../lib/tensor/kernels/gelu";
import { assertClose, checkGradient, normal } from "../checkGradient";

test("values by the formula", () => {
  const x = [-3, -1, -0.1, 0, 0.5, 2, 6];
  const expected = x.map((v) => 0.5 * v * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (v + 0.044715 * v ** 3))));
  assertClose(gelu(tf.tensor1d(x)), expected);
});

test("gradient", () => checkGradient(gelu, [normal([3, 7], "x", 1.5)]));
