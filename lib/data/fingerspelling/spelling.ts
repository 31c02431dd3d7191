// Spells a word with a right or left hand: letters → joints [frames, 52, 3] in metres at 25 fps, letters held or moved
// as recorded, joined by minimum-jerk turns of palm and fingers, with a signer's habits and noise.

import {
  axisAngleToQuaternion,
  quaternionMultiply,
  quaternionRotate,
  quaternionSlerp,
  quaternionToMatrix,
} from "../../body/rotations";
import { boneLengths, jointIndex, SMPLX_SKELETON } from "../../body/skeleton";
import { UserError } from "../../errors";
import type { Random } from "../../random";
import type { Segment } from "../clip";
import { LETTER_FPS, type Letter, mirrorConfidence, mirrorJoints } from "./letters";

/** What stays the same in everything one (imagined) signer spells. */
export interface Speller {
  id: string;
  leftHanded: boolean;
  /** Letters a second. */
  rate: number;
  /** Part of a letter's time in which it is held, 0 to 1. */
  holdShare: number;
  /** Length of body and hand bones over the neutral body's. */
  bodySize: number;
  handSize: number;
  /** Wrist from the right shoulder, metres, `[3]`. */
  place: Float64Array;
  /** Tilt of the palm, axis-angle `[3]`. */
  palmTilt: Float64Array;
  /** Tilt of each finger bone in the palm's frame, `[15, 3]`, added to unit directions. */
  fingerTilt: Float64Array;
  /** Standard deviation of the trembling of finger bones, radians. */
  tremor: number;
}

/** Bounds of `drawSpeller`. */
export interface SpellerRange {
  /** Letters a second, lowest and highest. No source gives the rate of ASL spelling; 3 to 5.5 is assumed. */
  lettersPerSecond: readonly [number, number];
  /** Portion of left-handed signers. */
  leftHanded: number;
  /** Scale of all other variation: 1 as described, 0 none. */
  variation: number;
}

/** A signer from a random stream. */
export function drawSpeller(id: string, random: Random, range: SpellerRange): Speller {
  const { variation } = range;
  const normals = (count: number, deviation: number) =>
    Float64Array.from({ length: count }, () => random.normal(0, deviation * variation));
  const place = normals(3, 0.03);
  USUAL_PLACE.forEach((value, axis) => {
    place[axis] += value;
  });
  return {
    id,
    leftHanded: random.chance(range.leftHanded),
    rate: random.uniform(...range.lettersPerSecond),
    holdShare: 0.5 + random.uniform(-0.12, 0.12) * variation,
    bodySize: 1 + random.uniform(-0.1, 0.1) * variation,
    handSize: 1 + random.uniform(-0.1, 0.1) * variation,
    place,
    palmTilt: normals(3, 0.1),
    fingerTilt: normals(45, 0.06),
    tremor: 0.015 * variation,
  };
}

export interface Spelling {
  frames: number;
  /** `[frames, 52, 3]`, metres. */
  joints: Float32Array;
  /** `[frames, 52]`: the recordings' in arm and hand that spell, 1 in the trunk, 0 in what is never seen. */
  confidence: Float32Array;
  /** The frames in which each letter is held or moved; turns between letters lie between segments. */
  segments: Segment[];
}

/**
 * Spells `word`. A letter that follows itself slides outwards, as signers do with doubled letters.
 * @throws UserError for a letter without recording, or an empty word
 */
