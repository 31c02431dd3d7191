// How much each feature varies over a corpus, beside the smallest deviation it is divided by.
import { featureNames } from "../body/featureNames";
import { FEATURE_COUNT, FEATURE_SLICES } from "../body/features";
import { UserError } from "../errors";
import type { Figure } from "./figure";
import { axis, COLORS, layout, seriesColor } from "./theme";

/** What does not vary at all stands here, at the foot of the logarithmic axis. */
const LEAST = 1e-6;

/**
 * A point a feature, its standard deviation on a logarithmic axis; a line where deviations are held up to.
 * @param deviations `[623]`, each in its feature's own unit
 * @param floors `[623]`, the smallest deviation that a feature is divided by
 * @throws UserError when there are not 623 of each
 */
export function featureDeviations(
  deviations: ArrayLike<number>,
  floors: ArrayLike<number>,
  { title, subtitle }: { title: string; subtitle?: string },
): Figure {
  if (deviations.length !== FEATURE_COUNT || floors.length !== FEATURE_COUNT) {
    throw new UserError(`Deviations and floors of ${FEATURE_COUNT} features are needed.`);
  }
  const columns = Array.from({ length: FEATURE_COUNT }, (_, column) => column);
  const blocks = Object.entries(FEATURE_SLICES);
  return {
    data: [
      ...blocks.map(([block, [start, end]], index) => ({
        type: "scatter",
        mode: "markers",
        name: block,
        x: columns.slice(start, end),
        y: columns.slice(start, end).map((column) => Math.max(LEAST, deviations[column])),
        text: NAMES.slice(start, end),
        marker: { color: seriesColor(index), size: 5 },
        hovertemplate: "%{x}: %{text}, %{y:.2g}<extra></extra>",
      })),
      {
        type: "scatter",
        mode: "lines",
        name: "smallest deviation used",
        x: columns,
        y: Array.from(floors),
        line: { color: COLORS.text, width: 1.4, dash: "dot", shape: "hvh" },
        hoverinfo: "skip",
      },
    ],
    layout: layout(title, subtitle, {
      width: 900,
      height: 430,
      xaxis: axis("Feature", undefined, { range: [-6, FEATURE_COUNT + 5], showgrid: false }),
      yaxis: axis("Standard deviation, in the feature's unit", undefined, {
        type: "log",
        range: [Math.log10(LEAST) - 0.2, 0.4],
        dtick: 1,
        exponentformat: "power",
      }),
    }),
  };
}

const NAMES = featureNames();
