import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { StoppedError, UserError } from "../../lib/errors";
import { Random } from "../../lib/random";
import type { VqVaeSettings } from "../../lib/tokenizer/settings";
import { trainVqVae } from "../../lib/tokenizer/train";
import { CheckpointFolder, fingerprintOf } from "../../lib/training/checkpoint";
import { runChild } from "../training/child";
import { clips, hashOf, STEPS, training, variants } from "./small";

const root = mkdtempSync(join(tmpdir(), "lslm-resume-"));
after(() => rmSync(root, { recursive: true }));

const trained = async (
  variant: string,
  steps: number,
  hooks: Parameters<typeof trainVqVae>[4] = {},
): Promise<string> => {
  const { vqvae } = await trainVqVae(clips(6), variants[variant] as VqVaeSettings, { ...training, steps }, 1, hooks);
  const hash = hashOf(vqvae);
  vqvae.dispose();
  return hash;
};

for (const variant of Object.keys(variants)) {
  test(`${variant}: stopped and gone on with, it ends with the same bits`, async () => {
    const checkpoints = new CheckpointFolder(join(root, variant), fingerprintOf(variant));
    for (const stop of [1, 4]) {
      const controller = new AbortController();
      const onStep = ({ step }: { step: number }) => {
        if (step === stop) controller.abort();
      };
      await assert.rejects(trained(variant, 7, { checkpoints, onStep, signal: controller.signal }), StoppedError);
    }
    assert.equal(await trained(variant, 7, { checkpoints }), await trained(variant, 7));
  });
}

for (const variant of ["ema", "residual of parts"]) {
  test(`${variant}: killed at random moments, some during a save, it ends with the same bits`, async () => {
    const folder = join(root, `killed ${variant}`);
    const random = new Random(2, "kills");
    const program = [join(__dirname, "small.ts"), folder, variant];
    const kills = [
      { after: `step ${random.integer(0, 6)}`, delay: random.uniform(0, 5) },
      { after: `saving ${2 * random.integer(5, 8)}`, delay: random.uniform(0, 6) },
      { after: `saving ${2 * random.integer(9, 11)}`, delay: random.uniform(0, 2) },
    ];
    for (const kill of kills) {
      const lines = await runChild(program, kill);
      assert.ok(!lines.some((text) => text.startsWith("tokenizer")), "it was killed before its end");
    }
    const lines = await runChild(program);
    assert.equal(lines.at(-1), `tokenizer ${await trained(variant, STEPS)}`);
    assert.ok(lines.filter((text) => text.startsWith("step")).length < STEPS, "it went on, and did not begin again");
    assert.ok(readdirSync(folder).every((name) => name.startsWith("step-")));
  });
}

test("a checkpoint of another kind is refused in a sentence", async () => {
  const folder = join(root, "ema");
  const other = new CheckpointFolder(folder, fingerprintOf("fsq"));
  await assert.rejects(trained("fsq", 9, { checkpoints: other }), (error) => {
    assert.ok(error instanceof UserError);
    assert.match(error.message, /made with other settings; go on with those of its run's config.json/);
    return true;
  });
  // The same settings, but the code has changed what they mean.
  const same = new CheckpointFolder(folder, fingerprintOf("ema"));
  await assert.rejects(trained("residual", 9, { checkpoints: same }), (error) => {
    assert.ok(error instanceof UserError);
    assert.match(error.message, /layer0\/codebook.codes is \[missing\].*delete the folder to begin tokenizer again/);
    return true;
  });
});
