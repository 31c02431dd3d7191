// SignAvatars: one pickle of SMPL-X parameters a sentence, with How2Sign's csv for the English and the splits.
// https://github.com/ZhengdiYu/SignAvatars · SynthASL is written in the same form and comes back through here.
import { readdirSync, statSync } from "node:fs";
import { basename, join } from "node:path";
import { smplxToJoints } from "../body/kinematics";
import { axisAngleToQuaternion, quaternionSlerp, quaternionToAxisAngle } from "../body/rotations";
import { FormatError, StoppedError, UserError } from "../errors";
import type { Clip, Segment, SmplxMotion, Split } from "./clip";
import { type How2SignRow, readHow2SignCsv } from "./formats/csv";
import { type NumpyArray, toFloat32 } from "./formats/numpyArray";
import { readPickle } from "./formats/pickle";
import type { PickleValue } from "./formats/pickleValues";
import { emptyMotion, motionFromRows, shiftHandMean, turnAboutX, type UpTurn } from "./formats/smplx";

/** Frames a second of SignAvatars' How2Sign subset. */
export const SIGN_AVATARS_FPS = 24;

export interface SignAvatarsOptions {
  /**
   * Whether stored hands are relative to MANO's mean hand. Unless given: as the file says (`flat_hand_mean`), else
   * relative, as SMPL-X layers read SignAvatars by default.
   */
  flatHands?: boolean;
  /** longest run of missing frames that is filled in, frames; longer ones are closed up */
  longestGap?: number;
}

export interface SkippedClip {
  id: string;
  file: string;
  reason: string;
}

/** What a pickle of SignAvatars holds, on y-up axes with hands relative to the flat hand. */
export interface SignAvatarsMotion {
  motion: SmplxMotion;
  /** `[frames, 52, 3]`, metres, y up */
  joints: Float32Array;
  /** `[frames, 52]`: 0 for the joints of a hand that was not seen, and for frames that were filled in */
  confidence?: Float32Array;
  /** first and last frame (excluded) of each sign, where the file knows */
  spans?: [number, number][];
}

/**
 * @throws UserError when the file cannot be read, FormatError when it is no SignAvatars pickle, holds numbers that are
 * not finite, or shows a signer upside down
 */
export function readSignAvatars(path: string, options: SignAvatarsOptions = {}): SignAvatarsMotion {
  const file = basename(path);
  const fields = readPickle(path);
  if (!(fields instanceof Map)) throw new FormatError(file, "pickle", "it is no dict; SignAvatars' pickles are");
  const smplx = arrayOf(fields, "smplx", file);
  if (!smplx) throw new FormatError(file, "pickle", `the key smplx is missing; it has ${keysOf(fields)}`);
  const stored = motionFromRows(smplx, file);
  const flat = options.flatHands ?? Number(arrayOf(fields, "flat_hand_mean", file)?.data[0] ?? 0) === 1;
  // Camera axes: y looks down. A half turn about x makes y look up.
  const upright = turnAboutX(flat ? stored : shiftHandMean(stored, 1), 180);
  const seen = (key: string): Float32Array | undefined => {
    const array = arrayOf(fields, key, file);
    if (!array) return undefined;
    const values = toFloat32(array, file, key);
    if (values.length !== stored.frames) {
      throw new FormatError(file, key, `it has ${values.length} entries for ${stored.frames} frames`);
    }
    return values;
  };
  const positions = sourceFrames(seen("total_valid_index"), stored.frames, options.longestGap ?? 12, file);
  const motion = fillGaps(upright, positions);
  const joints = smplxToJoints(motion);
  requireUpright(joints, motion.frames, file);
  const confidence = confidenceOf(positions, seen("left_valid"), seen("right_valid"));
  const spans = arrayOf(fields, "sign_spans", file);
  return {
    motion,
    joints,
    ...(confidence ? { confidence } : {}),
    ...(spans ? { spans: pairs(toFloat32(spans, file, "sign_spans")) } : {}),
  };
}

function arrayOf(fields: Map<PickleValue, PickleValue>, key: string, file: string): NumpyArray | undefined {
  const value = fields.get(key);
  if (value === undefined || value === null) return undefined;
  if (typeof value !== "object" || !("dtype" in value)) throw new FormatError(file, key, "it is no array");
  return value;
}

const keysOf = (fields: Map<PickleValue, PickleValue>): string =>
  [...fields.keys()].slice(0, 12).map(String).join(", ");
