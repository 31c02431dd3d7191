// What a language model does, step by step and layer by layer: candidates of each generated token, and how far
// adapters have moved the layers.
import type { Figure, Trace } from "./figure";
import { axis, layout, SEQUENTIAL, seriesColor } from "./theme";

export interface Candidate {
  token: string;
  probability: number;
}

/** pixels of a step */
const CELL = 84;

/**
 * The likeliest tokens of each step as a heat map of their probabilities.
 * @param steps `[steps][candidates]`, the likeliest first
 */
export function candidateSteps(
  steps: readonly (readonly Candidate[])[],
  { title, subtitle }: { title: string; subtitle?: string },
): Figure {
  const ranks = (steps[0] ?? []).map((_, i) => i + 1);
  const at = (rank: number, step: number) => steps[step]?.[rank - 1] as Candidate;
  return {
    data: [
      {
        type: "heatmap",
        z: ranks.map((rank) => steps.map((_, step) => at(rank, step).probability)),
        x: steps.map((_, step) => step + 1),
        y: ranks,
        zmin: 0,
        zmax: 1,
        colorscale: SEQUENTIAL,
        xgap: 2,
        ygap: 2,
        colorbar: { title: { text: "Probability" }, thickness: 12 },
      },
    ],
    layout: layout(title, subtitle, {
      width: Math.min(1000, 150 + CELL * steps.length),
      height: 140 + 40 * ranks.length,
      margin: { l: 60, r: 90, t: 76, b: 56 },
      xaxis: axis("Step", undefined, { dtick: 1, showgrid: false }),
      yaxis: axis("Rank", undefined, { autorange: "reversed", dtick: 1, showgrid: false }),
      annotations: ranks.flatMap((rank) =>
        steps.map((_, step) => ({
          x: step + 1,
          y: rank,
          showarrow: false,
          text: at(rank, step).token,
          font: { size: 11, color: at(rank, step).probability > 0.5 ? "#FFF" : "#222" },
        })),
      ),
    }),
  };
}

/** One bar a layer and matrix; `values[i]` is that of layer i. */
export function layerBars(
  series: readonly { name: string; values: readonly number[] }[],
  { title, subtitle, quantity }: { title: string; subtitle?: string; quantity: string },
): Figure {
  const data: Trace[] = series.map(({ name, values }, i) => ({
    type: "bar",
    name,
    x: values.map((_, layer) => layer),
    y: [...values],
    marker: { color: seriesColor(i) },
  }));
  return {
    data,
    layout: layout(title, subtitle, {
      width: 900,
      height: 360,
      barmode: "group",
      xaxis: axis("Layer"),
      yaxis: axis(quantity, undefined, { rangemode: "tozero" }),
    }),
  };
}
