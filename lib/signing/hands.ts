// A hand as a rigid body with named points, in the frame of its wrist: fingertips, palm, edges; and how it is turned
// when the palm and the fingers look in given directions. Everything for a right hand; the left is its reflection.
import { jointIndex, SMPLX_SKELETON } from "../body/skeleton";
import { type HandshapeName, handshapePose } from "./handshapes";
import type { HandLocation } from "./locations";
import type { Direction, HandPart } from "./phonology";
import {
  across,
  add,
  compose,
  cross,
  fromAxes,
  fromAxisAngle,
  mix,
  type Quaternion,
  scale,
  subtract,
  turn,
  unit,
  type Vector,
} from "./vectors";

const wristJoint = jointIndex("right_wrist");
const firstFinger = jointIndex("right_index1");

/** Rest position of a right-hand joint (0–14) relative to the wrist. */
function rest(joint: number): Vector {
  const at = (firstFinger + joint) * 3;
  const { restJoints } = SMPLX_SKELETON;
  return subtract(
    [restJoints[at], restJoints[at + 1], restJoints[at + 2]],
    [restJoints[wristJoint * 3], restJoints[wristJoint * 3 + 1], restJoints[wristJoint * 3 + 2]],
  );
}
const restPositions = Array.from({ length: 15 }, (_, joint) => rest(joint));

/** A fingertip lies this many lengths of the last modelled bone beyond the last joint. */
const tipReach = 0.85;

/** Positions of the 15 joints and 5 fingertips (index, middle, pinky, ring, thumb) in the wrist's frame, metres. */
export function handPoints(pose: Float32Array): { joints: Vector[]; tips: Vector[] } {
  const joints: Vector[] = [];
  const tips: Vector[] = [];
  for (let finger = 0; finger < 5; finger++) {
    let position = restPositions[finger * 3];
    let rotation: Quaternion = [1, 0, 0, 0];
    for (let knuckle = 0; knuckle < 3; knuckle++) {
      const joint = finger * 3 + knuckle;
      if (knuckle > 0)
        position = add(position, turn(rotation, subtract(restPositions[joint], restPositions[joint - 1])));
      joints.push(position);
      rotation = compose(rotation, fromAxisAngle([pose[joint * 3], pose[joint * 3 + 1], pose[joint * 3 + 2]]));
    }
    const last = subtract(restPositions[finger * 3 + 2], restPositions[finger * 3 + 1]);
    tips.push(add(position, turn(rotation, scale(last, tipReach))));
  }
  return { joints, tips };
}

const knuckleRow = [0, 3, 9, 6];
const knuckleMiddle = scale(
  knuckleRow.map((joint) => restPositions[joint]).reduce((sum, point) => add(sum, point), [0, 0, 0]),
  1 / 4,
);
const halfThickness = 0.014;
const palmMiddle: Vector = add(scale(knuckleMiddle, 0.7), [0, -halfThickness, 0]);

/** Points of the right hand in a given shape, in the wrist's frame, metres. */
export interface HandPoints {
  parts: Record<HandPart, Vector>;
  surfaces: Record<HandLocation, Vector>;
  /** `[15]` joints and `[5]` fingertips (index, middle, pinky, ring, thumb) */
  joints: Vector[];
  tips: Vector[];
  pose: Float32Array;
}
const known = new Map<HandshapeName, HandPoints>();

export function handInShape(name: HandshapeName): HandPoints {
  const before = known.get(name);
  if (before) return before;
  const pose = handshapePose(name);
  const { joints, tips } = handPoints(pose);
  const [indexTip, middleTip, pinkyTip, , thumbTip] = tips;
  const radial = add(restPositions[0], [0.02, 0, 0.012]);
  const points: HandPoints = {
    pose,
    joints,
    tips,
    parts: {
      palm: palmMiddle,
      thumbTip,
      indexTip,
      middleTip,
      pinkyTip,
      tips: mix(indexTip, middleTip, 0.5),
      knuckles: joints[1],
      radial,
      ulnar: add(restPositions[6], [0.015, 0, -0.012]),
      wrist: [0, -0.01, 0],
    },
    surfaces: {
      otherPalm: palmMiddle,
      otherBack: add(palmMiddle, [0, 2.4 * halfThickness, 0]),
      otherTop: radial,
      otherTips: mix(indexTip, middleTip, 0.5),
      otherThumb: thumbTip,
      otherWrist: [0.01, -halfThickness, 0],
    },
  };
  known.set(name, points);
  return points;
}

const words: Record<string, Vector> = {
  up: [0, 1, 0],
  down: [0, -1, 0],
  front: [0, 0, 1],
  back: [0, 0, -1],
  side: [-1, 0, 0],
  contra: [1, 0, 0],
};

/** Unit vector of direction words, for the right hand. @throws RangeError for an unknown word */
export function directionOf(direction: Direction): Vector {
  return unit(
    direction.split(" ").reduce<Vector>(
      (sum, word) => {
        const vector = words[word];
        if (!vector) throw new RangeError(`"${word}" is no direction; use ${Object.keys(words).join(", ")}`);
        return add(sum, vector);
      },
      [0, 0, 0],
    ),
  );
}

/** Rotation of a right hand whose fingers point to `fingers` and whose palm looks as nearly as it can to `palm`. */
export function handTurn(palm: Direction, fingers: Direction): Quaternion {
  const along = directionOf(fingers);
  const facing = across(directionOf(palm), along);
  return fromAxes(scale(along, -1), scale(facing, -1), cross(along, facing));
}
