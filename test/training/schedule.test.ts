import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { learningRate } from "../../lib/training/schedule";

const near = (value: number, expected: number) =>
  assert.ok(Math.abs(value - expected) < 1e-12, `${value}, ${expected}`);

describe("learningRate", () => {
  it("rises linearly, then stays or falls as a cosine to its floor", () => {
    const constant = { kind: "constant", rate: 0.4, warmup: 3 } as const;
    [0.1, 0.2, 0.3, 0.4, 0.4].forEach((expected, step) => {
      near(learningRate(constant, step, 10), expected);
    });
    const cosine = { kind: "cosine", rate: 0.4, warmup: 2, floor: 0.1 } as const;
    near(learningRate(cosine, 2, 10), 0.4);
    near(learningRate(cosine, 6, 10), 0.4 * 0.55);
    near(learningRate(cosine, 10, 10), 0.04);
    near(learningRate({ kind: "cosine", rate: 1, warmup: 0 }, 10, 10), 0.05);
  });

  it("stays above 0 and at most at its peak", () => {
    fc.assert(
      fc.property(
        fc.constantFrom("constant" as const, "cosine" as const),
        fc.nat(50),
        fc.integer({ min: 1, max: 200 }),
        fc.nat(199),
        (kind, warmup, steps, step) => {
          fc.pre(step < steps);
          const rate = learningRate({ kind, rate: 0.3, warmup }, step, steps);
          assert.ok(rate > 0 && rate <= 0.3 + 1e-12);
        },
      ),
    );
  });
});
