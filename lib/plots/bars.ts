// Bars: reconstruction error by joint and by part, and scores of systems beside their controls.
import { JOINT_PARTS, SMPLX_SKELETON } from "../body/skeleton";
import type { Figure, Trace } from "./figure";
import { axis, COLORS, layout, seriesColor, short, translucent } from "./theme";

const PARTS = [
  { key: "body", title: "Body", color: COLORS.body },
  { key: "leftHand", title: "Left hand", color: COLORS.leftHand },
  { key: "rightHand", title: "Right hand", color: COLORS.rightHand },
] as const;

/** Error of each of the 52 joints (mm), or another quantity, as three columns of bars: body, left hand, right hand, on one scale. */
export function jointErrors(
  errors: readonly number[],
  { title, subtitle, quantity = "Error" }: { title: string; subtitle?: string; quantity?: string },
): Figure {
  const columns = [
    [0, 0.26],
    [0.38, 0.64],
    [0.74, 1],
  ];
  const most = Math.max(...errors) * 1.18;
  const data: Trace[] = [];
  const axes: Record<string, unknown> = {};
  const annotations: Record<string, unknown>[] = [];
  PARTS.forEach(({ key, title: part, color }, index) => {
    const joints = [...JOINT_PARTS[key]].reverse();
    const suffix = index === 0 ? "" : String(index + 1);
    const values = joints.map((joint) => errors[joint]);
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    data.push({
      type: "bar",
      orientation: "h",
      name: part,
      x: values,
      y: joints.map((joint) => jointLabel(SMPLX_SKELETON.names[joint], key !== "body")),
      xaxis: `x${suffix}`,
      yaxis: `y${suffix}`,
      marker: { color },
      text: values.map((value) => value.toFixed(1)),
      textposition: "outside",
      textfont: { size: 11, color: COLORS.quiet },
      cliponaxis: false,
      hovertemplate: "%{y}: %{x:.1f} mm<extra></extra>",
    });
    annotations.push({
      text: `<b>${part}</b>, mean ${mean.toFixed(1)} mm`,
      showarrow: false,
      xref: "paper",
      x: columns[index][0],
      xanchor: "left",
      yref: "paper",
      y: 1.01,
      yanchor: "bottom",
      font: { size: 13, color },
    });
    axes[`xaxis${suffix}`] = axis(quantity, "mm", { domain: columns[index], range: [0, most], anchor: `y${suffix}` });
    axes[`yaxis${suffix}`] = axis("", undefined, {
      anchor: `x${suffix}`,
      ticks: "",
      showgrid: false,
    });
  });
  return {
    data,
    layout: layout(title, subtitle, {
      height: 570,
      width: 860,
      margin: { l: 70, r: 24, t: subtitle ? 96 : 76, b: 56 },
      showlegend: false,
      bargap: 0.25,
      annotations,
      ...axes,
    }),
  };
}

function jointLabel(name: string, inHand: boolean): string {
  const [side, ...rest] = name.split("_");
  const spaced = rest.join(" ").replace(/(\d)$/, " $1");
  if (rest.length === 0) return name.replace(/(\d)$/, " $1");
  return inHand ? spaced : `${spaced}, ${side}`;
}

/** Errors of one decoder by part of the signer, mm. */
export interface PartErrors {
  name: string;
  whole: number;
  body: number;
  leftHand: number;
  rightHand: number;
}

/** Errors by part (mm), one group of bars a part and one colour a decoder. */
export function partErrors(
  decoders: readonly PartErrors[],
  { title, subtitle, quantity = "MPJPE" }: { title: string; subtitle?: string; quantity?: string },
): Figure {
  const keys = ["whole", "body", "leftHand", "rightHand"] as const;
  return {
    data: decoders.map((decoder, index) => ({
      type: "bar",
      name: decoder.name,
      x: ["Whole signer", "Body", "Left hand", "Right hand"],
      y: keys.map((key) => decoder[key]),
      marker: { color: seriesColor(index) },
      text: keys.map((key) => short(decoder[key])),
      textposition: "outside",
      textfont: { size: 11, color: COLORS.quiet },
      cliponaxis: false,
    })),
    layout: layout(title, subtitle, {
      xaxis: axis("", undefined, { ticks: "", showgrid: false }),
      yaxis: axis(quantity, "mm", { rangemode: "tozero" }),
      barmode: "group",
      bargap: 0.3,
      bargroupgap: 0.06,
      showlegend: decoders.length > 1,
    }),
  };
}

/** One system's score. */
export interface Score {
  name: string;
  value: number;
  /** Confidence interval around `value`, e.g. from the bootstrap */
  interval?: readonly [low: number, high: number];
  /** The score of each seed, drawn as dots */
  seeds?: readonly number[];
  /** A control (shuffled codes, most frequent sentence, …): drawn grey and hatched */
  control?: boolean;
}

