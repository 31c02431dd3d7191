import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { readSafetensors, writeSafetensors } from "../../lib/data/formats/safetensors";
import { FormatError, UserError } from "../../lib/errors";
import { tf } from "../../lib/tensor/backend";
import type { Branch } from "../../lib/tokenizer/branch";
import { loadTokenizer, saveTokenizer } from "../../lib/tokenizer/files";
import type { VqVaeSettings } from "../../lib/tokenizer/settings";
import { trainVqVae } from "../../lib/tokenizer/train";
import { VqVae } from "../../lib/tokenizer/vqvae";
import { checkGradient, normal } from "../tensor/checkGradient";
import { clips, settings, training, variants } from "./small";

for (const [variant, own] of Object.entries(variants)) {
  test(`${variant}: four frames a position, any length, and back`, () => {
    const vqvae = new VqVae(own, 0);
    const { streams, codeCount } = vqvae;
    assert.equal(vqvae.codeVectors().shape[0], codeCount);
    for (const frames of [1, 4, 13, 40]) {
      const codes = vqvae.tokenize(normal([frames, 12], "clip", 3).dataSync() as Float32Array, frames);
      assert.equal(codes.length, Math.ceil(frames / 4) * streams.length);
      codes.forEach((code, at) => {
        const stream = streams[at % streams.length];
        assert.ok(stream && code >= stream.first && code < stream.first + stream.codes);
      });
      assert.equal(vqvae.detokenize(codes).length, Math.ceil(frames / 4) * 4 * settings.features);
    }
    vqvae.dispose();
  });
}

test("streams have names and ranges of codes that follow each other", () => {
  const named = (variant: string) => new VqVae(variants[variant] as VqVaeSettings, 0).streams;
  assert.deepEqual(named("ema"), [{ name: "", first: 0, codes: 24 }]);
  assert.deepEqual(named("residual of parts"), [
    { name: "first layer 1", first: 0, codes: 24 },
    { name: "first layer 2", first: 24, codes: 24 },
    { name: "second layer 1", first: 48, codes: 24 },
    { name: "second layer 2", first: 72, codes: 24 },
  ]);
});

test("parts are coded apart: another second half changes neither codes nor motion of the first", () => {
  const vqvae = new VqVae(variants["ema of parts"] as VqVaeSettings, 0);
  const whole = normal([24, 12], "whole", 3).dataSync() as Float32Array;
  const changed = whole.map((value, i) => ([3, 4, 5, 6, 9, 10, 11].includes(i % 12) ? -value : value));
  const [codes, others] = [vqvae.tokenize(whole, 24), vqvae.tokenize(changed, 24)];
  const stream = (which: number) => (_: number, at: number) => at % 2 === which;
  assert.deepEqual(others.filter(stream(0)), codes.filter(stream(0)));
  assert.notDeepEqual(others.filter(stream(1)), codes.filter(stream(1)));
  const first = (motion: Float32Array) => motion.filter((_, i) => [0, 1, 2, 7, 8].includes(i % 12));
  assert.deepEqual(first(vqvae.detokenize(others)), first(vqvae.detokenize(codes)));
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

for (const [variant, own] of Object.entries(variants)) {
  test(`${variant}: training lowers the error, uses many codes, and is the same for the same seed`, async () => {
    const first = await trainVqVae(clips(12), own, training, 1);
    const losses = first.records.map(({ reconstruction }) => reconstruction as number);
    const last = losses.slice(-5).reduce((sum, loss) => sum + loss, 0) / 5;
    assert.ok(last < 0.9 * (losses[0] as number), `${losses[0]} → ${last}`);
    const short = { ...training, steps: 3 };
    const again = [await trainVqVae(clips(12), own, short, 1), await trainVqVae(clips(12), own, short, 1)];
    assert.deepEqual(again[0]?.records, again[1]?.records);
    const codes = clips(12).flatMap(({ features, frames }) => [...first.vqvae.tokenize(features, frames)]);
    for (const { name, first: from, codes: count } of first.vqvae.streams) {
      const used = new Set(codes.filter((code) => code >= from && code < from + count)).size;
      assert.ok(used >= 5, `${used} codes of ${name} used`);
    }
    for (const { vqvae } of [first, ...again]) vqvae.dispose();
  });

  test(`${variant}: saved and loaded, it gives the same codes and motion`, async () => {
    const folder = mkdtempSync(join(tmpdir(), "lslm-tokenizer-"));
    try {
      const { vqvae } = await trainVqVae(clips(4), own, { ...training, steps: 3 }, 2);
      const normalization = { mean: new Float32Array(12).fill(0.5), std: new Float32Array(12).fill(2) };
      const path = join(folder, "tokenizer.safetensors");
      saveTokenizer(path, { vqvae, normalization, fps: 25 });
      const loaded = loadTokenizer(path);
      for (const { features, frames } of clips(3)) {
        const codes = vqvae.tokenize(features, frames);
        assert.deepEqual(loaded.vqvae.tokenize(features, frames), codes);
        assert.deepEqual(loaded.vqvae.detokenize(codes), vqvae.detokenize(codes));
      }
      assert.deepEqual(loaded.normalization, normalization);
      assert.equal(loaded.fps, 25);
      for (const each of [vqvae, loaded.vqvae]) each.dispose();
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
}

test("a file that is damaged, is another or is not there is told", () => {
  const folder = mkdtempSync(join(tmpdir(), "lslm-tokenizer-"));
  try {
    const path = join(folder, "tokenizer.safetensors");
    const vqvae = new VqVae(settings, 0);
    const normalization = { mean: new Float32Array(12), std: new Float32Array(12) };
    saveTokenizer(path, { vqvae, normalization, fps: 25 });
    const { tensors, metadata } = readSafetensors(path);
    const own = { ...metadata, settings: JSON.stringify({ ...settings, quantizer: "residual" }) };
    writeSafetensors(path, tensors, own);
    assert.throws(() => loadTokenizer(path), /layer0\/codebook.codes is \[missing\]/);
    writeFileSync(path, "nonsense, much too short a header");
    assert.throws(() => loadTokenizer(path), FormatError);
    assert.throws(() => loadTokenizer(join(folder, "nowhere")), UserError);
    vqvae.dispose();
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

test("no tensor is left behind by training, whatever the kind", async () => {
  for (const own of Object.values(variants)) {
    const before = tf.memory().numTensors;
    const { vqvae } = await trainVqVae(clips(4), own, { ...training, steps: 4 }, 3);
    const kept = tf.memory().numTensors;
    vqvae.dispose();
    assert.equal(tf.memory().numTensors, before, `${kept - before} were the tokenizer's own`);
  }
});

test("a window that codes do not fill is refused", async () => {
  await assert.rejects(trainVqVae(clips(2), settings, { ...training, window: 18 }, 0), /multiple of 4/);
});
