// The published recipe of the features in float64, written from its equations with quaternions alone and nothing of
// lib/body: slow, and independent of what it checks. Positions are [frame][joint][x, y, z].

type Vector = number[];
type Quaternion = [w: number, x: number, y: number, z: number];

const BODY_CHAINS = [
  [0, 2, 5, 8, 11],
  [0, 1, 4, 7, 10],
  [0, 3, 6, 9, 12, 15],
  [9, 14, 17, 19, 21],
  [9, 13, 16, 18, 20],
];
/** First joint of each finger: index, middle, pinky, ring, thumb; three joints a finger. */
const HAND_CHAINS = [
  ...[22, 25, 28, 31, 34].map((joint) => [20, joint, joint + 1, joint + 2]),
  ...[37, 40, 43, 46, 49].map((joint) => [21, joint, joint + 1, joint + 2]),
];

const [UP, DOWN, FRONT, LEFT, RIGHT] = [
  [0, 1, 0],
  [0, -1, 0],
  [0, 0, 1],
  [1, 0, 0],
  [-1, 0, 0],
];
const OFFSETS: Vector[] = [
  ...[[0, 0, 0], LEFT, RIGHT, UP, DOWN, DOWN, UP, DOWN, DOWN, UP, FRONT, FRONT, UP, LEFT, RIGHT, FRONT],
  ...[DOWN, DOWN, DOWN, DOWN, DOWN, DOWN],
  ...Array<Vector>(15).fill(LEFT),
  ...Array<Vector>(15).fill(RIGHT),
];

const dot = (a: Vector, b: Vector) => a.reduce((sum, value, i) => sum + value * b[i], 0);
const minus = (a: Vector, b: Vector) => a.map((value, i) => value - b[i]);
const plus = (a: Vector, b: Vector) => a.map((value, i) => value + b[i]);
const times = (a: Vector, factor: number) => a.map((value) => value * factor);
const norm = (a: Vector) => Math.sqrt(dot(a, a));
const unit = (a: Vector) => times(a, 1 / norm(a));
const cross = (a: Vector, b: Vector) => [
  a[1] * b[2] - a[2] * b[1],
  a[2] * b[0] - a[0] * b[2],
  a[0] * b[1] - a[1] * b[0],
];
const inverse = ([w, x, y, z]: Quaternion): Quaternion => [w, -x, -y, -z];
const multiply = ([a, ...u]: Quaternion, [b, ...v]: Quaternion): Quaternion => [
  a * b - dot(u, v),
  ...(plus(plus(times(v, a), times(u, b)), cross(u, v)) as [number, number, number]),
];
/** q v q⁻¹ */
const rotate = (q: Quaternion, v: Vector) =>
  multiply(multiply(q, [0, ...(v as [number, number, number])]), inverse(q)).slice(1);
const between = (a: Vector, b: Vector): Quaternion =>
  unit([Math.sqrt(dot(a, a) * dot(b, b)) + dot(a, b), ...cross(a, b)]) as Quaternion;

/** `hips` first minus second, shoulders right minus left; the result is level but for a lean. */
function forward(pose: Vector[], [first, second]: [number, number]): Vector {
  const across = plus(minus(pose[first], pose[second]), minus(pose[17], pose[16]));
  return cross([0, 1, 0], unit(across));
}

function chainsOf(joints: number): number[][] {
  return joints === 52 ? [...BODY_CHAINS, ...HAND_CHAINS] : BODY_CHAINS;
}

/** SciPy's gaussian_filter1d along time, sigma 20, truncated at 4 sigma, mode "nearest". */
function smooth(values: Vector[], sigma = 20): Vector[] {
  const offsets = Array.from({ length: 8 * sigma + 1 }, (_, i) => i - 4 * sigma);
  const weights = offsets.map((offset) => Math.exp(-(offset ** 2) / (2 * sigma ** 2)));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return values.map((_, frame) =>
    offsets.reduce(
      (sum, offset, i) => {
        const source = values[Math.min(values.length - 1, Math.max(0, frame + offset))];
        return plus(sum, times(source, weights[i] / total));
      },
      [0, 0, 0],
    ),
  );
}

