import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { mostFrequent } from "../../lib/pipeline/controls";
import { derangement, scoreCondition } from "../../lib/pipeline/evaluate";

test("a derangement gives everyone somebody else's gestures, each once", () => {
  fc.assert(
    fc.property(fc.integer({ min: 2, max: 60 }), fc.nat(), (count, seed) => {
      const order = derangement(count, seed);
      assert.ok(order.every((other, i) => other !== i));
      assert.deepEqual(
        [...order].sort((a, b) => a - b),
        Array.from({ length: count }, (_, i) => i),
      );
    }),
  );
});

test("the most frequent text; among equals the one of the commonest words", () => {
  assert.equal(mostFrequent(["a b", "c", "c"]), "c");
  assert.equal(mostFrequent(["I see a cat.", "I see a dog.", "Where?"]), "I see a cat.");
  assert.equal(mostFrequent([]), "");
});

test("scores of a condition: perfect, empty, and letter by letter", () => {
  const references = ["the cat sat on the mat", "where is my house today"];
  const perfect = scoreCondition("gestures", references, references);
  assert.equal(perfect.letterErrorRate, 0);
  assert.equal(perfect.wordErrorRate, 0);
  assert.equal(perfect.exact, 100);
  assert.ok(Math.abs(perfect.bleu4 - 100) < 1e-9);
  const empty = scoreCondition("none", ["", ""], references);
  assert.equal(empty.deletions, 100);
  assert.equal(empty.letterErrorRate, 100);
  assert.equal(empty.bleu4, 0);
  // One substitution in ten letters.
  assert.equal(scoreCondition("gestures", ["abcdx", "fghij"], ["abcde", "fghij"]).letterErrorRate, 10);
});
