// Letters of manual alphabets from real recordings: a `.pose` lexicon → for each letter the frames of its hold (or of
// its movement) as palm rotation [frames, 4], finger directions in the palm's frame [frames, 15, 3] and wrist path.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "csv-parse/sync";
import { resampleJoints } from "../../body/resample";
import { matrixToQuaternion, quaternionRotate } from "../../body/rotations";
import { MIRRORED_JOINTS } from "../../body/skeleton";
import { FormatError, UserError } from "../../errors";
import { type PoseRecording, readPoseFile } from "../formats/pose";
import { holisticToJoints } from "../holistic";
import { fitDepthScale } from "../landmarks";

/** Frames a second of all letters and clips. */
export const LETTER_FPS = 25;

/** Letters whose movement is part of the sign; all others are held still. */
export const MOVING_LETTERS: ReadonlySet<string> = new Set(["J", "Z"]);

/** One letter by a signer's right hand (recordings of a left hand are mirrored). */
export interface Letter {
  letter: string;
  /** The movement is the sign; else the frames are a hold. */
  moving: boolean;
  frames: number;
  /** `[frames, 4]` rotation of the palm, quaternion wxyz: x thumb side → little finger, y wrist → knuckles, z out of the palm's plane. */
  palm: Float64Array;
  /** `[frames, 15, 3]` unit directions of the finger bones, order of the SMPL-X hand, in the palm's frame. */
  fingers: Float64Array;
  /** `[frames, 3]` wrist from the right shoulder, metres. */
  wrist: Float64Array;
  /** The estimator's mean confidence in the hand over the frames, 0 to 1. */
  confidence: number;
}

const cache = new Map<string, Map<string, Letter>>();

/**
 * All single letters of a sign language in a lexicon folder (an `index.csv` beside a folder of recordings a language).
 * Read once a process.
 *
 * @param lexiconDir the folder, e.g. `data/fingerspelling-lexicon`
 * @param language ISO 639-3 code of the sign language, e.g. `ase`
 * @throws UserError when the lexicon or the language is not there, FormatError for broken files
 */
export function loadLetters(lexiconDir: string, language: string): ReadonlyMap<string, Letter> {
  const key = `${lexiconDir}\n${language}`;
  let letters = cache.get(key);
  if (!letters) {
    letters = readLetters(lexiconDir, language);
    cache.set(key, letters);
  }
  return letters;
}

function readLetters(lexiconDir: string, language: string): Map<string, Letter> {
  const index = join(lexiconDir, "index.csv");
  let text: string;
  try {
    text = readFileSync(index, "utf8");
  } catch {
    throw new UserError(`${index} is not there; \`npm run setup\` fetches the recordings of manual alphabets.`);
  }
  const rows = readIndex(text, index);
  const chosen = rows.filter((row) => row.signed_language === language && /^\p{L}$/u.test(row.words));
  if (chosen.length === 0) {
    const known = [...new Set(rows.map((row) => row.signed_language))].sort().join(", ");
    throw new UserError(`${index} has no letters of the sign language "${language}"; it has ${known}.`);
  }
  const recordings = chosen.map((row) => readPoseFile(join(lexiconDir, row.path)));
  const depthScale = fitDepthScale(recordings);
  const letters = new Map<string, Letter>();
  chosen.forEach((row, i) => {
    const letter = row.words.toUpperCase();
    const found = letterOf(letter, recordings[i], depthScale);
    if (found && !letters.has(letter)) letters.set(letter, found);
  });
  return letters;
}

interface IndexRow {
  path: string;
  signed_language: string;
  words: string;
}

function readIndex(text: string, file: string): IndexRow[] {
  let rows: Record<string, string>[];
  try {
    rows = parse(text, { columns: true, skip_empty_lines: true, bom: true });
  } catch (error) {
    throw new FormatError(file, "csv", (error as Error).message);
  }
  return rows.map((row, i) => {
    const { path, signed_language, words } = row;
    if (path === undefined || signed_language === undefined || words === undefined) {
      throw new FormatError(file, `row ${i + 2}`, "the columns path, signed_language and words are needed");
    }
    // a path may not lead out of the lexicon
    if (path.startsWith("/") || path.split(/[\\/]/).includes("..")) {
      throw new FormatError(file, `row ${i + 2}`, `the path ${path} leads out of the lexicon`);
    }
    return { path, signed_language, words };
  });
}

