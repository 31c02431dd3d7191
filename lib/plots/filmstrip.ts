// A clip as a strip of still poses: front view of the upper body, and both hands enlarged below, for static pages.
import {
  DRAWN_PARTS,
  DRAWN_POINTS,
  type DrawnPart,
  drawnPoints,
  FINGER_WIDTH,
  HANDS_KEY_ANNOTATION,
  HEAD,
  spreadFrames,
  TORSO,
  upperBodyBox,
} from "./bones";
import type { LabelledSpan } from "./curves";
import type { Figure, Trace } from "./figure";
import { COLORS, layout, translucent } from "./theme";

export interface FilmstripOptions {
  title: string;
  subtitle?: string;
  /** frames per second, for the times below the poses */
  fps: number;
  /** Number of poses, evenly spread; default 8 */
  poses?: number;
  /** Frames to draw instead of an even spread, e.g. the middle of each letter */
  at?: readonly number[];
  /** Another clip drawn in a second row */
  second?: ArrayLike<number>;
  names?: readonly [string, string];
  /** Signs or letters in frames; the one at each pose is written below it */
  segments?: readonly LabelledSpan[];
  /** What is written below each pose instead of sign and time */
  captions?: readonly string[];
}

const PITCH = 1;
/** A hand is drawn at most this many times larger than the body, and never larger than its place. */
const HAND_SCALE = 2.6;
const HAND_ROW = 0.5;
/** What outlines take off a finger's width, pixels. */
const RIM = 1.5;
/** Three bones of five fingers, and the palm. */
const HAND_PIECES = 16;

/** Collects polylines and polygons that share a style into one trace. */
class Pen {
  private readonly x: (number | null)[] = [];
  private readonly y: (number | null)[] = [];

  path(points: [number, number][]): void {
    for (const [x, y] of points) {
      this.x.push(Math.round(x * 1e3) / 1e3);
      this.y.push(Math.round(y * 1e3) / 1e3);
    }
    this.x.push(null);
    this.y.push(null);
  }

  trace(style: Record<string, unknown>): Trace {
    return { type: "scatter", mode: "lines", x: this.x, y: this.y, hoverinfo: "skip", showlegend: false, ...style };
  }
}

/**
 * Still poses side by side as seen from the front (the signer's right hand on the left), hands enlarged below each.
 * @param joints `[frames, 52, 3]`, metres
 */
