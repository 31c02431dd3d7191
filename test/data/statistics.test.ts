import assert from "node:assert/strict";
import { test } from "node:test";
import type { Clip } from "../../lib/data/clip";
import { clipDigest, corpusFingerprint } from "../../lib/data/fingerprint";
import {
  clipRow,
  corpusStatistics,
  distributionOf,
  partConfidence,
  rankedCounts,
  vocabularyGrowth,
} from "../../lib/data/statistics";

function clip(id: string, changes: Partial<Clip> = {}): Clip {
  const frames = changes.frames ?? 24;
  return {
    id,
    split: "train",
    fps: 24,
    frames,
    joints: new Float32Array(frames * 156),
    text: "The cat sat.",
    ...changes,
  };
}

test("quartiles as NumPy's percentile has them", () => {
  assert.deepEqual(distributionOf([4, 1, 3, 2]), {
    mean: 2.5,
    min: 1,
    quarter: 1.75,
    median: 2.5,
    threeQuarters: 3.25,
    max: 4,
  });
  assert.equal(distributionOf([]), null);
});

test("counts of each split; frames without anything seen, hands unseen", () => {
  const confidence = new Float32Array(24 * 52).fill(1);
  confidence.fill(0, 0, 52);
  confidence.fill(0, 52 + 22, 52 + 37);
  const { splits, fps } = corpusStatistics([
    clip("a", { signer: "1", confidence }),
    clip("b", { signer: "1", text: "A cat!", frames: 48 }),
    clip("c", { split: "test", text: "" }),
  ]);
  assert.equal(fps, 24);
  const { length, wordsPerClip, ...train } = splits.train;
  assert.deepEqual(train, {
    clips: 2,
    frames: 72,
    seconds: 3,
    signers: 1,
    words: 5,
    vocabulary: 4,
    hapaxes: 3,
    missingFrames: 1 / 72,
    leftHandUnseen: 2 / 72,
    rightHandUnseen: 1 / 72,
  });
  assert.deepEqual([length?.median, wordsPerClip?.max], [1.5, 3]);
  assert.deepEqual([splits.test.clips, splits.test.words, splits.validation.length], [1, 0, null]);
});

test("a clip as a row: lengths, rate between the first and the last sign, what was not seen", () => {
  const confidence = new Float32Array(24 * 52).fill(1);
  confidence.fill(0, 6 * 52 + 22, 6 * 52 + 37);
  const segments = [
    { label: "CAT", start: 2, end: 8 },
    { label: "SIT", start: 10, end: 14 },
  ];
  const { missing, leftUnseen, rightUnseen, ...row } = clipRow(clip("a", { gloss: "CAT SIT", segments, confidence }));
  assert.deepEqual(row, {
    id: "a",
    split: "train",
    signer: "",
    text: "The cat sat.",
    gloss: "CAT SIT",
    seconds: 1,
    words: 3,
    signs: 2,
    signsPerSecond: 4,
  });
  assert.deepEqual([missing, leftUnseen, rightUnseen], [0, 1 / 24, 0]);
  assert.ok(Number.isNaN(clipRow(clip("b")).signsPerSecond));
});

test("mean confidence of parts, over all frames of all clips", () => {
  const confidence = new Float32Array(24 * 52).fill(0.5);
  for (let frame = 0; frame < 24; frame++) confidence.fill(0, frame * 52 + 37, frame * 52 + 52);
  const one = partConfidence([clip("a", { confidence })]);
  assert.deepEqual([one.head, one["left fingers"], one["right fingers"]], [0.5, 0.5, 0]);
  const two = partConfidence([clip("a", { confidence }), clip("b", { frames: 72 })]);
  assert.deepEqual([two.shoulders, two["right fingers"]], [0.875, 0.75]);
});

test("ranks, and the growth of a vocabulary up to its size", () => {
  const words = ["the", "cat", "and", "the", "dog", "and", "the", "cow"];
  assert.deepEqual(rankedCounts(words).slice(0, 3), [
    { word: "the", count: 3 },
    { word: "and", count: 2 },
    { word: "cat", count: 1 },
  ]);
  assert.deepEqual(vocabularyGrowth(words, 4), { running: [0, 2, 4, 6, 8], different: [0, 2, 3, 4, 5] });
  assert.deepEqual(vocabularyGrowth(["a"], 100), { running: [0, 1], different: [0, 1] });
  assert.deepEqual(vocabularyGrowth([]), { running: [0], different: [0] });
});

test("a fingerprint changes with every name, split, text, joint and the order, and with nothing else", () => {
  const clips = [clip("a"), clip("b")];
  const of = (list: Clip[]) => corpusStatistics(list).fingerprint;
  const original = of(clips);
  assert.equal(original, corpusFingerprint(clips.map(clipDigest)));
  assert.equal(of([clip("a", { gloss: "CAT SIT", signer: "1" }), clip("b")]), original);
  const moved = new Float32Array(24 * 156);
  moved[3743] = 1e-6;
  const changes: Partial<Clip>[] = [{ id: "c" }, { split: "test" }, { text: "The cat sat" }, { joints: moved }];
  const others = changes.map((change) => of([clip("a", change), clip("b")]));
  others.push(of([clip("b"), clip("a")]), of([clip("a")]));
  assert.equal(new Set([original, ...others]).size, others.length + 1);
});