export function spell(
  word: string,
  letters: ReadonlyMap<string, Letter>,
  speller: Speller,
  random: Random,
  variation = 1,
): Spelling {
  const sequence = [...word.toUpperCase()].map((character) => {
    const letter = letters.get(character);
    if (!letter) throw new UserError(`"${word}" cannot be spelled: there is no recording of the letter ${character}.`);
    return letter;
  });
  if (sequence.length === 0) throw new UserError("An empty word cannot be spelled.");
  const { keys, segments, confidences } = schedule(sequence, centreOf(letters), speller, random, variation);
  const frames = keys.length;
  const joints = new Float32Array(frames * 156);
  const confidence = new Float32Array(frames * 52);
  const body = new Body(speller, random, variation);
  keys.forEach((key, frame) => {
    body.write(key, joints, frame * 156);
    confidence.fill(1, frame * 52, frame * 52 + 16);
    for (const joint of UNSEEN) confidence[frame * 52 + joint] = 0;
    for (const joint of [16, 17, 19, 21]) confidence[frame * 52 + joint] = 1;
    confidence.fill(confidences[frame], frame * 52 + 37, frame * 52 + 52);
  });
  if (!speller.leftHanded) return { frames, joints, confidence, segments };
  return { frames, joints: mirrorJoints(joints), confidence: mirrorConfidence(confidence), segments };
}

/** The spelling hand in one frame: palm `[4]`, fingers `[15, 3]`, wrist from the shoulder `[3]`. */
interface Key {
  palm: Float64Array;
  fingers: Float64Array;
  wrist: Float64Array;
}

/** Frame by frame hand poses of a word. */
function schedule(sequence: Letter[], centre: Float64Array, speller: Speller, random: Random, variation: number) {
  const keys: Key[] = [];
  const confidences: number[] = [];
  const segments: Segment[] = [];
  const period = (LETTER_FPS / speller.rate) * (1 + 0.1 * variation * random.normal());
  const shift = [0, 1, 2].map(() => random.normal(0, 0.015 * variation));
  let slide = 0;
  sequence.forEach((letter, i) => {
    if (i > 0 && sequence[i - 1] === letter) slide += DOUBLE_SLIDE;
    const stretch = i === sequence.length - 1 ? 1.5 : i === 0 ? 1.2 : 1;
    const usual = letter.moving
      ? Math.max(period * 1.5, letter.frames * MOVEMENT_PACE)
      : period * speller.holdShare * stretch;
    const length = Math.max(letter.moving ? 6 : 2, Math.round(usual * (1 + 0.12 * variation * random.normal())));
    const first = letter.moving ? 0 : random.uniform(0, Math.max(0, letter.frames - length));
    const pace = letter.moving ? (letter.frames - 1) / (length - 1) : Math.min(1, (letter.frames - 1) / length);
    const held: Key[] = [];
    for (let frame = 0; frame < length; frame++) {
      const key = letterKey(letter, Math.min(letter.frames - 1, first + frame * pace), centre);
      for (let axis = 0; axis < 3; axis++) key.wrist[axis] += speller.place[axis] + shift[axis];
      key.wrist[0] -= slide;
      held.push(key);
    }
    const before = keys[keys.length - 1];
    if (before) {
      const turn = Math.max(2, Math.round(period * (1 - speller.holdShare) * (1 + 0.12 * variation * random.normal())));
      const sure = confidences[confidences.length - 1];
      for (let frame = 1; frame <= turn; frame++) {
        const fraction = minimumJerk(frame / (turn + 1));
        keys.push(between(before, held[0], fraction));
        confidences.push(sure + fraction * (letter.confidence - sure));
      }
    }
    segments.push({ label: letter.letter, start: keys.length, end: keys.length + length });
    for (const key of held) {
      keys.push(key);
      confidences.push(letter.confidence);
    }
  });
  return { keys, segments, confidences };
}

/** A letter's hand at a (fractional) frame. The hand stays near one place: recordings differ in where they were made. */
function letterKey(letter: Letter, position: number, centre: Float64Array): Key {
  const frame = Math.floor(position);
  const next = Math.min(letter.frames - 1, frame + 1);
  const at = (index: number): Key => {
    const wrist = new Float64Array(3);
    for (let axis = 0; axis < 3; axis++) {
      let mean = 0;
      for (let other = 0; other < letter.frames; other++) mean += letter.wrist[other * 3 + axis] / letter.frames;
      wrist[axis] = PLACE_SHARE * (mean - centre[axis]) + letter.wrist[index * 3 + axis] - mean;
    }
    return {
      palm: letter.palm.slice(index * 4, index * 4 + 4),
      fingers: letter.fingers.slice(index * 45, index * 45 + 45),
      wrist,
    };
  };
  return position === frame ? at(frame) : between(at(frame), at(next), position - frame);
}

