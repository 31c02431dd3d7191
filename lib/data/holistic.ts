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
import { bridge, centre, emptyTrack, HAND_BONES, preferred, readTrack, type Track } from "./landmarks";

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

function usualDepthScale(recording: PoseRecording): number {
  return recording.width === 500 && recording.height === 500 ? 740 : 2.3 * recording.width;
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

/** Direction of an arm bone that was never seen: down, a little forward. */
const HANGING = [0, -1, 0.15];
/** Height of the neck joint over the line of the shoulders, and of the head joint before the neck, metres. */
const NECK_RISE = 0.025;
const HEAD_FORWARD = 0.02;
