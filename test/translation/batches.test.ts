import assert from "node:assert/strict";
import { test } from "node:test";
import { Random } from "../../lib/random";
import { drawItems } from "../../lib/translation/train";

const lengths = Array.from({ length: 256 }, (_, i) => new Random(0, "lengths", i).integer(5, 40));

test("every epoch sees every clip once, in an order that the seed and the epoch decide", () => {
  const epoch = (seed: number, first: number) =>
    Array.from({ length: 16 }, (_, step) => drawItems(lengths, 16, seed, "test", first + step)).flat();
  const all = [...lengths.keys()];
  assert.deepEqual(
    [...epoch(1, 0)].sort((a, b) => a - b),
    all,
  );
  assert.deepEqual(
    [...epoch(1, 16)].sort((a, b) => a - b),
    all,
  );
  assert.deepEqual(epoch(1, 0), epoch(1, 0));
  assert.notDeepEqual(epoch(1, 0), epoch(1, 16));
  assert.notDeepEqual(epoch(1, 0), epoch(2, 0));
});

test("clips of a batch are of like length: less than a third of the padding of random batches", () => {
  const padding = (batches: number[][]) =>
    batches.reduce((sum, items) => {
      const longest = Math.max(...items.map((i) => lengths[i] as number));
      return sum + items.reduce((waste, i) => waste + longest - (lengths[i] as number), 0);
    }, 0);
  const sorted = Array.from({ length: 16 }, (_, step) => drawItems(lengths, 16, 1, "test", step));
  const shuffled = new Random(1, "plain").shuffle([...lengths.keys()]);
  const plain = Array.from({ length: 16 }, (_, step) => shuffled.slice(16 * step, 16 * step + 16));
  assert.ok(padding(sorted) < padding(plain) / 3, `${padding(sorted)} and ${padding(plain)}`);
});