const pairs = (flat: Float32Array): [number, number][] =>
  Array.from({ length: flat.length >> 1 }, (_, i) => [flat[2 * i] as number, flat[2 * i + 1] as number]);

/**
 * For each frame of the result the frame of the file it comes from; a fraction lies between two. Frames are missing
 * where the index of kept video frames jumps.
 */
function sourceFrames(index: Float32Array | undefined, frames: number, longestGap: number, file: string): Float64Array {
  const positions: number[] = [];
  for (let frame = 0; frame < frames; frame++) {
    positions.push(frame);
    if (!index || frame === frames - 1) continue;
    const step = (index[frame + 1] as number) - (index[frame] as number);
    if (!(step >= 1)) throw new FormatError(file, "total_valid_index", `it does not rise at frame ${frame}`);
    if (step - 1 > longestGap) continue;
    for (let missing = 1; missing < step; missing++) positions.push(frame + missing / step);
  }
  return Float64Array.from(positions);
}

/** Rotations between two frames by slerp, everything else linearly. */
function fillGaps(motion: SmplxMotion, positions: Float64Array): SmplxMotion {
  if (positions.length === motion.frames) return motion;
  const filled = emptyMotion(positions.length);
  filled.betas.set(motion.betas);
  const from = [0, 0, 0, 0];
  const to = [0, 0, 0, 0];
  const rotations = ["globalOrient", "bodyPose", "leftHandPose", "rightHandPose", "jawPose"] as const;
  for (const [frame, position] of positions.entries()) {
    const before = Math.floor(position);
    const after = Math.min(motion.frames - 1, before + 1);
    const fraction = position - before;
    for (const key of rotations) {
      const width = motion[key].length / motion.frames;
      if (fraction === 0) {
        filled[key].set(motion[key].subarray(before * width, (before + 1) * width), frame * width);
        continue;
      }
      for (let at = 0; at < width; at += 3) {
        axisAngleToQuaternion(motion[key], before * width + at, from, 0);
        axisAngleToQuaternion(motion[key], after * width + at, to, 0);
        quaternionSlerp(from, 0, to, 0, fraction, from, 0);
        quaternionToAxisAngle(from, 0, filled[key], frame * width + at);
      }
    }
    for (const [key, width] of [
      ["expression", 10],
      ["transl", 3],
    ] as const) {
      for (let i = 0; i < width; i++) {
        const first = motion[key][before * width + i] as number;
        filled[key][frame * width + i] = first + fraction * ((motion[key][after * width + i] as number) - first);
      }
    }
  }
  return filled;
}

function confidenceOf(
  positions: Float64Array,
  left: Float32Array | undefined,
  right: Float32Array | undefined,
): Float32Array | undefined {
  const confidence = new Float32Array(positions.length * 52).fill(1);
  let complete = true;
  for (const [frame, position] of positions.entries()) {
    const row = frame * 52;
    const source = Math.floor(position);
    if (position !== source) confidence.fill(0, row, row + 52);
    if (left && !left[source]) confidence.fill(0, row + 22, row + 37);
    if (right && !right[source]) confidence.fill(0, row + 37, row + 52);
    if (position !== source || (left && !left[source]) || (right && !right[source])) complete = false;
  }
  return complete ? undefined : confidence;
}

/** The share of frames in which the head is above the pelvis must be over half. @throws FormatError otherwise */
export function requireUpright(joints: Float32Array, frames: number, file: string): void {
  let upright = 0;
  for (let frame = 0; frame < frames; frame++) {
    if ((joints[frame * 156 + 15 * 3 + 1] as number) > (joints[frame * 156 + 1] as number)) upright++;
  }
  if (upright * 2 <= frames) {
    throw new FormatError(file, "smplx", "the head is below the pelvis: these are not the camera's axes (y down)");
  }
}

/** The turn about x after which the head is highest above the pelvis, from y up, y down and z up. */
export function findUpTurn(motion: SmplxMotion): UpTurn {
  const joints = smplxToJoints(motion);
  let y = 0;
  let z = 0;
  for (let at = 0; at < joints.length; at += 156) {
    y += (joints[at + 46] as number) - (joints[at + 1] as number);
    z += (joints[at + 47] as number) - (joints[at + 2] as number);
  }
  if (Math.abs(z) > Math.abs(y) && z > 0) return -90;
  return y >= 0 ? 0 : 180;
}

