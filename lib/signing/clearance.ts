// Where hands are in the way of the body or of each other: fingers as rods, the head as an ellipsoid, the trunk as an
// elliptic column. Frame: upper spine (spine3), metres.
import type { HandPoints } from "./hands";
import { add, dot, mix, norm, type Quaternion, scale, subtract, turn, type Vector } from "./vectors";

/** A bone with flesh on it. */
export interface Rod {
  from: Vector;
  to: Vector;
  radius: number;
}

const palmRadius = 0.011;
const fingerRadius = 0.0075;

/** The 20 rods of a hand: per finger one through the palm and three of the finger, in the frame of the wrist's parent. */
export function handRods({ joints, tips }: HandPoints, wrist: Vector, rotation: Quaternion): Rod[] {
  const place = (point: Vector): Vector => add(wrist, turn(rotation, point));
  return tips.flatMap((tip, finger) => {
    const [first, second, third] = [0, 1, 2].map((knuckle) => place(joints[finger * 3 + knuckle] as Vector));
    return [
      { from: wrist, to: first, radius: palmRadius },
      { from: first, to: second, radius: fingerRadius },
      { from: second, to: third, radius: fingerRadius },
      { from: third, to: place(tip), radius: fingerRadius },
    ] as Rod[];
  });
}

const headCentre: Vector = [0, 0.37, -0.008];
const headRadii: Vector = [0.075, 0.122, 0.098];
/** From the chest down the trunk is as deep as there, up to the neck it tapers. */
const trunk = { halfWidth: 0.16, halfDepth: 0.11, chest: 0.1, neckDepth: 0.05, neck: 0.17, bottom: -0.4 };

/** How far a point has to be moved, so that it lies neither in the head nor in the trunk. */
export function outOfBody(point: Vector, radius = 0): Vector {
  const head = subtract(point, headCentre);
  const inHead = Math.hypot(
    head[0] / (headRadii[0] + radius),
    head[1] / (headRadii[1] + radius),
    head[2] / (headRadii[2] + radius),
  );
  if (inHead < 1 && inHead > 1e-6) return scale(head, 1 / inHead - 1);
  if (point[1] < trunk.neck && point[1] > trunk.bottom) {
    const across = point[0] / (trunk.halfWidth + radius);
    const rise = Math.max(0, (point[1] - trunk.chest) / (trunk.neck - trunk.chest));
    const depth = trunk.halfDepth + (trunk.neckDepth - trunk.halfDepth) * rise + radius;
    if (Math.hypot(across, point[2] / depth) < 1)
      return [0, 0, depth * Math.sqrt(Math.max(0, 1 - across ** 2)) - point[2]];
  }
  return [0, 0, 0];
}

/** The longest way out of head and trunk that any joint of a hand needs. */
export function handOutOfBody(rods: readonly Rod[]): Vector {
  let most: Vector = [0, 0, 0];
  for (const { to, radius } of rods) {
    const way = outOfBody(to, radius);
    if (norm(way) > norm(most)) most = way;
  }
  return most;
}

/**
 * How far the first hand has to be moved to be free of the second: the deepest overlap, in the mean direction of all.
 */
export function handsApart(first: readonly Rod[], second: readonly Rod[]): Vector {
  let deepest = 0;
  let direction: Vector = [0, 0, 0];
  for (const a of first) {
    for (const b of second) {
      const [onA, onB] = nearest(a, b);
      const between = subtract(onA, onB);
      const distance = norm(between);
      const overlap = a.radius + b.radius - distance;
      if (overlap <= 0) continue;
      deepest = Math.max(deepest, overlap);
      if (distance > 1e-4) direction = add(direction, scale(between, overlap / distance));
    }
  }
  if (deepest === 0) return [0, 0, 0];
  return norm(direction) > 1e-4 ? scale(direction, deepest / norm(direction)) : [0, deepest, 0];
}

/** How far a right hand has to go to its own side, so that its reflection does not touch it. */
export function offTheMiddle(rods: readonly Rod[]): Vector {
  const beyond = Math.max(...rods.flatMap(({ from, to, radius }) => [from[0] + radius, to[0] + radius]));
  return [-Math.max(0, beyond), 0, 0];
}

/** The nearest points of two rods' axes. */
function nearest(a: Rod, b: Rod): [Vector, Vector] {
  const along = subtract(a.to, a.from);
  const other = subtract(b.to, b.from);
  const offset = subtract(a.from, b.from);
  const [aa, ab, bb, ao, bo] = [
    dot(along, along),
    dot(along, other),
    dot(other, other),
    dot(along, offset),
    dot(other, offset),
  ];
  const clamp = (value: number): number => Math.min(1, Math.max(0, value));
  const parallel = aa * bb - ab * ab < 1e-12;
  const free = parallel ? 0 : clamp((ab * bo - ao * bb) / (aa * bb - ab * ab));
  const onOther = clamp((ab * free + bo) / bb);
  const onAlong = clamp((ab * onOther - ao) / aa);
  return [mix(a.from, a.to, onAlong), mix(b.from, b.to, onOther)];
}
