// One look for every figure: fonts, colours that colour-blind readers can tell apart (Okabe & Ito, 2008),
// a light grid, margins, and axes that carry their unit.
import type { Layout } from "./figure";

/** Colours of series in order; blue and vermilion come first because they differ most. */
export const PALETTE = ["#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#5B5B5B"] as const;

/** Colours with a fixed meaning in all figures. */
export const COLORS = {
  body: "#4A5568",
  leftHand: "#0072B2",
  rightHand: "#D55E00",
  control: "#A3ABB8",
  text: "#1F2933",
  quiet: "#66717F",
  grid: "#E6E9ED",
  axis: "#B8C0CA",
  paper: "#FFFFFF",
} as const;

/** Pale to dark, even in grey: for counts and weights. */
export const SEQUENTIAL: [number, string][] = [
  [0, "#F7FBFF"],
  [0.15, "#DCEAF6"],
  [0.35, "#A6CDE6"],
  [0.6, "#4A97C9"],
  [0.8, "#1764AB"],
  [1, "#08306B"],
];

export const FONT = { family: "Lato, 'Helvetica Neue', Arial, sans-serif", size: 13, color: COLORS.text };

/** The colour of series `index`; after the seventh they begin again. */
export function seriesColor(index: number): string {
  return PALETTE[index % PALETTE.length];
}

/** `color` (`#rrggbb`) at an opacity from 0 to 1. */
export function translucent(color: string, opacity: number): string {
  const [red, green, blue] = [1, 3, 5].map((at) => Number.parseInt(color.slice(at, at + 2), 16));
  return `rgba(${red},${green},${blue},${opacity})`;
}

/** An axis; the unit goes into its title in brackets, as in "Error (mm)". */
export function axis(title: string, unit?: string, more: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    title: { text: unit ? `${title} (${unit})` : title, standoff: 10, font: { size: 13, color: COLORS.text } },
    gridcolor: COLORS.grid,
    linecolor: COLORS.axis,
    tickcolor: COLORS.axis,
    tickfont: { size: 12, color: COLORS.quiet },
    ticks: "outside",
    ticklen: 4,
    showline: true,
    zeroline: false,
    automargin: true,
    ...more,
  };
}

/** The common layout: title on the left with an optional second line, legend above the plot. */
export function layout(title: string, subtitle: string | undefined, more: Layout = {}): Layout {
  return {
    title: {
      text: title,
      x: 0,
      xref: "container",
      xanchor: "left",
      pad: { l: 16, t: 16 },
      y: 1,
      yref: "container",
      yanchor: "top",
      font: { size: 17, color: COLORS.text },
      ...(subtitle ? { subtitle: { text: subtitle, font: { size: 13, color: COLORS.quiet } } } : {}),
    },
    width: 760,
    height: 420,
    font: FONT,
    paper_bgcolor: COLORS.paper,
    plot_bgcolor: COLORS.paper,
    colorway: [...PALETTE],
    margin: { l: 70, r: 24, t: subtitle ? 104 : 66, b: 56 },
    legend: { orientation: "h", x: 0, xanchor: "left", y: 1, yanchor: "bottom", font: { size: 12 } },
    hoverlabel: { font: { family: FONT.family } },
    ...more,
  };
}

/** A number for labels: four digits at most, thousands separated. */
export function short(value: number): string {
  if (!Number.isFinite(value)) return "–";
  const digits = Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2;
  return value.toLocaleString("en-US", { maximumFractionDigits: digits, minimumFractionDigits: 0 });
}
