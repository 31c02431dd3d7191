import assert from "node:assert/strict";
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { type Config, configure } from "../../lib/config";
import { readSafetensors, type SafetensorsEntry } from "../../lib/data/formats/safetensors";
import { StoppedError, UserError } from "../../lib/errors";
import { LanguageModel } from "../../lib/llm/languageModel";
import { evaluateRun } from "../../lib/pipeline/evaluateRun";
import { instructionExamples, instructionPanels, readInstructions } from "../../lib/pipeline/instructionReport";
import { modelPath } from "../../lib/pipeline/lslm";
import { publishRun } from "../../lib/pipeline/publishRun";
import { readPipelineRun } from "../../lib/pipeline/referenceRuns";
import { runName } from "../../lib/pipeline/runName";
import { type PipelineResult, runPipeline, type Translation } from "../../lib/pipeline/runPipeline";
import { readRun } from "../../lib/training/readRun";

const folder = mkdtempSync(join(tmpdir(), "lslm-schemes-"));
const config: Config = configure("smoke", "fingerspelling", {
  "corpus.test": 3,
  "projector.input": "learned",
  "translation.maxNewTokens": 3,
  "translation.scheme": [
    { name: "first", trains: ["projector"], on: "translation", share: 0.5 },
    { name: "second", trains: ["projector", "llm"], on: "translation", steps: 2 },
    { name: "third", trains: ["llm"], on: "instructions", steps: 2 },
  ],
});
const steps = { first: 2, second: 2, third: 2 };
let model: LanguageModel;
let whole: PipelineResult;

before(async () => {
  model = await LanguageModel.load(modelPath(config));
  whole = await runPipeline(config, { run: join(folder, "whole"), model });
});
after(() => {
  whole.lslm.dispose();
  rmSync(folder, { recursive: true, force: true });
});

test("every stage of a scheme leaves its steps and its checkpoints", () => {
  const { metrics } = readRun(whole.folder);
  for (const [stage, count] of Object.entries(steps)) {
    assert.equal(metrics.filter((record) => record.stage === stage).length, count, stage);
    assert.ok(existsSync(join(whole.folder, "checkpoint", stage)), stage);
  }
  assert.ok(!metrics.some(({ stage }) => stage === "translation"));
});

test("a run that trains on instructions scores them, and reads back what it found", async () => {
  const { instructions: rows } = whole.summary;
  assert.ok(rows?.some(({ set, family }) => set === "held-out families" && family === "all"));
  assert.equal(
    whole.instructions?.length,
    rows?.reduce((sum, row) => sum + (row.family === "all" ? row.answers : 0), 0),
  );
  const again = await runPipeline(config, { run: whole.folder, model });
  assert.deepEqual(again.instructions, whole.instructions);
  assert.deepEqual(again.summary, JSON.parse(JSON.stringify(whole.summary)));
  again.lslm.dispose();
});

test("its answers to instructions are read as tables, bars and examples", () => {
  const { rows, answers } = readInstructions(whole.folder);
  assert.deepEqual(answers, whole.instructions);
  assert.deepEqual(rows, JSON.parse(JSON.stringify(whole.summary.instructions)));
  const panels = instructionPanels(rows);
  assert.equal(panels[1]?.scores.length, rows.filter(({ family }) => family === "all").length);
  const examples = instructionExamples(answers, 2);
  const sets = new Set(answers.map(({ set }) => set));
  assert.ok(examples.length > sets.size && examples.every(({ asked }) => asked));
  assert.throws(() => readInstructions(join(folder, "tokenizer-smoke-fingerspelling-seed0-corpus.test-3")), UserError);
});