/** The letter of a recording; `undefined` when no hand is seen long enough. */
export function letterOf(letter: string, recording: PoseRecording, depthScale?: number): Letter | undefined {
  const pose = holisticToJoints(recording, depthScale === undefined ? {} : { depthScale });
  const { joints, frames } = resampleJoints(pose.joints, pose.frames, pose.fps, LETTER_FPS);
  const confidence = resampleJoints(pose.confidence, pose.frames, pose.fps, LETTER_FPS).joints;
  const activity = (wrist: number) => {
    let seen = 0;
    let height = 0;
    for (let frame = 0; frame < frames; frame++) {
      if (confidence[frame * 52 + wrist + 2 + (wrist - 20) * 14] > 0) seen++;
      height += joints[(frame * 52 + wrist) * 3 + 1];
    }
    return seen === 0 ? Number.NEGATIVE_INFINITY : seen + height;
  };
  const left = activity(LEFT_WRIST) > activity(RIGHT_WRIST);
  if (activity(left ? LEFT_WRIST : RIGHT_WRIST) === Number.NEGATIVE_INFINITY) return undefined;
  const right = left ? mirrorJoints(joints) : joints;
  const sure = left ? mirrorConfidence(confidence) : confidence;
  const moving = MOVING_LETTERS.has(letter);
  const [start, end] = moving ? raisedSpan(right, sure, frames) : longestHold(right, sure, frames);
  if (end - start < 3) return undefined;
  return describeHold(letter, moving, right, sure, start, end);
}

const LEFT_WRIST = 20;
const RIGHT_WRIST = 21;
const RIGHT_HAND = 37;
const RIGHT_SHOULDER = 17;

/** Left and right exchanged: joints `[frames, 52, 3]` reflected in x. */
export function mirrorJoints(joints: Float32Array): Float32Array {
  const result = new Float32Array(joints.length);
  for (let at = 0; at < joints.length; at += 156) {
    for (let joint = 0; joint < 52; joint++) {
      const from = at + MIRRORED_JOINTS[joint] * 3;
      result[at + joint * 3] = -joints[from];
      result[at + joint * 3 + 1] = joints[from + 1];
      result[at + joint * 3 + 2] = joints[from + 2];
    }
  }
  return result;
}

/** Left and right exchanged: confidence `[frames, 52]`. */
export function mirrorConfidence(confidence: Float32Array): Float32Array {
  return confidence.map((_, i) => confidence[i - (i % 52) + MIRRORED_JOINTS[i % 52]]);
}

/**
 * The longest run of frames in which the raised hand hardly changes: fingers less than 6 mm a frame against the
 * wrist, the wrist less than 25 mm a frame. Without such a run of 3 frames, the 5 calmest frames in a row.
 */
function longestHold(joints: Float32Array, confidence: Float32Array, frames: number): [start: number, end: number] {
  const shape = new Float64Array(frames);
  const path = new Float64Array(frames);
  const seen = (frame: number) => confidence[frame * 52 + RIGHT_HAND] > 0;
  for (let frame = 1; frame < frames; frame++) {
    const at = frame * 156;
    const wristStep = [0, 1, 2].map((axis) => joints[at + 63 + axis] - joints[at - 156 + 63 + axis]);
    path[frame] = Math.hypot(...wristStep);
    for (let joint = RIGHT_HAND; joint < 52; joint++) {
      const step = [0, 1, 2].map(
        (axis) => joints[at + joint * 3 + axis] - joints[at - 156 + joint * 3 + axis] - wristStep[axis],
      );
      shape[frame] += Math.hypot(...step) / 15;
    }
  }
  let best: [number, number] = [0, 0];
  let start = 0;
  for (let frame = 0; frame <= frames; frame++) {
    const still = frame < frames && seen(frame) && shape[frame] < 0.006 && path[frame] < 0.025;
    if (still && frame > start) continue;
    if (frame - start > best[1] - best[0] && seen(start)) best = [start, frame];
    start = frame;
  }
  if (best[1] - best[0] >= 3) return best;
  let calm = Number.POSITIVE_INFINITY;
  for (let first = 0; first + 5 <= frames; first++) {
    let motion = 0;
    let all = true;
    for (let frame = first; frame < first + 5; frame++) {
      all = all && seen(frame);
      if (frame > first) motion += shape[frame] + path[frame] / 4;
    }
    if (all && motion < calm) {
      calm = motion;
      best = [first, first + 5];
    }
  }
  return best;
}

