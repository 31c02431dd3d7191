// Every format of a corpus, from folders that Python's own tools wrote (test/data/fixtures/make.py): what is found, which
// numbers are read, and what is left out with which reason.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import type { Clip } from "../../../lib/data/clip";
import { type FolderOptions, listClips } from "../../../lib/data/corpora/listing";
import { type Corpus, loadFolder, readMotionFile } from "../../../lib/data/corpus";
import { HAND_MEAN } from "../../../lib/data/formats/smplx";
import { UserError } from "../../../lib/errors";

const fixtures = join(__dirname, "../fixtures");

/** What make.py wrote of a clip; hands as they are stored. */
interface Written {
  frames: number;
  body: number[];
  left: number[];
  right: number[];
  jaw?: number[];
  expression?: number[];
  trans?: number[];
  /** frames of the clip that are rows of the file; all unless given */
  rows?: number[];
  unseenLeft?: number[];
  fps?: number;
}
const expected = JSON.parse(readFileSync(join(fixtures, "expected.json"), "utf8")) as Record<string, Written>;

const load = (folder: string, options: FolderOptions = {}): Corpus =>
  loadFolder(listClips(join(fixtures, folder), options));
const shown = ({ clips }: Corpus) => clips.map(({ id, split, text }) => [id, split, text]);
const reasons = ({ skipped }: Corpus) => skipped.map(({ id, file, reason }) => `${id} (${file}): ${reason}`).sort();

function assertClose(actual: ArrayLike<number>, wanted: ArrayLike<number>, what: string): void {
  assert.equal(actual.length, wanted.length, what);
  for (let i = 0; i < wanted.length; i++) {
    assert.ok(
      Math.abs((actual[i] as number) - (wanted[i] as number)) < 1e-5,
      `${what} [${i}]: ${actual[i]}, not ${wanted[i]}`,
    );
  }
}

/** The clip has the numbers that make.py wrote, in all frames that the file has. */
function assertWritten(clip: Clip, relativeHands: boolean): void {
  const written = expected[clip.id] as Written;
  const { smplx } = clip;
  assert.ok(smplx, `${clip.id} has parameters`);
  assert.equal(clip.frames, written.frames, `${clip.id}: frames`);
  assert.equal(clip.joints.length, clip.frames * 156);
  const rows = written.rows ?? Array.from({ length: written.frames }, (_, frame) => frame);
  for (const [row, frame] of rows.entries()) {
    const of = (values: ArrayLike<number>, width: number, at: number) =>
      Array.from({ length: width }, (_, i) => values[at * width + i] as number);
    const hand = (values: number[], mean: Float32Array) =>
      of(values, 45, row).map((value, i) => value + (relativeHands ? (mean[i] as number) : 0));
    const what = `${clip.id}, frame ${frame}`;
    assertClose(of(smplx.bodyPose, 63, frame), of(written.body, 63, row), `${what}: body`);
    assertClose(of(smplx.leftHandPose, 45, frame), hand(written.left, HAND_MEAN.left), `${what}: left hand`);
    assertClose(of(smplx.rightHandPose, 45, frame), hand(written.right, HAND_MEAN.right), `${what}: right hand`);
    if (written.jaw) assertClose(of(smplx.jawPose, 3, frame), of(written.jaw, 3, row), `${what}: jaw`);
    if (written.expression) {
      assertClose(of(smplx.expression, 10, frame), of(written.expression, 10, row), `${what}: expression`);
    }
    if (written.trans) assertClose(of(smplx.transl, 3, frame), of(written.trans, 3, row), `${what}: translation`);
    for (const joint of [22, 36]) {
      const seen = clip.confidence?.[frame * 52 + joint] ?? 1;
      assert.equal(seen, written.unseenLeft?.includes(row) ? 0 : 1, `${what}: left hand seen`);
    }
  }
  for (let frame = 0; frame < clip.frames; frame++) {
    if (!rows.includes(frame)) assert.equal(clip.confidence?.[frame * 52], 0, `frame ${frame} was filled in`);
    assert.ok((clip.joints[frame * 156 + 46] as number) > (clip.joints[frame * 156 + 1] as number) + 0.4, "head up");
  }
}

