// Checkpoints against bit rot, torn writes, full disks, other settings and numbers that are not finite.
import assert from "node:assert/strict";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, beforeEach, describe, it } from "node:test";
import { UserError } from "../../lib/errors";
import { Random } from "../../lib/random";
import { tf } from "../../lib/tensor/backend";
import { CheckpointFolder, fingerprintOf } from "../../lib/training/checkpoint";
import type { ParameterSet } from "../../lib/training/parameters";
import { train } from "../../lib/training/trainer";
import { runToy, toy } from "./toy";

const root = mkdtempSync(join(tmpdir(), "lslm-checkpoint-"));
after(() => rmSync(root, { recursive: true }));
const path = join(root, "stage");
const SETTINGS = { width: 3, names: ["a", "b"] };
beforeEach(() => rmSync(path, { recursive: true, force: true }));

function folder(settings: object = SETTINGS, messages: string[] = []): CheckpointFolder {
  return new CheckpointFolder(path, fingerprintOf(settings), 2, (message) => messages.push(message));
}

function save(step: number, value = step, target = folder()): void {
  const tensors = new Map([
    ["weights", tf.fill([4, 5], value)],
    ["bias", tf.tensor1d([value, -value, 0.5])],
  ]);
  try {
    target.save(step, tensors);
  } finally {
    tf.dispose([...tensors.values()]);
  }
}

/** Step of the checkpoint that is loaded; its values must be those of its step. */
function loadedStep(target: CheckpointFolder): number | undefined {
  const loaded = target.load();
  if (!loaded) return undefined;
  const bias = [...(loaded.tensors.get("bias") as tf.Tensor).dataSync()];
  assert.deepEqual(bias, [loaded.step, -loaded.step, 0.5].map(Math.fround));
  tf.dispose([...loaded.tensors.values()]);
  return loaded.step;
}

describe("CheckpointFolder", () => {
  it("keeps the newest two, and gives the newest", () => {
    assert.equal(folder().load(), undefined);
    for (const step of [1, 5, 20]) save(step);
    assert.deepEqual(readdirSync(path).sort(), ["step-00000005", "step-00000020"]);
    assert.equal(loadedStep(folder()), 20);
    save(20);
    assert.equal(loadedStep(folder()), 20);
  });

  it("refuses a checkpoint in which one bit has turned, and goes on from the one before, saying so", () => {
    save(1);
    save(2);
    const whole = join(root, "whole");
    cpSync(path, whole, { recursive: true });
    const random = new Random(0, "bits");
    for (let round = 0; round < 100; round++) {
      rmSync(path, { recursive: true });
      cpSync(whole, path, { recursive: true });
      const file = join(path, "step-00000002", round % 4 === 0 ? "manifest.json" : "state.safetensors");
      const bytes = readFileSync(file);
      const at = random.integer(0, bytes.length - 1);
      const before = JSON.stringify(round % 4 === 0 ? JSON.parse(String(bytes)) : "");
      bytes[at] = (bytes[at] as number) ^ (1 << random.integer(0, 7));
      writeFileSync(file, bytes);
      const messages: string[] = [];
      const step = loadedStep(folder(SETTINGS, messages));
      // Between the names of a manifest, one kind of white space may turn into another.
      if (round % 4 === 0 && sameJson(String(bytes), before)) continue;
      assert.equal(step, 1, `bit in byte ${at} of ${file}`);
      assert.match(messages.join(), /step-00000002 is damaged; going on from step-00000001/);
    }
  });

  it("passes over what was cut off, emptied or taken away; its place is taken by new checkpoints", () => {
    for (const harm of ["cut", "empty", "no state", "no manifest", "no folder content"]) {
      rmSync(path, { recursive: true, force: true });
      save(1);
      save(2);
      const newest = join(path, "step-00000002");
      const state = join(newest, "state.safetensors");
      if (harm === "cut") writeFileSync(state, readFileSync(state).subarray(0, 60));
      if (harm === "empty") writeFileSync(state, "");
      if (harm === "no state") rmSync(state);
      if (harm === "no manifest") rmSync(join(newest, "manifest.json"));
      if (harm === "no folder content") {
        rmSync(newest, { recursive: true });
        mkdirSync(newest);
      }
      assert.equal(loadedStep(folder()), 1, harm);
      save(2);
      assert.equal(loadedStep(folder()), 2, harm);
    }
  });

  it("says that nothing is left when every checkpoint is damaged", () => {
    save(1);
    writeFileSync(join(path, "step-00000001/state.safetensors"), "");
    assert.throws(() => folder().load(), /step-00000001 is damaged; delete the folder to begin this stage again/);
  });

  it("refuses another configuration, but not another order of its keys", () => {
    save(1);
    const reordered = { names: SETTINGS.names, width: SETTINGS.width };
    assert.equal(loadedStep(folder(reordered)), 1);
    const other = folder({ ...SETTINGS, names: ["b", "a"] });
    assert.throws(
      () => other.load(),
      (error) => error instanceof UserError && /made with other settings/.test(error.message),
    );
  });

  it("does not save numbers that are not finite", () => {
    save(1);
    assert.throws(() => save(2, Number.NaN), /step 2: weights holds numbers that are not finite/);
    assert.throws(() => save(2, Number.POSITIVE_INFINITY), UserError);
    assert.deepEqual(readdirSync(path), ["step-00000001"]);
    assert.equal(loadedStep(folder()), 1);
  });

  it("tells in a sentence where it cannot write, and keeps what was there", () => {
    save(1);
    const inTheWay = join(path, "file");
    writeFileSync(inTheWay, "");
    const blocked = new CheckpointFolder(inTheWay, "x");
    assert.throws(
      () => save(2, 2, blocked),
      (error) => error instanceof UserError && /step 2 cannot be saved \(ENOTDIR/.test(error.message),
    );
    rmSync(inTheWay);
    assert.equal(loadedStep(folder()), 1);
  });

  it("clears away what a killed process left half written, and never reads it", () => {
    save(1);
    const left = join(path, ".step-00000009.tmp-1-abcd");
    mkdirSync(left);
    writeFileSync(join(left, "state.safetensors"), "half");
    assert.equal(loadedStep(folder()), 1);
    save(2);
    assert.ok(!existsSync(left));
  });

  it("leaves no tensor behind, whether it loads or refuses", () => {
    save(1);
    const before = tf.memory().numTensors;
    loadedStep(folder());
    assert.throws(() => folder({}).load());
    assert.equal(tf.memory().numTensors, before);
  });
});

describe("train", () => {
  it("names the tensor whose gradient is not finite, and moves nothing", async () => {
    const own = toy();
    const before = own.hash();
    const weights = own.options.groups[1]?.parameters as ParameterSet;
    // The root of 0 has an infinite slope, and 0 · ∞ is no number.
    const loss = () => ({ loss: tf.sum(tf.sqrt(tf.mul(weights.get("weights"), 0))) as tf.Scalar });
    await assert.rejects(train({ ...own.options, loss }), /toy, step 0: the gradient of second\/weights is not finite/);
    assert.equal(own.hash(), before);
    own.dispose();
  });

  it("tells when a checkpoint is of another version of the code", async () => {
    save(2);
    await assert.rejects(
      runToy({ checkpoints: folder() }),
      (error) =>
        error instanceof UserError && /first\/weights.*delete the folder to begin toy again/.test(error.message),
    );
  });
});

function sameJson(text: string, json: string): boolean {
  try {
    return JSON.stringify(JSON.parse(text)) === json;
  } catch {
    return false;
  }
}
