import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { acrossSeeds, referenceSummaries, scoreFormats, scoreRows, signerRows } from "../../lib/pipeline/report";
import type { PipelineSummary } from "../../lib/pipeline/runPipeline";
import { tableForms } from "../../lib/plots/table";

const summary = (corpus: string, letterErrorRate: number) => ({
  corpus,
  scores: {
    gestures: { letterErrorRate, wordErrorRate: 50, bleu4: 1, cider: 2, exact: 3 },
    shuffled: { letterErrorRate: 100, wordErrorRate: 100, bleu4: 0, cider: 0, exact: 0 },
  },
});

test("the committed runs of a profile, seed by seed, as mean and range", () => {
  const folder = mkdtempSync(join(tmpdir(), "reference-"));
  const commit = (name: string, content: unknown) => {
    mkdirSync(join(folder, name));
    writeFileSync(join(folder, name, "summary.json"), JSON.stringify(content));
  };
  commit("quick-fingerspelling-seed0", summary("fingerspelling", 10));
  commit("quick-fingerspelling-seed1", summary("fingerspelling", 13));
  commit("quick-synthasl-seed0", summary("synthasl", 60));
  commit("course-fingerspelling-seed0", summary("fingerspelling", 1));
  writeFileSync(join(folder, "pipeline.json"), "{}");
  const summaries = referenceSummaries("quick", folder);
  assert.equal(summaries.length, 3);
  const rows = acrossSeeds(summaries);
  const [first, second] = rows;
  assert.deepEqual(first, {
    corpus: "Fingerspelling (real recordings)",
    seeds: 2,
    "answered from": "the clip's own gestures",
    "letter errors %": { value: 11.5, interval: [10, 13] },
    "exact %": { value: 3, interval: [3, 3] },
  });
  assert.deepEqual(second?.["letter errors %"], { value: 100, interval: [100, 100] });
  const sentences = rows.find(({ corpus }) => corpus === "SynthASL (synthetic)");
  assert.deepEqual([sentences?.seeds, sentences?.["BLEU-4"]], [1, { value: 1, interval: [1, 1] }]);
  assert.equal(referenceSummaries("smoke", folder).length, 0);
});

test("a corpus' answers stand beside their controls in the scores that suit it", () => {
  const rowsOf = (corpus: string) => scoreRows(summary(corpus, 10) as unknown as PipelineSummary);
  assert.deepEqual(rowsOf("fingerspelling"), [
    { "answered from": "the clip's own gestures", "letter errors %": 10, "exact %": 3 },
    { "answered from": "another clip's gestures", "letter errors %": 100, "exact %": 0 },
  ]);
  const { scores } = summary("synthasl", 10) as unknown as PipelineSummary;
  const unseen = scores.shuffled as NonNullable<typeof scores.shuffled>;
  assert.deepEqual(signerRows({ corpus: "fingerspelling", bySigner: { unseen } }), [
    { "signers of the clips": "in no training clip", "letter errors %": 100, "exact %": 0 },
  ]);
  const [own] = rowsOf("synthasl");
  assert.deepEqual([own?.["BLEU-4"], own?.["CIDEr ×100"], own?.["WER %"]], [1, 2, 50]);
  assert.match(tableForms(rowsOf("fingerspelling"), { formats: scoreFormats("fingerspelling") }).text, /10\.0 .* 3\.0/);
});