const splitNames: readonly [Split, RegExp][] = [
  ["train", /train/i],
  ["validation", /val|dev/i],
  ["test", /test/i],
];

/**
 * A folder of SignAvatars or SynthASL: `*.csv` with train, val or test in their names, and anywhere below it pickles
 * called after the sentences. Clips that are missing or broken are left out and listed.
 * @throws UserError when the folder or its csv files are not there; StoppedError on abort
 */
export function loadSignAvatars(
  folder: string,
  options: SignAvatarsOptions & {
    /** at most this many clips of each split */
    limits?: Partial<Record<Split, number>>;
    onProgress?: (done: number, total: number) => void;
    signal?: AbortSignal;
  } = {},
): { clips: Clip[]; skipped: SkippedClip[] } {
  const files = listFiles(folder);
  const pickles = new Map(files.filter((path) => path.endsWith(".pkl")).map((path) => [basename(path, ".pkl"), path]));
  const clips: Clip[] = [];
  const skipped: SkippedClip[] = [];
  const owner = new Map<string, Split>();
  const work: { split: Split; row: How2SignRow }[] = [];
  for (const [split, pattern] of splitNames) {
    const found = files.filter((path) => path.endsWith(".csv") && pattern.test(basename(path)));
    const rows: How2SignRow[] = [];
    for (const path of found) {
      const read = readHow2SignCsv(path);
      rows.push(...read.rows);
      for (const { row, reason } of read.skipped) {
        skipped.push({ id: `row ${row}`, file: basename(path), reason });
      }
    }
    for (const row of rows.slice(0, options.limits?.[split])) work.push({ split, row });
  }
  if (work.length === 0) {
    throw new UserError(`${folder} holds no How2Sign csv with train, val or test in its name; see data/README.md`);
  }
  for (const [i, { split, row }] of work.entries()) {
    if (options.signal?.aborted) throw new StoppedError("stopped while the corpus was being read");
    options.onProgress?.(i + 1, work.length);
    const id = row.sentenceName;
    const path = pickles.get(id);
    const skip = (reason: string): void => void skipped.push({ id, file: path ? basename(path) : `${id}.pkl`, reason });
    if (!path) skip("there is no such pickle");
    else if ((owner.get(id) ?? split) !== split) skip(`it is also in the ${owner.get(id)} split`);
    else {
      owner.set(id, split);
      try {
        clips.push(toClip(row, split, readSignAvatars(path, options)));
      } catch (error) {
        if (!(error instanceof UserError)) throw error;
        skip(error.message);
      }
    }
  }
  return { clips, skipped };
}

function toClip(row: How2SignRow, split: Split, read: SignAvatarsMotion): Clip {
  // How2Sign's video names end in the signer's number: "…-5-rgb_front"
  const signer = row.signer ?? /-(\d+)-rgb_front$/.exec(row.videoName)?.[1];
  const segments = row.gloss && read.spans ? segmentsOf(row.gloss, read.spans) : undefined;
  return {
    id: row.sentenceName,
    split,
    fps: row.fps ?? SIGN_AVATARS_FPS,
    frames: read.motion.frames,
    joints: read.joints,
    smplx: read.motion,
    text: row.sentence,
    ...(row.gloss ? { gloss: row.gloss } : {}),
    ...(signer ? { signer } : {}),
    ...(read.confidence ? { confidence: read.confidence } : {}),
    ...(segments ? { segments } : {}),
  };
}

function segmentsOf(gloss: string, spans: readonly [number, number][]): Segment[] | undefined {
  const labels = gloss.split(" ");
  if (labels.length !== spans.length) return undefined;
  return spans.map(([start, end], i) => ({ label: labels[i] as string, start, end }));
}

/** Files of a folder and of folders in it, three levels deep, links not followed. */
function listFiles(folder: string, depth = 3): string[] {
  let entries: import("node:fs").Dirent[];
  try {
    if (!statSync(folder).isDirectory()) throw new Error("it is no folder");
    entries = readdirSync(folder, { withFileTypes: true });
  } catch (error) {
    throw new UserError(`the corpus folder ${folder} cannot be read: ${(error as Error).message}`);
  }
  entries.sort((a, b) => (a.name < b.name ? -1 : 1));
  return entries.flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return depth > 0 ? listFiles(path, depth - 1) : [];
    return entry.isFile() ? [path] : [];
  });
}
