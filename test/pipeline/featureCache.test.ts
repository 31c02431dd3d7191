// The feature cache: the same numbers as without it, made by any number of threads, stopped and killed without loss.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { configure } from "../../lib/config";
import { listClips } from "../../lib/data/corpora/listing";
import { loadFolder } from "../../lib/data/corpus";
import { encodePickle } from "../../lib/data/formats/pickleWriter";
import { emptyMotion, rowsFromMotion, turnAboutX } from "../../lib/data/formats/smplx";
import { FormatError, StoppedError, UserError } from "../../lib/errors";
import { featureCache } from "../../lib/pipeline/featureCache";
import { loadPreparedCorpus, type PreparedCorpus, prepareCorpus } from "../../lib/pipeline/preparedCorpus";
import { RecentArrays } from "../../lib/pipeline/storedFeatures";
import { Random } from "../../lib/random";

const folder = mkdtempSync(join(tmpdir(), "lslm cache "));
const corpus = join(folder, "corpus");
after(() => rmSync(folder, { recursive: true, force: true }));

const CLIPS = 400;
const header = "VIDEO_ID\tVIDEO_NAME\tSENTENCE_ID\tSENTENCE_NAME\tSTART\tEND\tSENTENCE";
const row = (name: string, text: string) => `v\tv-${name.length}-rgb_front\t${name}\t${name}\t0\t1\t${text}`;

/** 400 short clips; every hundredth is broken, one has a single frame and so no features. */
before(() => {
  mkdirSync(corpus);
  const rows: string[] = [];
  for (let i = 0; i < CLIPS; i++) {
    const random = new Random(i, "clip");
    const frames = i === 7 ? 1 : random.integer(3, 9);
    const motion = emptyMotion(frames);
    for (const part of ["bodyPose", "leftHandPose", "rightHandPose"] as const) {
      for (let at = 0; at < motion[part].length; at++) motion[part][at] = random.normal(0, 0.2);
    }
    const smplx = { data: rowsFromMotion(turnAboutX(motion, 180)), shape: [frames, 182] };
    const bytes = encodePickle({ smplx });
    writeFileSync(join(corpus, `clip${i}.pkl`), i % 100 === 50 ? bytes.subarray(0, 500) : bytes);
    rows.push(row(`clip${i}`, `Sentence ${i}.`));
  }
  writeFileSync(join(corpus, "train.csv"), [header, ...rows.slice(0, 340)].join("\n"));
  writeFileSync(join(corpus, "val.csv"), [header, ...rows.slice(340, 370)].join("\n"));
  writeFileSync(join(corpus, "test.csv"), [header, ...rows.slice(370), row("absent", "x")].join("\n"));
});

const config = configure("smoke", "cached", { "corpus.path": corpus });
const cacheIn = (name: string) => join(folder, name);
/** Parts that are there, with the time at which they were written. */
function parts(root: string): Map<string, number> {
  const [key] = readdirSync(root);
  const files = readdirSync(join(root, key as string)).filter((name) => /^\d+\.json$/.test(name));
  return new Map(files.map((name) => [name, statSync(join(root, key as string, name)).mtimeMs]));
}

function assertSame(one: PreparedCorpus, other: PreparedCorpus): void {
  assert.deepEqual(one.normalization, other.normalization);
  assert.equal(one.fingerprint, other.fingerprint);
  assert.equal(one.fps, other.fps);
  for (const split of ["train", "validation", "test"] as const) {
    assert.equal(one.splits[split].length, other.splits[split].length);
    for (const [i, { clip, features, frames }] of one.splits[split].entries()) {
      const twin = other.splits[split][i] as (typeof one.splits)[typeof split][number];
      const { smplx: _, ...plain } = twin.clip;
      assert.deepEqual({ ...clip }, plain);
      assert.deepEqual(features, twin.features);
      assert.equal(frames, twin.frames);
    }
  }
}

test("clips, features, normalisation and fingerprint are those of the corpus in memory, with and without threads", async () => {
  const { clips, skipped } = loadFolder(listClips(corpus));
  const inMemory = prepareCorpus(clips.filter(({ frames }) => frames > 1));
  const progress: number[] = [];
  const single = await loadPreparedCorpus(config, {
    root: cacheIn("single"),
    threads: 0,
    onProgress: ({ done }) => progress.push(done),
  });
  assertSame(single, inMemory);
  assert.deepEqual([progress[0], progress.at(-1), progress.length], [64, CLIPS, 7]);
  const threaded = await loadPreparedCorpus(config, { root: cacheIn("threaded"), threads: 3 });
  assertSame(threaded, inMemory);
  const again = await loadPreparedCorpus(config, {
    root: cacheIn("single"),
    onProgress: () => assert.fail("nothing is made twice"),
  });
  assertSame(again, inMemory);

  // four broken files, one row without a file, one clip too short for features
  assert.equal(skipped.length, 5);
  for (const { skipped: left } of [single, threaded, again]) {
    assert.deepEqual(
      left.map(({ id }) => id),
      ["absent", "clip7", "clip50", "clip150", "clip250", "clip350"],
    );
    assert.match(left[1]?.reason ?? "", /at least 2 frames/);
    assert.deepEqual(Object.keys(left[2] ?? {}).sort(), ["file", "id", "reason"]);
  }
});

