// Statistics and gloss answers against small corpora whose answers are known.
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { answerFromGlosses, describeTexts, editDistance, glossesOf, wordsOf } from "../../lib/signing/difficulty";

const training = [
  { text: "I like tea.", gloss: "IX-1 LIKE TEA" },
  { text: "I like milk.", gloss: "IX-1 LIKE MILK" },
  { text: "You want tea.", gloss: "IX-2 WANT TEA" },
  { text: "The dog is big.", gloss: "DOG BIG" },
];
const asked = [
  { text: "You want milk.", gloss: "IX-2 WANT MILK" },
  { text: "The cat is big.", gloss: "CAT BIG" },
];

test("vocabulary, what is rare and unseen, lengths", () => {
  const { training: size, test: tested, words, glosses } = describeTexts(training, asked);
  assert.deepEqual([size, tested], [4, 2]);
  assert.equal(words.trainingTypes, 10);
  assert.equal(words.types, 11, "cat is new");
  assert.equal(words.once, 7);
  assert.equal(words.unseen, 1 / 7);
  assert.equal(words.sentencesWithUnseen, 1 / 2);
  assert.deepEqual(words.perSentence, {
    mean: 20 / 6,
    shortest: 3,
    median: 3,
    long: 4,
    longest: 4,
    histogram: [0, 0, 0, 4, 2],
  });
  assert.deepEqual([glosses?.trainingTypes, glosses?.unseen], [8, 1 / 5]);
  assert.equal(describeTexts(training, [{ text: "No gloss." }]).glosses, undefined);
});

test("words are without case and punctuation, names and contractions whole", () => {
  assert.deepEqual(wordsOf("It's twenty-five, isn't it, Émile?"), ["it's", "twenty-five", "isn't", "it", "émile"]);
  assert.deepEqual(glossesOf("IX-1 EAT^NOON"), ["IX-1", "EAT^NOON"]);
});

test("the nearest glosses, and the oracle that puts the differing word in", () => {
  const { nearest, oracle } = answerFromGlosses(training, asked);
  assert.deepEqual(nearest, ["You want tea.", "The dog is big."]);
  assert.equal(oracle[0], "You want milk.");
  assert.equal(oracle[1], "The dog is big.", "a gloss that training lacks has no word");
});

test("edit distance is a metric and counts what it should", () => {
  assert.equal(editDistance(["A", "B", "C"], ["A", "X", "C", "D"]), 2);
  const list = fc.array(fc.constantFrom("A", "B", "C"), { maxLength: 7 });
  fc.assert(
    fc.property(list, list, list, (a, b, c) => {
      const ab = editDistance(a, b);
      assert.equal(ab, editDistance(b, a));
      assert.equal(ab === 0, a.join() === b.join());
      assert.ok(ab <= editDistance(a, c) + editDistance(c, b));
      assert.ok(ab >= Math.abs(a.length - b.length) && ab <= Math.max(a.length, b.length));
    }),
  );
});
