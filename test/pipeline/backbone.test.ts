// Saved LSLMs on a tiny Llama that transformers wrote: one whose language model was tuned as a whole, one in bfloat16.
import assert from "node:assert/strict";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { type Config, configure } from "../../lib/config";
import { LanguageModel } from "../../lib/llm/languageModel";
import { backboneOf, Lslm } from "../../lib/pipeline/lslm";
import { newTranslator, trainTranslator } from "../../lib/pipeline/translatorStage";
import { Random } from "../../lib/random";
import { Bfloat16Matrix } from "../../lib/tensor/frozenMatrix";
import { VqVae } from "../../lib/tokenizer/vqvae";
import type { ParameterSet } from "../../lib/training/parameters";
import type { Utterance } from "../../lib/translation/translator";

const llama = join(__dirname, "../fixtures/llm/parity/llama3-tied");
const folder = mkdtempSync(join(tmpdir(), "lslm-full-"));
after(() => rmSync(folder, { recursive: true }));

const configOf = (settings: object): Config =>
  configure("smoke", "how2sign", {
    "translation.model": llama,
    "translation.steps": 6,
    "translation.fullLearningRate": 1e-2,
    "translation.maxNewTokens": 12,
    ...settings,
  });
const config = configOf({ "translation.tuning": "full" });
const { codes, codeDim, width, depth, downsamplings, dilationGrowth, commitment, decay, deadBelow } = config.tokenizer;
const sizes = { codes, codeDim, width, depth, downsamplings, dilationGrowth, commitment, decay, deadBelow };

const tokenizer = () => ({
  vqvae: new VqVae({ ...sizes, features: 623, emphasis: [] }, 0),
  normalization: { mean: new Float32Array(623), std: new Float32Array(623).fill(1) },
  fps: 24,
});
const training = ["The cat sat here.", "She gave him the book.", "Where are they?", "You do not sign."].map(
  (text, i): Utterance => {
    const random = new Random(0, "codes", i);
    return { codes: Int32Array.from({ length: 5 + i }, () => random.integer(0, codes - 1)), text };
  },
);
const asked = training.map((utterance) => utterance.codes);
const values = ({ parameters }: LanguageModel) =>
  [...(parameters as ParameterSet).save().values()].flatMap((tensor) => [...tensor.dataSync()]);

describe("an LSLM whose language model was tuned as a whole", () => {
  let tuned: Lslm;
  let answers: string[];
  let losses: number[];

  before(async () => {
    const own = tokenizer();
    const translator = newTranslator(config, await backboneOf(config), own, training);
    const start = values(translator.model);
    await trainTranslator(config, translator, training);
    assert.ok(values(translator.model).some((value, i) => value !== start[i]));
    tuned = new Lslm(config, own, translator);
    tuned.save(folder);
    answers = await translator.translate(asked, { maxNewTokens: 12 });
    losses = translator.losses(training);
  });
  after(() => tuned.dispose());

  it("answers the same from its folder, to the bit, whatever model is loaded already", async () => {
    assert.equal(new Set(answers).size, answers.length, "answers differ by their gestures");
    const other = await LanguageModel.load(llama);
    const loaded = await Lslm.load(folder, other);
    assert.deepEqual(await loaded.translator.translate(asked, { maxNewTokens: 12 }), answers);
    assert.deepEqual(loaded.translator.losses(training), losses);
    loaded.dispose();
    assert.ok(!other.weights.norm.isDisposed, "the other model stays its owner's");
    other.dispose();
  });

  it("is saved without adapters, its language model as a folder by itself", async () => {
    assert.ok(!existsSync(join(folder, "adapter_model.safetensors")));
    const model = await LanguageModel.load(join(folder, "language-model"), { trainable: true });
    assert.deepEqual(values(model), values(tuned.translator.model));
    model.dispose();
  });

  it("has a model of its own, which a frozen one does not serve for", async () => {
    const frozen = await LanguageModel.load(llama);
    const own = await backboneOf(config, frozen);
    assert.ok(own !== frozen && own.parameters);
    assert.equal(await backboneOf(configOf({}), frozen), frozen);
    own.dispose();
    frozen.dispose();
  });
});

describe("an LSLM whose frozen language model is held in bfloat16", () => {
  it("learns its adapters, and answers the same from its folder", async () => {
    const half = configOf({ "translation.bfloat16": true, "translation.learningRate": 1e-2 });
    const place = mkdtempSync(join(folder, "half-"));
    const own = tokenizer();
    const model = await backboneOf(half);
    assert.ok(model.weights.embedding instanceof Bfloat16Matrix);
    const translator = newTranslator(half, model, own, training);
    const before = translator.losses(training);
    await trainTranslator(half, translator, training);
    const after = translator.losses(training);
    const sum = (losses: number[]) => losses.reduce((total, loss) => total + loss, 0);
    assert.ok(sum(after) < sum(before));
    new Lslm(half, own, translator).save(place);
    const answers = await translator.translate(asked, { maxNewTokens: 12 });
    const loaded = await Lslm.load(place);
    assert.ok(loaded.translator.model.weights.embedding instanceof Bfloat16Matrix);
    assert.deepEqual(await loaded.translator.translate(asked, { maxNewTokens: 12 }), answers);
    loaded.dispose();
    loaded.translator.model.dispose();
    translator.dispose();
    model.dispose();
  });
});
