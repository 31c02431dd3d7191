// Logits and greedy continuations against transformers on the same weights: test/fixtures/llm/make_reference.py.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { readNpy } from "../../lib/data/formats/npy";
import { generate } from "../../lib/llm/generate";
import { LanguageModel } from "../../lib/llm/languageModel";
import { sequencesOf } from "../../lib/llm/sequences";
import { tf } from "../../lib/tensor/backend";

const fixtures = join(__dirname, "../fixtures/llm");
const { every, prompts } = JSON.parse(readFileSync(join(fixtures, "parity.json"), "utf8")) as {
  every: number;
  prompts: { text: string; ids: number[]; continuation: number[]; margin: number }[];
};
let model: LanguageModel;
before(async () => {
  model = await LanguageModel.load(".cache/models/smollm2-135m-instruct.gguf");
});
after(() => model.dispose());

const embed = (rows: number[][]) => tf.tidy(() => model.embed(tf.tensor2d(rows, undefined, "int32")) as tf.Tensor3D);

/** Logits `[time · vocabulary]` of one prompt's last positions, without a cache. */
function lastLogits(ids: number[], count: number): Float32Array {
  return tf.tidy(() => {
    const mask = new Int32Array(ids.length).fill(1);
    const rows = model.embed(tf.tensor1d(ids, "int32")) as tf.Tensor2D;
    const { hidden } = model.forward(rows, [sequencesOf(mask, 1, ids.length)]);
    const last = tf.slice(hidden, [ids.length - count, 0]) as tf.Tensor2D;
    return model.logits(last).dataSync() as Float32Array;
  });
}

test("the prompts' token ids, and logits at their last two positions", () => {
  const expected = readNpy(join(fixtures, "logits.npy")).data as Float32Array;
  const columns = expected.length / prompts.length / 2;
  let worst = 0;
  prompts.forEach(({ text, ids }, prompt) => {
    assert.deepEqual(model.tokenizer.encode(text), ids);
    const logits = lastLogits(ids, 2);
    for (let row = 0; row < 2; row++) {
      for (let column = 0; column < columns; column++) {
        const found = logits[row * model.config.vocabulary + column * every] as number;
        worst = Math.max(worst, Math.abs(found - (expected[(prompt * 2 + row) * columns + column] as number)));
      }
    }
  });
  assert.ok(worst <= 2e-4, `logits differ by up to ${worst}`);
});

const continueGreedily = async (rows: { ids: number[] }[]) => {
  const time = Math.max(...rows.map(({ ids }) => ids.length));
  const padded = rows.map(({ ids }) => [...new Array<number>(time - ids.length).fill(0), ...ids]);
  const mask = Int32Array.from(
    rows.flatMap(({ ids }) => padded[0]?.map((_, at) => Number(at >= time - ids.length)) ?? []),
  );
  const embeddings = embed(padded);
  try {
    return await generate(model, embeddings, mask, { maxNewTokens: 32, stop: [] });
  } finally {
    embeddings.dispose();
  }
};

test("32 greedy tokens of five prompts in one batch, padded on the left", async () => {
  const before = tf.memory().numTensors;
  assert.deepEqual(
    await continueGreedily(prompts),
    prompts.map(({ continuation }) => continuation),
  );
  assert.equal(tf.memory().numTensors, before);
});

test("a prompt alone gives what it gives in a batch", async () => {
  const shortest = prompts.reduce((a, b) => (b.ids.length < a.ids.length ? b : a));
  assert.deepEqual(await continueGreedily([shortest]), [shortest.continuation]);
});

test("without a cache the same tokens follow", () => {
  const { ids, continuation } = prompts[0] as (typeof prompts)[number];
  const rows = lastLogits([...ids, ...continuation.slice(0, -1)], continuation.length);
  const size = model.config.vocabulary;
  const likeliest = continuation.map((_, row) => {
    const logits = rows.subarray(row * size, (row + 1) * size);
    return logits.indexOf(logits.reduce((a, b) => Math.max(a, b)));
  });
  assert.deepEqual(likeliest, continuation);
});
