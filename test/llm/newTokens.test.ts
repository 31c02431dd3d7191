// Tokens added behind a decoder-only model's vocabulary, whose rows alone are trained.
import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { readSafetensors } from "../../lib/data/formats/safetensors";
import { FormatError } from "../../lib/errors";
import { loadAdapter, saveAdapter } from "../../lib/llm/adapterFiles";
import { generate } from "../../lib/llm/generate";
import { LanguageModel } from "../../lib/llm/languageModel";
import type { NewTokens } from "../../lib/llm/newTokens";
import { tf } from "../../lib/tensor/backend";
import { gradients } from "../../lib/tensor/gradients";
import { train } from "../../lib/training/trainer";
import { tinyConfig, tinyLora, tinyModel } from "./tinyModel";

const root = mkdtempSync(join(tmpdir(), "new-tokens-"));
after(() => rmSync(root, { recursive: true }));

const COUNT = 3;
const FIRST = tinyConfig.vocabulary;
/** Each text goes on with new tokens alone. */
const ids = Int32Array.of(4, FIRST + 2, FIRST, FIRST + 1, 7, FIRST, FIRST + 1, 2);
const [batch, time] = [2, 4];
const mask = new Int32Array(ids.length).fill(1);
const targets = ids.map((_, at) => (at % time < 2 ? (ids[at + 1] as number) : -100));

const lossOf = (model: LanguageModel, options = {}) => {
  const embeddings = model.embed(tf.tensor2d(ids, [batch, time])) as tf.Tensor3D;
  return model.loss(embeddings, mask, targets, options);
};
const added = (model: LanguageModel) => model.newTokens as NewTokens;

for (const tied of [true, false]) {
  const name = tied ? "tied" : "untied";

  test(`${name}: the gradient of the new rows against central differences, with LoRA and checkpointed`, () => {
    const model = tinyModel({ tied, newTokens: COUNT });
    const lora = tinyLora();
    const { parameters } = added(model);
    assert.equal(parameters.names.length, tied ? 1 : 2);
    for (const options of [{}, { lora, checkpointing: true }]) {
      const values = parameters.names.map((each) => parameters.get(each));
      const { grads } = gradients(() => lossOf(model, options), values);
      parameters.names.forEach((each, i) => {
        const variable = parameters.variable(each);
        const start = variable.read().dataSync().slice() as Float32Array;
        const lossAt = (at: number, by: number) =>
          tf.tidy(() => {
            const moved = start.map((value, j) => (j === at ? value + by : value));
            variable.assign(tf.tensor(moved, variable.shape));
            return lossOf(model, options).dataSync()[0] as number;
          });
        const gradient = grads[i]?.dataSync() as Float32Array;
        for (const at of [0, 5, 13, 24, 35]) {
          const numeric = (lossAt(at, 1e-2) - lossAt(at, -1e-2)) / 2e-2;
          assert.ok(Math.abs(numeric - (gradient[at] as number)) < 2e-3, `${each} ${at}: ${gradient[at]}, ${numeric}`);
        }
        tf.tidy(() => variable.assign(tf.tensor(start, variable.shape)));
      });
      tf.dispose(grads as tf.Tensor[]);
    }
    lora.dispose();
    model.dispose();
  });

  test(`${name}: training moves the new rows alone, until the model writes new tokens`, async () => {
    const before = tf.memory().numTensors;
    const model = tinyModel({ tied, newTokens: COUNT });
    const tables = () => [model.weights.embedding, model.weights.head].map((table) => (table as tf.Tensor).dataSync());
    const frozen = tables().map((values) => values.slice());
    const records = await train({
      stage: "new tokens",
      steps: 60,
      groups: [{ name: "new tokens", parameters: added(model).parameters }],
      schedule: { kind: "constant", rate: 0.2, warmup: 0 },
      loss: () => ({ loss: lossOf(model) }),
    });
    assert.ok((records[59]?.loss as number) < 0.2 * (records[0]?.loss as number), `${records[59]?.loss}`);
    assert.deepEqual(tables(), frozen);
    const prompts = tf.tidy(() => model.embed(tf.tensor2d([4, 7], [batch, 1], "int32")) as tf.Tensor3D);
    const answers = await generate(model, prompts, Int32Array.of(1, 1), { maxNewTokens: 2, stop: [] });
    assert.deepEqual(answers, [
      [FIRST + 2, FIRST],
      [FIRST, FIRST + 1],
    ]);
    prompts.dispose();
    model.dispose();
    assert.equal(tf.memory().numTensors, before);
  });

  test(`${name}: saved beside an adapter under PEFT's names, and read back to the bit`, () => {
    const [model, other] = [tinyModel({ tied, newTokens: COUNT }), tinyModel({ tied, newTokens: COUNT })];
    const lora = tinyLora();
    for (const each of added(other).parameters.names) {
      const variable = added(other).parameters.variable(each);
      tf.tidy(() => variable.assign(tf.zeros(variable.shape)));
    }
    const folder = join(root, name);
    saveAdapter(folder, lora, { newTokens: added(model) });
    const names = [...readSafetensors(join(folder, "adapter_model.safetensors")).tensors.keys()];
    assert.deepEqual(
      names.filter((each) => each.endsWith(".token_adapter.trainable_tokens_delta")),
      added(model).parameters.names.sort(),
    );
    loadAdapter(folder, lora, added(other));
    for (const each of added(model).parameters.names) {
      assert.deepEqual(added(other).parameters.get(each).dataSync(), added(model).parameters.get(each).dataSync());
    }
    assert.throws(() => loadAdapter(folder, lora), /trainable_token_indices/);
    const fewer = tinyModel({ tied, newTokens: COUNT - 1 });
    assert.throws(() => loadAdapter(folder, lora, added(fewer)), FormatError);
    lora.dispose();
    for (const each of [model, other, fewer]) each.dispose();
  });
}

test("old tokens keep their embeddings and logits to the bit; a base in bfloat16 takes new ones too", async () => {
  const path = join(__dirname, "../fixtures/llm/parity/qwen2");
  for (const bfloat16 of [false, true]) {
    const [plain, more] = await Promise.all([
      LanguageModel.load(path, { bfloat16 }),
      LanguageModel.load(path, { bfloat16, newTokens: COUNT }),
    ]);
    assert.equal(more.vocabulary, plain.vocabulary + COUNT);
    tf.tidy(() => {
      const words = tf.tensor1d([5, 119, 0], "int32");
      assert.deepEqual(more.embed(words).dataSync(), plain.embed(words).dataSync());
      const hidden = plain.embed(words) as tf.Tensor2D;
      const known = tf.slice(more.logits(hidden), [0, 0], [3, plain.vocabulary]);
      assert.deepEqual(known.dataSync(), plain.logits(hidden).dataSync());
    });
    plain.dispose();
    more.dispose();
  }
});
