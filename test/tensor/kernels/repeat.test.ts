import assert from "node:assert/strict";
import { test } from "node:test";
import { repeat } from "../../../lib/tensor/kernels/repeat";
import { assertClose, checkGradient, normal } from "../checkGradient";

test("one item stands in every place of the batch, and its gradient is the sum of theirs", () => {
  const x = normal([1, 3, 2], "x");
  const repeated = repeat(x, 4);
  assert.deepEqual(repeated.shape, [4, 3, 2]);
  assertClose(repeated, Array.from({ length: 4 }, () => [...x.dataSync()]).flat());
  checkGradient((a) => repeat(a as never, 4), [x]);
});
