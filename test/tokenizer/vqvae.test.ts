import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { FormatError, UserError } from "../../lib/errors";
import { Random } from "../../lib/random";
import { tf } from "../../lib/tensor/backend";
import type { Branch } from "../../lib/tokenizer/branch";
import { loadTokenizer, saveTokenizer } from "../../lib/tokenizer/files";
import type { VqVaeSettings } from "../../lib/tokenizer/settings";
import { trainVqVae } from "../../lib/tokenizer/train";
import { VqVae } from "../../lib/tokenizer/vqvae";
import { checkGradient, normal } from "../tensor/checkGradient";

const settings: VqVaeSettings = {
  features: 12,
  codes: 24,
  codeDim: 8,
  width: 16,
  downsamplings: 2,
  depth: 2,
  dilationGrowth: 3,
  commitment: 0.02,
  decay: 0.9,
  deadBelow: 0.05,
  emphasis: [{ start: 4, end: 8, weight: 0.5 }],
};
/** Clips that switch between a few poses: what a codebook can learn. */
function clips(count: number) {
  return Array.from({ length: count }, (_, which) => {
    const random = new Random(5, "clips", which);
    const frames = random.integer(18, 41);
    const features = new Float32Array(frames * settings.features);
    for (let frame = 0; frame < frames; frame++) {
      const pose = new Random(5, "pose", Math.floor(frame / 8 + which) % 6);
      for (let d = 0; d < settings.features; d++) features[frame * settings.features + d] = pose.normal();
    }
    return { features, frames };
  });
}
const training = { steps: 150, batch: 8, window: 16, learningRate: 3e-3, warmup: 5 };

test("shapes: four frames a code, any length, and back", () => {
  const vqvae = new VqVae(settings, 0);
  for (const frames of [1, 4, 13, 40]) {
    const codes = vqvae.tokenize(new Float32Array(frames * settings.features).fill(0.3), frames);
    assert.equal(codes.length, Math.ceil(frames / 4));
    assert.ok(codes.every((code) => code >= 0 && code < settings.codes));
    assert.equal(vqvae.detokenize(codes).length, codes.length * 4 * settings.features);
  }
  vqvae.dispose();
});

test("the loss is smooth-L1 with emphasis plus β times the commitment, its gradient exact where codes do not change", () => {
  const vqvae = new VqVae(settings, 0);
  const x = normal([8, 2, settings.features], "x") as tf.Tensor3D;
  const [branch] = vqvae.branches as [Branch];
  branch.quantizer.initialize(branch.encode(x.reshape([16, settings.features]), 2));
  const { loss, metrics } = vqvae.loss(x);
  const value = (name: string) => metrics[name]?.dataSync()[0] as number;
  const expected = value("reconstruction") + 0.02 * value("commitment");
  assert.ok(Math.abs((loss.dataSync()[0] as number) - expected) < 1e-6);
  // The decoder's last bias is behind the quantizer: its gradient is an ordinary one.
  const bias = branch.parameters.get("decoder.out.bias");
  const [gradient] = tf.engine().gradients(() => vqvae.loss(x).loss, [bias], undefined, true).grads;
  assert.ok((gradient as tf.Tensor).dataSync().some((value) => value !== 0));
  checkGradient((y) => tf.square(y as tf.Tensor), [bias]);
  vqvae.dispose();
});

test("training lowers the reconstruction error, uses many codes, and is the same for the same seed", async () => {
  const first = await trainVqVae(clips(12), settings, training, 1);
  const again = await trainVqVae(clips(12), settings, training, 1);
  const losses = first.records.map(({ reconstruction }) => reconstruction as number);
  assert.ok((losses.at(-1) as number) < 0.6 * (losses[0] as number), `${losses[0]} → ${losses.at(-1)}`);
  assert.deepEqual(first.records, again.records);
  const used = new Set(clips(12).flatMap(({ features, frames }) => [...first.vqvae.tokenize(features, frames)]));
  assert.ok(used.size >= 6, `${used.size} codes used`);
  first.vqvae.dispose();
  again.vqvae.dispose();
});

test("a saved tokenizer gives the same codes and motion; damage is told", async () => {
  const folder = mkdtempSync(join(tmpdir(), "lslm-tokenizer-"));
  try {
    const { vqvae } = await trainVqVae(clips(4), settings, { ...training, steps: 3 }, 2);
    const normalization = { mean: new Float32Array(12).fill(0.5), std: new Float32Array(12).fill(2) };
    const path = join(folder, "tokenizer.safetensors");
    saveTokenizer(path, { vqvae, normalization, fps: 25 });
    const loaded = loadTokenizer(path);
    const [clip] = clips(1);
    const codes = vqvae.tokenize(clip?.features as Float32Array, clip?.frames as number);
    assert.deepEqual(loaded.vqvae.tokenize(clip?.features as Float32Array, clip?.frames as number), codes);
    assert.deepEqual(loaded.vqvae.detokenize(codes), vqvae.detokenize(codes));
    assert.deepEqual(loaded.normalization, normalization);
    assert.equal(loaded.fps, 25);
    writeFileSync(path, "nonsense, much too short a header");
    assert.throws(() => loadTokenizer(path), FormatError);
    assert.throws(() => loadTokenizer(join(folder, "nowhere")), UserError);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

test("no tensor is left behind by a training step", async () => {
  const before = tf.memory().numTensors;
  const { vqvae } = await trainVqVae(clips(4), settings, { ...training, steps: 4 }, 3);
  const kept = tf.memory().numTensors;
  vqvae.dispose();
  assert.equal(tf.memory().numTensors, before, `${kept - before} were the tokenizer's own`);
});

test("a window that codes do not fill is refused", async () => {
  await assert.rejects(trainVqVae(clips(2), settings, { ...training, window: 18 }, 0), /multiple of 4/);
});
