// Codes beside labels: against numpy and scipy, and the properties that define the measures.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import * as fc from "fast-check";
import { UserError } from "../../lib/errors";
import {
  association,
  entropy,
  labelCounts,
  mutualInformation,
  overlap,
  predictionAccuracy,
  purity,
} from "../../lib/metrics/association";
import { kMeans, nearestCentres } from "../../lib/metrics/clustering";
import { codebookStatistics, codeLengths } from "../../lib/metrics/motion/codebook";
import { frechetDistance } from "../../lib/metrics/motion/fid";
import { retrieval } from "../../lib/metrics/motion/retrieval";
import { Random } from "../../lib/random";
import { tf } from "../../lib/tensor/backend";

interface CodeCase {
  seed: number;
  count: number;
  codes: number;
  labels: number;
  perplexity: number;
  usage: number;
  deadCodes: number;
  bits: number;
  runLength: number;
  mutualInformation: number;
  purity: number;
  overlap: number;
}
interface RetrievalCase {
  seed: number;
  count: number;
  dimension: number;
  precision: number[];
  medianRank: number;
}
interface LowRankCase {
  seed: number;
  n: number;
  m: number;
  dimension: number;
  fid: number;
}
const fixture: { codes: CodeCase[]; retrieval: RetrievalCase[]; lowRank: LowRankCase[] } = JSON.parse(
  readFileSync(join(__dirname, "../fixtures/metrics/codeScores.json"), "utf8"),
);

/** The fixture's generator. */
function uniform(seed: number, count: number): Float32Array {
  let state = seed;
  return Float32Array.from({ length: count }, () => {
    state = (Math.imul(1664525, state) + 1013904223) >>> 0;
    return state / 2 ** 31 - 1;
  });
}
const integers = (seed: number, count: number, size: number): number[] =>
  Array.from(uniform(seed, count), (value) => Math.floor(size * ((value + 1) / 2) ** 2));
const close = (ours: number, theirs: number, what: string) =>
  assert.ok(Math.abs(ours - theirs) <= 1e-6 * Math.max(1, Math.abs(theirs)), `${what}: ${ours} instead of ${theirs}`);

test("codebook statistics, mutual information, purity and overlap equal numpy's and scipy's", () => {
  for (const own of fixture.codes) {
    const { seed, count, codes: size, labels: kinds } = own;
    const codes = integers(seed, count, size);
    const mixed = uniform(seed + 2, count);
    const labels = integers(seed + 1, count, kinds).map((label, i) =>
      (mixed[i] as number) < Math.fround(0.2) ? (codes[i] as number) % kinds : label,
    );
    const { perplexity, usage, deadCodes } = codebookStatistics(Int32Array.from(codes), size);
    close(perplexity, own.perplexity, "perplexity");
    close(usage, own.usage, "usage");
    assert.equal(deadCodes, own.deadCodes);
    const lengths = codeLengths([Int32Array.from(codes)], 6);
    close(lengths.bitsPerCode, own.bits, "bits");
    close(lengths.bitsPerSecond, 6 * own.bits, "bits a second");
    close(lengths.runLength, own.runLength, "run length");
    close(mutualInformation(codes, labels), own.mutualInformation, "mutual information");
    close(purity(codes, labels), own.purity, "purity");
    const half = Math.floor(count / 2);
    const counts = labelCounts(
      codes.map((_, i) => Number(i >= half)),
      codes,
    ) as Map<number, Map<number, number>>;
    close(overlap(counts.get(0) as Map<number, number>, counts.get(1) as Map<number, number>), own.overlap, "overlap");
  }
});

test("retrieval equals numpy's ranks, and pools change the precision only", () => {
  for (const { seed, count, dimension, precision, medianRank } of fixture.retrieval) {
    const motions = uniform(seed, count * dimension);
    const noise = uniform(seed + 1, count * dimension);
    const texts = motions.map((value, i) => value + (noise[i] as number));
    const whole = retrieval(motions, texts, dimension, { pool: count });
    assert.deepEqual([whole.precision, whole.medianRank], [precision, medianRank]);
    const pooled = retrieval(motions, texts, dimension, { pool: 8 });
    assert.equal(pooled.medianRank, medianRank);
    assert.ok(pooled.precision[0] >= whole.precision[0], "a smaller pool is easier");
  }
  assert.deepEqual(retrieval(uniform(1, 60), uniform(1, 60), 3).precision, [1, 1, 1]);
  const equal = new Float32Array(12).fill(1);
  assert.equal(retrieval(equal, equal, 3).medianRank, 4, "what cannot be told apart is not found");
  assert.throws(() => retrieval(uniform(1, 6), uniform(1, 9), 3), UserError);
});

