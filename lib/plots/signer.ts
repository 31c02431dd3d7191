// The moving signer as an interactive Plotly figure: joints `[frames, 52, 3]` in metres -> scatter3d with animation
// frames, play button and slider; a second signer (a reconstruction) moves beside the first.
import { DRAWN_PARTS, DRAWN_POINTS, drawnPoints, HANDS_KEY_ANNOTATION, HEAD, upperBodyBox } from "./bones";
import type { Figure, Frame, Trace } from "./figure";
import { COLORS, layout } from "./theme";

export interface SignerOptions {
  title: string;
  subtitle?: string;
  /** frames per second of the joints */
  fps: number;
  /** Another clip `[frames, 52, 3]` shown beside the first, e.g. what the codes decode to */
  second?: ArrayLike<number>;
  /** Names of the two signers; default "original" and "decoded" */
  names?: readonly [string, string];
  /** Frames kept at most; longer clips are thinned evenly (file size: about 2 kB a frame and signer). Default 72 */
  frames?: number;
}

type Vector = [number, number, number];

/**
 * The upper body seen from the front, turnable, with play, pause and a time slider.
 * @param joints `[frames, 52, 3]`, metres, y up, the signer faces +z
 * @throws UserError when `joints` has another shape or gaps
 */
export function signerFigure(joints: ArrayLike<number>, options: SignerOptions): Figure {
  const { title, subtitle, fps, names = ["original", "decoded"], frames: most = 72 } = options;
  const clips = [drawnPoints(joints), ...(options.second ? [drawnPoints(options.second)] : [])];
  const shown = Math.min(...clips.map((points) => points.length / (DRAWN_POINTS * 3)));
  const step = Math.ceil(shown / most);
  const times = Array.from({ length: Math.ceil(shown / step) }, (_, i) => i * step);
  const tracesAt = (frame: number) => clips.flatMap((points, clip) => signerTraces(points, frame, clip));
  const start = times[times.length >> 1];
  const frames: Frame[] = times.map((frame) => ({
    name: String(frame),
    data: tracesAt(frame).map(({ type, x, y, z }) => ({ type, x, y, z })),
    traces: tracesAt(frame).map((_, trace) => trace),
  }));
  const box = enclose(clips.map(upperBodyBox));
  const two = clips.length === 2;
  return {
    data: tracesAt(start),
    frames,
    layout: layout(title, subtitle, {
      width: two ? 860 : 560,
      height: 520,
      margin: { l: 0, r: 0, t: (subtitle ? 70 : 50) + (two ? 20 : 0), b: 8 },
      showlegend: false,
      scene: scene(box, two ? [0, 0.5] : [0, 1]),
      ...(two ? { scene2: scene(box, [0.5, 1]) } : {}),
      annotations: [
        HANDS_KEY_ANNOTATION,
        ...(two ? names.map((name, clip) => sceneName(name, 0.25 + clip * 0.5)) : []),
      ],
      updatemenus: [playButtons((1000 * step) / fps)],
      sliders: [timeSlider(times, fps, start)],
    }),
  };
}

/** Body, head and two hands of one signer in one frame. */
function signerTraces(points: Float32Array, frame: number, clip: number): Trace[] {
  const at = frame * DRAWN_POINTS * 3;
  const common = { type: "scatter3d", scene: clip === 0 ? "scene" : "scene2", hoverinfo: "skip" };
  const traces: Trace[] = DRAWN_PARTS.map(({ part, color, lines }) => ({
    ...common,
    ...paths(lines.map((line) => line.map((point) => position(points, at, point)))),
    name: part,
    mode: part === "body" ? "lines" : "lines+markers",
    line: { color, width: part === "body" ? 9 : 7 },
    marker: { color, size: part === "body" ? 0 : 2.6 },
  }));
  const head = { ...common, ...paths(headCircles(points, at)), name: "head", mode: "lines" };
  return [...traces, { ...head, line: { color: COLORS.body, width: 4 } }];
}

/** The head as two ellipses, one seen from the front and one from the side. */
function headCircles(points: Float32Array, at: number): Vector[][] {
  const centre = position(points, at, HEAD.centre);
  const up = unit(minus(centre, position(points, at, 12)));
  const shoulders = minus(position(points, at, 16), position(points, at, 17));
  const front = unit(cross(shoulders, up));
  const side = cross(up, front);
  return [side, front].map((across) =>
    Array.from({ length: 21 }, (_, i) => {
      const angle = (i / 20) * 2 * Math.PI;
      const [a, b] = [Math.cos(angle) * HEAD.halfWidth, Math.sin(angle) * HEAD.halfHeight];
      return [0, 1, 2].map((k) => centre[k] + a * across[k] + b * up[k]) as Vector;
    }),
  );
}

