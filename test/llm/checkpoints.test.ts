// Tiny checkpoints of every architecture against transformers: test/fixtures/llm/make_parity.py.
import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { tf } from "../../lib/tensor/backend";
import { compareDecoder, type Differences, LIMITS } from "../parity/checkpoint";
import { compareT5 } from "../parity/t5Checkpoint";

const fixtures = join(__dirname, "../fixtures/llm/parity");

function assertEqual(differences: Differences): void {
  for (const [what, limit] of Object.entries(LIMITS) as [keyof typeof LIMITS, number][]) {
    assert.ok(differences[what] <= limit, `${what} differs by ${differences[what]} (${JSON.stringify(differences)})`);
  }
}

const decoders = ["llama", "llama3-tied", "llama-bf16", "llama-f16", "qwen2", "qwen2-tied", "qwen3", "qwen3-tied"];
for (const name of decoders) {
  test(`${name}: logits, loss, every gradient, spliced embeddings and greedy answers are transformers'`, async () => {
    const before = tf.memory().numTensors;
    assertEqual(await compareDecoder(join(fixtures, name)));
    assert.equal(tf.memory().numTensors, before);
  });
}

for (const name of ["t5", "flan-t5"]) {
  test(`${name}: logits, loss, every gradient and greedy answers are transformers'`, async () => {
    const before = tf.memory().numTensors;
    assertEqual(await compareT5(join(fixtures, name)));
    assert.equal(tf.memory().numTensors, before);
  });
}