test("the Fréchet distance of covariances of low rank equals the one of 60 digits", () => {
  for (const { seed, n, m, dimension, fid } of fixture.lowRank) {
    const ours = frechetDistance(uniform(seed, n * dimension), uniform(seed + 1, m * dimension), dimension);
    close(ours.fid, fid, `${n} and ${m} vectors of ${dimension}`);
    assert.ok(ours.warnings.length > 0);
  }
});

test("mutual information lies between 0 and the smaller entropy, and is symmetric", () => {
  const value = fc.integer({ min: 0, max: 5 });
  fc.assert(
    fc.property(fc.array(fc.tuple(value, value), { minLength: 1, maxLength: 60 }), (pairs) => {
      const [a, b] = [pairs.map(([x]) => x), pairs.map(([, y]) => y)];
      const information = mutualInformation(a, b);
      assert.ok(information >= 0 && information <= Math.min(entropy(a), entropy(b)) + 1e-9);
      assert.ok(Math.abs(information - mutualInformation(b, a)) < 1e-9);
      assert.ok(Math.abs(mutualInformation(a, a) - entropy(a)) < 1e-9);
    }),
  );
  assert.throws(() => mutualInformation([], []), UserError);
  assert.throws(() => mutualInformation([1], [1, 2]), UserError);
});

test("association is 1 where codes tell the label, 0 where they do not, however many codes there are", () => {
  const random = new Random(1, "test");
  const labels = Array.from({ length: 400 }, () => `label ${random.integer(0, 7)}`);
  const groups = Array.from({ length: 1200 }, (_, i) => Math.floor(i / 3));
  const telling = groups.map((group) => Number(labels[group]?.slice(6)));
  assert.ok(association(telling, groups, labels).explained > 0.999);
  const blind = groups.map((group) => group % 97);
  const { explained, information, chance } = association(blind, groups, labels);
  assert.ok(information > 0.4, "as counted, 97 codes seem to tell much");
  assert.ok(Math.abs(explained) < 0.1 && Math.abs(information - chance.mean) < 6 * chance.deviation);
  assert.throws(() => association([], [], []), UserError);
});

test("a table from codes to labels is right on what it saw, and falls back to the most frequent label", () => {
  const training = { codes: [1, 1, 2, 2, 2], labels: ["a", "a", "b", "b", "a"] };
  assert.equal(predictionAccuracy(training, { codes: [1, 2, 2], labels: ["a", "b", "a"] }), 2 / 3);
  assert.equal(predictionAccuracy(training, { codes: [9, 9], labels: ["a", "b"] }), 1 / 2);
});

test("code lengths of several clips", () => {
  const lengths = codeLengths([Int32Array.of(1, 1, 2), Int32Array.of(2), Int32Array.of(3, 3)], 6);
  const { clips, mean, median, shortest, longest, runLength } = lengths;
  assert.deepEqual(
    { clips, mean, median, shortest, longest, runLength },
    {
      clips: 3,
      mean: 2,
      median: 2,
      shortest: 1,
      longest: 3,
      runLength: 6 / 4,
    },
  );
  assert.throws(() => codeLengths([], 6), UserError);
  assert.throws(() => codeLengths([new Int32Array(0)], 6), UserError);
});

test("k-means finds clusters that are apart, and no rounds leave rows of the data", () => {
  const random = new Random(2, "test");
  const rows = Array.from({ length: 90 }, (_, i) => [10 * (i % 3) + random.normal(0, 0.1), random.normal(0, 0.1)]);
  const points = tf.tensor2d(rows);
  const centres = kMeans(points, 3, { seed: 4, rounds: 20 });
  const found = nearestCentres(points, centres);
  assert.equal(
    purity(
      Array.from(found),
      rows.map((_, i) => i % 3),
    ),
    1,
  );
  const drawn = kMeans(points, 5, { rounds: 0 });
  const own = new Set(Array.from(points.dataSync()));
  assert.ok(Array.from(drawn.dataSync()).every((value) => own.has(value)));
  assert.throws(() => kMeans(points, 91), UserError);
  tf.dispose([points, centres, drawn]);
});
