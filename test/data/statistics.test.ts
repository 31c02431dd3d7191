import assert from "node:assert/strict";
import { test } from "node:test";
import type { Clip } from "../../lib/data/clip";
import { clipDigest, corpusFingerprint } from "../../lib/data/fingerprint";
import { corpusStatistics, distributionOf } from "../../lib/data/statistics";

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
