// A sweep as small panels, one a score: mean of the seeds with their spread, each seed as a dot.
import type { Figure, Trace } from "./figure";
import { axis, COLORS, layout, seriesColor, translucent } from "./theme";

/** One setting's scores. */
export interface SweepSample {
  x: number;
  /** one value a seed */
  values: readonly number[];
}

export interface SweepPanel {
  title: string;
  unit?: string;
  better?: "higher" | "lower";
  samples: readonly SweepSample[];
  /** a horizontal line, e.g. a goal */
  line?: { value: number; text: string };
}

export interface SweepFigureOptions {
  title: string;
  subtitle?: string;
  /** what varies, e.g. "Codebook size" */
  over: string;
  /** values of x that are marked, e.g. the sizes that a paper tried */
  marked?: { values: readonly number[]; text: string };
  /** panels in a row */
  columns?: number;
}

/** Panels over one logarithmic axis; error bars are ± one standard deviation of the seeds. */
export function sweepFigure(panels: readonly SweepPanel[], options: SweepFigureOptions): Figure {
  const columns = Math.min(options.columns ?? 4, panels.length);
  const rows = Math.ceil(panels.length / columns);
  const [gapX, gapY] = [0.075, 0.36 / (rows + 0.6)];
  const width = (1 - gapX * (columns - 1)) / columns;
  const height = (1 - gapY * (rows - 1)) / rows;
  const data: Trace[] = [];
  const axes: Record<string, unknown> = {};
  const shapes: Record<string, unknown>[] = [];
  const annotations: Record<string, unknown>[] = [];
  panels.forEach(({ title, unit, better, samples, line }, index) => {
    const suffix = index === 0 ? "" : String(index + 1);
    const left = (index % columns) * (width + gapX);
    const top = 1 - Math.floor(index / columns) * (height + gapY);
    const color = seriesColor(0);
    const [x, y] = [`x${suffix}`, `y${suffix}`];
    const means = samples.map(({ values }) => mean(values));
    data.push({
      type: "scatter",
      mode: "markers",
      x: samples.flatMap(({ x: at, values }) => values.map(() => at)),
      y: samples.flatMap(({ values }) => [...values]),
      xaxis: x,
      yaxis: y,
      marker: { color: translucent(color, 0.35), size: 6 },
      hovertemplate: `%{x}: %{y}<extra>one seed</extra>`,
      showlegend: false,
    });
    data.push({
      type: "scatter",
      mode: "lines+markers",
      x: samples.map((sample) => sample.x),
      y: means,
      xaxis: x,
      yaxis: y,
      error_y: {
        type: "data",
        array: samples.map(({ values }) => deviation(values)),
        color,
        thickness: 1.4,
        width: 4,
      },
      line: { color, width: 2 },
      marker: {
        size: 9,
        color: samples.map((sample) => (options.marked?.values.includes(sample.x) ? seriesColor(1) : color)),
        line: { color: COLORS.paper, width: 1 },
      },
      hovertemplate: `%{x}: %{y}<extra>${title}</extra>`,
      showlegend: false,
    });
    axes[`xaxis${suffix}`] = axis(index + columns < panels.length ? "" : options.over, undefined, {
      type: "log",
      tickangle: 0,
      domain: [left, left + width],
      anchor: y,
      tickmode: "array",
      tickvals: thinned(samples.map((sample) => sample.x)),
      ticktext: thinned(samples.map((sample) => sample.x)).map(String),
    });
    axes[`yaxis${suffix}`] = axis("", undefined, { domain: [top - height, top], anchor: x, nticks: 6 });
    annotations.push({
      text: `<b>${title}</b>${unit ? ` (${unit})` : ""}${better ? (better === "higher" ? " ↑" : " ↓") : ""}`,
      showarrow: false,
      xref: "paper",
      x: left,
      xanchor: "left",
      yref: "paper",
      y: top,
      yanchor: "bottom",
      yshift: 4,
      font: { size: 13 },
    });
    if (line) {
      shapes.push({
        type: "line",
        xref: `${x} domain`,
        x0: 0,
        x1: 1,
        yref: y,
        y0: line.value,
        y1: line.value,
        line: { color: COLORS.quiet, width: 1.2, dash: "dash" },
      });
      annotations.push({
        text: line.text,
        showarrow: false,
        xref: `${x} domain`,
        x: 1,
        xanchor: "right",
        yref: y,
        y: line.value,
        yanchor: "bottom",
        font: { size: 11, color: COLORS.quiet },
      });
    }
  });
  if (options.marked) {
    annotations.push({
      text: `● ${options.marked.text}`,
      showarrow: false,
      xref: "paper",
      x: 1,
      xanchor: "right",
      yref: "paper",
      y: 1,
      yanchor: "bottom",
      yshift: 24,
      font: { size: 12, color: seriesColor(1) },
    });
  }
  return {
    data,
    layout: layout(options.title, options.subtitle, {
      width: Math.min(960, 120 + 280 * columns),
      height: 100 + 230 * rows,
      margin: { l: 56, r: 24, t: options.subtitle ? 116 : 96, b: 56 },
      ...axes,
      shapes,
      annotations,
    }),
  };
}

/** Share of the axis that a label takes. */
const LABEL_WIDTH = 0.17;

/** Values whose labels would stand on each other on a logarithmic axis are left out. */
function thinned(values: readonly number[]): number[] {
  const sorted = [...new Set(values)].sort((a, b) => a - b);
  const [least = 1, most = 1] = [sorted[0], sorted[sorted.length - 1]];
  const apart = (most / least) ** LABEL_WIDTH;
  const kept: number[] = [];
  for (const value of sorted) {
    const last = kept[kept.length - 1];
    if (last === undefined || value / last >= apart) kept.push(value);
  }
  return kept;
}

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

function deviation(values: readonly number[]): number {
  if (values.length < 2) return 0;
  const middle = mean(values);
  return Math.sqrt(values.reduce((sum, value) => sum + (value - middle) ** 2, 0) / (values.length - 1));
}
