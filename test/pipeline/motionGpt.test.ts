import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { type Config, configure } from "../../lib/config";
import { StoppedError } from "../../lib/errors";
import { lslmBudget, lslmClips } from "../../lib/pipeline/motionGptBudget";
import { loadMotionGpt, type MotionGptResult, motionGptStages, runMotionGpt } from "../../lib/pipeline/motionGptRun";
import { loadPreparedCorpus, type PreparedCorpus } from "../../lib/pipeline/preparedCorpus";
import { sharedTokenizer } from "../../lib/pipeline/tokenizerRun";
import { utterances } from "../../lib/pipeline/translatorStage";
import type { Tokenizer } from "../../lib/tokenizer/files";
import { instructedPrompt } from "../../lib/translation/motionTemplates";

const root = mkdtempSync(join(tmpdir(), "lslm-motiongpt-"));
const config: Config = configure("smoke", "fingerspelling");
let corpus: PreparedCorpus;
let tokenizer: Tokenizer;
let result: MotionGptResult;

before(async () => {
  corpus = await loadPreparedCorpus(config);
  ({ tokenizer } = await sharedTokenizer(config, corpus, { root }));
  result = await runMotionGpt(config, corpus, { run: "whole", root });
});
after(() => rmSync(root, { recursive: true, force: true }));

test("the baseline is scored before and after instruction tuning, beside LSLM's controls", () => {
  for (const stage of ["pre-training", "instruction tuning"] as const) {
    for (const condition of ["gestures", "shuffled", "none", "constant"]) {
      assert.ok(Object.hasOwn(result.summary.scores[stage], condition), `${condition} is missing`);
    }
    assert.ok(Number.isFinite(result.summary.scores[stage].gestures?.letterErrorRate));
    assert.equal(result.translations[stage].length, config.corpus.test);
    assert.ok(result.summary.budget[stage].seconds > 0);
  }
});

test("unless steps are given, both stages together show as many clips as LSLM is shown", () => {
  const quick = configure("quick", "synthasl");
  assert.equal(lslmClips(quick), 300 * 256 + 65 * 16);
  const clips = motionGptStages(quick).reduce((sum, { steps, batch }) => sum + steps * batch, 0);
  assert.ok(Math.abs(clips - lslmClips(quick)) <= 16, `${clips}`);
  assert.equal(lslmBudget(quick, root).clips, lslmClips(quick));
  const given = motionGptStages(configure("quick", "synthasl", { "motionGpt.steps": 100 }));
  assert.deepEqual(
    given.map(({ steps }) => steps),
    [75, 25],
  );
});

test("a configuration without a word of the baseline is what it was", () => {
  assert.ok(!("motionGpt" in JSON.parse(JSON.stringify(config))));
});

test("a finished run is read back, and its saved model gives the same answers", async () => {
  const again = await runMotionGpt(config, corpus, { run: "whole", root });
  assert.deepEqual(again.translations, result.translations);
  const loaded = await loadMotionGpt(config, join(result.folder, "model"), tokenizer);
  const codes = utterances(tokenizer, corpus.splits.test).map((utterance) => utterance.codes);
  const { maxNewTokens } = config.translation;
  const answers = await loaded.translate(codes, { prompt: instructedPrompt, maxNewTokens });
  assert.deepEqual(
    answers,
    result.translations["instruction tuning"].map(({ gestures }) => gestures),
  );
  loaded.model.dispose();
});

test("stopped in each stage and called again, a run ends with the same weights", async () => {
  for (const stage of ["MotionGPT pre-training", "MotionGPT instruction tuning"]) {
    const controller = new AbortController();
    const onProgress = (progress: { stage: string; done: number }) => {
      if (progress.stage === stage && progress.done === 1) controller.abort();
    };
    await assert.rejects(
      runMotionGpt(config, corpus, { run: "stopped", root, signal: controller.signal, onProgress }),
      StoppedError,
    );
  }
  await runMotionGpt(config, corpus, { run: "stopped", root });
  const weights = (name: string) => readFileSync(join(root, name, "model", "model.safetensors"));
  assert.ok(weights("stopped").equals(weights("whole")));
});
