// The text metrics against the outputs of sacrebleu, rouge-score, jiwer and pycocoevalcap on the same texts.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { type BleuOptions, cocoBleu, sacrebleu } from "../../../lib/metrics/text/bleu";
import { ciderD } from "../../../lib/metrics/text/cider";
import type { TextPair } from "../../../lib/metrics/text/pairs";
import { cocoRougeL, rougeL } from "../../../lib/metrics/text/rouge";
import { scoreText } from "../../../lib/metrics/text/score";
import { characterErrorRate, type WordErrorRate, wordErrorRate } from "../../../lib/metrics/text/wer";

interface SacrebleuFixture {
  bleu: number[];
  precisions: number[];
  brevityPenalty: number;
  hypothesisLength: number;
  referenceLength: number;
  signature: string;
}
interface ErrorFixture {
  wer: number;
  substitutions: number;
  deletions: number;
  insertions: number;
  hits: number;
  referenceWords: number;
}
interface Corpus {
  name: string;
  pairs: TextPair[];
  sacrebleu: SacrebleuFixture;
  sacrebleuLower: SacrebleuFixture;
  sacrebleuEffective: SacrebleuFixture;
  sacrebleuFloor: SacrebleuFixture;
  sacrebleuAddK: SacrebleuFixture;
  sacrebleuNone: SacrebleuFixture;
  coco: {
    bleu: number[];
    rougeL: number;
    rougeItems: number[];
    cider: number | null;
    ciderItems: number[] | null;
  };
  rougeItems: number[];
  wer: ErrorFixture;
  cer: ErrorFixture;
}

const file = join(__dirname, "../../fixtures/metrics/textScores.json");
const corpora: Corpus[] = JSON.parse(readFileSync(file, "utf8")).corpora;
const TOLERANCE = 1e-9;

function close(actual: ArrayLike<number>, expected: ArrayLike<number>, what: string): void {
  assert.equal(actual.length, expected.length, what);
  for (let i = 0; i < expected.length; i++) {
    const [a, b] = [actual[i] as number, expected[i] as number];
    assert.ok(Math.abs(a - b) <= TOLERANCE, `${what}[${i}]: ${a} instead of ${b}`);
  }
}

const firstReference = (pairs: readonly TextPair[]) => pairs.map(({ hyp, refs }) => ({ hyp, ref: refs[0] as string }));

test("the fixture holds at least 200 corpora, some of many items", () => {
  assert.ok(corpora.length >= 200);
  assert.ok(corpora.filter(({ pairs }) => pairs.length >= 20).length >= 6);
});

const variants: [keyof Corpus, BleuOptions][] = [
  ["sacrebleu", {}],
  ["sacrebleuLower", { case: "lower" }],
  ["sacrebleuEffective", { effectiveOrder: true }],
  ["sacrebleuFloor", { smoothing: "floor" }],
  ["sacrebleuAddK", { smoothing: "add-k" }],
  ["sacrebleuNone", { smoothing: "none" }],
];
for (const [key, options] of variants) {
  test(`BLEU-1..4, precisions, lengths and signature equal sacrebleu's (${key})`, () => {
    for (const corpus of corpora) {
      const expected = corpus[key] as SacrebleuFixture;
      const ours = [1, 2, 3, 4].map((maxOrder) => sacrebleu(corpus.pairs, { ...options, maxOrder }));
      const full = sacrebleu(corpus.pairs, options);
      const what = `${corpus.name} ${key}`;
      close(
        ours.map(({ score }) => score),
        expected.bleu,
        what,
      );
      close(full.precisions, expected.precisions, `${what} precisions`);
      close([full.brevityPenalty], [expected.brevityPenalty], `${what} brevity penalty`);
      assert.equal(full.hypothesisLength, expected.hypothesisLength, what);
      assert.equal(full.referenceLength, expected.referenceLength, what);
      assert.equal(`${full.signature}|version:2.6.0`, `BLEU|${expected.signature}`);
    }
  });
}

test("BLEU and ROUGE-L equal coco-caption's", () => {
  for (const { name, pairs, coco } of corpora) {
    close(cocoBleu(pairs).bleu, coco.bleu, `${name} BLEU`);
    const rouge = cocoRougeL(pairs);
    close(rouge.items, coco.rougeItems, `${name} ROUGE-L`);
    close([rouge.rougeL], [coco.rougeL], `${name} ROUGE-L`);
  }
});

test("CIDEr-D equals pycocoevalcap's, for each item and the mean", () => {
  for (const { name, pairs, coco } of corpora) {
    const ours = ciderD(pairs);
    if (coco.cider === null || coco.ciderItems === null) {
      assert.equal(ours.cider, 0, `${name}: without any reference word nothing can match`);
    } else {
      close(ours.items, coco.ciderItems, `${name} CIDEr`);
      close([ours.cider], [coco.cider], `${name} CIDEr`);
    }
  }
});

test("ROUGE-L equals rouge_score's, the best of several references", () => {
  for (const { name, pairs, rougeItems } of corpora) close(rougeL(pairs).items, rougeItems, `${name} ROUGE-L`);
});

test("substitutions, deletions, insertions, hits and rates equal jiwer's, over words and letters", () => {
  const picked = ({ wer, substitutions, deletions, insertions, hits, referenceWords }: WordErrorRate) => ({
    wer,
    substitutions,
    deletions,
    insertions,
    hits,
    referenceWords,
  });
  for (const { name, pairs, wer, cer } of corpora) {
    assert.deepEqual(picked(wordErrorRate(firstReference(pairs))), wer, `${name} WER`);
    assert.deepEqual(picked(characterErrorRate(firstReference(pairs))), cer, `${name} CER`);
  }
});

test("scoreText gives the same numbers in one object", () => {
  for (const corpus of corpora) {
    const scores = scoreText(corpus.pairs);
    close(scores.sacrebleu.bleu, corpus.sacrebleu.bleu, `${corpus.name} sacrebleu`);
    close(scores.coco.bleu, corpus.coco.bleu, `${corpus.name} coco`);
    close([scores.coco.rougeL, scores.coco.cider], [corpus.coco.rougeL, corpus.coco.cider ?? 0], `${corpus.name} coco`);
    close(
      [scores.rougeL],
      [corpus.rougeItems.reduce((sum, value) => sum + value, 0) / corpus.rougeItems.length],
      corpus.name,
    );
    assert.deepEqual(scores.wer, corpus.wer);
    assert.equal(
      Object.values(scores.signatures)
        .flatMap((entry) => (typeof entry === "string" ? [entry] : Object.values(entry)))
        .every((text) => text.includes("|")),
      true,
    );
  }
});
