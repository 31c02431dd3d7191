// The loader of SignAvatars pickles: axes, hand convention, missing frames, and corpora with broken members.
import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { smplxToJoints } from "../../lib/body/kinematics";
import { type FolderOptions, listClips } from "../../lib/data/corpora/listing";
import { loadFolder, readMotionFile } from "../../lib/data/corpus";
import { encodeNpz } from "../../lib/data/formats/npz";
import { type ArrayToWrite, encodePickle } from "../../lib/data/formats/pickleWriter";
import { emptyMotion, HAND_MEAN, rowsFromMotion, shiftHandMean, turnAboutX } from "../../lib/data/formats/smplx";
import { findUpTurn } from "../../lib/data/motion";
import { readSignAvatars } from "../../lib/data/signAvatars";
import { FormatError, StoppedError, UserError } from "../../lib/errors";
import { Random } from "../../lib/random";

const folder = mkdtempSync(join(tmpdir(), "lslm signavatars "));
after(() => rmSync(folder, { recursive: true }));

const load = (path: string, options: FolderOptions = {}, signal?: AbortSignal) =>
  loadFolder(listClips(path, options), signal ? { signal } : {});

/** A signer who stands upright on y-up axes and moves arms and fingers at random. */
function someMotion(frames: number, seed = 0) {
  const random = new Random(seed, "motion");
  const motion = emptyMotion(frames);
  for (const key of ["bodyPose", "leftHandPose", "rightHandPose"] as const) {
    for (let i = 0; i < motion[key].length; i++) motion[key][i] = random.normal(0, 0.2);
  }
  for (let i = 0; i < motion.globalOrient.length; i++) motion.globalOrient[i] = random.normal(0, 0.1);
  return motion;
}
const stored = (frames: number, seed = 0) => shiftHandMean(turnAboutX(someMotion(frames, seed), 180), -1);
function pickle(name: string, fields: Record<string, ArrayToWrite>): string {
  const path = join(folder, name);
  writeFileSync(path, encodePickle(fields));
  return path;
}
const rows = (frames: number, seed = 0): ArrayToWrite => ({
  data: rowsFromMotion(stored(frames, seed)),
  shape: [frames, 182],
});
const maxDifference = (a: Float32Array, b: Float32Array): number =>
  a.reduce((most, value, i) => Math.max(most, Math.abs(value - (b[i] as number))), Math.abs(a.length - b.length));

test("camera axes become y up, hands become relative to the flat hand, joints come back within 1e-5 m", () => {
  const { smplx: motion, joints, confidence } = readSignAvatars(pickle("a.pkl", { smplx: rows(4) }));
  assert.ok(maxDifference(joints, smplxToJoints(someMotion(4))) < 1e-5);
  assert.ok(maxDifference(motion.leftHandPose, someMotion(4).leftHandPose) < 1e-5);
  assert.equal(confidence, undefined);
});

test("a half turn about x is what tells a camera's frame from ours", () => {
  const motion = someMotion(3);
  const turned = smplxToJoints(turnAboutX(motion, 180));
  const upright = smplxToJoints(motion);
  for (let i = 0; i < upright.length; i++) {
    const sign = i % 3 === 0 ? 1 : -1;
    assert.ok(Math.abs((turned[i] as number) - sign * (upright[i] as number)) < 1e-5);
  }
  assert.equal(findUpTurn(motion), 0);
  assert.equal(findUpTurn(turnAboutX(motion, 180)), 180);
  const zUp = turnAboutX(turnAboutX(turnAboutX(motion, -90), 180), 0);
  assert.equal(findUpTurn(zUp), -90);
});

test("a signer who is upside down after the turn is refused", () => {
  const wrong = pickle("down.pkl", { smplx: { data: rowsFromMotion(someMotion(3)), shape: [3, 182] } });
  assert.throws(() => readSignAvatars(wrong), /head is not above the pelvis/);
});

test("hands are relative to MANO's mean unless the file or the caller says flat", () => {
  const flatRows = { data: rowsFromMotion(turnAboutX(someMotion(2), 180)), shape: [2, 182] };
  const told = pickle("flat.pkl", { smplx: flatRows, flat_hand_mean: { data: Uint8Array.of(1), shape: [1] } });
  const untold = pickle("untold.pkl", { smplx: flatRows });
  const right = someMotion(2).rightHandPose;
  assert.ok(maxDifference(readSignAvatars(told).smplx.rightHandPose, right) < 1e-6);
  assert.ok(maxDifference(readSignAvatars(untold, { flatHands: true }).smplx.rightHandPose, right) < 1e-6);
  const shifted = readSignAvatars(untold).smplx.rightHandPose;
  assert.ok(Math.abs((shifted[2] as number) - (right[2] as number) - (HAND_MEAN.right[2] as number)) < 1e-6);
  assert.ok((HAND_MEAN.right[2] as number) > 0 && (HAND_MEAN.left[2] as number) < 0);
});

