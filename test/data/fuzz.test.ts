// Every reader on damaged files: valid ones with bytes changed, cut, inserted, repeated or overwritten by extreme counts.
// Only a value or an error that names the file may come of it, soon, and in bounded memory.
import assert from "node:assert/strict";
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, extname, join } from "node:path";
import { after, test } from "node:test";
import { gunzipSync, gzipSync } from "node:zlib";
import fc from "fast-check";
import { encodeFeatures } from "../../lib/body/features";
import { readAnnotationPickle, readLexiconIndex, readPhoenixCsv } from "../../lib/data/corpora/annotationFiles";
import { listClips, readClips } from "../../lib/data/corpora/listing";
import { motionFormats } from "../../lib/data/corpora/motionFormats";
import { readHow2SignCsv } from "../../lib/data/formats/csv";
import { GgufFile } from "../../lib/data/formats/gguf";
import { readNpy, readNpyShape } from "../../lib/data/formats/npy";
import { readNpz } from "../../lib/data/formats/npz";
import { readPickle } from "../../lib/data/formats/pickle";
import { readPoseFile } from "../../lib/data/formats/pose";
import { numbersOf, readSafetensors } from "../../lib/data/formats/safetensors";
import { FormatError, UserError } from "../../lib/errors";

const fixtures = join(__dirname, "fixtures");
const otherFixtures = join(__dirname, "../fixtures");
const folder = mkdtempSync(join(tmpdir(), "lslm fuzz "));
after(() => rmSync(folder, { recursive: true }));

/** microseconds of a processor */
const SLOWEST = 2e6;
const MOST_MEMORY = 600e6;
process.env.LSLM_MAX_FILE_MB = "50";

type Change = (bytes: Buffer) => Buffer;

const extremes = [0, 1, 0x7f, 0xff, 0x7fff, 0xffff, 0x7fffffff, 0x80000000, 0xfffffffe, 0xffffffff];
/** A place in a file: anywhere, but often in the first bytes, where counts stand, or the last, where zip has them. */
const place = fc.oneof(
  fc.double({ min: 0, max: 1, noNaN: true }).map((share) => (bytes: Buffer) => Math.floor(share * bytes.length)),
  fc.nat(200).map((at) => (bytes: Buffer) => Math.min(at, bytes.length)),
  fc.nat(200).map((at) => (bytes: Buffer) => Math.max(0, bytes.length - at)),
);
const replace = (bytes: Buffer, at: number, removed: number, put: Uint8Array): Buffer =>
  Buffer.concat([bytes.subarray(0, at), put, bytes.subarray(Math.min(bytes.length, at + removed))]);
const change: fc.Arbitrary<Change> = fc.oneof(
  fc.tuple(place, fc.nat(255)).map(
    ([at, value]) =>
      (b: Buffer) =>
        replace(b, at(b), 1, Uint8Array.of(value)),
  ),
  fc.tuple(place, fc.nat(7)).map(
    ([at, bit]) =>
      (b: Buffer) =>
        replace(b, at(b), 1, Uint8Array.of((b[at(b)] ?? 0) ^ (1 << bit))),
  ),
  fc.tuple(place, fc.constantFrom(...extremes), fc.constantFrom(2, 4, 8)).map(([at, value, width]) => (b: Buffer) => {
    const put = Buffer.alloc(width, value > 0xffff ? 0xff : 0);
    put.writeUIntLE(value % 2 ** (8 * Math.min(width, 4)), 0, Math.min(width, 4));
    return replace(b, at(b), width, put);
  }),
  fc.tuple(place, fc.nat(64)).map(
    ([at, count]) =>
      (b: Buffer) =>
        replace(b, at(b), count, new Uint8Array(0)),
  ),
  fc.tuple(place, fc.uint8Array({ maxLength: 24 })).map(
    ([at, put]) =>
      (b: Buffer) =>
        replace(b, at(b), 0, put),
  ),
  fc.tuple(place, place, fc.nat(400)).map(
    ([from, to, count]) =>
      (b: Buffer) =>
        replace(b, to(b), 0, b.subarray(from(b), from(b) + count)),
  ),
  place.map((at) => (b: Buffer) => b.subarray(0, at(b))),
  fc
    .constantFrom("inf", "nan", "-1", "1e400", "\t", "\n", '"', "|", "../../x", "\ufeff", "(9999999999,)")
    .chain((text) => place.map((at) => (b: Buffer) => replace(b, at(b), text.length, Buffer.from(text)))),
);
const changes = fc.array(change, { minLength: 1, maxLength: 4 });

