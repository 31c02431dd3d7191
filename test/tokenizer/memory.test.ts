import assert from "node:assert/strict";
import { test } from "node:test";
import { Random } from "../../lib/random";
import { tf } from "../../lib/tensor/backend";
import { trainVqVae } from "../../lib/tokenizer/train";

test("memory is flat over the steps of a training", async () => {
  const settings = {
    ...{ features: 6, codes: 8, codeDim: 4, width: 8, downsamplings: 1, depth: 1, dilationGrowth: 3 },
    ...{ commitment: 0.02, decay: 0.9, deadBelow: 0.05, emphasis: [] },
  };
  const random = new Random(1, "clip");
  const clip = { frames: 40, features: Float32Array.from({ length: 40 * settings.features }, () => random.normal()) };
  const counts: { tensors: number; buffers: number; bytes: number }[] = [];
  const onStep = () => {
    const { numTensors, numDataBuffers, numBytes } = tf.memory();
    counts.push({ tensors: numTensors, buffers: numDataBuffers, bytes: numBytes });
  };
  const training = { steps: 80, batch: 2, window: 8, learningRate: 1e-3, warmup: 2 };
  const { vqvae } = await trainVqVae([clip], settings, training, 0, { onStep });
  vqvae.dispose();
  assert.equal(counts.length, 80);
  assert.deepEqual(counts.at(-1), counts[2]);
});
