import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { after, before, test } from "node:test";
import { type Config, configure } from "../../lib/config";
import { StoppedError } from "../../lib/errors";
import { LanguageModel } from "../../lib/llm/languageModel";
import { Lslm, modelPath } from "../../lib/pipeline/lslm";
import { type PipelineResult, runPipeline } from "../../lib/pipeline/runPipeline";

const folder = mkdtempSync(join(tmpdir(), "lslm-pipeline-"));
const config: Config = configure("smoke", "fingerspelling");
let model: LanguageModel;
let result: PipelineResult;

before(async () => {
  model = await LanguageModel.load(modelPath(config));
  result = await runPipeline(config, { run: join(folder, "whole"), model });
});
after(() => rmSync(folder, { recursive: true, force: true }));

test("a run leaves config, metrics, model, translations and summary", () => {
  const files = readdirSync(result.folder);
  for (const file of ["config.json", "metrics.jsonl", "model", "skipped.json", "translations.json", "summary.json"]) {
    assert.ok(files.includes(file), `${file} is missing`);
  }
  assert.deepEqual(JSON.parse(readFileSync(join(result.folder, "skipped.json"), "utf8")), result.corpus.skipped);
  const steps = readFileSync(join(result.folder, "metrics.jsonl"), "utf8")
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
  const count = (stage: string) => steps.filter((record) => record.stage === stage).length;
  assert.equal(count("tokenizer"), 0, "it has a run of its own");
  assert.equal(count("alignment"), config.projector.lexicalSteps);
  assert.equal(count("translation"), config.translation.steps);
  // What version 0.1 computes where no scheme is given; other processors round otherwise.
  const losses = steps.filter((record) => record.stage === "translation").map(({ loss }) => Number(loss));
  const expected = [9.337023, 8.908938, 9.864944];
  for (const [i, loss] of losses.entries()) assert.ok(Math.abs(loss / (expected[i] as number) - 1) < 1e-3, `${losses}`);
  assert.equal(result.translations.length, config.corpus.test);
  assert.ok(Number.isFinite(result.summary.scores.gestures?.letterErrorRate));
});

test("a finished run is read back, and its saved model gives the same answers", async () => {
  const again = await runPipeline(config, { run: join(folder, "whole"), model });
  assert.deepEqual(again.translations, result.translations);
  const loaded = await Lslm.load(join(result.folder, "model"), model);
  const clips = result.corpus.splits.test.map(({ clip }) => clip);
  const answers = await loaded.translate(clips);
  assert.deepEqual(
    answers,
    result.translations.map(({ gestures }) => gestures),
  );
  loaded.dispose();
  again.lslm.dispose();
});

test("codes of parts and layers go the same way, from training to the saved model", async () => {
  const layered = configure("smoke", "fingerspelling", {
    "tokenizer.quantizer": "residual",
    "tokenizer.layers": 2,
    "tokenizer.decoupled": true,
  });
  const {
    lslm,
    corpus,
    translations,
    folder: own,
  } = await runPipeline(layered, { run: join(folder, "layered"), model });
  const names = ["body", "leftHand", "rightHand"].flatMap((part) => [`${part} layer 1`, `${part} layer 2`]);
  assert.deepEqual(
    lslm.tokenizer.vqvae.streams.map(({ name }) => name),
    names,
  );
  const loaded = await Lslm.load(join(own, "model"), model);
  const clips = corpus.splits.test.map(({ clip }) => clip);
  assert.deepEqual(
    await loaded.translate(clips),
    translations.map(({ gestures }) => gestures),
  );
  for (const each of [lslm, loaded]) each.dispose();
});

test("runs of the same corpus and tokenizer share the tokenizer's run", async () => {
  const other = configure("smoke", "fingerspelling", { "translation.steps": 1, "corpus.test": 6 });
  const stages: string[] = [];
  const run = join(folder, "other");
  const { lslm } = await runPipeline(other, { run, model, onProgress: ({ stage }) => stages.push(stage) });
  lslm.dispose();
  assert.ok(!stages.includes("tokenizer") && stages.includes("translation"));
  const file = (...parts: string[]) => readFileSync(join(folder, ...parts, "tokenizer.safetensors"));
  for (const place of [run, result.folder].map((own) => join(own, "model"))) {
    assert.ok(readFileSync(join(place, "tokenizer.safetensors")).equals(file("tokenizer-smoke-fingerspelling-seed0")));
  }
});

test("stopped in each stage and called again, a run ends with the same weights", async () => {
  // Beside no tokenizer that is trained already.
  const run = join(folder, "apart", "stopped");
  for (const stage of ["tokenizer", "lexical alignment", "translation"]) {
    const controller = new AbortController();
    const onProgress = (progress: { stage: string; done: number }) => {
      if (progress.stage === stage && progress.done === 2) controller.abort();
    };
    await assert.rejects(runPipeline(config, { run, model, signal: controller.signal, onProgress }), StoppedError);
    assert.ok(!existsSync(join(run, "summary.json")));
  }
  const resumed = await runPipeline(config, { run, model });
  for (const file of ["tokenizer", "projector", "adapter_model"]) {
    const bytes = (of: string) => readFileSync(join(of, "model", `${file}.safetensors`));
    assert.ok(bytes(run).equals(bytes(result.folder)), `${file} differs from the uninterrupted run's`);
  }
  assert.deepEqual(resumed.translations, result.translations);
  resumed.lslm.dispose();
});

test("lslm translate reads a .pose file with the run's model", () => {
  const root = resolve(__dirname, "../..");
  const lexicon = join(root, "data/fingerspelling-lexicon/ase");
  const file = join(lexicon, readdirSync(lexicon).filter((name) => name.endsWith(".pose"))[0] as string);
  const output = execFileSync(
    process.execPath,
    [join(root, "lib/setup/lslm.cjs"), "translate", file, "--model", join(folder, "whole"), "--json"],
    { encoding: "utf8" },
  );
  const answer = JSON.parse(output) as { text: string; codes: number[]; frames: number };
  assert.equal(typeof answer.text, "string");
  assert.equal(answer.codes.length, Math.ceil((answer.frames - 1) / 4));
});