export function signerFilmstrip(joints: ArrayLike<number>, options: FilmstripOptions): Figure {
  const { title, subtitle, fps, poses = 8, segments = [], names = ["original", "decoded"] } = options;
  const clips = [drawnPoints(joints), ...(options.second ? [drawnPoints(options.second)] : [])];
  const frames = Math.min(...clips.map((points) => points.length / (DRAWN_POINTS * 3)));
  const shown = options.at ?? spreadFrames(frames, poses);
  const boxes = clips.map(upperBodyBox);
  const low = Math.min(...boxes.map((box) => box.low[1]));
  const high = Math.max(...boxes.map((box) => box.high[1]));
  const middle = (Math.min(...boxes.map((box) => box.low[0])) + Math.max(...boxes.map((box) => box.high[0]))) / 2;
  const width = Math.max(...boxes.map((box) => box.high[0])) - Math.min(...boxes.map((box) => box.low[0]));
  const scale = Math.min((PITCH * 0.94) / width, 1.1);
  const bodyHeight = (high - low) * scale;
  const rowHeight = bodyHeight + HAND_ROW + 0.06;
  const spans = clips.flatMap((points) =>
    shown.flatMap((frame) =>
      DRAWN_PARTS.slice(1).flatMap(({ lines }) =>
        [0, 1].map((k) => {
          const [least, most] = extent(points, frame * DRAWN_POINTS * 3, lines, k);
          return most - least;
        }),
      ),
    ),
  );
  const handScale = Math.min(HAND_SCALE * scale, (HAND_ROW - 0.1) / Math.max(...spans));
  const left = clips.length === 2 ? -0.2 : 0;
  const finger = Math.max(3, FINGER_WIDTH * handScale * pixels(shown.length, left).unit);
  const data: Trace[] = [];
  const annotations: Record<string, unknown>[] = [];
  clips.forEach((points, row) => {
    const floor = -row * (rowHeight + 0.08);
    const pens = new Map<string, Pen>();
    const pen = (name: string) => pens.get(name) ?? pens.set(name, new Pen()).get(name) ?? new Pen();
    shown.forEach((frame, column) => {
      const at = frame * DRAWN_POINTS * 3;
      const centre = (column + 0.5) * PITCH;
      const place = (point: number): [number, number] => [
        centre + (points[at + point * 3] - middle) * scale,
        floor + (points[at + point * 3 + 1] - low) * scale,
      ];
      pen("torso").path([...TORSO, TORSO[0]].map(place));
      pen("head").path(headOutline(place(HEAD.centre), scale));
      for (const part of DRAWN_PARTS) {
        for (const line of part.lines) pen(part.part).path(line.map(place));
      }
      for (const [part, side] of [
        [DRAWN_PARTS[2], -1],
        [DRAWN_PARTS[1], 1],
      ] as const) {
        const [x, y] = [centre + side * 0.235 * PITCH, floor - HAND_ROW / 2 - 0.03];
        drawHand(points, at, part, [x, y], handScale, pen);
      }
    });
    data.push(...bodyTraces(pens, finger));
    if (clips.length === 2) {
      annotations.push({
        text: `<b>${names[row]}</b>`,
        x: -0.1,
        y: floor + (bodyHeight - HAND_ROW) / 2,
        textangle: -90,
        ...note(13),
      });
    }
  });
  const bottom = -(clips.length - 1) * (rowHeight + 0.08) - HAND_ROW - 0.06;
  shown.forEach((frame, column) => {
    const label = segments.find(({ start, end }) => frame >= start && frame < end)?.label;
    const time = `${(frame / fps).toFixed(2)} s`;
    annotations.push({
      text: options.captions?.[column] ?? (segments.length > 0 ? `<b>${label ?? " "}</b><br>${time}` : time),
      x: (column + 0.5) * PITCH,
      y: bottom,
      yanchor: "top",
      ...note(12),
    });
  });
  const foot = segments.length > 0 ? 0.3 : 0.17;
  return {
    data,
    layout: stripLayout(title, subtitle, shown.length, left, bottom - foot, bodyHeight + 0.06, annotations),
  };
}

/** A hand around its own centre, enlarged, as the viewer sees it: its pieces, what is nearest last. */
function drawHand(
  points: Float32Array,
  at: number,
  hand: DrawnPart,
  [x, y]: [number, number],
  scale: number,
  pen: (name: string) => Pen,
): void {
  const { part, lines, palm, tones } = hand;
  const centre = [0, 1].map((k) => {
    const [low, high] = extent(points, at, lines, k);
    return (low + high) / 2;
  });
  const place = (point: number): [number, number] => [
    x + (points[at + point * 3] - centre[0]) * scale,
    y + (points[at + point * 3 + 1] - centre[1]) * scale,
  ];
  const tone = Math.round(((palmSeen(points, at, hand) + 1) / 2) * (tones.length - 1));
  const bones = lines.slice(0, 5).flatMap((path) => path.slice(2).map((end, i) => [path[i + 1], end]));
  const nearest = [...bones, palm].sort((a, b) => depth(points, at, a) - depth(points, at, b));
  nearest.forEach((piece, rank) => {
    const outline = piece === palm ? [...palm, palm[0]] : piece;
    pen(`${part} ${rank} ${piece === palm ? "palm" : "bone"} ${tone}`).path(outline.map(place));
  });
}

/** How much of the palm the viewer sees: −1 the back of the hand, 0 its edge, 1 the palm. */
function palmSeen(points: Float32Array, at: number, { part, palm: [wrist, , index, , , little] }: DrawnPart): number {
  const [a, b] = [index, little].map((point) =>
    [0, 1].map((k) => points[at + point * 3 + k] - points[at + wrist * 3 + k]),
  );
  const sine = (a[0] * b[1] - a[1] * b[0]) / (Math.hypot(...a) * Math.hypot(...b) || 1);
  return Math.max(-1, Math.min(1, (part === "rightHand" ? 2.5 : -2.5) * sine));
}

