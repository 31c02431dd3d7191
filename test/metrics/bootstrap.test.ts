import assert from "node:assert/strict";
import { test } from "node:test";
import { UserError } from "../../lib/errors";
import { bootstrapInterval, pairedBootstrap, type ResampledMetric } from "../../lib/metrics/bootstrap";
import { bleuStatistics, sacrebleu, sacrebleuFromStatistics, sumBleuStatistics } from "../../lib/metrics/text/bleu";
import { Random } from "../../lib/random";

const draw = (stream: string, count: number) => {
  const random = new Random(7, stream);
  return Float64Array.from({ length: count }, () => random.normal());
};
const meanOf =
  (values: Float64Array): ResampledMetric =>
  (indices) =>
    indices.reduce((sum, i) => sum + (values[i] as number), 0) / indices.length;

test("the interval of a mean is that of the normal approximation", () => {
  const values = draw("values", 400);
  const { value, low, high, mean, deviation } = bootstrapInterval(400, meanOf(values), { resamples: 4000, seed: 1 });
  const average = values.reduce((sum, x) => sum + x, 0) / 400;
  const error = Math.sqrt(values.reduce((sum, x) => sum + (x - average) ** 2, 0) / 400 / 400);
  assert.ok(Math.abs(value - average) < 1e-12);
  assert.ok(Math.abs(mean - average) < 0.1 * error);
  assert.ok(Math.abs(deviation / error - 1) < 0.06);
  assert.ok(Math.abs(low - (average - 1.96 * error)) < 0.2 * error);
  assert.ok(Math.abs(high - (average + 1.96 * error)) < 0.2 * error);
});

test("intervals widen with the level and depend on the seed alone", () => {
  const metric = meanOf(draw("values", 50));
  const at = (level: number, seed: number) => bootstrapInterval(50, metric, { resamples: 200, level, seed });
  assert.deepEqual(at(0.95, 3), at(0.95, 3));
  assert.notDeepEqual(at(0.95, 3), at(0.95, 4));
  assert.ok(at(0.99, 3).low <= at(0.8, 3).low && at(0.99, 3).high >= at(0.8, 3).high);
});

test("the paired test finds a real difference, and none where there is none", () => {
  const base = draw("base", 300);
  const noise = draw("noise", 300);
  const better = base.map((value, i) => value + 0.3 + 0.5 * (noise[i] as number));
  const same = base.map((value, i) => value + 0.5 * (noise[i] as number) - 0.5 * average(noise));
  const found = pairedBootstrap(300, meanOf(better), meanOf(base), { seed: 2 });
  assert.ok(found.pValue < 0.01 && found.difference.low > 0);
  const none = pairedBootstrap(300, meanOf(same), meanOf(base), { seed: 2 });
  assert.ok(none.pValue > 0.5 && none.difference.low < 0 && none.difference.high > 0);
  assert.equal(pairedBootstrap(300, meanOf(base), meanOf(base)).pValue, 1);
  assert.ok(found.difference.deviation < found.first.deviation, "pairing removes what the two systems have in common");
});

test("corpus BLEU resampled from its statistics equals BLEU of the resampled texts", () => {
  const pairs = ["the cat sat on the mat", "a dog", "the hand moves up and down again"].map((ref, i) => ({
    hyp: ref.split(" ").slice(i).join(" "),
    refs: [ref],
  }));
  const statistics = pairs.map((pair) => bleuStatistics(pair));
  const gather = <T>(items: readonly T[], indices: Int32Array) => Array.from(indices, (i) => items[i] as T);
  const quick: ResampledMetric = (indices) =>
    sacrebleuFromStatistics(sumBleuStatistics(gather(statistics, indices))).score;
  const slow: ResampledMetric = (indices) => sacrebleu(gather(pairs, indices)).score;
  assert.deepEqual(bootstrapInterval(3, quick, { resamples: 50 }), bootstrapInterval(3, slow, { resamples: 50 }));
});

test("impossible settings are refused", () => {
  const metric = () => 0;
  assert.throws(() => bootstrapInterval(0, metric), UserError);
  assert.throws(() => bootstrapInterval(5, metric, { resamples: 0 }), UserError);
  assert.throws(() => bootstrapInterval(5, metric, { level: 95 }), UserError);
});

function average(values: Float64Array): number {
  return values.reduce((sum, x) => sum + x, 0) / values.length;
}
