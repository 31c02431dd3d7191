// Landmarks of MediaPipe recordings over time: one point's track [frames, 3] with its gaps, the bones of the hand, and
// the factor that puts a hand's depth into the unit of its x and y.

import { type PoseRecording, poseComponent } from "./formats/pose";

/** One point over time: `[frames, 3]` in pixels with y up and z towards the viewer, and its confidence; 0 is unseen. */
export interface Track {
  points: Float64Array;
  confidence: Float64Array;
}

export function emptyTrack(frames: number): Track {
  return { points: new Float64Array(frames * 3), confidence: new Float64Array(frames) };
}

export function readTrack(
  recording: PoseRecording,
  point: number,
  person: number,
  minimum: number,
  depthScale: number,
): Track {
  const track = emptyTrack(recording.frames);
  for (let frame = 0; frame < recording.frames; frame++) {
    const at = (frame * recording.people + person) * recording.points + point;
    const x = recording.data[at * 3];
    const y = recording.data[at * 3 + 1];
    const z = recording.data[at * 3 + 2];
    const confidence = recording.confidence[at];
    if (!(confidence > minimum && Number.isFinite(x + y + z))) continue;
    track.points[frame * 3] = x;
    track.points[frame * 3 + 1] = -y;
    track.points[frame * 3 + 2] = -z * depthScale;
    track.confidence[frame] = Math.min(1, confidence);
  }
  return track;
}

/** `first` where it was seen, else `second`. */
export function preferred(first: Track, second: Track): Track {
  const result = { points: second.points.slice(), confidence: second.confidence.slice() };
  first.confidence.forEach((confidence, frame) => {
    if (confidence <= 0) return;
    result.confidence[frame] = confidence;
    result.points.set(first.points.subarray(frame * 3, frame * 3 + 3), frame * 3);
  });
  return result;
}

/** Middle of two points where both were seen, else the third. */
export function centre(left: Track, right: Track, otherwise: Track): Track {
  const both = emptyTrack(left.confidence.length);
  left.confidence.forEach((confidence, frame) => {
    both.confidence[frame] = Math.min(confidence, right.confidence[frame]);
    for (let axis = 0; axis < 3; axis++) {
      both.points[frame * 3 + axis] = (left.points[frame * 3 + axis] + right.points[frame * 3 + axis]) / 2;
    }
  });
  return preferred(both, otherwise);
}

/**
 * Fills unseen frames of `[frames, 3]` in place: linear between seen ones, held before the first and after the last.
 * @returns false when no frame was seen
 */
export function bridge(points: Float64Array, confidence: Float64Array): boolean {
  let previous = -1;
  for (let frame = 0; frame <= confidence.length; frame++) {
    const end = frame === confidence.length;
    if (!end && confidence[frame] <= 0) continue;
    if (end && previous < 0) return false;
    for (let gap = previous + 1; gap < frame; gap++) {
      const fraction = previous < 0 ? 1 : end ? 0 : (gap - previous) / (frame - previous);
      for (let axis = 0; axis < 3; axis++) {
        const start = previous < 0 ? 0 : points[previous * 3 + axis];
        const stop = end ? 0 : points[frame * 3 + axis];
        points[gap * 3 + axis] = (1 - fraction) * start + fraction * stop;
      }
    }
    previous = frame;
  }
  return true;
}

/**
 * The factor for z at which a recording's hand bones keep their length best while the hand turns (least coefficient of
 * variation over all frames of all recordings, in steps of 20). Recordings must come from the same source.
 *
 * @returns 300 to 2,000 (pixels a unit of z); `undefined` when no hand was seen
 */
export function fitDepthScale(recordings: readonly PoseRecording[]): number | undefined {
  const bones = [...HAND_BONES.map(([from, to]) => [from, to]), [5, 9], [9, 13], [13, 17]];
  // squared length across and squared depth of each bone in each frame: the candidates differ by one factor
  const across: number[][] = bones.map(() => []);
  const depth: number[][] = bones.map(() => []);
  for (const recording of recordings) {
    for (const name of ["LEFT_HAND_LANDMARKS", "RIGHT_HAND_LANDMARKS"]) {
      const hand = poseComponent(recording, name);
      for (let frame = 0; frame < recording.frames; frame++) {
        const first = frame * recording.people * recording.points + hand.offset;
        if (!(recording.confidence[first] > 0)) continue;
        bones.forEach(([from, to], bone) => {
          const difference = (axis: number) =>
            recording.data[(first + to) * 3 + axis] - recording.data[(first + from) * 3 + axis];
          across[bone].push(difference(0) ** 2 + difference(1) ** 2);
          depth[bone].push(difference(2) ** 2);
        });
      }
    }
  }
  const frames = across[0].length;
  if (frames === 0) return undefined;
  let best = { scale: 0, variation: Number.POSITIVE_INFINITY };
  for (let scale = 300; scale <= 2000; scale += 20) {
    // every frame's hand is first brought to one size
    const sizes = new Float64Array(frames);
    for (let frame = 0; frame < frames; frame++) {
      for (let bone = 0; bone < bones.length; bone++) {
        sizes[frame] += Math.sqrt(across[bone][frame] + depth[bone][frame] * scale * scale);
      }
    }
    let variation = 0;
    for (let bone = 0; bone < bones.length; bone++) {
      let sum = 0;
      let squares = 0;
      for (let frame = 0; frame < frames; frame++) {
        const length = Math.sqrt(across[bone][frame] + depth[bone][frame] * scale * scale) / sizes[frame];
        sum += length;
        squares += length * length;
      }
      const mean = sum / frames;
      variation += Math.sqrt(Math.max(0, squares / frames - mean * mean)) / mean;
    }
    if (variation < best.variation) best = { scale, variation };
  }
  return best.scale;
}

/** Bones between MediaPipe's hand landmarks (wrist 0, four a finger) and the joint that each ends in; tips are no SMPL-X joints. */
export const HAND_BONES: readonly (readonly [from: number, to: number, joint: string])[] = [
  ["thumb", 1],
  ["index", 5],
  ["middle", 9],
  ["ring", 13],
  ["pinky", 17],
].flatMap(([finger, first]) =>
  [0, 1, 2].map(
    (knuckle) =>
      [knuckle === 0 ? 0 : Number(first) + knuckle - 1, Number(first) + knuckle, `${finger}${knuckle + 1}`] as const,
  ),
);