const applied = (edits: readonly Change[], bytes: Buffer): Buffer =>
  edits.reduce((content, edit) => edit(content), Buffer.from(bytes));

let highest = 0;
/** Reads and judges: a value, or an error that is the user's to understand and names the file. */
function judge(read: () => unknown, name: string): void {
  const start = process.cpuUsage();
  try {
    read();
  } catch (error) {
    assert.ok(error instanceof UserError, `${name}: ${error instanceof Error ? error.stack : String(error)}`);
    assert.ok(error.message.includes(name), `${error.message} does not name ${name}`);
    if (error instanceof FormatError) assert.ok(error.where !== "" && error.message.length < 1000, error.message);
    assert.doesNotMatch(error.message, /undefined|NaN instead|\[object/);
  }
  const { user, system } = process.cpuUsage(start);
  assert.ok(user + system < SLOWEST, `${name} took ${(user + system) / 1e6} s of a processor`);
  highest = Math.max(highest, process.memoryUsage().rss);
}

function fuzz(seeds: readonly string[], read: (path: string) => unknown, runs: number): void {
  const contents = seeds.map((path) => ({ path, bytes: readFileSync(path) }));
  for (const { path } of contents) read(path);
  const before = process.memoryUsage().rss;
  highest = before;
  fc.assert(
    fc.property(fc.constantFrom(...contents), changes, ({ path, bytes }, edits) => {
      const name = `damaged${extname(path)}`;
      writeFileSync(join(folder, name), applied(edits, bytes));
      judge(() => read(join(folder, name)), name);
    }),
    { numRuns: runs },
  );
  assert.ok(highest - before < MOST_MEMORY, `memory grew by ${Math.round((highest - before) / 1e6)} MB`);
}

/** Damages one of several files that are read together, and mends it again. */
function fuzzInPlace(paths: readonly string[], read: () => void, runs: number): void {
  const contents = paths.map((path) => ({ path, bytes: readFileSync(path) }));
  fc.assert(
    fc.property(fc.constantFrom(...contents), changes, ({ path, bytes }, edits) => {
      writeFileSync(path, applied(edits, bytes));
      try {
        read();
      } finally {
        writeFileSync(path, bytes);
      }
    }),
    { numRuns: runs },
  );
}

const inFolder = (path: string, ending: RegExp): string[] =>
  readdirSync(path, { recursive: true, encoding: "utf8" })
    .filter((name) => ending.test(name) && statSync(join(path, name)).isFile())
    .map((name) => join(path, name))
    .sort();
const formats = join(otherFixtures, "formats");

test("pickles", () => fuzz(inFolder(formats, /numpy.*\.pkl$/), readPickle, 1500));
test("npy", () => {
  const seeds = inFolder(formats, /\.npy$/).filter((path) => !/object|record/.test(path));
  fuzz(seeds, (path) => [readNpyShape(path), readNpy(path)], 1000);
});
test("npz", () => {
  const all = (path: string) => {
    const archive = readNpz(path);
    return archive.names.map((name) => archive.get(name));
  };
  fuzz([...inFolder(formats, /\.npz$/), join(fixtures, "smplx/session/named.npz")], all, 1000);
});
test("pose", () => fuzz(inFolder(join(fixtures, "pose"), /\.pose$/), readPoseFile, 800));
test("safetensors", () => {
  const all = (path: string) => [...readSafetensors(path).tensors.values()].map(numbersOf);
  fuzz(inFolder(join(otherFixtures, "safetensors"), /\.safetensors$/), all, 800);
});
test("GGUF", () => {
  const all = (path: string) => {
    const file = new GgufFile(path);
    try {
      for (const name of file.tensors.keys()) file.read(name);
    } finally {
      file.close();
    }
  };
  fuzz([join(otherFixtures, "llm/small.gguf")], all, 300);
});
test("How2Sign's csv, between tabs and between commas", () => {
  fuzz([...inFolder(fixtures, /how2sign_realigned.*\.csv$/)], readHow2SignCsv, 800);
});
test("PHOENIX-2014T's csv", () => fuzz(inFolder(fixtures, /corpus\.csv$/), readPhoenixCsv, 500));
test("a lexicon's index", () => fuzz([join(fixtures, "pose/index.csv")], readLexiconIndex, 500));
test("zipped lists, damaged outside and inside", () => {
  const list = join(fixtures, "soke-csl/csl_clean.train");
  fuzz([list], readAnnotationPickle, 500);
  const inside = join(folder, "inside.pkl");
  writeFileSync(inside, gunzipSync(readFileSync(list)));
  const rezipped = (path: string) => {
    writeFileSync(path, gzipSync(readFileSync(path)));
    return readAnnotationPickle(path);
  };
  const original = gunzipSync(readFileSync(list));
  fuzz(
    [inside],
    (path) => {
      const result = rezipped(path);
      if (path === inside) writeFileSync(inside, original);
      return result;
    },
    500,
  );
});

/** Reads a motion and makes its features, as training does. */
const motionOf = (format: keyof typeof motionFormats) => (path: string) => {
  const { joints, frames } = motionFormats[format].read(path, {});
  assert.equal(joints.length, frames * 156);
  if (frames < 2) return undefined;
  try {
    return encodeFeatures(joints, frames);
  } catch (error) {
    if (error instanceof UserError) throw new FormatError(path, "joints", error.message);
    throw error;
  }
};
test("SignAvatars' motion", () => {
  const whole = inFolder(join(fixtures, "signavatars"), /(-p\d_.*|unsmooth.*)\.pkl$/);
  fuzz(whole, motionOf("signavatars"), 800);
});
test("SOKE's motion: one frame of a folder", () => {
  const frames = join(folder, "poses");
  cpSync(join(fixtures, "soke-how2sign/val/poses/s2_0-3-rgb_front"), frames, { recursive: true });
  const read = motionOf("soke");
  fuzzInPlace(inFolder(frames, /_[0-3]_3D\.pkl$/), () => judge(() => read(frames), basename(frames)), 300);
});
test("Motion-X", () => fuzz(inFolder(join(fixtures, "motionx/motion_data"), /\.npy$/), motionOf("motionx"), 500));
test("HumanML3D's joints and features", () => {
  const seeds = inFolder(fixtures, /new_joint(s|_vecs).00000[01]\.npy$/);
  fuzz(seeds, motionOf("humanml3d"), 500);
});
test("SMPL-X archives", () => {
  fuzz(inFolder(join(fixtures, "smplx"), /(stageii|poses|named)\.npz$/), motionOf("smplx"), 800);
});
test("MediaPipe's motion", () => fuzz(inFolder(join(fixtures, "pose"), /\.pose$/), motionOf("pose"), 500));

test("whole folders with damaged texts, lists and tables: every clip is read or listed, or one sentence says why not", () => {
  for (const corpus of ["humanml3d", "motionx", "phoenix", "pose", "signavatars"]) {
    const copy = join(folder, corpus);
    cpSync(join(fixtures, corpus), copy, { recursive: true });
    const read = () => {
      const listing = listClips(copy);
      const skipped = [...listing.skipped];
      const clips = [...readClips(listing, skipped)];
      assert.equal(clips.length + skipped.length - listing.skipped.length, listing.entries.length);
      const faults = skipped.filter(({ reason }) => reason.startsWith("something failed"));
      assert.deepEqual(faults, []);
    };
    fuzzInPlace(inFolder(copy, /\.(txt|csv)$/), () => judge(read, corpus), 60);
  }
});