/** Smallest and largest coordinate `k` of the points on `lines`. */
function extent(points: Float32Array, at: number, lines: DrawnPart["lines"], k: number): [number, number] {
  const values = lines.flat().map((point) => points[at + point * 3 + k]);
  return [Math.min(...values), Math.max(...values)];
}

function depth(points: Float32Array, at: number, line: readonly number[]): number {
  return line.reduce((sum, point) => sum + points[at + point * 3 + 2], 0) / line.length;
}

/** @param finger width of a finger of the enlarged hands, pixels */
function bodyTraces(pens: Map<string, Pen>, finger: number): Trace[] {
  const traces: Trace[] = [];
  const draw = (name: string, style: Record<string, unknown>) => {
    const drawn = pens.get(name);
    if (drawn) traces.push(drawn.trace({ name, ...style }));
  };
  draw("torso", { fill: "toself", fillcolor: translucent(COLORS.body, 0.16), line: { width: 0 } });
  draw("body", { line: { color: COLORS.body, width: 3 } });
  draw("head", { fill: "toself", fillcolor: "#E3E7EC", line: { color: COLORS.body, width: 1.6 } });
  for (const { part, color, tones, rim } of DRAWN_PARTS.slice(1)) {
    draw(part, { line: { color: COLORS.paper, width: 4 } });
    draw(part, { line: { color, width: 1.8 } });
    const round = (color: string, width: number) => ({
      mode: "lines+markers",
      line: { color, width },
      marker: { color, size: width, opacity: 1 },
    });
    for (let rank = 0; rank < HAND_PIECES; rank++) {
      for (const [tone, fillcolor] of tones.entries()) {
        const [bone, palm] = [`${part} ${rank} bone ${tone}`, `${part} ${rank} palm ${tone}`];
        for (const piece of [bone, palm]) draw(piece, round(rim, finger));
        draw(bone, round(fillcolor, finger - RIM));
        draw(palm, { fill: "toself", fillcolor, ...round(fillcolor, finger - RIM) });
      }
    }
  }
  return traces;
}

function headOutline([x, y]: [number, number], scale: number): [number, number][] {
  return Array.from({ length: 33 }, (_, i) => {
    const angle = (i / 32) * 2 * Math.PI;
    return [x + Math.cos(angle) * HEAD.halfWidth * scale, y + Math.sin(angle) * HEAD.halfHeight * scale];
  });
}

function note(size: number): Record<string, unknown> {
  return { showarrow: false, xref: "x", yref: "y", font: { size, color: COLORS.quiet } };
}

/** Width of the strip, and of a unit of its axes. */
function pixels(poses: number, left: number): { width: number; unit: number } {
  const width = Math.min(1000, Math.max(360, poses * 125));
  return { width, unit: (width - 16) / (poses * PITCH - left) };
}

function stripLayout(
  title: string,
  subtitle: string | undefined,
  poses: number,
  left: number,
  bottom: number,
  top: number,
  annotations: Record<string, unknown>[],
) {
  const { width, unit } = pixels(poses, left);
  const head = subtitle ? 66 : 46;
  const frames = Array.from({ length: poses - 1 }, (_, i) => ({
    type: "line",
    x0: i + 1,
    x1: i + 1,
    y0: bottom,
    y1: top,
    line: { color: COLORS.grid, width: 1 },
  }));
  const hidden = { visible: false, fixedrange: true };
  return layout(title, subtitle, {
    width,
    height: Math.round(head + (top - bottom) * unit + 8),
    margin: { l: 8, r: 8, t: head, b: 8 },
    xaxis: { ...hidden, range: [left, poses * PITCH] },
    yaxis: { ...hidden, range: [bottom, top], scaleanchor: "x", scaleratio: 1 },
    shapes: frames,
    annotations: [...annotations, HANDS_KEY_ANNOTATION],
    showlegend: false,
  });
}