/**
 * Paths as columns in millimetre steps; null lifts the pen between two paths.
 * Plotly's turntable stands on z: the signer's y (up) becomes z, and the signer's z (front) becomes −y.
 */
function paths(lines: Vector[][]): { x: (number | null)[]; y: (number | null)[]; z: (number | null)[] } {
  const column = (value: (point: Vector) => number) =>
    lines.flatMap((line, i) => [
      ...(i > 0 ? [null] : []),
      ...line.map((point) => Math.round(value(point) * 1000) / 1000),
    ]);
  return { x: column(([x]) => x), y: column(([, , z]) => -z), z: column(([, y]) => y) };
}

function scene(box: { low: Vector; high: Vector }, domain: [number, number]): Record<string, unknown> {
  const [width, height, depth] = box.high.map((high, k) => high - box.low[k]);
  const largest = Math.max(width, height);
  return {
    domain: { x: domain, y: [0.13, 1] },
    xaxis: { visible: false, range: [box.low[0], box.high[0]] },
    yaxis: { visible: false, range: [-box.high[2], -box.low[2]] },
    zaxis: { visible: false, range: [box.low[1], box.high[1]] },
    aspectmode: "manual",
    aspectratio: { x: width / largest, y: depth / largest, z: height / largest },
    camera: {
      up: { x: 0, y: 0, z: 1 },
      eye: { x: 0.16, y: -1.12, z: 0.08 },
      center: { x: 0, y: 0, z: 0 },
      projection: { type: "perspective" },
    },
    dragmode: "turntable",
    // keeps the reader's view while frames are redrawn
    uirevision: "signer",
  };
}

function sceneName(text: string, x: number): Record<string, unknown> {
  const font = { size: 14, color: COLORS.quiet };
  return { text, x, xref: "paper", y: 1, yref: "paper", yanchor: "bottom", showarrow: false, font };
}

function playButtons(duration: number): Record<string, unknown> {
  const timing = { frame: { duration, redraw: true }, transition: { duration: 0 }, mode: "immediate" };
  const button = (label: string, args: unknown[]) => ({ label, method: "animate", args });
  return {
    type: "buttons",
    direction: "left",
    showactive: false,
    x: 0.02,
    xanchor: "left",
    y: 0.075,
    yanchor: "middle",
    pad: { t: 0, r: 0 },
    font: { size: 13 },
    bgcolor: COLORS.paper,
    bordercolor: COLORS.axis,
    buttons: [
      button("▶ Play", [null, { ...timing, fromcurrent: true }]),
      button("❚❚", [[null], { ...timing, frame: { duration: 0, redraw: true } }]),
    ],
  };
}

function timeSlider(times: number[], fps: number, start: number): Record<string, unknown> {
  const still = { frame: { duration: 0, redraw: true }, transition: { duration: 0 }, mode: "immediate" };
  return {
    x: 0.27,
    len: 0.7,
    y: 0.12,
    yanchor: "top",
    pad: { t: 0, b: 0, l: 0, r: 0 },
    active: times.indexOf(start),
    currentvalue: { prefix: "time ", suffix: " s", font: { size: 12, color: COLORS.quiet }, xanchor: "right" },
    ticklen: 0,
    minorticklen: 0,
    tickcolor: COLORS.paper,
    font: { size: 1, color: COLORS.paper },
    bordercolor: COLORS.axis,
    steps: times.map((frame) => ({
      label: (frame / fps).toFixed(2),
      method: "animate",
      args: [[String(frame)], still],
    })),
  };
}

function enclose(boxes: { low: Vector; high: Vector }[]): { low: Vector; high: Vector } {
  return {
    low: [0, 1, 2].map((k) => Math.min(...boxes.map(({ low }) => low[k]))) as Vector,
    high: [0, 1, 2].map((k) => Math.max(...boxes.map(({ high }) => high[k]))) as Vector,
  };
}

function position(points: Float32Array, at: number, point: number): Vector {
  return [points[at + point * 3], points[at + point * 3 + 1], points[at + point * 3 + 2]];
}

function minus(a: Vector, b: Vector): Vector {
  return [a[0] - b[0], a[1] - b[1], a[2] - b[2]];
}

function cross(a: Vector, b: Vector): Vector {
  return [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]];
}

function unit(v: Vector): Vector {
  const length = Math.hypot(...v) || 1;
  return [v[0] / length, v[1] / length, v[2] / length];
}
