// Spells a word with a right or left hand: letters → joints [frames, 52, 3] in metres at 25 fps, letters held or moved
// as recorded, joined by minimum-jerk turns of palm and fingers, with a signer's habits and noise.

import { quaternionSlerp } from "../../body/rotations";
import { UserError } from "../../errors";
import type { Random } from "../../random";
import type { Segment } from "../clip";
import { LETTER_FPS, type Letter, mirrorConfidence, mirrorJoints } from "./letters";
import type { Speller } from "./speller";
import { type HandPose, SpellingBody } from "./spellingBody";

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
  const body = new SpellingBody(speller, random, variation);
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

/** Frame by frame hand poses of a word. */
function schedule(sequence: Letter[], centre: Float64Array, speller: Speller, random: Random, variation: number) {
  const keys: HandPose[] = [];
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
    const held: HandPose[] = [];
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
function letterKey(letter: Letter, position: number, centre: Float64Array): HandPose {
  const frame = Math.floor(position);
  const next = Math.min(letter.frames - 1, frame + 1);
  const at = (index: number): HandPose => {
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
function between(from: HandPose, to: HandPose, fraction: number): HandPose {
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

/** Legs: a recording of the upper body says nothing about them. */
const UNSEEN = [1, 2, 4, 5, 7, 8, 10, 11];
/** How much of the difference of place between recordings is kept. */
const PLACE_SHARE = 0.3;
/** Outward slide of a doubled letter, metres. */
const DOUBLE_SLIDE = 0.05;
/** Frames of the clip a recorded frame of a moving letter takes: recordings are citation forms, slower than words. */
const MOVEMENT_PACE = 0.5;
