// Head and trunk over a whole utterance: the non-manual marking of its signs, smooth at both ends, and a signer's bearing.
import type { SmplxMotion } from "../data/clip";
import type { Random } from "../random";
import { type NonManual, nonManuals } from "./phonology";
import { type Signer, SYNTH_FPS } from "./signers";
import { scale, type Vector } from "./vectors";

const radians = Math.PI / 180;
/** Turns of head and trunk at full strength, degrees: pitch (positive: forward), yaw, roll; `cycles` a second if it swings. */
const turns: Record<NonManual, { head: Vector; trunk: Vector; cycles?: number }> = {
  shake: { head: [2, 17, 0], trunk: [0, 0, 0], cycles: 2.1 },
  nod: { head: [12, 0, 0], trunk: [0, 0, 0], cycles: 1.9 },
  forward: { head: [9, 0, 0], trunk: [9, 0, 0] },
  tilt: { head: [5, 0, 13], trunk: [2, 0, 3] },
  back: { head: [-11, 0, 0], trunk: [-3, 0, 0] },
  side: { head: [0, -10, 0], trunk: [0, -9, -4] },
  contra: { head: [0, 10, 0], trunk: [0, 9, 4] },
};

/** What head and trunk say in frames `start` (included) to `end` (excluded). */
export interface TimedMarks {
  marks: readonly NonManual[];
  start: number;
  end: number;
}

/** Writes neck, head and spine in all frames: the marking at the signer's strength, sway, and the signer's lean. */
export function writeHeadAndTrunk(
  motion: SmplxMotion,
  placed: readonly TimedMarks[],
  signer: Signer,
  random: Random,
): void {
  const { frames } = motion;
  const phase = random.uniform(0, 2 * Math.PI);
  const head = new Float64Array(frames * 3);
  const trunk = new Float64Array(frames * 3);
  for (const name of nonManuals) {
    const strength = envelope(placed, name, frames);
    const mark = turns[name];
    const onset = strength.findIndex((value) => value > 0);
    for (let frame = 0; frame < frames; frame++) {
      const swing = mark.cycles ? Math.sin((2 * Math.PI * mark.cycles * (frame - onset)) / SYNTH_FPS) : 1;
      const amount = (strength[frame] as number) * swing * signer.expressiveness * radians;
      for (let axis = 0; axis < 3; axis++) {
        head[frame * 3 + axis] += amount * mark.head[axis as 0 | 1 | 2];
        trunk[frame * 3 + axis] += amount * mark.trunk[axis as 0 | 1 | 2];
      }
    }
  }
  for (let frame = 0; frame < frames; frame++) {
    const sway = 0.012 * Math.sin((2 * Math.PI * 0.35 * frame) / SYNTH_FPS + phase);
    const bend: Vector = [
      (trunk[frame * 3] as number) + signer.lean + sway,
      (trunk[frame * 3 + 1] as number) + sway,
      (trunk[frame * 3 + 2] as number) + 0.5 * sway,
    ];
    // spine1, spine2, spine3 share the trunk's turn; neck and head the head's, which stays level as the trunk leans
    for (const joint of [2, 5, 8]) motion.bodyPose.set(scale(bend, 1 / 3), frame * 63 + joint * 3);
    const nod: Vector = [
      (head[frame * 3] as number) - 0.6 * bend[0],
      (head[frame * 3 + 1] as number) + sway,
      head[frame * 3 + 2] as number,
    ];
    for (const joint of [11, 14]) motion.bodyPose.set(scale(nod, 0.5), frame * 63 + joint * 3);
  }
}

/** Strength of a marking over time: 1 over the signs that carry it, smooth at both ends, `[frames]`. */
function envelope(placed: readonly TimedMarks[], name: NonManual, frames: number): Float64Array {
  const marked = new Float64Array(frames);
  for (const [i, { start, end }] of placed.entries()) {
    const carries = (sign: TimedMarks | undefined): sign is TimedMarks => sign?.marks.includes(name) ?? false;
    if (!carries(placed[i])) continue;
    const next = placed[i + 1];
    const until = carries(next) ? next.start : end;
    marked.fill(1, Math.max(0, start - 2), Math.min(frames, until + 1));
  }
  const smooth = new Float64Array(frames);
  const kernel = [0.06, 0.12, 0.2, 0.24, 0.2, 0.12, 0.06];
  for (let frame = 0; frame < frames; frame++) {
    for (let i = 0; i < 7; i++) {
      smooth[frame] += (kernel[i] as number) * (marked[Math.min(frames - 1, Math.max(0, frame + i - 3))] as number);
    }
  }
  return smooth;
}
