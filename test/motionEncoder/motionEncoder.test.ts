// The motion–text encoder: padding has no influence, training tells clips apart, files and resumed training are exact.
import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { FormatError, StoppedError, UserError } from "../../lib/errors";
import { retrieval } from "../../lib/metrics/motion/retrieval";
import { loadMotionEncoder, saveMotionEncoder } from "../../lib/motionEncoder/files";
import { type CaptionedMotion, MotionEncoder } from "../../lib/motionEncoder/motionEncoder";
import { trainMotionEncoder } from "../../lib/motionEncoder/train";
import { Random } from "../../lib/random";
import { tf } from "../../lib/tensor/backend";
import { CheckpointFolder } from "../../lib/training/checkpoint";

const folder = mkdtempSync(join(tmpdir(), "lslm-motion-encoder-"));
after(() => rmSync(folder, { recursive: true, force: true }));

const words = ["red", "tree", "house", "dog", "eat", "go"];
/** Each word of a clip moves one feature for some frames. */
function clips(count: number, seed: number): CaptionedMotion[] {
  const random = new Random(seed, "test");
  return Array.from({ length: count }, () => {
    const own = random.shuffle([...words.keys()]).slice(0, 3);
    const frames = 12 + random.integer(0, 5);
    const features = Float32Array.from({ length: frames * words.length }, (_, i) => {
      const frame = Math.floor(i / words.length);
      const now = own[Math.min(2, Math.floor((3 * frame) / frames))];
      return (now === i % words.length ? 2 : 0) + random.normal(0, 0.1);
    });
    return { features, frames, text: own.map((word) => words[word]).join(" ") };
  });
}
const size = { width: 16, dimension: 8, temperature: 0.1 };
const training = { steps: 60, batch: 16, learningRate: 1e-2, warmup: 5, weightDecay: 0 };

test("a clip's vector has unit length and does not depend on what it is batched with", () => {
  const encoder = new MotionEncoder({ ...size, features: words.length, words }, 1);
  const [short, long] = [clips(1, 1)[0], clips(30, 2).sort((a, b) => b.frames - a.frames)[0]];
  assert.ok(short && long);
  const alone = encoder.embedMotion(short.features, short.frames);
  assert.ok(Math.abs(Math.hypot(...alone) - 1) < 1e-5);
  assert.ok(Math.abs(Math.hypot(...encoder.embedText(short.text)) - 1) < 1e-5);
  const padded = new Float32Array(long.frames * words.length).fill(7);
  padded.set(short.features);
  assert.deepEqual(encoder.embedMotion(padded, short.frames), alone, "frames after the end are not read");
  // the loss of a pair is the same in both orders only if padding changes nothing
  const both = [short, long].map((clip) => encoder.loss([clip, clip === short ? long : short]).dataSync()[0] as number);
  assert.ok(Math.abs((both[0] as number) - (both[1] as number)) < 1e-5);
  encoder.dispose();
});

test("training finds the text of clips that it has not seen, the same each time, and frees what it made", async () => {
  const { encoder, records } = await trainMotionEncoder(clips(120, 3), size, training, 5);
  const unseen = clips(32, 4);
  const vectors = (of: (clip: CaptionedMotion) => Float32Array) =>
    Float32Array.from(unseen.flatMap((clip) => [...of(clip)]));
  const found = retrieval(
    vectors(({ features, frames }) => encoder.embedMotion(features, frames)),
    vectors(({ text }) => encoder.embedText(text)),
    size.dimension,
    { pool: 8 },
  );
  assert.ok(found.precision[2] > 0.7, `${found.precision}; chance is ${3 / 8}`);
  const before = tf.memory().numTensors;
  const again = await trainMotionEncoder(clips(120, 3), size, training, 5);
  assert.deepEqual(again.records, records);
  again.encoder.dispose();
  assert.equal(tf.memory().numTensors, before);
  encoder.dispose();
});

test("stopped and called again, training ends with the same vectors; a file keeps them", async () => {
  const short = { ...training, steps: 8 };
  const whole = await trainMotionEncoder(clips(40, 6), size, short, 7);
  const checkpoints = new CheckpointFolder(join(folder, "checkpoint"), "fingerprint");
  const controller = new AbortController();
  const hooks = { checkpoints, checkpointEvery: 100 };
  const stopping = trainMotionEncoder(clips(40, 6), size, short, 7, {
    ...hooks,
    signal: controller.signal,
    onProgress: ({ done }) => done === 3 && controller.abort(),
  });
  await assert.rejects(stopping, StoppedError);
  const resumed = await trainMotionEncoder(clips(40, 6), size, short, 7, hooks);
  const [clip] = clips(1, 8);
  assert.ok(clip);
  const vector = whole.encoder.embedMotion(clip.features, clip.frames);
  assert.deepEqual(resumed.encoder.embedMotion(clip.features, clip.frames), vector);
  const normalization = { mean: new Float32Array(words.length), std: new Float32Array(words.length).fill(1) };
  const file = join(folder, "encoder.safetensors");
  saveMotionEncoder(file, { encoder: whole.encoder, normalization });
  const loaded = loadMotionEncoder(file);
  assert.deepEqual(loaded.normalization, normalization);
  assert.deepEqual(loaded.encoder.embedMotion(clip.features, clip.frames), vector);
  assert.deepEqual(loaded.encoder.embedText(clip.text), whole.encoder.embedText(clip.text));
  for (const { encoder } of [whole, resumed, loaded]) encoder.dispose();
});

test("what is no set of clips or no encoder is refused", async () => {
  await assert.rejects(trainMotionEncoder(clips(1, 1), size, training, 1), UserError);
  const { writeSafetensors } = await import("../../lib/data/formats/safetensors");
  const file = join(folder, "other.safetensors");
  writeSafetensors(file, new Map(), { kind: "other" });
  assert.throws(() => loadMotionEncoder(file), FormatError);
  assert.throws(() => loadMotionEncoder(join(folder, "missing.safetensors")), UserError);
});