test("SignAvatars: every protocol, byte and memory order, unsmoothed rows, gaps, and How2Sign's csv with its quirks", () => {
  const corpus = load("signavatars");
  const { clips, fps } = corpus;
  assert.equal(fps, 24);
  assert.equal(clips.length, 13);
  for (const clip of clips) assertWritten(clip, true);
  const count = (split: string) => clips.filter((clip) => clip.split === split).length;
  assert.deepEqual([count("train"), count("validation"), count("test")], [7, 3, 3]);
  assert.deepEqual(
    clips.slice(0, 2).map(({ id, text, signer }) => [id, text, signer]),
    [
      ["numpy1-p0_0-1-rgb_front", 'He said "0, and left.', "1"],
      ["numpy1-p1_1-1-rgb_front", 'He said "1, and left.', "1"],
    ],
  );
  const left = reasons(corpus);
  for (const reason of [
    /^cut_.* \(train\/cut_.*\.pkl\): byte \d+: .*/,
    /^missing_0-8-rgb_front \(missing_.*\): there is no motion of this name/,
    /^other_.* \(train\/other_.*\): pickle: the keys smplx and unsmooth_smplx are missing; it has poses/,
    /^row 12 \(how2sign_realigned_train\.csv\): 2 columns instead of 7/,
    /^row 13 .*END 2 is not after START 3/,
    /^row 14 .*was there before/,
    /^numpy1-p0.* it is also in the train split/,
    /^train\/unnamed_.*: nothing says what is signed/,
  ]) {
    assert.ok(
      left.some((line) => reason.test(line)),
      `${reason} in\n${left.join("\n")}`,
    );
  }
  assert.equal(left.length, 8);
});

test("SOKE: a pickle a frame, pandas' csv, frame rates of each clip", () => {
  const corpus = load("soke-how2sign", { targetFps: 24 });
  assert.deepEqual(shown(corpus), [
    ["s0_0-5-rgb_front", "train", 'One, "two", 0.'],
    ["s1_0-5-rgb_front", "train", 'One, "two", 1.'],
    ["s2_0-3-rgb_front", "validation", 'One, "two", 0.'],
  ]);
  const [first, resampled, last] = corpus.clips as [Clip, Clip, Clip];
  assertWritten(first, true);
  assertWritten(last, true);
  assert.deepEqual([first.signer, last.signer], ["5", "3"]);
  assert.deepEqual([resampled.fps, resampled.frames], [24, 9]);
  // every fourth frame at 24 is every fifth at 30
  const body = expected["s1_0-5-rgb_front"]?.body.slice(5 * 63, 6 * 63) as number[];
  assertClose(resampled.smplx?.bodyPose.subarray(4 * 63, 5 * 63) ?? [], body, "resampled");
  assert.match(reasons(corpus)[0] as string, /^s3_.*s3_0-5-rgb_front_1_3D\.pkl\): smplx_root_pose: there is no array/);
  const unsampled = load("soke-how2sign");
  assert.deepEqual(shown(unsampled).length, 2);
  assert.match(reasons(unsampled).join("\n"), /s1_0-5.*30 frames a second, the corpus has 24; corpus\.targetFps/);
});

test("SOKE's CSL-Daily: a zipped pickle of dicts, missing frames", () => {
  const corpus = load("soke-csl");
  assert.deepEqual(shown(corpus), [["S000001_P0000_T00", "train", "你 好"]]);
  assert.equal(corpus.clips[0]?.gloss, "你 好");
  assertWritten(corpus.clips[0] as Clip, true);
  assert.deepEqual(reasons(corpus), [
    "S000002_P0000_T00 (S000002_P0000_T00): there is no motion of this name",
    "row 3 (csl_clean.train): its name is no file name",
    "row 4 (csl_clean.train): no name",
    "row 5 (csl_clean.train): it is no dict",
  ]);
});

test("PHOENIX-2014T: its csv between bars, glosses and speakers", () => {
  const corpus = load("phoenix", { fps: 25 });
  assert.deepEqual(shown(corpus), [
    ["01April_2010_Thursday_heute-6694", "train", 'und nun "die wettervorhersage'],
    ["11August_2010_Wednesday_tagesschau-2", "validation", 'und nun "die wettervorhersage'],
  ]);
  for (const clip of corpus.clips) {
    assertWritten(clip, true);
    assert.deepEqual([clip.gloss, clip.signer, clip.fps], ["JETZT WETTER", "Signer08", 25]);
  }
  assert.equal(reasons(corpus).length, 4);
});

test("Motion-X: rows of 322, names that two subsets share, texts that lie elsewhere, lists of splits", () => {
  const corpus = load("motionx");
  assert.equal(corpus.fps, 30);
  assert.deepEqual(shown(corpus), [
    ["000002", "train", "humanml 2"],
    ["motion_data/smplx_322/idea400/000001", "train", "idea400 1"],
    ["motion_data/smplx_322/humanml/000001", "test", "humanml 1"],
  ]);
  for (const clip of corpus.clips) assertWritten({ ...clip, id: clip.id.split("/").slice(-2).join("/") }, true);
  assert.deepEqual(reasons(corpus), [
    "../../up (test.txt): there is no motion of this name",
    "humanml/000009 (test.txt): there is no motion of this name",
  ]);
});

