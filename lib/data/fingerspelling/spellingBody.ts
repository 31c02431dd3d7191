// The body of one spelling signer: everything but the spelling arm stands still, the arm reaches where the hand is to
// be, the hand is built bone by bone. Joints [52, 3] in metres.

import { axisAngleToQuaternion, quaternionMultiply, quaternionRotate, quaternionToMatrix } from "../../body/rotations";
import { boneLengths, jointIndex, SMPLX_SKELETON } from "../../body/skeleton";
import type { Random } from "../../random";
import type { Speller } from "./speller";

/** The spelling hand in one frame: palm `[4]`, fingers `[15, 3]`, wrist from the shoulder `[3]`. */
export interface HandPose {
  palm: Float64Array;
  fingers: Float64Array;
  wrist: Float64Array;
}

/** One clip's body: everything but the spelling arm stands still. */
export class SpellingBody {
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

  write(key: HandPose, joints: Float32Array, at: number): void {
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
const ELBOW_POLE = [-0.45, -1, -0.2];
