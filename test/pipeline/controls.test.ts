import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { controlAnswers, nearestByEdits, randomOfLength } from "../../lib/pipeline/controls";
import { compareAnswers, scoreAnswers } from "../../lib/pipeline/evaluate";
import { meanOfClips } from "../../lib/pipeline/grounding";
import { editDistance } from "../../lib/signing/difficulty";

const codes = fc.array(fc.integer({ min: 0, max: 5 }), { maxLength: 12 });

test("the nearest training clip is the one of the fewest edits, the first of several", () => {
  fc.assert(
    fc.property(fc.array(codes, { minLength: 1, maxLength: 12 }), codes, (training, query) => {
      const texts = training.map((own) => own.map(String));
      const distances = texts.map((own) => editDistance(own, query.map(String)));
      const expected = distances.indexOf(Math.min(...distances));
      const found = nearestByEdits(
        training.map((own) => ({ codes: Int32Array.from(own) })),
        query,
      );
      assert.equal(found, expected);
    }),
  );
});

test("a random training sentence has the reference's number of words, or the nearest that there is", () => {
  const training = ["One.", "Two words.", "Also two.", "This has five words indeed."];
  const answers = randomOfLength(training, ["A b.", "A b c d e f g.", "A."], 3);
  assert.ok(training.slice(1, 3).includes(answers[0] as string));
  assert.deepEqual(answers.slice(1), ["This has five words indeed.", "One."]);
  assert.deepEqual(answers, randomOfLength(training, ["A b.", "A b c d e f g.", "A."], 3));
  const drawn = new Set([...Array(20).keys()].map((seed) => randomOfLength(training, ["A b."], seed)[0]));
  assert.equal(drawn.size, 2);
});

const clip = (numbers: number[], text: string, gloss?: string) => ({
  codes: Int32Array.from(numbers),
  text,
  ...(gloss ? { gloss } : {}),
});

test("controls of a corpus with glosses, and of one without", () => {
  const training = [
    clip([1, 2, 3], "I see a cat.", "IX-1 SEE CAT"),
    clip([4, 5], "You eat.", "IX-2 EAT"),
    clip([4, 6], "You sleep.", "IX-2 SLEEP"),
  ];
  const test = [clip([1, 2, 9], "I see a dog.", "IX-1 SEE DOG")];
  const answers = controlAnswers(training, test, 0);
  assert.deepEqual(answers.nearest, ["I see a cat."]);
  assert.deepEqual(answers.random, ["I see a cat."]);
  assert.equal(answers.glosses?.length, 1);
  const plain = [...training, ...test].map(({ codes: own, text }) => ({ codes: own, text }));
  assert.equal(controlAnswers(plain.slice(0, 3), plain.slice(3), 0).glosses, undefined);
});

const references = Array.from({ length: 30 }, (_, i) => `the ${i} cat sees number ${(i * 7) % 30} in the garden`);
const wrong = references.map((_, i) => references[(i + 1) % 30] as string);

test("every condition is scored with an interval around it, and compared with the clips' own gestures", () => {
  const half = references.map((reference, i) => (i % 2 ? reference : (wrong[i] as string)));
  const { scores, comparisons } = scoreAnswers({ gestures: half, shuffled: wrong, constant: half }, references);
  assert.deepEqual(Object.keys(scores), ["gestures", "shuffled", "constant"]);
  for (const { cider, bleu4, intervals } of Object.values(scores)) {
    assert.ok(intervals.cider[0] <= cider && cider <= intervals.cider[1]);
    assert.ok(intervals.bleu4[0] <= bleu4 && bleu4 <= intervals.bleu4[1]);
  }
  const { cider } = comparisons.shuffled ?? assert.fail();
  assert.ok(cider.difference > 0 && cider.interval[0] > 0 && cider.pValue < 0.01);
  assert.ok(Math.abs(cider.difference - (scores.gestures.cider - (scores.shuffled?.cider ?? 0))) < 1e-9);
  assert.equal(comparisons.constant?.cider.difference, 0);
  assert.equal(comparisons.constant?.cider.pValue, 1);
  assert.equal(compareAnswers(half, wrong, references, "wordErrorRate").difference < 0, true);
});

test("a mean over clips: its interval holds it and narrows with more clips", () => {
  const few = meanOfClips([1, 2, 3, 4]);
  const many = meanOfClips(Array.from({ length: 400 }, (_, i) => 1 + (i % 4)));
  assert.equal(few.value, 2.5);
  assert.ok(few.interval[0] < 2.5 && few.interval[1] > 2.5);
  assert.ok(many.interval[1] - many.interval[0] < (few.interval[1] - few.interval[0]) / 4);
});