/** One metric over all systems; every panel names the same systems in the same order. */
export interface ScorePanel {
  metric: string;
  unit?: string;
  better: "higher" | "lower";
  scores: readonly Score[];
}

/** Scores of systems and controls as horizontal bars, one panel a metric, with intervals and seeds. */
export function scoreComparison(
  panels: readonly ScorePanel[],
  { title, subtitle }: { title: string; subtitle?: string },
): Figure {
  const data: Trace[] = [];
  const axes: Record<string, unknown> = {};
  const annotations: Record<string, unknown>[] = [];
  const gap = 0.05;
  const width = (1 - gap * (panels.length - 1)) / panels.length;
  panels.forEach(({ metric, unit, better, scores }, index) => {
    const suffix = index === 0 ? "" : String(index + 1);
    const start = index * (width + gap);
    const ends = scores.map(({ value, interval, seeds = [] }) => Math.max(value, interval?.[1] ?? value, ...seeds));
    const most = Math.max(...ends) || 1;
    const digits = most < 10 ? 2 : 1;
    const names = scores.map(({ name }) => name);
    data.push({
      type: "bar",
      orientation: "h",
      x: scores.map(({ value }) => value),
      y: names,
      xaxis: `x${suffix}`,
      yaxis: "y",
      marker: {
        color: scores.map(({ control }, at) => (control ? COLORS.control : seriesColor(at))),
        pattern: { shape: scores.map(({ control }) => (control ? "/" : "")), fgcolor: COLORS.paper, size: 7 },
      },
      showlegend: false,
      hovertemplate: `%{y}: %{x} ${unit ?? ""}<extra>${metric}</extra>`,
    });
    const measured = scores.flatMap(({ name, value, interval }) => (interval ? [{ name, value, interval }] : []));
    if (measured.length > 0) {
      data.push({
        type: "scatter",
        mode: "markers",
        x: measured.map(({ value }) => value),
        y: measured.map(({ name }) => name),
        xaxis: `x${suffix}`,
        yaxis: "y",
        marker: { opacity: 0 },
        error_x: {
          type: "data",
          symmetric: false,
          array: measured.map(({ value, interval }) => interval[1] - value),
          arrayminus: measured.map(({ value, interval }) => value - interval[0]),
          color: COLORS.text,
          thickness: 1.4,
          width: 5,
        },
        hoverinfo: "skip",
        showlegend: false,
      });
    }
    const dots = scores.flatMap(({ name, seeds = [] }) => seeds.map((value) => ({ name, value })));
    if (dots.length > 0) {
      data.push({
        type: "scatter",
        mode: "markers",
        x: dots.map(({ value }) => value),
        y: dots.map(({ name }) => name),
        xaxis: `x${suffix}`,
        yaxis: "y",
        marker: { color: COLORS.paper, size: 7, line: { color: COLORS.text, width: 1.3 } },
        showlegend: false,
        hovertemplate: "seed: %{x}<extra></extra>",
      });
    }
    scores.forEach(({ value }, at) => {
      annotations.push({
        text: `<b>${value.toFixed(digits)}</b>`,
        showarrow: false,
        xref: `x${suffix}`,
        x: ends[at],
        xanchor: "left",
        xshift: 6,
        y: names[at],
        font: { size: 12, color: COLORS.text },
      });
    });
    axes[`xaxis${suffix}`] = axis(`${metric} ${better === "higher" ? "↑" : "↓"}`, unit, {
      domain: [start, start + width],
      range: [0, most * 1.25],
      nticks: 5,
    });
  });
  const systems = [
    ...new Map(panels.flatMap(({ scores }) => scores.map((score) => [score.name, score] as const))).values(),
  ];
  return {
    data,
    layout: layout(title, subtitle, {
      height: 130 + 44 * systems.length + (subtitle ? 20 : 0),
      width: Math.min(1000, 340 + 240 * panels.length),
      margin: { l: 150, r: 24, t: subtitle ? 72 : 52, b: 60 },
      bargap: 0.32,
      yaxis: axis("", undefined, { autorange: "reversed", ticks: "", showgrid: false, tickfont: { size: 13 } }),
      annotations,
      ...axes,
      // the band says which rows are controls, without a legend
      shapes: systems.flatMap(({ control }, at) =>
        control
          ? [
              {
                type: "rect",
                layer: "below",
                xref: "paper",
                x0: 0,
                x1: 1,
                y0: at - 0.5,
                y1: at + 0.5,
                line: { width: 0 },
                fillcolor: translucent(COLORS.control, 0.13),
              },
            ]
          : [],
      ),
    }),
  };
}
