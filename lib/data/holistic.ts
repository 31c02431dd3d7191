// MediaPipe Holistic keypoints to the 52 SMPL-X joints: recording [frames, points, 3] → joints [frames, 52, 3] in
// metres, y up, facing +z, the signer's left at +x, with a confidence for every joint.
//
// Directions come from the recording, lengths from the neutral body. Arms: image positions across, and in depth
// whatever the bone's length leaves over, towards the camera (measured on frontal signers: MediaPipe's own depth of
// the wrist contradicts its image). Hands: the 21 landmarks with their depth. Trunk and legs stand upright; shoulders
// and head tilt with the image. What was never seen hangs down at rest, gaps between seen frames are bridged.

import { boneLengths, jointIndex, SMPLX_SKELETON } from "../body/skeleton";
import { UserError } from "../errors";
import { type PoseComponent, type PoseRecording, poseComponent } from "./formats/pose";

export interface HolisticOptions {
  /**
   * Factor that makes a hand's z pixels, as x and y are: the files keep it in MediaPipe's own unit. Unless given: 2.3
   * times the header's width, or 740 where the header shows the 500 × 500 canvas of normalised lexicons. Fitted, not
   * documented anywhere: `fitDepthScale` gives 740 on the ASL letters, and 1.3 to 2.6 widths on seven other recordings.
   */
  depthScale?: number;
  /** Arm and head points below this visibility count as unseen (MediaPipe invents points outside the picture). */
  minimumVisibility?: number;
  /** Which person, where several were tracked. */
  person?: number;
}

export interface HolisticJoints {
  frames: number;
  fps: number;
  /** `[frames, 52, 3]`, metres; bone lengths are the neutral body's. */
  joints: Float32Array;
  /** `[frames, 52]`: the estimator's confidence; 0 where a joint was filled in (legs always). */
  confidence: Float32Array;
}

/**
 * Joints of a MediaPipe Holistic recording.
 * @throws UserError when shoulders or the components are missing, or the recording is of another estimator
 */
