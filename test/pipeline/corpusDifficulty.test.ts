// The difficulty of SynthASL: what sees no motion fails, what is told the glosses does well, and the difference is large.
import assert from "node:assert/strict";
import { test } from "node:test";
import { UserError } from "../../lib/errors";
import { type BaselineScores, corpusDifficulty } from "../../lib/pipeline/corpusDifficulty";
import { generateSynthAsl } from "../../lib/signing/synthAsl";

const clips = generateSynthAsl({ seed: 2, train: 400, validation: 1, test: 60, maxSigns: 6 });

test("a constant sentence scores low, glosses help, and the motion holds more than nothing", () => {
  const { baselines, bySigner, words, glosses } = corpusDifficulty(clips);
  const [constant, random, motion, nearest, oracle] = baselines as [BaselineScores, ...BaselineScores[]] as [
    BaselineScores,
    BaselineScores,
    BaselineScores,
    BaselineScores,
    BaselineScores,
  ];
  assert.ok(constant.bleu4 < 3 && constant.rougeL < 20 && constant.exact < 2, JSON.stringify(constant));
  assert.ok(random.bleu4 < 3, JSON.stringify(random));
  assert.ok(motion.rougeL > random.rougeL, JSON.stringify(motion));
  assert.ok(nearest.rougeL > motion.rougeL, JSON.stringify(nearest));
  assert.ok(oracle.bleu4 > nearest.bleu4 && oracle.bleu4 > constant.bleu4 + 10, JSON.stringify(oracle));
  assert.ok(bySigner.known && bySigner.unseen);
  assert.ok(words.trainingTypes > 300 && (glosses?.perSentence.mean ?? 0) > 3);
});

test("without glosses there are no gloss baselines; the same seed gives the same report", () => {
  const bare = clips.map(({ gloss: _gloss, ...clip }) => clip);
  const report = corpusDifficulty(bare);
  assert.equal(report.baselines.length, 3);
  assert.equal(report.glosses, undefined);
  assert.deepEqual(corpusDifficulty(bare), report);
});

test("a training clip asked as a test clip finds its own sentence", () => {
  const training = clips.filter(({ split }) => split === "train");
  const again = training.slice(0, 5).map((clip) => ({ ...clip, split: "test" as const }));
  const motion = corpusDifficulty([...training, ...again]).baselines[2] as BaselineScores;
  assert.equal(motion.exact, 100);
});

test("an empty split is a clear refusal", () => {
  assert.throws(() => corpusDifficulty(clips.filter(({ split }) => split !== "test")), UserError);
});