/** Mean place of the wrist over all letters, `[3]`. */
function centreOf(letters: ReadonlyMap<string, Letter>): Float64Array {
  const centre = new Float64Array(3);
  for (const letter of letters.values()) {
    for (let i = 0; i < letter.wrist.length; i++) centre[i % 3] += letter.wrist[i] / letter.frames / letters.size;
  }
  return centre;
}

/** Palm turned on the sphere of rotations, every finger bone along its great circle, wrist along a line. */
function between(from: Key, to: Key, fraction: number): Key {
  const palm = new Float64Array(4);
  quaternionSlerp(from.palm, 0, to.palm, 0, fraction, palm, 0);
  const fingers = new Float64Array(45);
  for (let bone = 0; bone < 45; bone += 3) {
    let cosine = 0;
    for (let axis = 0; axis < 3; axis++) cosine += from.fingers[bone + axis] * to.fingers[bone + axis];
    const angle = Math.acos(Math.max(-1, Math.min(1, cosine)));
    let start = 1 - fraction;
    let stop = fraction;
    if (angle > 1e-4 && angle < Math.PI - 1e-3) {
      start = Math.sin(start * angle) / Math.sin(angle);
      stop = Math.sin(stop * angle) / Math.sin(angle);
    }
    for (let axis = 0; axis < 3; axis++) {
      fingers[bone + axis] = start * from.fingers[bone + axis] + stop * to.fingers[bone + axis];
    }
  }
  const wrist = from.wrist.map((value, axis) => value + fraction * (to.wrist[axis] - value));
  return { palm, fingers, wrist };
}

/** Position along a movement of least jerk from rest to rest (Flash & Hogan 1985); 0 to 1. */
function minimumJerk(time: number): number {
  return time ** 3 * (10 - 15 * time + 6 * time * time);
}

/** One clip's body: everything but the spelling arm stands still. */
class Body {
  private readonly lengths: Float64Array;
  private readonly standing: Float64Array;
  private readonly view = new Float64Array(9);
  private readonly tilt = new Float64Array(4);
  private readonly trembling = new Float64Array(45);
  private readonly palm = new Float64Array(4);
  private readonly direction = new Float64Array(3);

  constructor(
    private readonly speller: Speller,
    private readonly random: Random,
    variation: number,
  ) {
    this.lengths = boneLengths(SMPLX_SKELETON).map(
      (length, joint) => length * (joint >= 22 ? speller.handSize : speller.bodySize),
    );
    this.standing = SMPLX_SKELETON.restJoints.map((value) => value * speller.bodySize);
    this.hangLeftArm();
    axisAngleToQuaternion(speller.palmTilt, 0, this.tilt, 0);
    // the camera stands up to some degrees aside, above or below
    const turn = new Float64Array(4);
    axisAngleToQuaternion(
      [0.08, 0.15, 0.04].map((deviation) => random.normal(0, deviation * variation)),
      0,
      turn,
      0,
    );
    quaternionToMatrix(turn, 0, this.view, 0);
  }

