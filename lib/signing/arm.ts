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
/** The right shoulder in the frame of the upper spine. */
export const shoulderPlace = subtract(restAt("right_shoulder"), restAt("spine3"));
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

const degrees = Math.PI / 180;
/**
 * How far joints go, radians: the forearm's roll either way from the thumb toward the shoulder, the wrist toward the
 * palm, the back, the thumb and the little finger, the elbow from straight. Of healthy adults at the end of their range
 * (Boone & Azen 1979, to the nearest 5°), with 15° more roll for the play of the wrist.
 */
export const jointLimits = {
  roll: 100 * degrees,
  flexion: 80 * degrees,
  extension: 75 * degrees,
  radial: 25 * degrees,
  ulnar: 40 * degrees,
  elbow: 145 * degrees,
};
/** Nearest that a wrist comes to its shoulder, elbow at its limit. */
const shortest = Math.sqrt(
  upperLength ** 2 + forearmLength ** 2 + 2 * upperLength * forearmLength * Math.cos(jointLimits.elbow),
);

/** Local rotations of the right arm, axis-angle, and how far they were asked to go beyond the joints' limits. */
export interface ArmPose {
  shoulder: Vector;
  elbow: Vector;
  wrist: Vector;
  /** how the hand is turned, after the joints' limits */
  hand: Quaternion;
  /** asked of the wrist, 1 at its limit */
  wristBend: number;
  /** asked of the forearm, radians */
  roll: number;
  elbowPosition: Vector;
}

/**
 * What joints cannot do is left out: the wrist's place is kept and the hand turned as nearly as it can be.
 * @param swivel radians that the elbow is turned outward and up from where it hangs
 */
export function solveArm(wrist: Vector, hand: Quaternion, swivel: number): ArmPose {
  const toWrist = subtract(wrist, shoulderPlace);
  const longest = (upperLength + forearmLength) * 0.995;
  const distance = Math.min(longest, Math.max(shortest, norm(toWrist)));
  const line = scale(toWrist, 1 / norm(toWrist));
  const cosine = (upperLength ** 2 + distance ** 2 - forearmLength ** 2) / (2 * upperLength * distance);
  const angle = Math.acos(Math.min(1, Math.max(-1, cosine)));
  const down = across(hanging, line);
  // Turning `down` toward this lifts the right elbow sideways.
  const outward = cross(down, line);
  const pole = add(scale(down, Math.cos(swivel)), scale(outward, Math.sin(swivel)));
  const upper = add(scale(line, Math.cos(angle)), scale(pole, Math.sin(angle)));
  const elbowPosition = add(shoulderPlace, scale(upper, upperLength));
  const reached = add(shoulderPlace, scale(line, distance));
  const lower = scale(subtract(reached, elbowPosition), 1 / norm(subtract(reached, elbowPosition)));
  const bendAxis = cross(upper, lower);
  const hinge = norm(bendAxis) > 1e-6 ? scale(bendAxis, 1 / norm(bendAxis)) : across([0, 1, 0], upper);
  const upperTurn = compose(fromAxes(upper, hinge, cross(upper, hinge)), restUpper);
  const lowerTurn = compose(fromAxes(lower, hinge, cross(lower, hinge)), restForearm);
  const roll = twistAngle(compose(inverse(lowerTurn), hand), forearmAxis);
  const unrolled = compose(inverse(compose(lowerTurn, fromAxisAngle(scale(forearmAxis, roll)))), hand);
  const bend = toAxisAngle(unrolled);
  const wristBend = Math.hypot(
    bend[2] / (bend[2] > 0 ? jointLimits.flexion : jointLimits.extension),
    bend[1] / (bend[1] > 0 ? jointLimits.radial : jointLimits.ulnar),
  );
  const possibleRoll = Math.min(jointLimits.roll, Math.max(-jointLimits.roll, roll));
  const elbowRoll = fromAxisAngle(scale(forearmAxis, possibleRoll * pronationShare));
  const wristTurn = compose(
    fromAxisAngle(scale(forearmAxis, possibleRoll * (1 - pronationShare))),
    fromAxisAngle(scale(bend, 1 / Math.max(1, wristBend))),
  );
  const rolled = compose(lowerTurn, elbowRoll);
  return {
    shoulder: toAxisAngle(upperTurn),
    elbow: toAxisAngle(compose(inverse(upperTurn), rolled)),
    wrist: toAxisAngle(wristTurn),
    hand: compose(rolled, wristTurn),
    wristBend,
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
    const strain = Math.max(0, wristBend - 0.6);
    const overRoll = Math.max(0, Math.abs(roll) - 0.8 * jointLimits.roll);
    const inward = 0.17 + elbowPosition[0];
    const inTrunk = Math.max(0, inward) * (elbowPosition[2] < 0.12 ? 12 : 5) + 25 * Math.max(0, inward - 0.07);
    const cost = 0.6 * strain ** 2 + overRoll ** 2 + 0.35 * swivel ** 2 + inTrunk;
    if (cost < least) {
      least = cost;
      best = swivel;
    }
  }
  return best;
}

/** Angle between two hand turns, radians. */
export function angleBetween(a: Quaternion, b: Quaternion): number {
  return 2 * Math.acos(Math.min(1, Math.abs(dot([a[1], a[2], a[3]], [b[1], b[2], b[3]]) + a[0] * b[0])));
}
