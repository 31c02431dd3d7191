// Inverse kinematics of an arm: from a wrist's place and a hand's turn to the rotations of shoulder, elbow and wrist.
// Two bones have one freedom left, the swivel of the elbow about the line from shoulder to wrist. All in the frame of
// the upper spine (spine3) with unturned collar, metres, for the right arm of the neutral body.
import { jointIndex, SMPLX_SKELETON } from "../body/skeleton";
import {
  across,
  add,
  compose,
  cross,
  dot,
  fromAxes,
  fromAxisAngle,
  inverse,
  norm,
  type Quaternion,
  scale,
  subtract,
  toAxisAngle,
  twistAngle,
  type Vector,
} from "./vectors";

function restAt(name: string): Vector {
  const at = jointIndex(name) * 3;
  return [...SMPLX_SKELETON.restJoints.slice(at, at + 3)] as Vector;
}
const shoulder = subtract(restAt("right_shoulder"), restAt("spine3"));
const upperArm = subtract(restAt("right_elbow"), restAt("right_shoulder"));
const forearm = subtract(restAt("right_wrist"), restAt("right_elbow"));
const upperLength = norm(upperArm);
const forearmLength = norm(forearm);
const upperAxis = scale(upperArm, 1 / upperLength);
const forearmAxis = scale(forearm, 1 / forearmLength);
/** The elbow bends the forearm from the T-pose to the front, about this axis. */
const restHinge = across([0, 1, 0], upperAxis);
const restUpper = inverse(fromAxes(upperAxis, restHinge, cross(upperAxis, restHinge)));
const forearmHinge = across([0, 1, 0], forearmAxis);
const restForearm = inverse(fromAxes(forearmAxis, forearmHinge, cross(forearmAxis, forearmHinge)));

/** Where a relaxed elbow hangs: down, outward, a little back. */
const hanging: Vector = [-0.5, -0.8, -0.33];
/** The forearm's two bones roll: this share of the twist between elbow and hand happens before the wrist. */
const pronationShare = 0.65;

/** Local rotations of the right arm, axis-angle, and how the wrist is strained. */
export interface ArmPose {
  shoulder: Vector;
  elbow: Vector;
  wrist: Vector;
  /** radians that the wrist bends */
  wristBend: number;
  /** radians of roll between elbow and hand, from palm down in the T-pose */
  roll: number;
  elbowPosition: Vector;
}

/** @param swivel radians that the elbow is turned outward and up from where it hangs */
export function solveArm(wrist: Vector, hand: Quaternion, swivel: number): ArmPose {
  const toWrist = subtract(wrist, shoulder);
  const longest = (upperLength + forearmLength) * 0.995;
  const distance = Math.min(longest, Math.max(0.12, norm(toWrist)));
  const line = scale(toWrist, 1 / norm(toWrist));
  const cosine = (upperLength ** 2 + distance ** 2 - forearmLength ** 2) / (2 * upperLength * distance);
  const angle = Math.acos(Math.min(1, Math.max(-1, cosine)));
  const down = across(hanging, line);
  // Turning `down` toward this lifts the right elbow sideways.
  const outward = cross(down, line);
  const pole = add(scale(down, Math.cos(swivel)), scale(outward, Math.sin(swivel)));
  const upper = add(scale(line, Math.cos(angle)), scale(pole, Math.sin(angle)));
  const elbowPosition = add(shoulder, scale(upper, upperLength));
  const reached = add(shoulder, scale(line, distance));
  const lower = scale(subtract(reached, elbowPosition), 1 / norm(subtract(reached, elbowPosition)));
  const bendAxis = cross(upper, lower);
  const hinge = norm(bendAxis) > 1e-6 ? scale(bendAxis, 1 / norm(bendAxis)) : across([0, 1, 0], upper);
  const upperTurn = compose(fromAxes(upper, hinge, cross(upper, hinge)), restUpper);
  const lowerTurn = compose(fromAxes(lower, hinge, cross(lower, hinge)), restForearm);
  const roll = twistAngle(compose(inverse(lowerTurn), hand), forearmAxis);
  const rolled = compose(lowerTurn, fromAxisAngle(scale(forearmAxis, roll * pronationShare)));
  const wristTurn = compose(inverse(rolled), hand);
  const remaining = compose(wristTurn, inverse(fromAxisAngle(scale(forearmAxis, twistAngle(wristTurn, forearmAxis)))));
  return {
    shoulder: toAxisAngle(upperTurn),
    elbow: toAxisAngle(compose(inverse(upperTurn), rolled)),
    wrist: toAxisAngle(wristTurn),
    wristBend: 2 * Math.acos(Math.min(1, Math.abs(remaining[0]))),
    roll,
    elbowPosition,
  };
}

const swivels = Array.from({ length: 17 }, (_, i) => -0.5 + i * 0.125);

/**
 * The swivel at which wrist and forearm are at ease: least bend beyond comfort, least roll beyond its range,
 * elbow near where it hangs, outside the trunk.
 */
export function easySwivel(wrist: Vector, hand: Quaternion): number {
  let best = 0;
  let least = Number.POSITIVE_INFINITY;
  for (const swivel of swivels) {
    const { wristBend, roll, elbowPosition } = solveArm(wrist, hand, swivel);
    const strain = Math.max(0, wristBend - 0.7);
    // From palm down the hand rolls about 160° to palm up and little the other way.
    const overRoll = Math.max(0, Math.abs(roll - 0.6) - 1.5);
    const inward = 0.17 + elbowPosition[0];
    const inTrunk = Math.max(0, inward) * (elbowPosition[2] < 0.12 ? 12 : 5) + 25 * Math.max(0, inward - 0.07);
    const cost = strain ** 2 + 0.5 * overRoll ** 2 + 0.35 * swivel ** 2 + inTrunk;
    if (cost < least) {
      least = cost;
      best = swivel;
    }
  }
  return best;
}

/** How far `point` has to be moved toward its outside, so that it lies neither in the head nor in the trunk. */
export function keepOutside(point: Vector): Vector {
  const head = subtract(point, [0, 0.365, 0]);
  const inHead = Math.hypot(head[0] / 0.085, head[1] / 0.125, head[2] / 0.105);
  if (inHead < 1 && inHead > 1e-6) return scale(head, 1 / inHead - 1);
  if (point[1] < 0.15 && point[1] > -0.4) {
    const inTrunk = Math.hypot(point[0] / 0.17, point[2] / 0.115);
    if (inTrunk < 1) return [0, 0, 0.115 * Math.sqrt(Math.max(0, 1 - (point[0] / 0.17) ** 2)) - point[2]];
  }
  return [0, 0, 0];
}

/** Angle between two hand turns, radians. */
export function angleBetween(a: Quaternion, b: Quaternion): number {
  return 2 * Math.acos(Math.min(1, Math.abs(dot([a[1], a[2], a[3]], [b[1], b[2], b[3]]) + a[0] * b[0])));
}