  write(key: Key, joints: Float32Array, at: number): void {
    const pose = this.standing.slice();
    this.reach(pose, key.wrist);
    quaternionMultiply(key.palm, 0, this.tilt, 0, this.palm, 0);
    for (let bone = 0; bone < 15; bone++) {
      const joint = 37 + bone;
      let norm = 0;
      for (let axis = 0; axis < 3; axis++) {
        const i = bone * 3 + axis;
        this.trembling[i] = 0.7 * this.trembling[i] + 0.7 * this.random.normal(0, this.speller.tremor);
        this.direction[axis] = key.fingers[i] + this.speller.fingerTilt[i] + this.trembling[i];
        norm += this.direction[axis] ** 2;
      }
      norm = Math.sqrt(norm) || 1;
      quaternionRotate(this.palm, 0, this.direction, 0, this.direction, 0);
      const parent = SMPLX_SKELETON.parents[joint];
      for (let axis = 0; axis < 3; axis++) {
        pose[joint * 3 + axis] = pose[parent * 3 + axis] + (this.direction[axis] / norm) * this.lengths[joint];
      }
    }
    for (let i = 0; i < 156; i += 3) {
      for (let axis = 0; axis < 3; axis++) {
        joints[at + i + axis] =
          this.view[axis * 3] * pose[i] + this.view[axis * 3 + 1] * pose[i + 1] + this.view[axis * 3 + 2] * pose[i + 2];
      }
    }
  }

  /** Right elbow and wrist: the wrist where it should be, as far as the arm reaches, the elbow hanging low and outside. */
  private reach(pose: Float64Array, wrist: Float64Array): void {
    const upper = this.lengths[ELBOW];
    const lower = this.lengths[WRIST];
    const { bodySize } = this.speller;
    const goal = wrist.map((value) => value * bodySize);
    const norm = Math.hypot(...goal) || 1e-6;
    const distance = Math.min(Math.max(norm, Math.abs(upper - lower) + 0.02), (upper + lower) * 0.999);
    const along = goal.map((value) => value / norm);
    const across = ELBOW_POLE.map((value) => value);
    const overlap = along.reduce((sum, value, axis) => sum + value * across[axis], 0);
    along.forEach((value, axis) => {
      across[axis] -= overlap * value;
    });
    const acrossNorm = Math.hypot(...across) || 1;
    const foot = (upper * upper - lower * lower + distance * distance) / (2 * distance);
    const height = Math.sqrt(Math.max(0, upper * upper - foot * foot));
    for (let axis = 0; axis < 3; axis++) {
      const shoulder = pose[SHOULDER * 3 + axis];
      pose[ELBOW * 3 + axis] = shoulder + along[axis] * foot + (across[axis] / acrossNorm) * height;
      pose[WRIST * 3 + axis] = shoulder + along[axis] * distance;
    }
  }

  private hangLeftArm(): void {
    const rest = SMPLX_SKELETON.restJoints;
    for (const joint of [18, 20, ...Array.from({ length: 15 }, (_, i) => 22 + i)]) {
      const parent = SMPLX_SKELETON.parents[joint];
      const bone = [0, 1, 2].map((axis) => rest[joint * 3 + axis] - rest[parent * 3 + axis]);
      // T-pose turned down at the shoulder: palm to the thigh
      const down = [bone[1], -bone[0], bone[2]];
      const scale = this.lengths[joint] / (Math.hypot(...down) || 1);
      for (let axis = 0; axis < 3; axis++) {
        this.standing[joint * 3 + axis] = this.standing[parent * 3 + axis] + down[axis] * scale;
      }
    }
  }
}

const SHOULDER = jointIndex("right_shoulder");
const ELBOW = jointIndex("right_elbow");
const WRIST = jointIndex("right_wrist");
/** Legs: a recording of the upper body says nothing about them. */
const UNSEEN = [1, 2, 4, 5, 7, 8, 10, 11];
/** Where ASL is spelled: before the shoulder, a little outside; wrist from the right shoulder, metres. */
const USUAL_PLACE = [-0.07, -0.04, 0.2];
const ELBOW_POLE = [-0.45, -1, -0.2];
/** How much of the difference of place between recordings is kept. */
const PLACE_SHARE = 0.3;
/** Outward slide of a doubled letter, metres. */
const DOUBLE_SLIDE = 0.05;
/** Frames of the clip a recorded frame of a moving letter takes: recordings are citation forms, slower than words. */
const MOVEMENT_PACE = 0.5;
