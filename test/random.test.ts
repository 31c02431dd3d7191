import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { Random } from "../lib/random";

const draw = (random: Random, count = 8) => Array.from({ length: count }, () => random.uniform());

test("the same seed, stream and step give the same numbers; another of either gives others", () => {
  assert.deepEqual(draw(new Random(1, "a", 2)), draw(new Random(1, "a", 2)));
  for (const other of [new Random(2, "a", 2), new Random(1, "b", 2), new Random(1, "a", 3)]) {
    assert.notDeepEqual(draw(new Random(1, "a", 2)), draw(other));
  }
});

test("uniform and normal have the mean and deviation they promise, over neighbouring steps", () => {
  const moments = (values: number[]) => {
    const mean = values.reduce((a, b) => a + b, 0) / values.length;
    return { mean, deviation: Math.sqrt(values.reduce((a, b) => a + (b - mean) ** 2, 0) / values.length) };
  };
  const uniform = moments(Array.from({ length: 4000 }, (_, step) => new Random(0, "u", step).uniform()));
  assert.ok(Math.abs(uniform.mean - 0.5) < 0.02 && Math.abs(uniform.deviation - Math.sqrt(1 / 12)) < 0.02);
  const random = new Random(0, "n");
  const normal = moments(Array.from({ length: 4000 }, () => random.normal(3, 2)));
  assert.ok(Math.abs(normal.mean - 3) < 0.15 && Math.abs(normal.deviation - 2) < 0.15);
});

test("integer stays inside, shuffle keeps every element, pick takes one of them", () => {
  fc.assert(
    fc.property(fc.integer(), fc.integer({ min: -50, max: 50 }), fc.nat(100), (seed, low, span) => {
      const random = new Random(seed, "property");
      const value = random.integer(low, low + span);
      assert.ok(Number.isInteger(value) && value >= low && value <= low + span);
      const items = Array.from({ length: span + 1 }, (_, i) => i);
      assert.deepEqual(
        random.shuffle(items).sort((a, b) => a - b),
        items,
      );
      assert.ok(items.includes(random.pick(items)));
    }),
  );
  assert.throws(() => new Random(0, "empty").pick([]), RangeError);
});
