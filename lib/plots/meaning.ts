// What codes tell of the signs: grouped bars of several ways to give codes, one group a parameter.
import type { Figure } from "./figure";
import { axis, COLORS, layout, seriesColor } from "./theme";

export interface GroupedBars {
  name: string;
  /** one value a group */
  values: readonly number[];
  /** a control: grey */
  control?: boolean;
}

/** Percentages, one group of bars a label. */
export function shareBars(
  groups: readonly string[],
  series: readonly GroupedBars[],
  { title, subtitle, quantity }: { title: string; subtitle?: string; quantity: string },
): Figure {
  return {
    data: series.map(({ name, values, control }, index) => ({
      type: "bar",
      name,
      x: groups,
      y: values,
      marker: { color: control ? COLORS.control : seriesColor(index) },
      text: values.map((value) => value.toFixed(0)),
      textposition: "outside",
      textfont: { size: 11, color: COLORS.quiet },
      cliponaxis: false,
    })),
    layout: layout(title, subtitle, {
      xaxis: axis("", undefined, { ticks: "", showgrid: false }),
      yaxis: axis(quantity, "%", { rangemode: "tozero" }),
      margin: { l: 70, r: 24, t: subtitle ? 106 : 86, b: 40 },
      barmode: "group",
      bargap: 0.25,
      bargroupgap: 0.06,
    }),
  };
}

/** One bar a row, 0–1, with its number of pairs. */
export function overlapBars(
  rows: readonly { kind: string; pairs: number; overlap: number }[],
  { title, subtitle }: { title: string; subtitle?: string },
): Figure {
  const last = rows.length - 1;
  return {
    data: [
      {
        type: "bar",
        orientation: "h",
        x: rows.map(({ overlap }) => overlap),
        y: rows.map(({ kind }) => kind),
        marker: { color: rows.map((_, i) => (i === 0 || i === last ? COLORS.control : seriesColor(0))) },
        text: rows.map(({ overlap, pairs }) => `${overlap.toFixed(2)} (${pairs} ${pairs === 1 ? "pair" : "pairs"})`),
        textposition: "outside",
        textfont: { size: 12, color: COLORS.quiet },
        cliponaxis: false,
      },
    ],
    layout: layout(title, subtitle, {
      height: 130 + 40 * rows.length,
      margin: { l: 190, r: 90, t: subtitle ? 86 : 66, b: 56 },
      xaxis: axis("Overlap of their codes (1 equal, 0 disjoint)", undefined, { range: [0, 1] }),
      yaxis: axis("", undefined, { autorange: "reversed", ticks: "", showgrid: false }),
    }),
  };
}
