import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { StoppedError, UserError } from "../../lib/errors";
import { Random } from "../../lib/random";
import { tf } from "../../lib/tensor/backend";
import type { Progress, StepRecord } from "../../lib/training/trainer";
import { runChild } from "./child";
import { runToy, STEPS, toyCheckpoints } from "./toy";

const root = mkdtempSync(join(tmpdir(), "lslm-trainer-"));
after(() => rmSync(root, { recursive: true }));

/** The toy trained without a stop, and without checkpoints. */
let whole: { hash: string; records: StepRecord[] };
before(async () => {
  whole = await runToy();
});

describe("train", () => {
  it("learns, and records every step", () => {
    assert.deepEqual(
      whole.records.map(({ step }) => step),
      Array.from({ length: STEPS }, (_, step) => step),
    );
    for (const record of whole.records) {
      for (const name of ["loss", "gradientNorm", "learningRate", "output"]) assert.ok(Number.isFinite(record[name]));
    }
    const mean = (records: StepRecord[]) => records.reduce((sum, { loss }) => sum + loss, 0) / records.length;
    assert.ok(mean(whole.records.slice(-6)) < mean(whole.records.slice(0, 6)));
  });

  it("repeats itself to the bit, with checkpoints too", async () => {
    const again = await runToy({ checkpoints: toyCheckpoints(join(root, "again")) });
    assert.equal(again.hash, whole.hash);
    assert.deepEqual(again.records, whole.records);
  });

  it("reports progress after each step", async () => {
    const seen: Progress[] = [];
    await runToy({ steps: 3, onProgress: (progress) => seen.push(progress) });
    assert.deepEqual(
      seen.map(({ stage, done, total }) => [stage, done, total]),
      [1, 2, 3].map((done) => ["toy", done, 3]),
    );
  });

  // before the first step, between checkpoints, on one, before the last step
  for (const stops of [[0], [1], [5], [6], [STEPS - 1], [1, 2, 3, 11]]) {
    it(`stopped after ${stops.join(", ")} steps, goes on to the same bits`, async () => {
      const checkpoints = toyCheckpoints(join(root, `stop-${stops.join("-")}`));
      const records: StepRecord[] = [];
      for (const stop of stops) {
        const controller = new AbortController();
        if (stop === 0) controller.abort();
        const onStep = (record: StepRecord) => {
          records.push(record);
          if (record.step === stop - 1) controller.abort();
        };
        await assert.rejects(runToy({ checkpoints, onStep, signal: controller.signal }), (error) => {
          assert.ok(error instanceof StoppedError);
          assert.match(error.message, new RegExp(`after step ${stop} of ${STEPS}`));
          return true;
        });
      }
      const last = await runToy({ checkpoints });
      assert.equal(last.hash, whole.hash);
      assert.deepEqual([...records, ...last.records], whole.records);
    });
  }

  it("does nothing more when it is done", async () => {
    const checkpoints = toyCheckpoints(join(root, "done"));
    await runToy({ checkpoints });
    const again = await runToy({ checkpoints });
    assert.deepEqual(again.records, []);
    assert.equal(again.hash, whole.hash);
  });

  it("killed at random moments, some during a save, goes on to the same bits", { timeout: 120_000 }, async () => {
    const folder = join(root, "killed");
    const random = new Random(1, "kills");
    const kills = [
      { after: "step 4", delay: 0 },
      { after: "saving 8", delay: random.uniform(0, 6) },
      { after: "saving 14", delay: random.uniform(0, 3) },
      { after: "step 20", delay: random.uniform(0, 20) },
    ];
    const program = [join(__dirname, "toy.ts"), folder];
    for (const kill of kills) {
      const lines = await runChild(program, kill);
      assert.ok(!lines.some((text) => text.startsWith("weights")), "it was killed before its end");
    }
    const lines = await runChild(program);
    assert.equal(lines[lines.length - 1], `weights ${whole.hash}`);
    const steps = lines.filter((text) => text.startsWith("step")).length;
    assert.ok(steps < STEPS, "it went on instead of beginning again");
    assert.ok(
      readdirSync(folder).every((name) => name.startsWith("step-")),
      "nothing half written is left",
    );
  });

  it("ends at a loss that is not a number, and keeps the last checkpoint", async () => {
    const folder = join(root, "nan");
    const checkpoints = toyCheckpoints(folder);
    const loss = (step: number) => {
      if (step === 5) return { loss: tf.scalar(Number.NaN) };
      return { loss: tf.scalar(0) };
    };
    const ends = runToy({ checkpoints, loss });
    await assert.rejects(ends, (error) => {
      assert.ok(error instanceof UserError);
      assert.match(error.message, /toy, step 5: the loss is not finite/);
      return true;
    });
    const kept = checkpoints.load();
    assert.equal(kept?.step, 4);
    for (const tensor of kept?.tensors.values() ?? []) assert.ok(tensor.dataSync().every(Number.isFinite));
    tf.dispose([...(kept?.tensors.values() ?? [])]);
  });

  it("keeps the number of tensors over 50 steps, and leaves none behind", async () => {
    const counts: number[] = [];
    const before = tf.memory().numTensors;
    const onStep = () => counts.push(tf.memory().numTensors);
    await runToy({ steps: 50, onStep, checkpoints: toyCheckpoints(join(root, "memory")) });
    assert.deepEqual(new Set(counts.slice(2)).size, 1, counts.join(" "));
    assert.equal(tf.memory().numTensors, before);
  });

  it("leaves no tensor behind when the loss is not a number", async () => {
    const before = tf.memory().numTensors;
    const loss = () => ({ loss: tf.scalar(Number.NaN), metrics: { a: tf.scalar(1) } });
    await assert.rejects(runToy({ loss }), UserError);
    assert.equal(tf.memory().numTensors, before);
  });
});
