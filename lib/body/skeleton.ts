// The 52 joints of SMPL-X without jaw and eyes (22 body, 15 a hand), as Motion-X and LSLM use them, and
// HumanML3D's 22: names, parents, kinematic chains, bone directions, a neutral body, parts by index.
// Axes of all positions: metres, y up, +x to the body's left, facing +z.

/** A tree of joints with the conventions that the features need. */
export interface Skeleton {
  /** Number of joints: 52 (body and hands) or 22 (body alone). */
  readonly joints: number;
  readonly names: readonly string[];
  /** Parent of each joint, −1 for the pelvis; a parent's number is always below its child's. */
  readonly parents: readonly number[];
  /** Kinematic chains, in an order in which every chain's first joint is known when the chain begins. */
  readonly chains: readonly (readonly number[])[];
  /** The joint before each in its chain; 0, the root, for the first of every chain and for the root itself. */
  readonly chainParents: readonly number[];
  /** Unit direction of the bone that ends in each joint, at zero rotation, `[joints, 3]` (HumanML3D's raw offsets). */
  readonly rawOffsets: Float64Array;
  /** A neutral adult in T-pose, pelvis at the origin, `[joints, 3]`, metres. */
  readonly restJoints: Float64Array;
}

const BODY_NAMES = [
  "pelvis",
  "left_hip",
  "right_hip",
  "spine1",
  "left_knee",
  "right_knee",
  "spine2",
  "left_ankle",
  "right_ankle",
  "spine3",
  "left_foot",
  "right_foot",
  "neck",
  "left_collar",
  "right_collar",
  "head",
  "left_shoulder",
  "right_shoulder",
  "left_elbow",
  "right_elbow",
  "left_wrist",
  "right_wrist",
];
const FINGERS = ["index", "middle", "pinky", "ring", "thumb"];
const HAND_NAMES = FINGERS.flatMap((finger) => [1, 2, 3].map((knuckle) => `${finger}${knuckle}`));

const BODY_PARENTS = [-1, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 9, 9, 12, 13, 14, 16, 17, 18, 19];

const BODY_CHAINS = [
  [0, 2, 5, 8, 11],
  [0, 1, 4, 7, 10],
  [0, 3, 6, 9, 12, 15],
  [9, 14, 17, 19, 21],
  [9, 13, 16, 18, 20],
];
// thumb and middle before index, ring before pinky: the order of the published recipe
const HAND_CHAINS = [
  [20, 22, 23, 24],
  [20, 34, 35, 36],
  [20, 25, 26, 27],
  [20, 31, 32, 33],
  [20, 28, 29, 30],
  [21, 43, 44, 45],
  [21, 46, 47, 48],
  [21, 40, 41, 42],
  [21, 37, 38, 39],
  [21, 49, 50, 51],
];

const BODY_RAW_OFFSETS = [
  [0, 0, 0],
  [1, 0, 0],
  [-1, 0, 0],
  [0, 1, 0],
  [0, -1, 0],
  [0, -1, 0],
  [0, 1, 0],
  [0, -1, 0],
  [0, -1, 0],
  [0, 1, 0],
  [0, 0, 1],
  [0, 0, 1],
  [0, 1, 0],
  [1, 0, 0],
  [-1, 0, 0],
  [0, 0, 1],
  [0, -1, 0],
  [0, -1, 0],
  [0, -1, 0],
  [0, -1, 0],
  [0, -1, 0],
  [0, -1, 0],
];

// The neutral body: bones from parent to joint, metres, left side and midline; the right side mirrors the left.
// Sizes are round figures for an adult of about 1.65 m: body segments after the proportions of Drillis & Contini
// (1966; in Winter, "Biomechanics and Motor Control of Human Movement"), shortened where they are measured to the
// skin (shoulder, hip) and we need joint centres; hand bones after Buryanov & Kotiuk (Int. J. Morphol. 28(3), 2010):
// phalanges as they stand, metacarpals plus 28 mm of carpus.
const MIDLINE_BONES: Record<string, [number, number, number]> = {
  spine1: [0, 0.11, -0.025],
  spine2: [0, 0.13, -0.005],
  spine3: [0, 0.06, 0.02],
  neck: [0, 0.165, -0.03],
  head: [0, 0.16, 0.02],
};
const LEFT_BONES: Record<string, [number, number, number]> = {
  hip: [0.07, -0.09, -0.02],
  knee: [0.03, -0.39, -0.005],
  ankle: [-0.015, -0.405, -0.03],
  foot: [0.035, -0.06, 0.125],
  collar: [0.045, 0.085, -0.01],
  shoulder: [0.12, 0.055, -0.01],
  elbow: [0.275, -0.03, -0.03],
  wrist: [0.25, 0.0, -0.005],
  index1: [0.0935, -0.004, 0.0215],
  index2: [0.0396, -0.0006, 0.0035],
  index3: [0.0223, -0.0008, 0.0015],
  middle1: [0.0926, -0.003, -0.001],
  middle2: [0.0445, -0.0004, -0.0022],
  middle3: [0.0262, -0.0008, -0.0014],
  pinky1: [0.072, -0.01, -0.0375],
  pinky2: [0.0316, -0.001, -0.0085],
  pinky3: [0.0174, -0.0008, -0.0049],
  ring1: [0.0838, -0.0055, -0.0205],
  ring2: [0.0409, -0.0004, -0.0062],
  ring3: [0.0252, -0.0008, -0.0047],
  thumb1: [0.0262, -0.0145, 0.0215],
  thumb2: [0.0305, -0.007, 0.0339],
  thumb3: [0.0245, -0.0052, 0.0192],
};

