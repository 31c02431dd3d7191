// A tokenizer while it learns: reconstruction error and codebook use over the steps, side by side.
import type { Figure } from "./figure";
import { axis, COLORS, layout, seriesColor } from "./theme";

export interface TrainingPoint {
  step: number;
  /** all joints, root-aligned, mm */
  mpjpe: number;
  /** hands, each wrist on its wrist, mm */
  hands: number;
  /** share of the codes in use, 0–1 */
  usage: number;
  perplexity: number;
}

/** Points in the order of the steps; both panels share the x axis' range. */
export function tokenizerTraining(
  points: readonly TrainingPoint[],
  { title, subtitle, steps, codes }: { title: string; subtitle?: string; steps: number; codes: number },
): Figure {
  const line = (name: string, values: number[], color: string, axes: { xaxis: string; yaxis: string }) => ({
    type: "scatter",
    mode: "lines+markers",
    name,
    x: points.map(({ step }) => step),
    y: values,
    line: { color, width: 2 },
    marker: { color, size: 6 },
    ...axes,
  });
  const [left, right] = [
    { xaxis: "x", yaxis: "y" },
    { xaxis: "x2", yaxis: "y2" },
  ];
  const range = [-0.02 * steps, steps];
  return {
    data: [
      line(
        "all joints",
        points.map(({ mpjpe }) => mpjpe),
        COLORS.body,
        left,
      ),
      line(
        "hands, wrist on wrist",
        points.map(({ hands }) => hands),
        seriesColor(1),
        left,
      ),
      line(
        "codes used",
        points.map(({ usage }) => 100 * usage),
        seriesColor(0),
        right,
      ),
      line(
        "perplexity",
        points.map(({ perplexity }) => (100 * perplexity) / codes),
        seriesColor(2),
        right,
      ),
    ],
    layout: layout(title, subtitle, {
      width: 860,
      xaxis: axis("Optimizer step", undefined, { domain: [0, 0.45], range }),
      yaxis: axis("Error on validation clips", "mm", { rangemode: "tozero" }),
      xaxis2: axis("Optimizer step", undefined, { domain: [0.57, 1], anchor: "y2", range }),
      yaxis2: axis(`Of ${codes} codes`, "%", { anchor: "x2", range: [0, 104] }),
      margin: { l: 70, r: 24, t: subtitle ? 106 : 86, b: 56 },
    }),
  };
}