/** Step 6: rotations along the chains, the root's from the facing direction; `hips` in the order that is subtracted. */
function inverseKinematics(poses: Vector[][], hips: [number, number], smoothed: boolean): Quaternion[][] {
  let facing = poses.map((pose) => forward(pose, hips));
  if (smoothed) facing = smooth(facing);
  const roots = facing.map((direction) => between(unit(direction), [0, 0, 1]));
  roots[0] = [1, 0, 0, 0];
  return poses.map((pose, frame) => {
    const result: Quaternion[] = [roots[frame]];
    for (const chain of chainsOf(pose.length)) {
      let turned = roots[frame];
      for (let i = 1; i < chain.length; i++) {
        const bone = unit(minus(pose[chain[i]], pose[chain[i - 1]]));
        const local = multiply(inverse(turned), between(OFFSETS[chain[i]], bone));
        result[chain[i]] = local;
        turned = multiply(turned, local);
      }
    }
    return result;
  });
}

function forwardKinematics(rotations: Quaternion[], lengths: number[], root: Vector): Vector[] {
  const pose = [root];
  for (const chain of chainsOf(rotations.length)) {
    let turned = rotations[0];
    for (let i = 1; i < chain.length; i++) {
      turned = multiply(turned, rotations[chain[i]]);
      pose[chain[i]] = plus(pose[chain[i - 1]], rotate(turned, times(OFFSETS[chain[i]], lengths[chain[i]])));
    }
  }
  return pose;
}

/**
 * Features of poses, `[frames − 1][columns]`, and the aligned poses.
 * @param lengths of the target's bones, 0 for the root
 */
export function recipeFeatures(
  source: Vector[][],
  lengths: number[],
  recipe: "published" | "corrected",
): { features: number[][]; aligned: Vector[][] } {
  // the released inverse kinematics subtracts the hips the wrong way round
  const hips: [number, number] = recipe === "published" ? [1, 2] : [2, 1];
  const legs = norm(minus(source[0][5], source[0][2])) + norm(minus(source[0][8], source[0][5]));
  const scale = (lengths[5] + lengths[8]) / legs;
  let poses = inverseKinematics(source, hips, false).map((rotations, frame) =>
    forwardKinematics(rotations, lengths, times(source[frame][0], scale)),
  );
  const floor = Math.min(...poses.flat().map(([, y]) => y));
  const origin = [poses[0][0][0], floor, poses[0][0][2]];
  const front = between(unit(forward(poses[0], [2, 1])), [0, 0, 1]);
  poses = poses.map((pose) => pose.map((joint) => rotate(front, minus(joint, origin))));

  const rotations = inverseKinematics(poses, hips, true);
  const features = poses.slice(0, -1).map((pose, frame) => {
    const next = poses[frame + 1];
    const [turn] = rotations[frame];
    const [nextTurn] = rotations[frame + 1];
    const yaw = multiply(nextTurn, inverse(turn));
    // a turn and its negative are the same: the corrected recipe takes the one below half a turn
    const half = Math.asin(recipe === "corrected" && yaw[0] < 0 ? -yaw[2] : yaw[2]);
    const [x, , z] = rotate(nextTurn, minus(next[0], pose[0]));
    const positions = pose.slice(1).map((joint) => rotate(turn, minus(joint, [pose[0][0], 0, pose[0][2]])));
    const sixD = rotations[frame].slice(1).map((q) => [...rotate(q, [1, 0, 0]), ...rotate(q, [0, 1, 0])]);
    const velocities = pose.map((joint, i) => rotate(turn, minus(next[i], joint)));
    const contacts = [7, 10, 8, 11].map((i) => (norm(minus(next[i], pose[i])) ** 2 < 0.002 ? 1 : 0));
    return [half, x, z, pose[0][1], ...positions.flat(), ...sixD.flat(), ...velocities.flat(), ...contacts];
  });
  return { features, aligned: poses };
}
