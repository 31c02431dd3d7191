// Pictures of corpora: what is drawn is what was given.
import assert from "node:assert/strict";
import { test } from "node:test";
import { confidenceMap, histograms, signerSpread, zipfPlot } from "../../lib/plots/corpora";

test("histograms: shares add up, bins are centred on multiples, colours follow the corpus, one legend entry each", () => {
  const values = [0.9, 1.1, 1.2, 1.6];
  const { data, layout } = histograms(
    [
      { quantity: "Length", unit: "s", bin: 0.5, series: [{ name: "a", values }] },
      {
        quantity: "Words",
        bin: 1,
        series: [
          { name: "a", values: [] },
          { name: "b", values: [2] },
        ],
      },
    ],
    { title: "Lengths" },
  );
  assert.deepEqual(data[0]?.x, [0.5, 1, 1.5, 2]);
  assert.deepEqual(data[0]?.y, [0, 75, 25, 0]);
  assert.deepEqual(data[1]?.y, [0, 100, 0]);
  assert.equal(data.length, 2);
  assert.deepEqual(
    data.map(({ showlegend }) => showlegend),
    [true, true],
  );
  assert.notDeepEqual(data[0]?.line, data[1]?.line);
  assert.ok("xaxis2" in layout && "yaxis2" in layout);
});

test("histograms of a hundred thousand values", () => {
  const values = Array.from({ length: 100_000 }, (_, i) => i % 7);
  const [trace] = histograms([{ quantity: "Words", bin: 1, series: [{ name: "a", values }] }], { title: "" }).data;
  assert.deepEqual(trace?.x, [-1, 0, 1, 2, 3, 4, 5, 6, 7]);
});

test("Zipf: counts over ranks, and the law from the most frequent word down to one occurrence", () => {
  const counts = ["the", "cat", "sat"].map((word, i) => ({ word, count: 12 / (i + 1) }));
  const [words, law] = zipfPlot([{ name: "words", counts }], { title: "Zipf" }).data;
  assert.deepEqual(
    [words?.x, words?.y],
    [
      [1, 2, 3],
      [12, 6, 4],
    ],
  );
  const [x, y] = [law?.x as number[], law?.y as number[]];
  assert.ok(x.every((rank, i) => Math.abs(rank * (y[i] as number) - 12) < 1e-9));
});

test("a box a signer, a colour and a legend entry a group", () => {
  const { data } = signerSpread(
    [
      { signer: "s1", values: [2, 3], group: "in training" },
      { signer: "u1", values: [2], group: "new" },
      { signer: "s2", values: [4], group: "in training" },
    ],
    { title: "Rate", quantity: "Signs a second" },
  );
  assert.deepEqual(
    data.map(({ name, showlegend, x }) => [name, showlegend, (x as string[])[0]]),
    [
      ["in training", true, "s1"],
      ["in training", false, "s2"],
      ["new", true, "u1"],
    ],
  );
});

test("confidence: a row a source, the parts as columns, from 0 to 1", () => {
  const [map] = confidenceMap([{ name: "ase", parts: { head: 1, legs: 0 } }], { title: "Confidence" }).data;
  assert.deepEqual([map?.x, map?.y, map?.z, map?.zmin, map?.zmax], [["head", "legs"], ["ase"], [[1, 0]], 0, 1]);
});
