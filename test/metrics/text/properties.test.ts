// What holds for every text: bounds, identities, the optimality of the alignment; and refusals.

import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import { UserError } from "../../../lib/errors";
import { cocoBleu, sacrebleu } from "../../../lib/metrics/text/bleu";
import { ciderD } from "../../../lib/metrics/text/cider";
import { cocoRougeL, rougeL } from "../../../lib/metrics/text/rouge";
import { scoreText } from "../../../lib/metrics/text/score";
import { tokenize13a } from "../../../lib/metrics/text/tokenize13a";
import {
  characterErrorRate,
  countErrors,
  type EditCosts,
  SCLITE_COSTS,
  UNIFORM_COSTS,
  wordErrorRate,
} from "../../../lib/metrics/text/wer";

const word = fc.stringMatching(/^[a-z0-9]{1,6}$/);
const sentence = fc.array(word, { minLength: 4, maxLength: 12 }).map((words) => words.join(" "));
const letters = fc.array(fc.constantFrom("a", "b", "c"), { maxLength: 9 });

test("a text scores full marks against itself", () => {
  fc.assert(
    fc.property(fc.array(sentence, { minLength: 1, maxLength: 5 }), (texts) => {
      const pairs = texts.map((text) => ({ hyp: text, refs: [text] }));
      assert.ok(Math.abs(sacrebleu(pairs).score - 100) < 1e-9);
      assert.ok(Math.abs((cocoBleu(pairs).bleu[3] as number) - 1) < 1e-8);
      assert.equal(rougeL(pairs).rougeL, 1);
      assert.ok(Math.abs(cocoRougeL(pairs).rougeL - 1) < 1e-12);
      assert.equal(wordErrorRate(texts.map((text) => ({ hyp: text, ref: text }))).wer, 0);
    }),
  );
});

test("distinct sentences score 10 in CIDEr-D against themselves", () => {
  const texts = ["one two three four", "five six seven eight", "nine ten eleven twelve"];
  assert.ok(Math.abs(ciderD(texts.map((text) => ({ hyp: text, refs: [text] }))).cider - 10) < 1e-9);
  assert.equal(ciderD([{ hyp: "one two", refs: ["one two"] }]).cider, 0, "one document has no idf");
});

test("every score stays within its scale for any text", () => {
  const pair = fc.record({
    hyp: fc.string({ unit: "grapheme" }),
    refs: fc.array(fc.string({ unit: "grapheme" }), { minLength: 1, maxLength: 3 }),
  });
  fc.assert(
    fc.property(fc.array(pair, { minLength: 1, maxLength: 6 }), (pairs) => {
      const { sacrebleu: sacre, coco, rougeL: rouge, wer } = scoreText(pairs);
      for (const score of sacre.bleu) assert.ok(score >= 0 && score <= 100 + 1e-9);
      for (const score of [...coco.bleu, coco.rougeL, coco.cider / 10, rouge])
        assert.ok(score >= 0 && score <= 1 + 1e-6);
      assert.equal(wer.hits + wer.substitutions + wer.deletions, wer.referenceWords);
    }),
  );
});

test("13a tokens: punctuation apart, numbers and apostrophes whole", () => {
  assert.deepEqual(tokenize13a("Don't pay $3,000.50 (or 10-20%), well-known Mr. X!"), [
    ..."Don't pay $ 3,000.50 ( or 10 - 20 % ) , well-known Mr . X !".split(" "),
  ]);
  assert.deepEqual(tokenize13a("&quot;A&amp;B&quot;<skipped> new-\nline"), ['"', "A", "&", "B", '"', "newline"]);
  assert.deepEqual(tokenize13a(" \u0085 "), []);
});

for (const costs of [UNIFORM_COSTS, SCLITE_COSTS]) {
  test(`the alignment has the least cost and accounts for every word (costs ${costs.name})`, () => {
    fc.assert(
      fc.property(letters, letters, (reference, hypothesis) => {
        const counts = countErrors(reference, hypothesis, costs);
        assert.equal(counts.hits + counts.substitutions + counts.deletions, reference.length);
        assert.equal(counts.hits + counts.substitutions + counts.insertions, hypothesis.length);
        assert.equal(costOf(counts, costs), leastCost(reference, hypothesis, costs));
      }),
      { numRuns: 300 },
    );
  });
}

test("of equally short alignments the convention's one is reported", () => {
  const count = (reference: string, hypothesis: string, costs: EditCosts) => {
    const { substitutions, deletions, insertions, hits } = countErrors([...reference], [...hypothesis], costs);
    return [substitutions, deletions, insertions, hits];
  };
  // two substitutions or one hit between a deletion and an insertion: the same at 1, 1, 1; at 4, 3, 3 the hit is cheaper
  assert.deepEqual(count("ab", "bc", UNIFORM_COSTS), [2, 0, 0, 0]);
  assert.deepEqual(count("ab", "bc", SCLITE_COSTS), [0, 1, 1, 1]);
  // 115 words cost more than a byte holds, where the original count overflows
  const long = "x".repeat(115);
  assert.deepEqual(count(long, "y", SCLITE_COSTS), [1, 114, 0, 0]);
});

test("rates are per reference word, and letters count as words in the letter error rate", () => {
  const items = [
    { hyp: "the cat sat down", ref: "the cat sat" },
    { hyp: "dog", ref: "a dog" },
  ];
  const { wer, insertionRate, deletionRate, substitutionRate, referenceWords } = wordErrorRate(items);
  assert.deepEqual([wer, insertionRate, deletionRate, substitutionRate, referenceWords], [0.4, 0.2, 0.2, 0, 5]);
  const spelled = characterErrorRate([{ hyp: "😀elo", ref: "hello" }]);
  assert.deepEqual([spelled.substitutions, spelled.deletions, spelled.referenceWords], [1, 1, 5]);
  assert.equal(spelled.wer, 0.4);
});

test("what cannot be scored is refused with the item's number", () => {
  const broken = [
    { hyp: "a", refs: ["a"] },
    { hyp: "a", refs: [] as string[] },
  ];
  for (const metric of [sacrebleu, cocoBleu, rougeL, cocoRougeL, ciderD, scoreText]) {
    assert.throws(() => metric([]), UserError);
    assert.throws(() => metric(broken), /pair 2/);
  }
  assert.throws(() => wordErrorRate([]), UserError);
  assert.throws(() => sacrebleu([{ hyp: "a", refs: ["a"] }], { maxOrder: 0 }), UserError);
  const long = "a ".repeat(20_000);
  assert.throws(() => wordErrorRate([{ hyp: `x ${long} x`, ref: `y ${long} y` }]), UserError);
});

function costOf(
  { substitutions, deletions, insertions }: { substitutions: number; deletions: number; insertions: number },
  costs: EditCosts,
): number {
  return substitutions * costs.substitution + deletions * costs.deletion + insertions * costs.insertion;
}

/** By recursion over the definition. */
function leastCost(reference: readonly string[], hypothesis: readonly string[], costs: EditCosts): number {
  const known = new Map<number, number>();
  const from = (i: number, j: number): number => {
    if (i === reference.length) return (hypothesis.length - j) * costs.insertion;
    if (j === hypothesis.length) return (reference.length - i) * costs.deletion;
    const key = i * 100 + j;
    const value =
      known.get(key) ??
      Math.min(
        from(i + 1, j + 1) + (reference[i] === hypothesis[j] ? 0 : costs.substitution),
        from(i + 1, j) + costs.deletion,
        from(i, j + 1) + costs.insertion,
      );
    known.set(key, value);
    return value;
  };
  return from(0, 0);
}