test("short gaps are filled along the shortest turn, long ones closed, both without confidence", () => {
  const index = { data: Int32Array.of(5, 6, 9, 60), shape: [4] };
  const path = pickle("gaps.pkl", { smplx: rows(4), total_valid_index: index });
  const { smplx: motion, confidence } = readSignAvatars(path);
  assert.equal(motion.frames, 6);
  const whole = readSignAvatars(pickle("whole.pkl", { smplx: rows(4) })).smplx;
  const at = (frame: number, from = motion) => [...from.bodyPose.subarray(frame * 63, frame * 63 + 63)];
  assert.deepEqual(at(1), at(1, whole));
  assert.deepEqual(at(4), at(2, whole));
  assert.deepEqual(at(5), at(3, whole));
  const between = (a: number, b: number, x: number): boolean =>
    x >= Math.min(a, b) - 0.05 && x <= Math.max(a, b) + 0.05;
  assert.ok(at(2).every((value, i) => between(at(1)[i] as number, at(4)[i] as number, value)));
  assert.deepEqual(
    [0, 1, 2, 3, 4, 5].map((frame) => confidence?.[frame * 52]),
    [1, 1, 0, 0, 1, 1],
  );
  assert.equal(readSignAvatars(path, { longestGap: 100 }).smplx.frames, 56);
  const falling = pickle("falling.pkl", {
    smplx: rows(2),
    total_valid_index: { data: Int32Array.of(4, 4), shape: [2] },
  });
  assert.throws(() => readSignAvatars(falling), /does not rise/);
});

test("hands that were not seen have no confidence", () => {
  const path = pickle("unseen.pkl", {
    smplx: rows(2),
    left_valid: { data: Uint8Array.of(1, 0), shape: [2] },
    right_valid: { data: Float32Array.of(0, 1), shape: [2] },
  });
  const { confidence } = readSignAvatars(path);
  assert.deepEqual(
    [0, 22, 37, 52, 52 + 22, 52 + 37].map((at) => confidence?.[at]),
    [1, 1, 0, 1, 0, 1],
  );
});

test("what is no SignAvatars pickle is refused in a sentence", () => {
  const nan = rows(2);
  (nan.data as Float32Array)[200] = Number.NaN;
  const cases: [Record<string, ArrayToWrite>, RegExp][] = [
    [{ poses: rows(2) }, /smplx and unsmooth_smplx are missing; it has poses/],
    [{ smplx: { data: new Float32Array(2 * 169), shape: [2, 169] } }, /shape \(2, 169\)/],
    [{ smplx: { data: new Float32Array(0), shape: [0, 182] } }, /no frames/],
    [{ smplx: nan }, /frame 1: it holds a number that is not finite/],
    [{ smplx: rows(2), left_valid: { data: Uint8Array.of(1), shape: [1] } }, /1 entries for 2 frames/],
  ];
  for (const [i, [fields, message]] of cases.entries()) {
    assert.throws(
      () => readSignAvatars(pickle(`bad${i}.pkl`, fields)),
      (error) => error instanceof FormatError && message.test(error.message),
    );
  }
});

