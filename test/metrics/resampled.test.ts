import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { resampledScores } from "../../lib/metrics/text/resampled";
import { scoreText } from "../../lib/metrics/text/score";
import { characterErrorRate } from "../../lib/metrics/text/wer";

const sentence = fc
  .array(fc.constantFrom("the", "cat", "sat.", "on", "mats", "Don't", "é"), { maxLength: 8 })
  .map((words) => words.join(" "));
const items = fc.array(fc.record({ hyp: sentence, ref: sentence }), { minLength: 2, maxLength: 12 });

const whole = (count: number) => Int32Array.from({ length: count }, (_, i) => i);
const near = (a: number, b: number) => assert.ok(Math.abs(a - b) < 1e-9, `${a} and ${b}`);

test("of the whole set the scores are those of the metrics themselves", () => {
  fc.assert(
    fc.property(items, (set) => {
      const scores = resampledScores(set);
      const all = whole(set.length);
      const expected = scoreText(set.map(({ hyp, ref }) => ({ hyp, refs: [ref] })));
      const { wer } = expected;
      const perWord = (edits: number) => (100 * edits) / Math.max(1, wer.referenceWords);
      near(scores.bleu1(all), expected.sacrebleu.bleu[0] as number);
      near(scores.bleu4(all), expected.sacrebleu.bleu[3] as number);
      near(scores.rougeL(all), 100 * expected.rougeL);
      near(scores.cider(all), 100 * expected.coco.cider);
      near(scores.wordErrorRate(all), 100 * wer.wer);
      near(scores.insertions(all), perWord(wer.insertions));
      near(scores.deletions(all), perWord(wer.deletions));
      near(scores.substitutions(all), perWord(wer.substitutions));
      near(scores.letterErrorRate(all), 100 * characterErrorRate(set).wer);
    }),
    { numRuns: 50 },
  );
});

test("of drawn items the scores are those of the set they make, CIDEr's document frequencies apart", () => {
  fc.assert(
    fc.property(items, fc.infiniteStream(fc.nat()), (set, draws) => {
      const drawn = whole(set.length).map(() => (draws.next().value as number) % set.length);
      const scores = resampledScores(set);
      const made = resampledScores(Array.from(drawn, (i) => set[i] as (typeof set)[number]));
      for (const name of [
        "bleu1",
        "bleu4",
        "rougeL",
        "wordErrorRate",
        "deletions",
        "letterErrorRate",
        "exact",
      ] as const) {
        near(scores[name](drawn), made[name](whole(set.length)));
      }
    }),
    { numRuns: 50 },
  );
});