/** Frames in which the hand is seen and within 12 cm of its highest point: the movement without coming and going. */
function raisedSpan(joints: Float32Array, confidence: Float32Array, frames: number): [start: number, end: number] {
  let highest = Number.NEGATIVE_INFINITY;
  for (let frame = 0; frame < frames; frame++) {
    if (confidence[frame * 52 + RIGHT_HAND] > 0) highest = Math.max(highest, joints[frame * 156 + 64]);
  }
  let start = frames;
  let end = 0;
  for (let frame = 0; frame < frames; frame++) {
    if (confidence[frame * 52 + RIGHT_HAND] <= 0 || joints[frame * 156 + 64] < highest - 0.12) continue;
    start = Math.min(start, frame);
    end = frame + 1;
  }
  return [start, end];
}

/**
 * A letter from frames `start` (included) to `end` (excluded) of a right hand.
 * @param joints `[frames, 52, 3]`, metres
 * @param confidence `[frames, 52]`
 */
export function describeHold(
  letter: string,
  moving: boolean,
  joints: Float32Array,
  confidence: Float32Array,
  start: number,
  end: number,
): Letter {
  const frames = end - start;
  const palm = new Float64Array(frames * 4);
  const fingers = new Float64Array(frames * 45);
  const wrist = new Float64Array(frames * 3);
  const direction = new Float64Array(3);
  const inverse = new Float64Array(4);
  let sure = 0;
  for (let frame = 0; frame < frames; frame++) {
    const at = (start + frame) * 156;
    palmRotation(joints, at, palm, frame * 4);
    inverse[0] = palm[frame * 4];
    for (let i = 1; i < 4; i++) inverse[i] = -palm[frame * 4 + i];
    for (let bone = 0; bone < 15; bone++) {
      const to = at + (RIGHT_HAND + bone) * 3;
      const from = bone % 3 === 0 ? at + RIGHT_WRIST * 3 : to - 3;
      for (let axis = 0; axis < 3; axis++) direction[axis] = joints[to + axis] - joints[from + axis];
      const norm = Math.hypot(...direction) || 1;
      for (let axis = 0; axis < 3; axis++) direction[axis] /= norm;
      quaternionRotate(inverse, 0, direction, 0, fingers, frame * 45 + bone * 3);
    }
    for (let axis = 0; axis < 3; axis++) {
      wrist[frame * 3 + axis] = joints[at + RIGHT_WRIST * 3 + axis] - joints[at + RIGHT_SHOULDER * 3 + axis];
    }
    sure += confidence[(start + frame) * 52 + RIGHT_HAND] / frames;
  }
  return { letter, moving, frames, palm, fingers, wrist, confidence: Math.min(1, sure) };
}

/** The right palm's frame from wrist and the knuckles of index, middle and little finger, as a quaternion. */
export function palmRotation(joints: ArrayLike<number>, at: number, out: Float64Array, outAt: number): void {
  const point = (joint: number) => [0, 1, 2].map((axis) => joints[at + joint * 3 + axis]);
  const wrist = point(RIGHT_WRIST);
  const toward = (joint: number) => point(joint).map((value, axis) => value - wrist[axis]);
  const index = toward(RIGHT_HAND);
  const pinky = toward(RIGHT_HAND + 6);
  const up = normalised(index.map((value, axis) => value + pinky[axis]));
  const side = index.map((value, axis) => pinky[axis] - value);
  const normal = normalised(cross(side, up));
  const x = cross(up, normal);
  matrixToQuaternion([x[0], up[0], normal[0], x[1], up[1], normal[1], x[2], up[2], normal[2]], 0, out, outAt);
}

function cross(a: number[], b: number[]): number[] {
  return [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]];
}

function normalised(v: number[]): number[] {
  const norm = Math.hypot(...v) || 1;
  return v.map((value) => value / norm);
}
