// Steps of a token against the whole pass without a cache, for every architecture.
import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { CausalDecoder } from "../../lib/llm/generation/decoder";
import { ROOM } from "../../lib/llm/generation/keyValueBuffer";
import { LanguageModel } from "../../lib/llm/languageModel";
import { LORA_TARGETS, Lora } from "../../lib/llm/lora";
import { Random } from "../../lib/random";
import { tf } from "../../lib/tensor/backend";
import { logitsOf, worstRow } from "../parity/checkpoint";
import { watchTensors } from "../tensor/watchTensors";

const folder = (name: string) => join(__dirname, "../fixtures/llm/parity", name);
/** Padding on the left of each row, and in front of the longest a room that the answer outgrows. */
const PADDING = [3, 0, 5];
const TIME = ROOM - 3;
const STEPS = 5;

/** Adapters of every matrix, none of them 0. */
function randomLora(model: LanguageModel): Lora {
  const lora = new Lora(model.config, { rank: 2, alpha: 3, targets: LORA_TARGETS }, 1);
  for (const name of lora.parameters.names.filter((each) => each.includes("lora_B"))) {
    const shape = lora.parameters.get(name).shape as [number, number];
    const random = new Random(2, name);
    const values = tf.tensor(
      Float32Array.from({ length: shape[0] * shape[1] }, () => random.uniform(-0.3, 0.3)),
      shape,
    );
    lora.parameters.variable(name).assign(values);
    values.dispose();
  }
  return lora;
}

/** Largest difference between a decoder's logits and those of the whole texts, rows exchanged on the way. */
function worstDifference(model: LanguageModel, lora?: Lora): number {
  const random = new Random(3, "ids");
  const { vocabulary } = model.config;
  let texts = PADDING.map((padding) =>
    Array.from({ length: TIME }, (_, at) => (at < padding ? 0 : random.integer(0, vocabulary - 1))),
  );
  let padding = PADDING;
  const maskOf = () =>
    Int32Array.from(texts.flatMap((text, row) => text.map((_, at) => +(at >= (padding[row] as number)))));
  const embeddings = tf.tidy(() => model.embed(tf.tensor2d(texts, undefined, "int32")) as tf.Tensor3D);
  const decoder = new CausalDecoder(model, embeddings, maskOf(), lora);
  let newest: number[] | undefined;
  let worst = 0;
  for (let step = 0; step < STEPS; step++) {
    const logits = decoder.next(newest);
    const ids = tf.tensor2d(texts, undefined, "int32");
    const all = logitsOf(model, ids, maskOf(), lora);
    const time = TIME + step;
    const expected = texts.flatMap((_, row) => [
      ...all.subarray(((row + 1) * time - 1) * vocabulary, (row + 1) * time * vocabulary),
    ]);
    worst = Math.max(
      worst,
      worstRow(logits.dataSync(), expected, vocabulary, () => true),
    );
    tf.dispose([logits, ids]);
    const taken = [
      [0, 1, 2],
      [2, 0, 2, 1],
      [0, 1, 2, 3],
      [3, 1],
    ][step] ?? [0, 1];
    decoder.select(taken);
    assert.equal(decoder.rows, taken.length);
    newest = taken.map(() => random.integer(0, vocabulary - 1));
    texts = taken.map((row, at) => [...(texts[row] as number[]), (newest as number[])[at] as number]);
    padding = taken.map((row) => padding[row] as number);
  }
  decoder.dispose();
  embeddings.dispose();
  return worst;
}

/** Tensors of TensorFlow's, the engine's among them, that work leaves behind. */
function leftBehind(work: () => void): number {
  let count = 0;
  watchTensors({ made: () => count++, freed: () => count-- }, work);
  return count;
}

for (const name of ["llama", "llama-bf16", "llama3-tied", "qwen2", "qwen2-tied", "qwen3", "qwen3-tied"]) {
  test(`${name}: the logits of a step are those of the whole text, padded, with rows exchanged and LoRA`, async () => {
    const model = await LanguageModel.load(folder(name));
    const lora = randomLora(model);
    assert.ok(worstDifference(model) < 1e-4);
    assert.ok(worstDifference(model, lora) < 1e-4);
    lora.dispose();
    model.dispose();
  });
}

test("a base in bfloat16, and one that is trained, give the logits of their whole pass", async () => {
  for (const options of [{ bfloat16: true }, { trainable: true }]) {
    const model = await LanguageModel.load(folder("qwen3"), options);
    assert.ok(worstDifference(model) < 1e-4);
    model.dispose();
  }
});

test("nothing is left behind", async () => {
  const model = await LanguageModel.load(folder("qwen3"), { bfloat16: true });
  const lora = randomLora(model);
  const work = () => void worstDifference(model, lora);
  // Constants that are made once for the process.
  work();
  assert.equal(leftBehind(work), 0);
  const held: tf.Tensor[] = [];
  assert.equal(
    leftBehind(() => held.push(tf.zeros([2]).square())),
    2,
  );
  tf.dispose(held);
  lora.dispose();
  model.dispose();
});
