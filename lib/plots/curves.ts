// Lines: training curves over steps, and a clip's reconstruction error over time.
import type { Figure, Trace } from "./figure";
import { axis, COLORS, layout, seriesColor, translucent } from "./theme";

/** One quantity over training, as its run recorded it. */
export interface Curve {
  name: string;
  /** Optimizer steps (or epochs), rising */
  steps: readonly number[];
  /** One value a step; NaN where none was taken */
  values: readonly number[];
  /** Drawn as markers on a thin line, without smoothing: few, exact points such as a validation score */
  points?: boolean;
}

export interface CurveOptions {
  title: string;
  subtitle?: string;
  /** What is drawn, e.g. "Loss" */
  quantity: string;
  unit?: string;
  /** Title of the x axis; default "Optimizer step" */
  over?: string;
  logarithmic?: boolean;
  /** Weight of the past in the smoothed line, 0 (none) to 1; default: about a fiftieth of the curve */
  smoothing?: number;
}

/** Each curve twice: its values faintly, and their running mean as a full line in the same colour. */
export function trainingCurves(curves: readonly Curve[], options: CurveOptions): Figure {
  const data: Trace[] = [];
  curves.forEach((curve, index) => {
    const color = seriesColor(index);
    const raw = { type: "scatter", x: curve.steps, y: curve.values, name: curve.name };
    const weight = options.smoothing ?? Math.max(0, 1 - 50 / Math.max(curve.values.length, 1));
    if (curve.points) {
      data.push({ ...raw, mode: "lines+markers", line: { color, width: 1.5 }, marker: { color, size: 7 } });
    } else if (weight === 0) {
      data.push({ ...raw, mode: "lines", line: { color, width: 2.2 } });
    } else {
      const faint = { color: translucent(color, 0.28), width: 1 };
      data.push({ ...raw, mode: "lines", line: faint, showlegend: false, hoverinfo: "skip" });
      data.push({ ...raw, y: smooth(curve.values, weight), mode: "lines", line: { color, width: 2.4 } });
    }
  });
  return {
    data,
    layout: layout(options.title, options.subtitle, {
      xaxis: axis(options.over ?? "Optimizer step", undefined, { rangemode: "tozero" }),
      yaxis: axis(options.quantity, options.unit, options.logarithmic ? { type: "log", dtick: 1 } : {}),
      hovermode: "x unified",
    }),
  };
}

/** Exponential running mean, corrected for its start (as in Adam), so that the first value is not a drag. */
export function smooth(values: readonly number[], weight: number): number[] {
  let mean = 0;
  let mass = 0;
  return values.map((value) => {
    if (!Number.isFinite(value)) return Number.NaN;
    mean = weight * mean + (1 - weight) * value;
    mass = weight * mass + (1 - weight);
    return mean / mass;
  });
}

/** A stretch of a clip with its sign or letter, in frames; `end` is excluded. */
export interface LabelledSpan {
  label: string;
  start: number;
  end: number;
}

/** Error of a decoded clip frame by frame. */
export interface FrameErrors {
  name: string;
  /** One error a frame, mm */
  errors: readonly number[];
}

/** Errors (mm) over time (s), with the clip's signs behind the lines. */
export function errorOverTime(
  series: readonly FrameErrors[],
  {
    title,
    subtitle,
    fps,
    segments = [],
  }: { title: string; subtitle?: string; fps: number; segments?: readonly LabelledSpan[] },
): Figure {
  const frames = Math.max(...series.map(({ errors }) => errors.length));
  return {
    data: series.map(({ name, errors }, index) => ({
      type: "scatter",
      mode: "lines",
      name,
      x: errors.map((_, frame) => frame / fps),
      y: errors,
      line: { color: seriesColor(index), width: 2 },
    })),
    layout: layout(title, subtitle, {
      xaxis: axis("Time", "s", { range: [0, frames / fps], showgrid: false }),
      yaxis: axis("Error", "mm", { rangemode: "tozero" }),
      hovermode: "x unified",
      shapes: segments.map(({ start, end }, index) => ({
        type: "rect",
        layer: "below",
        xref: "x",
        x0: start / fps,
        x1: end / fps,
        yref: "paper",
        y0: 0,
        y1: 1,
        line: { width: 0 },
        fillcolor: index % 2 === 0 ? "rgba(74,85,104,0.07)" : "rgba(74,85,104,0.14)",
      })),
      annotations: segments.map(({ label, start, end }) => ({
        text: label,
        showarrow: false,
        xref: "x",
        x: (start + end) / 2 / fps,
        yref: "paper",
        y: 1,
        yanchor: "top",
        font: { size: 11, color: COLORS.quiet },
      })),
      legend: { orientation: "h", x: 1, xanchor: "right", y: 1, yanchor: "bottom" },
    }),
  };
}
