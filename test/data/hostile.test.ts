// Files and folders made to harm: sizes beyond the limit, bombs, claims without content, names that lead elsewhere.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after, afterEach, test } from "node:test";
import { gzipSync } from "node:zlib";
import { readAnnotationPickle } from "../../lib/data/corpora/annotationFiles";
import { scanFolder } from "../../lib/data/corpora/folder";
import { listClips } from "../../lib/data/corpora/listing";
import { motionFormats } from "../../lib/data/corpora/motionFormats";
import { loadFolder } from "../../lib/data/corpus";
import { readBytes } from "../../lib/data/formats/fileBytes";
import { encodeNpy, readNpy } from "../../lib/data/formats/npy";
import { encodeNpz, readNpz } from "../../lib/data/formats/npz";
import { FormatError, UserError } from "../../lib/errors";

const fixtures = join(__dirname, "fixtures");
const folder = mkdtempSync(join(tmpdir(), "lslm hostile "));
after(() => rmSync(folder, { recursive: true }));
afterEach(() => {
  delete process.env.LSLM_MAX_FILE_MB;
});
const put = (name: string, bytes: Uint8Array): string => {
  writeFileSync(join(folder, name), bytes);
  return join(folder, name);
};
const refusal = (file: string, problem: RegExp) => (error: unknown) =>
  error instanceof FormatError && error.file === file && problem.test(error.message);

test("a file or array beyond the limit is refused with the setting that raises it, and read once it is raised", () => {
  const npy = put("large.npy", encodeNpy(new Float32Array(500_000), [500_000]));
  const npz = put("large.npz", encodeNpz({ a: { data: new Float32Array(100_000), shape: [100_000] } }));
  process.env.LSLM_MAX_FILE_MB = "1.5";
  assert.throws(() => readNpy(npy), refusal(npy, /size: it has 2000128 bytes; .* set LSLM_MAX_FILE_MB=3 /));
  process.env.LSLM_MAX_FILE_MB = "3";
  assert.equal(readNpy(npy).data.length, 500_000);
  assert.equal(readNpz(npz).get("a").data.length, 100_000);
  process.env.LSLM_MAX_FILE_MB = "none";
  assert.throws(() => readNpy(npy), /LSLM_MAX_FILE_MB=none is no number of megabytes/);
});

test("a gzip bomb is not unpacked", () => {
  process.env.LSLM_MAX_FILE_MB = "2";
  const bomb = put("bomb.train", gzipSync(Buffer.alloc(50_000_000)));
  const before = process.memoryUsage().arrayBuffers;
  assert.throws(() => readAnnotationPickle(bomb), refusal(bomb, /gzip: the limit is 2000000: set LSLM_MAX_FILE_MB/));
  assert.ok(process.memoryUsage().arrayBuffers - before < 20e6);
});

test("arrays without content claim no memory", () => {
  const none = new Float32Array(0);
  const empty = put(
    "empty.npz",
    encodeNpz({ root_orient: { data: none, shape: [2 ** 30, 0] }, body_pose: { data: none, shape: [2 ** 30, 0] } }),
  );
  assert.throws(() => motionFormats.smplx.read(empty, {}), refusal(empty, /body_pose: it has shape \(1073741824, 0\)/));
  for (const shape of [
    [2 ** 30, 0],
    [0, 322],
    [2 ** 30, 0, 3],
  ]) {
    const path = put("empty.npy", encodeNpy(none, shape));
    assert.throws(() => motionFormats.motionx.read(path, {}), refusal(path, /shape|no frames/));
    assert.throws(() => motionFormats.humanml3d.read(path, {}), refusal(path, /shape/));
  }
});

test("what is no file is not opened", { skip: process.platform === "win32" }, () => {
  const pipe = join(folder, "pipe.npy");
  execFileSync("mkfifo", [pipe]);
  assert.throws(() => readBytes(pipe), UserError);
  assert.throws(() => readBytes(folder), /is no file/);
});

test("a folder with loops, pipes, hidden files and links is listed once, links followed", () => {
  const corpus = join(folder, "corpus");
  cpSync(join(fixtures, "phoenix"), join(folder, "elsewhere"), { recursive: true });
  mkdirSync(join(corpus, "a/b/c/d/e/f/g/h/i/too-deep"), { recursive: true });
  writeFileSync(join(corpus, "a/b/c/d/e/f/g/h/i/too-deep/x.pkl"), "");
  writeFileSync(join(corpus, ".hidden.pkl"), "");
  symlinkSync(corpus, join(corpus, "a/loop"));
  symlinkSync(join(folder, "elsewhere"), join(corpus, "linked"));
  symlinkSync("nowhere.pkl", join(corpus, "dangling.pkl"));
  execFileSync("mkfifo", [join(corpus, "pipe.pkl")]);
  const { files } = scanFolder(corpus);
  assert.deepEqual(files.map(dirname), ["linked", "linked", "linked/dev", "linked/train"]);
  assert.equal(loadFolder(listClips(corpus)).clips.length, 2);
});

test("names in tables and lists lead nowhere but to the corpus's own files", () => {
  const secret = put("secret.pkl", Buffer.from("N."));
  const corpus = join(folder, "names");
  cpSync(join(fixtures, "phoenix"), corpus, { recursive: true });
  const names = ["../secret", secret.replace(/\.pkl$/, ""), "..", "/", "train/../../secret", "a\\b"];
  const rows = names.map((name) => `${name}|v|-1|-1|S|A|text`);
  writeFileSync(
    join(corpus, "PHOENIX-2014-T.train.corpus.csv"),
    ["name|video|start|end|speaker|orth|translation", ...rows].join("\n"),
  );
  const { entries, skipped } = listClips(corpus);
  assert.equal(entries.length, 1);
  assert.equal(skipped.filter(({ file }) => file.endsWith("train.corpus.csv")).length, names.length);
});
