import assert from "node:assert/strict";
import { test } from "node:test";
import { Random } from "../../lib/random";
import type { VqVaeSettings } from "../../lib/tokenizer/settings";
import { tokenizeAll } from "../../lib/tokenizer/tokenizeAll";
import { VqVae } from "../../lib/tokenizer/vqvae";

const settings: VqVaeSettings = {
  features: 6,
  codes: 24,
  codeDim: 8,
  width: 8,
  downsamplings: 2,
  depth: 2,
  dilationGrowth: 3,
  commitment: 0.02,
  decay: 0.9,
  deadBelow: 0.05,
  emphasis: [],
};

test("clips side by side get the codes that each gets alone, short and long, one stream or several", () => {
  const lengths = [13, 1, 16, 14, 40, 2500, 16, 39, 3, 13];
  const clips = lengths.map((frames, i) => {
    const random = new Random(3, "clip", i);
    return { frames, features: Float32Array.from({ length: frames * settings.features }, () => random.normal()) };
  });
  const parts = [
    { name: "body", dims: [[0, 4]] },
    { name: "hands", dims: [[4, 6]] },
  ] as const;
  for (const own of [settings, { ...settings, parts }]) {
    const vqvae = new VqVae(own, 1);
    const together = tokenizeAll(vqvae, clips);
    assert.ok(new Set(together.flatMap((codes) => [...codes])).size > 3, "codes vary");
    assert.deepEqual(
      together,
      clips.map(({ features, frames }) => vqvae.tokenize(features, frames)),
    );
    vqvae.dispose();
  }
});

test("no clips, no codes", () => {
  const vqvae = new VqVae(settings, 1);
  assert.deepEqual(tokenizeAll(vqvae, []), []);
  vqvae.dispose();
});
