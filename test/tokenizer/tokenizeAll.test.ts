import assert from "node:assert/strict";
import { test } from "node:test";
import { Random } from "../../lib/random";
import { tokenizeAll } from "../../lib/tokenizer/tokenizeAll";
import { VqVae } from "../../lib/tokenizer/vqvae";
import { settings } from "./small";

test("clips side by side get the codes that each gets alone, short and long, one stream or several", () => {
  const lengths = [13, 1, 16, 14, 40, 2500, 16, 39, 3, 13];
  const clips = lengths.map((frames, i) => {
    const random = new Random(3, "clip", i);
    return { frames, features: Float32Array.from({ length: frames * settings.features }, () => random.normal()) };
  });
  const parts = [
    { name: "body", dims: [[0, 8]] },
    { name: "hands", dims: [[8, 12]] },
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
