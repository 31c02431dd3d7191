// How far each noise model moves the joints, at several strengths.
import type { Figure, Trace } from "./figure";
import { axis, layout, SEQUENTIAL } from "./theme";

/** What one noise model does at one strength. */
export interface NoiseError {
  model: string;
  strength: number;
  /** Mean distance of all joints from where they were, mm */
  whole: number;
  /** The same of the fingers, after moving each hand onto its own wrist, mm */
  fingers: number;
}

const PANELS = [
  { key: "whole", title: "All 52 joints" },
  { key: "fingers", title: "Fingers, from their wrist" },
] as const;

/** Bars of every model, one shade a strength; two panels, because a hand that is lost hardly shows among 52 joints. */
export function noiseErrors(
  errors: readonly NoiseError[],
  { title, subtitle }: { title: string; subtitle?: string },
): Figure {
  const strengths = [...new Set(errors.map(({ strength }) => strength))].sort((a, b) => a - b);
  const domains = [
    [0, 0.46],
    [0.54, 1],
  ];
  const data = PANELS.flatMap(({ key }, panel) =>
    strengths.map((strength): Trace => {
      const own = errors.filter((error) => error.strength === strength);
      return {
        type: "bar",
        orientation: "h",
        name: `strength ${strength}`,
        x: own.map((error) => error[key]),
        y: own.map(({ model }) => spaced(model)),
        xaxis: panel === 0 ? "x" : "x2",
        yaxis: panel === 0 ? "y" : "y2",
        marker: { color: SEQUENTIAL[2 + Math.min(3, strengths.indexOf(strength))][1] },
        showlegend: panel === 0,
        hovertemplate: `%{y}, strength ${strength}: %{x:.1f} mm<extra></extra>`,
      };
    }),
  );
  const models = new Set(errors.map(({ model }) => model)).size;
  const label = (panel: number) => ({
    text: `<b>${PANELS[panel].title}</b>`,
    showarrow: false,
    xref: "paper",
    x: domains[panel][0],
    xanchor: "left",
    yref: "paper",
    y: 1,
    yanchor: "bottom",
    font: { size: 13 },
  });
  const rows = { autorange: "reversed", ticks: "", showgrid: false };
  return {
    data,
    layout: layout(title, subtitle, {
      width: 900,
      height: 150 + 40 * models,
      margin: { l: 120, r: 24, t: subtitle ? 112 : 92, b: 56 },
      barmode: "group",
      bargap: 0.28,
      xaxis: axis("Moved by", "mm", { domain: domains[0], rangemode: "tozero" }),
      xaxis2: axis("Moved by", "mm", { domain: domains[1], rangemode: "tozero", anchor: "y2" }),
      yaxis: axis("", undefined, rows),
      yaxis2: axis("", undefined, { ...rows, anchor: "x2", showticklabels: false }),
      annotations: [label(0), label(1)],
      legend: { orientation: "h", x: 1, xanchor: "right", y: 1.09, yanchor: "bottom" },
    }),
  };
}

/** `droppedFrames` as "dropped frames". */
const spaced = (name: string) => name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