const NAMES = [
  ...BODY_NAMES,
  ...HAND_NAMES.map((name) => `left_${name}`),
  ...HAND_NAMES.map((name) => `right_${name}`),
];
const PARENTS = [
  ...BODY_PARENTS,
  ...HAND_NAMES.map((_, i) => (i % 3 === 0 ? 20 : 22 + i - 1)),
  ...HAND_NAMES.map((_, i) => (i % 3 === 0 ? 21 : 37 + i - 1)),
];
const RAW_OFFSETS = [...BODY_RAW_OFFSETS, ...HAND_NAMES.map(() => [1, 0, 0]), ...HAND_NAMES.map(() => [-1, 0, 0])];

/** Body and hands: the 52 joints of the 623 features, order of SMPL-X joints 0–21 and 25–54. */
export const SMPLX_SKELETON: Skeleton = buildSkeleton(52, [...BODY_CHAINS, ...HAND_CHAINS]);

/** The body alone: HumanML3D's 22 joints of the 263 features. */
export const BODY_SKELETON: Skeleton = buildSkeleton(22, BODY_CHAINS);

/** Joint indices of each part of the 52; wrists count as body. */
export const JOINT_PARTS = {
  body: range(0, 22),
  leftHand: range(22, 37),
  rightHand: range(37, 52),
} as const;

/** Index of a joint of the 52 by its name, e.g. `jointIndex("left_index1")` is 22; throws RangeError for others. */
export function jointIndex(name: string): number {
  const index = NAMES.indexOf(name);
  if (index < 0) throw new RangeError(`no joint is called "${name}"; names are ${NAMES.join(", ")}`);
  return index;
}

/** For each of the 52 joints its mirror image (left ↔ right); midline joints map to themselves. */
export const MIRRORED_JOINTS: readonly number[] = NAMES.map((name) => {
  if (name.startsWith("left_")) return NAMES.indexOf(`right_${name.slice(5)}`);
  if (name.startsWith("right_")) return NAMES.indexOf(`left_${name.slice(6)}`);
  return NAMES.indexOf(name);
});

/** Length of the bone that ends in each joint, `[joints]`, metres; 0 for the pelvis. */
export function boneLengths(skeleton: Skeleton, joints: ArrayLike<number> = skeleton.restJoints): Float64Array {
  const lengths = new Float64Array(skeleton.joints);
  for (let joint = 1; joint < skeleton.joints; joint++) {
    const parent = skeleton.parents[joint];
    lengths[joint] = Math.hypot(
      joints[joint * 3] - joints[parent * 3],
      joints[joint * 3 + 1] - joints[parent * 3 + 1],
      joints[joint * 3 + 2] - joints[parent * 3 + 2],
    );
  }
  return lengths;
}

function buildSkeleton(joints: number, chains: number[][]): Skeleton {
  const restJoints = new Float64Array(joints * 3);
  for (let joint = 1; joint < joints; joint++) {
    const [x, y, z] = neutralBone(NAMES[joint]);
    const parent = PARENTS[joint] * 3;
    restJoints[joint * 3] = restJoints[parent] + x;
    restJoints[joint * 3 + 1] = restJoints[parent + 1] + y;
    restJoints[joint * 3 + 2] = restJoints[parent + 2] + z;
  }
  return {
    joints,
    names: NAMES.slice(0, joints),
    parents: PARENTS.slice(0, joints),
    chains,
    chainParents: PARENTS.slice(0, joints).map((parent, joint) =>
      chains.some((chain) => chain[1] === joint) ? 0 : Math.max(0, parent),
    ),
    rawOffsets: Float64Array.from(RAW_OFFSETS.slice(0, joints).flat()),
    restJoints,
  };
}

function neutralBone(name: string): [number, number, number] {
  if (name in MIDLINE_BONES) return MIDLINE_BONES[name];
  const [x, y, z] = LEFT_BONES[name.slice(name.indexOf("_") + 1)];
  return name.startsWith("left_") ? [x, y, z] : [-x, y, z];
}

function range(start: number, end: number): number[] {
  return Array.from({ length: end - start }, (_, i) => start + i);
}