test("stopped in each stage, and while it answers, it has the weights of the uninterrupted run and its scores", async () => {
  const run = join(folder, "stopped");
  for (const stage of [...Object.keys(steps), "answers"]) {
    const controller = new AbortController();
    const onProgress = (progress: { stage: string; done: number }) => {
      if (progress.stage === stage && progress.done > 0) controller.abort();
    };
    await assert.rejects(runPipeline(config, { run, model, signal: controller.signal, onProgress }), StoppedError);
  }
  for (const file of ["tokenizer", "projector", "adapter_model"]) {
    const bytes = (name: string) => readFileSync(join(folder, name, "model", `${file}.safetensors`));
    assert.ok(bytes("stopped").equals(bytes("whole")), `${file} differs from the uninterrupted run's`);
  }
  const { evaluation, instructions } = await evaluateRun(run, { model });
  assert.deepEqual(instructions?.rows, whole.summary.instructions);
  const { answers: _answers, ...scores } = evaluation.scores.gestures;
  assert.deepEqual(scores, whole.summary.scores.gestures);
  assert.deepEqual(evaluation.grounding, whole.summary.grounding);
  const { unseen } = whole.summary.bySigner ?? {};
  assert.ok(unseen && !("answers" in unseen));
  assert.equal(evaluation.bySigner.unseen?.cider, unseen.cider);
});

test("published, its matrices have half the size, and what is said of it is said of these", async () => {
  const to = join(folder, "given", "model-of-mine");
  const run = join(folder, "run");
  cpSync(whole.folder, run, { recursive: true });
  // As a language model lies there that was tuned itself.
  cpSync(join(run, "model", "projector.safetensors"), join(run, "model", "within", "model.safetensors"));
  const stopping = new AbortController();
  const stop = { signal: stopping.signal, onProgress: () => stopping.abort() };
  await assert.rejects(publishRun(run, { to, model, ...stop }), StoppedError);
  assert.deepEqual(readdirSync(join(folder, "given")), []);
  assert.equal(await publishRun(run, { to, model }), to);
  await assert.rejects(publishRun(run, { to, model }), /exists already/);
  for (const file of ["tokenizer", "projector", "adapter_model", "within/model"]) {
    const read = (place: string) => readSafetensors(join(place, "model", `${file}.safetensors`));
    const [before, after] = [read(run), read(to)];
    assert.deepEqual(after.metadata, before.metadata);
    assert.deepEqual(new Set(after.tensors.keys()), new Set(before.tensors.keys()));
    for (const [name, { dtype, shape, data }] of after.tensors) {
      const original = before.tensors.get(name) as SafetensorsEntry;
      assert.equal(dtype, shape.length > 1 ? "F16" : "F32");
      if (dtype === "F32") assert.deepEqual(data, original.data);
      else assert.equal(data.length, original.data.length / 2);
    }
  }
  const { evaluation, instructions } = await evaluateRun(to, { model });
  const { settings, metrics, summary } = readPipelineRun(to);
  assert.deepEqual(settings, readRun(whole.folder).settings);
  assert.deepEqual(metrics, readRun(whole.folder).metrics);
  const { answers, ...scores } = evaluation.scores.gestures;
  assert.deepEqual(summary.scores.gestures, JSON.parse(JSON.stringify(scores)));
  assert.deepEqual(readInstructions(to).answers, JSON.parse(JSON.stringify(instructions?.answers)));
  const translations = JSON.parse(readFileSync(join(to, "translations.json"), "utf8"));
  assert.deepEqual(
    translations.map(({ gestures }: Translation) => gestures),
    answers,
  );
});

test("what has no translator cannot be scored, nor published", async () => {
  const tokenizerOnly = join(folder, "nothing");
  await assert.rejects(evaluateRun(tokenizerOnly, { model }), (error: Error) => error instanceof UserError);
  rmSync(join(folder, "stopped", "model", "projector.safetensors"));
  await assert.rejects(evaluateRun(join(folder, "stopped"), { model }), /no trained translator/);
  await assert.rejects(publishRun(tokenizerOnly, { model }), (error: Error) => error instanceof UserError);
});

test("runs of two schemes have two names", () => {
  const named = (scheme: unknown) => runName(configure("smoke", "fingerspelling", { "translation.scheme": scheme }));
  assert.equal(named("staged-llm"), "smoke-fingerspelling-seed0-translation.scheme-staged-llm");
  const stages = config.translation.scheme as object[];
  assert.match(named(stages), /^smoke-fingerspelling-seed0-translation\.scheme-[0-9a-f]{8}$/);
  assert.notEqual(named(stages), named(stages.slice(1)));
});