export function holisticToJoints(recording: PoseRecording, options: HolisticOptions = {}): HolisticJoints {
  const { frames, fps } = recording;
  if (recording.dimensions !== 3) {
    throw new UserError("The recording is two-dimensional; MediaPipe Holistic keypoints with depth are needed.");
  }
  const person = options.person ?? 0;
  if (frames === 0 || person >= recording.people) {
    throw new UserError(`The recording has ${frames} frames of ${recording.people} people: no person ${person}.`);
  }
  const depthScale = options.depthScale ?? usualDepthScale(recording);
  const visibility = options.minimumVisibility ?? 0.3;
  const body = poseComponent(recording, "POSE_LANDMARKS");
  const track = (component: PoseComponent, point: number, minimum: number) =>
    readTrack(recording, component.offset + point, person, minimum, depthScale);
  const seen = (name: string) => {
    const point = body.points.indexOf(name);
    return point < 0 ? emptyTrack(frames) : track(body, point, visibility);
  };
  const shoulders = { left: seen("LEFT_SHOULDER"), right: seen("RIGHT_SHOULDER") };
  const scale = metresPerPixel(shoulders.left, shoulders.right, frames);

  const joints = new Float32Array(frames * 156);
  const confidence = new Float32Array(frames * 52);
  const pose = new PoseBuilder(joints, confidence);
  pose.standing(frames);
  pose.trunk(shoulders.left, shoulders.right, centre(seen("LEFT_EAR"), seen("RIGHT_EAR"), seen("NOSE")), scale);
  for (const side of ["left", "right"] as const) {
    const upper = side.toUpperCase();
    const hand = poseComponent(recording, `${upper}_HAND_LANDMARKS`);
    if (hand.points.length !== 21)
      throw new UserError(`${hand.name} has ${hand.points.length} points, not MediaPipe's 21.`);
    const points = hand.points.map((_, point) => track(hand, point, 0));
    const wrist = preferred(points[0], seen(`${upper}_WRIST`));
    pose.arm(side, shoulders[side], seen(`${upper}_ELBOW`), wrist, scale);
    pose.hand(side, points);
  }
  return { frames, fps, joints, confidence };
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

function usualDepthScale(recording: PoseRecording): number {
  return recording.width === 500 && recording.height === 500 ? 740 : 2.3 * recording.width;
}

/** One point over time: `[frames, 3]` in pixels with y up and z towards the viewer, and its confidence; 0 is unseen. */
interface Track {
  points: Float64Array;
  confidence: Float64Array;
}

function emptyTrack(frames: number): Track {
  return { points: new Float64Array(frames * 3), confidence: new Float64Array(frames) };
}

function readTrack(
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
function preferred(first: Track, second: Track): Track {
  const result = { points: second.points.slice(), confidence: second.confidence.slice() };
  first.confidence.forEach((confidence, frame) => {
    if (confidence <= 0) return;
    result.confidence[frame] = confidence;
    result.points.set(first.points.subarray(frame * 3, frame * 3 + 3), frame * 3);
  });
  return result;
}

/** Middle of two points where both were seen, else the third. */
function centre(left: Track, right: Track, otherwise: Track): Track {
  const both = emptyTrack(left.confidence.length);
  left.confidence.forEach((confidence, frame) => {
    both.confidence[frame] = Math.min(confidence, right.confidence[frame]);
    for (let axis = 0; axis < 3; axis++) {
      both.points[frame * 3 + axis] = (left.points[frame * 3 + axis] + right.points[frame * 3 + axis]) / 2;
    }
  });
  return preferred(both, otherwise);
}

/** Metres a pixel, from the median distance of the shoulders: a signer who turns comes out narrower, not larger. */
function metresPerPixel(left: Track, right: Track, frames: number): number {
  const distances: number[] = [];
  for (let frame = 0; frame < frames; frame++) {
    if (left.confidence[frame] <= 0 || right.confidence[frame] <= 0) continue;
    const distance = Math.hypot(
      left.points[frame * 3] - right.points[frame * 3],
      left.points[frame * 3 + 1] - right.points[frame * 3 + 1],
    );
    if (distance > 1e-6) distances.push(distance);
  }
  if (distances.length === 0)
    throw new UserError("No frame of the recording shows both shoulders; they give the scale.");
  distances.sort((a, b) => a - b);
  const rest = SMPLX_SKELETON.restJoints;
  const width = rest[jointIndex("left_shoulder") * 3] - rest[jointIndex("right_shoulder") * 3];
  return width / distances[distances.length >> 1];
}

/** Writes the poses; every method fills its joints in all frames. */
class PoseBuilder {
  private readonly lengths = boneLengths(SMPLX_SKELETON);

  constructor(
    private readonly joints: Float32Array,
    private readonly confidence: Float32Array,
  ) {}

  /** The neutral body in every frame. */
  standing(frames: number): void {
    for (let frame = 0; frame < frames; frame++) this.joints.set(SMPLX_SKELETON.restJoints, frame * 156);
  }

  /** Collars, shoulders and neck roll with the line of the shoulders; the head follows ears or nose. */
  trunk(left: Track, right: Track, head: Track, scale: number): void {
    const frames = left.confidence.length;
    const roll = new Float64Array(frames * 3);
    const rollSeen = new Float64Array(frames);
    const tilt = new Float64Array(frames * 3);
    const tiltSeen = new Float64Array(frames);
    for (let frame = 0; frame < frames; frame++) {
      rollSeen[frame] = Math.min(left.confidence[frame], right.confidence[frame]);
      roll[frame * 3] = left.points[frame * 3] - right.points[frame * 3];
      roll[frame * 3 + 1] = left.points[frame * 3 + 1] - right.points[frame * 3 + 1];
      tiltSeen[frame] = Math.min(rollSeen[frame], head.confidence[frame]);
      for (let axis = 0; axis < 2; axis++) {
        const middle = (left.points[frame * 3 + axis] + right.points[frame * 3 + axis]) / 2;
        // the neck's base lies a little above the line of the shoulders
        tilt[frame * 3 + axis] = (head.points[frame * 3 + axis] - middle) * scale - (axis === 1 ? NECK_RISE : 0);
      }
      tilt[frame * 3 + 2] = HEAD_FORWARD;
    }
    bridge(roll, rollSeen);
    bridge(tilt, tiltSeen);
    const spine = 9;
    for (let frame = 0; frame < frames; frame++) {
      const angle = Math.max(-0.5, Math.min(0.5, Math.atan2(roll[frame * 3 + 1], Math.abs(roll[frame * 3]))));
      for (const joint of [12, 13, 14, 16, 17]) {
        const rest = (axis: number) =>
          SMPLX_SKELETON.restJoints[joint * 3 + axis] - SMPLX_SKELETON.restJoints[spine * 3 + axis];
        const at = (frame * 52 + joint) * 3;
        const from = (frame * 52 + spine) * 3;
        this.joints[at] = this.joints[from] + Math.cos(angle) * rest(0) - Math.sin(angle) * rest(1);
        this.joints[at + 1] = this.joints[from + 1] + Math.sin(angle) * rest(0) + Math.cos(angle) * rest(1);
        this.joints[at + 2] = this.joints[from + 2] + rest(2);
        this.confidence[frame * 52 + joint] = rollSeen[frame];
      }
      this.confidence[frame * 52 + spine] = rollSeen[frame];
      if (tiltSeen.some((value) => value > 0)) {
        this.place(frame, 15, 12, tilt[frame * 3], tilt[frame * 3 + 1], tilt[frame * 3 + 2]);
      }
      this.confidence[frame * 52 + 15] = tiltSeen[frame];
    }
  }

  /** Elbow and wrist: across as in the image, in depth what the bone's length leaves, towards the viewer. */
  arm(side: "left" | "right", shoulder: Track, elbow: Track, wrist: Track, scale: number): void {
    const [shoulderJoint, elbowJoint, wristJoint] = ["shoulder", "elbow", "wrist"].map((name) =>
      jointIndex(`${side}_${name}`),
    );
    const upper = this.lift(shoulder, elbow, this.lengths[elbowJoint] / scale);
    const lower = this.lift(elbow, wrist, this.lengths[wristJoint] / scale);
    const bridged = [upper, lower].map((bone) => bridge(bone.points, bone.confidence));
    const frames = shoulder.confidence.length;
    for (let frame = 0; frame < frames; frame++) {
      [upper, lower].forEach((bone, i) => {
        const [joint, parent] = i === 0 ? [elbowJoint, shoulderJoint] : [wristJoint, elbowJoint];
        const [x, y, z] = bridged[i] ? bone.points.subarray(frame * 3, frame * 3 + 3) : HANGING;
        this.place(frame, joint, parent, x, y, z);
        this.confidence[frame * 52 + joint] = bone.confidence[frame];
      });
    }
  }

  /** The 15 finger joints from the 21 landmarks; a hand never seen hangs open. */
  hand(side: "left" | "right", points: readonly Track[]): void {
    const frames = points[0].confidence.length;
    const wrist = jointIndex(`${side}_wrist`);
    const sign = side === "left" ? 1 : -1;
    HAND_BONES.forEach(([from, to, finger]) => {
      const joint = jointIndex(`${side}_${finger}`);
      const parent = from === 0 ? wrist : SMPLX_SKELETON.parents[joint];
      const bone = emptyTrack(frames);
      for (let frame = 0; frame < frames; frame++) {
        bone.confidence[frame] = Math.min(points[from].confidence[frame], points[to].confidence[frame]);
        for (let axis = 0; axis < 3; axis++) {
          bone.points[frame * 3 + axis] = points[to].points[frame * 3 + axis] - points[from].points[frame * 3 + axis];
        }
      }
      const bridged = bridge(bone.points, bone.confidence);
      const { restJoints } = SMPLX_SKELETON;
      const rest = [0, 1, 2].map((axis) => restJoints[joint * 3 + axis] - restJoints[parent * 3 + axis]);
      for (let frame = 0; frame < frames; frame++) {
        // the T-pose hand turned down at the shoulder: palm to the thigh, thumb in front
        const [x, y, z] = bridged
          ? bone.points.subarray(frame * 3, frame * 3 + 3)
          : [sign * rest[1], -sign * rest[0], rest[2]];
        this.place(frame, joint, parent, x, y, z);
        this.confidence[frame * 52 + joint] = bone.confidence[frame];
      }
    });
  }

  private lift(from: Track, to: Track, length: number): Track {
    const bone = emptyTrack(from.confidence.length);
    from.confidence.forEach((confidence, frame) => {
      bone.confidence[frame] = Math.min(confidence, to.confidence[frame]);
      const x = to.points[frame * 3] - from.points[frame * 3];
      const y = to.points[frame * 3 + 1] - from.points[frame * 3 + 1];
      bone.points.set([x, y, Math.sqrt(Math.max(0, length * length - x * x - y * y))], frame * 3);
    });
    return bone;
  }

  /** Puts a joint at its bone's length from its parent in a direction; without direction it keeps the rest one. */
  private place(frame: number, joint: number, parent: number, x: number, y: number, z: number): void {
    const norm = Math.sqrt(x * x + y * y + z * z);
    const at = (frame * 52 + joint) * 3;
    const from = (frame * 52 + parent) * 3;
    const { restJoints } = SMPLX_SKELETON;
    const stretch = this.lengths[joint] / norm;
    const direction = [x, y, z];
    for (let axis = 0; axis < 3; axis++) {
      const step =
        norm > 1e-9 ? direction[axis] * stretch : restJoints[joint * 3 + axis] - restJoints[parent * 3 + axis];
      this.joints[at + axis] = this.joints[from + axis] + step;
    }
  }
}

/**
 * Fills unseen frames of `[frames, 3]` in place: linear between seen ones, held before the first and after the last.
 * @returns false when no frame was seen
 */
function bridge(points: Float64Array, confidence: Float64Array): boolean {
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

/** Direction of an arm bone that was never seen: down, a little forward. */
const HANGING = [0, -1, 0.15];
/** Height of the neck joint over the line of the shoulders, and of the head joint before the neck, metres. */
const NECK_RISE = 0.025;
const HEAD_FORWARD = 0.02;

/** Bones between MediaPipe's hand landmarks (wrist 0, four a finger) and the joint that each ends in; tips are no SMPL-X joints. */
const HAND_BONES: readonly (readonly [from: number, to: number, joint: string])[] = [
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
