// How the 52 joints are drawn: which joints a line joins, and the few points that the skeleton lacks
// (fingertips and the head's centre), placed by proportion for the eye alone.
import { SMPLX_SKELETON } from "../body/skeleton";
import { UserError } from "../errors";
import { COLORS } from "./theme";

const JOINTS = SMPLX_SKELETON.joints;

/** Points that are drawn: the 52 joints, 10 fingertips (52–61), the head's centre (62). */
export const DRAWN_POINTS = JOINTS + 11;
const HEAD_CENTRE = JOINTS + 10;

/** Half axes of the drawn head, metres: across, up. */
export const HEAD = { centre: HEAD_CENTRE, halfWidth: 0.082, halfHeight: 0.118 } as const;

/** Distal phalanx over middle phalanx, about what anthropometric tables give; the thumb's are nearly equal. */
const FINGERTIP = 0.85;

/** The last two joints of each finger, left hand then right: index, middle, pinky, ring, thumb. */
const FINGER_ENDS = [23, 26, 29, 32, 35, 38, 41, 44, 47, 50].map((middle) => [middle, middle + 1] as const);

export type Part = "body" | "leftHand" | "rightHand";

export interface DrawnPart {
  part: Part;
  color: string;
  /** Each a path through drawn points */
  lines: readonly (readonly number[])[];
  /** Points around the palm, for filling: the wrist first; none for the body */
  palm: readonly number[];
  /** Colours of a hand that shows its back, then more and more of its palm; none for the body */
  tones: readonly string[];
  /** Colour of outlines */
  rim: string;
}

/** Thickness of a finger, metres. */
export const FINGER_WIDTH = 0.015;

export const TORSO = [16, 12, 17, 2, 1] as const;
const BODY_LINES = [
  [12, 15],
  [16, 12, 17],
  [16, 18, 20],
  [17, 19, 21],
  [16, 1, 2, 17],
];

/** Body (without legs), left hand and right hand as lines, each with its colour. */
export const DRAWN_PARTS: readonly DrawnPart[] = [
  { part: "body", color: COLORS.body, lines: BODY_LINES, palm: [], tones: [], rim: COLORS.body },
  hand("leftHand", COLORS.leftHand, 20, 22, 52),
  hand("rightHand", COLORS.rightHand, 21, 37, 57),
];

/** Fingers as paths from the wrist to the tip, and a line across the knuckles. */
function hand(part: Part, color: string, wrist: number, first: number, firstTip: number): DrawnPart {
  const fingers = [0, 1, 2, 3, 4].map((finger) => {
    const knuckle = first + finger * 3;
    return [wrist, knuckle, knuckle + 1, knuckle + 2, firstTip + finger];
  });
  const [index, middle, pinky, ring] = [first, first + 3, first + 6, first + 9];
  return {
    part,
    color,
    lines: [...fingers, [index, middle, ring, pinky]],
    palm: [wrist, first + 12, index, middle, ring, pinky],
    tones: [0.1, 0.28, 0.45, 0.62, 0.8].map((share) => mixed(color, 255, share)),
    rim: mixed(color, 0, 0.25),
  };
}

/** The colour `#rrggbb` with a share of grey, from 0, black, to 255, white. */
function mixed(color: string, grey: number, share: number): string {
  const channels = [1, 3, 5].map((at) => {
    const value = Number.parseInt(color.slice(at, at + 2), 16);
    const channel = Math.round(value + (grey - value) * share);
    return channel.toString(16).padStart(2, "0");
  });
  return `#${channels.join("")}`;
}

/** Which colour is which hand, as HTML that Plotly and browsers both read. */
export const HANDS_KEY = `<span style="color:${COLORS.rightHand}">right hand</span>  <span style="color:${COLORS.leftHand}">left hand</span>`;

/** The key as an annotation above the plot's right end. */
export const HANDS_KEY_ANNOTATION = {
  text: HANDS_KEY,
  showarrow: false,
  xref: "paper",
  x: 1,
  xanchor: "right",
  yref: "paper",
  y: 1,
  yanchor: "bottom",
  xshift: -8,
  yshift: 4,
  font: { size: 12 },
};

/**
 * Joint positions with fingertips and head centre added.
 * @param joints `[frames, 52, 3]`, metres
 * @returns `[frames, 63, 3]`, metres
 * @throws UserError when the length is no multiple of 52 × 3, or a number is not finite
 */
export function drawnPoints(joints: ArrayLike<number>): Float32Array {
  if (joints.length === 0 || joints.length % (JOINTS * 3) !== 0) {
    throw new UserError(`A signer is drawn from [frames, 52, 3] positions; ${joints.length} numbers are not that.`);
  }
  const frames = joints.length / (JOINTS * 3);
  const points = new Float32Array(frames * DRAWN_POINTS * 3);
  for (let frame = 0; frame < frames; frame++) {
    const from = frame * JOINTS * 3;
    const to = frame * DRAWN_POINTS * 3;
    for (let i = 0; i < JOINTS * 3; i++) {
      const value = joints[from + i];
      if (!Number.isFinite(value)) {
        throw new UserError(`Joint ${Math.floor(i / 3)} in frame ${frame} has the position ${value}; fill gaps first.`);
      }
      points[to + i] = value;
    }
    FINGER_ENDS.forEach(([middle, last], finger) => {
      extend(points, to, middle, last, FINGERTIP, JOINTS + finger);
    });
    extend(points, to, 12, 15, 0.35, HEAD_CENTRE);
  }
  return points;
}

/** Point `target` on the line from `a` through `b`, `factor` of its length beyond `b`. */
function extend(points: Float32Array, at: number, a: number, b: number, factor: number, target: number): void {
  for (let k = 0; k < 3; k++) {
    const end = points[at + b * 3 + k];
    points[at + target * 3 + k] = end + factor * (end - points[at + a * 3 + k]);
  }
}

/** Smallest and largest x, y, z of the drawn upper body over all frames, metres, the head's outline included. */
export function upperBodyBox(points: Float32Array): { low: [number, number, number]; high: [number, number, number] } {
  const drawn = new Set([...DRAWN_PARTS.flatMap(({ lines }) => lines.flat()), HEAD_CENTRE]);
  const low: [number, number, number] = [Infinity, Infinity, Infinity];
  const high: [number, number, number] = [-Infinity, -Infinity, -Infinity];
  for (let at = 0; at < points.length; at += DRAWN_POINTS * 3) {
    for (const point of drawn) {
      const margin = point === HEAD_CENTRE ? HEAD.halfHeight : 0.015;
      for (let k = 0; k < 3; k++) {
        const value = points[at + point * 3 + k];
        low[k] = Math.min(low[k], value - margin);
        high[k] = Math.max(high[k], value + margin);
      }
    }
  }
  return { low, high };
}

/** `count` frame numbers spread evenly over a clip, each in the middle of its stretch. */
export function spreadFrames(frames: number, count: number): number[] {
  const poses = Math.min(count, frames);
  return Array.from({ length: poses }, (_, i) => Math.floor(((i + 0.5) * frames) / poses));
}