test("stopped and gone on with, nothing that was ready is made again", async () => {
  const root = cacheIn("stopped");
  for (const threads of [0, 2]) {
    const controller = new AbortController();
    const onProgress = (done: number) => void (done >= 64 * (threads + 1) && controller.abort());
    const options = { root, threads, signal: controller.signal, onProgress };
    await assert.rejects(featureCache(listClips(corpus), options), StoppedError);
  }
  const ready = parts(root);
  assert.ok(ready.size >= 3 && ready.size < 7, `${ready.size} parts`);
  const { signal } = new AbortController();
  await featureCache(listClips(corpus), { root, threads: 0, signal });
  const all = parts(root);
  assert.equal(all.size, 7);
  for (const [name, time] of ready) assert.equal(all.get(name), time);
});

test("killed at any moment, it goes on and ends with the same files", async () => {
  const root = cacheIn("killed");
  const script = `
    const { featureCache } = require(${JSON.stringify(join(__dirname, "../../lib/pipeline/featureCache"))});
    const { listClips } = require(${JSON.stringify(join(__dirname, "../../lib/data/corpora/listing"))});
    featureCache(listClips(${JSON.stringify(corpus)}), {
      root: ${JSON.stringify(root)}, threads: 2, onProgress: (done) => process.stdout.write(done + "\\n"),
    });`;
  const child = spawn(process.execPath, ["--import", "tsx", "-e", script], { stdio: ["ignore", "pipe", "inherit"] });
  child.stdout.on("data", () => child.kill("SIGKILL"));
  await new Promise((done) => child.on("exit", done));
  const [key] = readdirSync(root) as [string];
  writeFileSync(join(root, key, ".00006.json.tmp-1-aa"), "half");
  const survived = parts(root);
  assert.ok(survived.size > 0);
  await loadPreparedCorpus(config, { root, threads: 0 });
  for (const [name, time] of survived) assert.equal(parts(root).get(name), time);
  await loadPreparedCorpus(config, { root: cacheIn("whole"), threads: 0 });
  const [other] = readdirSync(cacheIn("whole")) as [string];
  assert.equal(key, other);
  const files = readdirSync(join(root, key)).sort();
  assert.deepEqual(files, readdirSync(join(cacheIn("whole"), other)).sort());
  for (const name of files) {
    const [mine, whole] = [root, cacheIn("whole")].map((place) => readFileSync(join(place, key, name))) as [
      Buffer,
      Buffer,
    ];
    assert.ok(mine.equals(whole), name);
  }
});

test("a changed file, sentence or setting has a cache of its own", async () => {
  const root = cacheIn("keys");
  const limits = { train: 5, validation: 5, test: 0 };
  const build = async (options = {}) =>
    (await featureCache(listClips(corpus, { limits, ...options }), { root, threads: 0 })).folder;
  const first = await build();
  const touched = join(corpus, "clip3.pkl");
  utimesSync(touched, new Date(0), new Date(0));
  const second = await build();
  writeFileSync(join(corpus, "val.csv"), [header, row("clip340", "Another sentence.")].join("\n"));
  const third = await build();
  const fourth = await build({ targetFps: 30 });
  assert.equal(new Set([first, second, third, fourth]).size, 4);
  assert.equal(await build(), third);
});

test("a damaged cache is said in a sentence, and a folder that cannot be written too", async () => {
  const root = cacheIn("damaged");
  const prepared = await loadPreparedCorpus(config, { root, threads: 0 });
  const [key] = readdirSync(root) as [string];
  truncateSync(join(root, key, "00000.joints.npy"), 1000);
  const [first] = prepared.splits.train;
  assert.throws(() => first?.clip.joints, FormatError);
  writeFileSync(cacheIn("file"), "");
  await assert.rejects(loadPreparedCorpus(config, { root: cacheIn("file") }), UserError);
});

test("a corpus without any text cannot be translated", async () => {
  const silent = join(folder, "silent");
  mkdirSync(silent);
  const motion = emptyMotion(4);
  const smplx = { data: rowsFromMotion(turnAboutX(motion, 180)), shape: [4, 182] };
  writeFileSync(join(silent, "a.pkl"), encodePickle({ smplx }));
  const settings = configure("smoke", "silent", { "corpus.path": silent });
  await assert.rejects(
    loadPreparedCorpus(settings, { root: cacheIn("silent-cache") }),
    /nothing in .* says what is signed/,
  );
});

test("arrays that were read last stay in memory, up to the limit", () => {
  const recent = new RecentArrays(100);
  const made: number[] = [];
  const get = (key: number, length = 10) =>
    recent.get(key, () => {
      made.push(key);
      return new Float32Array(length);
    });
  get(1);
  get(2);
  assert.equal(get(1), get(1));
  get(3);
  assert.deepEqual(made, [1, 2, 3]);
  get(1);
  get(2);
  assert.deepEqual(made, [1, 2, 3, 2]);
  assert.equal(get(4, 1000).length, 1000);
  get(4, 1000);
  assert.deepEqual(made, [1, 2, 3, 2, 4]);
});