test("HumanML3D's layout with 52 joints: joints or features, captions, lists; bodies alone and normalised files are refused", () => {
  const wanted = (expected.humanml3d as unknown as { joints: number[] }).joints;
  const joints = load("humanml3d");
  const features = load("humanml3d-features");
  for (const corpus of [joints, features]) {
    assert.equal(corpus.fps, 20);
    assert.deepEqual(shown(corpus), [
      ["000000", "train", "a person waits"],
      ["M000000", "train", "a person waits"],
      ["000001", "validation", "a person waits"],
    ]);
    for (const clip of corpus.clips) assertClose(clip.joints, wanted.slice(0, clip.frames * 156), clip.id);
    assert.match(reasons(corpus).join("\n"), /000007 \(test\.txt\): there is no motion of this name/);
  }
  assert.deepEqual([joints.clips[0]?.frames, features.clips[0]?.frames], [5, 4]);
  assert.match(reasons(joints).join("\n"), /000002.*\(5, 22, 3\), which is the body without hands; \(frames, 52, 3\)/);
  assert.match(
    reasons(features).join("\n"),
    /000002.*frame 0: columns 619 to 622 are no contacts .* Mean\.npy and Std\.npy/,
  );
});

test("AMASS and SMPL-X archives: z up and y up, flat hands, rates of the files, objects refused", () => {
  const corpus = load("smplx", { targetFps: 30, testShare: 0, validationShare: 0 });
  assert.deepEqual(shown(corpus), [
    ["named", "train", ""],
    ["walk_stageii", "train", ""],
    ["wave_poses", "train", ""],
  ]);
  assert.deepEqual(reasons(corpus).length, 1);
  assert.match(
    reasons(corpus)[0] as string,
    /^objects .*objects\.npz:poses\.npy\)?.*Python objects, which are never read/,
  );
  for (const name of ["named", "walk_stageii", "wave_poses"]) {
    const clip = readMotionFile(join(fixtures, "smplx/session", `${name}.npz`));
    assertWritten(clip, false);
    assert.equal(clip.fps, expected[name]?.fps);
  }
});

test("a folder of .pose with a lexicon's index", () => {
  const corpus = load("pose", { testShare: 0.5, validationShare: 0 });
  assert.equal(corpus.fps, 25);
  assert.deepEqual(corpus.clips.map(({ id, text, gloss, frames }) => [id, text, gloss, frames]).sort(), [
    ["hello", "hello, there", "HELLO", 6],
    ["thanks", "thanks", "THANK-YOU", 6],
  ]);
  const { joints, confidence } = corpus.clips[0] as Clip;
  assert.ok(joints.every(Number.isFinite));
  assert.ok((joints[46] as number) > (joints[1] as number));
  assert.deepEqual([confidence?.[52 + 22], confidence?.[2 * 52 + 22]], [1, 0]);
  assert.equal(reasons(corpus).length, 2);
});

test("a format is found where there is one, asked for where there are several, and read when it is named", () => {
  const formats = ["signavatars", "soke-how2sign", "soke-csl", "phoenix", "motionx", "humanml3d", "smplx", "pose"];
  assert.deepEqual(
    formats.map((folder) => listClips(join(fixtures, folder)).format),
    ["signavatars", "soke", "soke", "signavatars", "motionx", "humanml3d", "smplx", "pose"],
  );
  assert.throws(
    () => listClips(fixtures),
    (error) =>
      error instanceof UserError &&
      /several formats \(\d+ of signavatars, .*\): say which .*corpus\.format/.test(error.message),
  );
  assert.throws(() => listClips(join(fixtures, "pose"), { format: "smplx" }), /holds nothing of SMPL-X parameters/);
  assert.throws(() => listClips(join(fixtures, "motionx/texts")), /no motion that is known: .*data\/README\.md/);
});

test("splits drawn by name: the same name is always in the same split", () => {
  const splits = (options: FolderOptions) =>
    new Map(load("smplx", { targetFps: 30, ...options }).clips.map(({ id, split }) => [id, split]));
  const halves = splits({ testShare: 0.5, validationShare: 0.5 });
  assert.ok([...halves.values()].every((split) => split !== "train"));
  assert.deepEqual(splits({ testShare: 0.5, validationShare: 0.5 }), halves);
  assert.deepEqual(new Set(splits({ testShare: 1, validationShare: 0 }).values()), new Set(["test"]));
});