test("one bad clip never stops a corpus", () => {
  const corpus = join(folder, "corpus");
  mkdirSync(join(corpus, "clips"), { recursive: true });
  const put = (name: string, content: Uint8Array): void => writeFileSync(join(corpus, "clips", `${name}.pkl`), content);
  put("good-1", encodePickle({ smplx: rows(3) }));
  put("good-2", encodePickle({ smplx: rows(5, 1) }));
  put("cut", encodePickle({ smplx: rows(3) }).subarray(0, 900));
  put("evil", Buffer.from("cos\nsystem\n(S'touch pwned'\ntR."));
  const header = "VIDEO_ID\tVIDEO_NAME\tSENTENCE_ID\tSENTENCE_NAME\tSTART_REALIGNED\tEND_REALIGNED\tSENTENCE";
  const line = (name: string): string => `v\tv-8-rgb_front\t${name}_0\t${name}\t0\t1\tSome ${name}.`;
  const names = ["good-1", "cut", "evil", "absent"];
  writeFileSync(join(corpus, "how2sign_realigned_train.csv"), [header, ...names.map(line), "broken\trow"].join("\n"));
  writeFileSync(join(corpus, "how2sign_realigned_val.csv"), [header, line("good-2"), line("good-1")].join("\n"));
  const { clips, skipped } = load(corpus);
  assert.deepEqual(
    clips.map(({ id, split, text, signer, fps, frames }) => [id, split, text, signer, fps, frames]),
    [
      ["good-1", "train", "Some good-1.", "8", 24, 3],
      ["good-2", "validation", "Some good-2.", "8", 24, 5],
    ],
  );
  const reasons = new Map(skipped.map(({ id, reason }) => [id, reason]));
  assert.match(reasons.get("cut") ?? "", /ends in the middle/);
  assert.match(reasons.get("evil") ?? "", /"os\.system"/);
  assert.match(reasons.get("absent") ?? "", /no motion of this name/);
  assert.match(reasons.get("row 6") ?? "", /2 columns/);
  assert.match(reasons.get("good-1") ?? "", /also in the train split/);
  assert.equal(load(corpus, { limits: { train: 1, validation: 0 } }).clips.length, 1);
  assert.throws(() => load(corpus, {}, AbortSignal.abort()), StoppedError);
  assert.throws(() => load(join(folder, "nowhere")), UserError);
  const motionOnly = load(join(corpus, "clips"));
  assert.deepEqual(
    motionOnly.clips.map(({ id, text }) => [id, text]),
    [
      ["good-1", ""],
      ["good-2", ""],
    ],
  );
});

test("single files: npz of AMASS and of named arrays, z up or y up, and pickles", () => {
  const motion = someMotion(3);
  const expected = smplxToJoints(motion);
  const named = encodeNpz({
    global_orient: { data: motion.globalOrient, shape: [3, 3] },
    body_pose: { data: motion.bodyPose, shape: [3, 21, 3] },
    left_hand_pose: { data: motion.leftHandPose, shape: [3, 45] },
    right_hand_pose: { data: motion.rightHandPose, shape: [3, 45] },
    fps: { data: Int32Array.of(30), shape: [] },
  });
  writeFileSync(join(folder, "named.npz"), named);
  const clip = readMotionFile(join(folder, "named.npz"));
  assert.ok(maxDifference(clip.joints, expected) < 1e-5);
  assert.deepEqual([clip.fps, clip.frames, clip.text], [30, 3, ""]);

  const zUp = turnAboutX(turnAboutX(motion, -90), 180);
  const poses = new Float64Array(3 * 165);
  for (let frame = 0; frame < 3; frame++) {
    poses.set(zUp.globalOrient.subarray(frame * 3, frame * 3 + 3), frame * 165);
    poses.set(zUp.bodyPose.subarray(frame * 63, frame * 63 + 63), frame * 165 + 3);
    poses.set(zUp.leftHandPose.subarray(frame * 45, frame * 45 + 45), frame * 165 + 75);
    poses.set(zUp.rightHandPose.subarray(frame * 45, frame * 45 + 45), frame * 165 + 120);
  }
  const amass = encodeNpz({
    poses: { data: poses, shape: [3, 165] },
    trans: { data: new Float64Array(9), shape: [3, 3] },
    mocap_frame_rate: { data: Float64Array.of(120), shape: [] },
  });
  writeFileSync(join(folder, "amass.npz"), amass);
  const fromAmass = readMotionFile(join(folder, "amass.npz"));
  assert.equal(fromAmass.fps, 120);
  assert.ok(maxDifference(fromAmass.joints, expected) < 1e-5);

  assert.ok(maxDifference(readMotionFile(pickle("one.pkl", { smplx: rows(3) })).joints, expected) < 1e-5);
  writeFileSync(join(folder, "other.npz"), encodeNpz({ x: { data: Float32Array.of(1), shape: [1] } }));
  assert.throws(() => readMotionFile(join(folder, "other.npz")), /no SMPL-X motion; it has x/);
  assert.throws(() => readMotionFile(join(folder, "motion.fbx")), /\.pkl, \.npz, \.pose, \.npy/);
  assert.throws(() => readMotionFile(join(folder, "absent.npz")), UserError);
});
