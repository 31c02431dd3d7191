// Heat maps: which letter or sign is taken for which, and where each word of a translation looks in the signing.
import type { LabelledSpan } from "./curves";
import type { Figure } from "./figure";
import { axis, COLORS, layout, SEQUENTIAL, short } from "./theme";

export interface ConfusionOptions {
  title: string;
  subtitle?: string;
  /** What the numbers are, e.g. "share of the row"; default "Count" */
  quantity?: string;
}

/**
 * Confusion matrix: rows are what was signed, columns what was recognised.
 * @param matrix `[labels, labels]`, counts or shares
 */
export function confusionMatrix(
  labels: readonly string[],
  matrix: readonly (readonly number[])[],
  { title, subtitle, quantity = "Count" }: ConfusionOptions,
): Figure {
  const side = Math.min(760, Math.max(340, labels.length * 24 + 60));
  const most = Math.max(...matrix.flat());
  const written = labels.length <= 30;
  return {
    data: [
      {
        type: "heatmap",
        z: matrix,
        x: labels,
        y: labels,
        colorscale: SEQUENTIAL,
        zmin: 0,
        xgap: 1,
        ygap: 1,
        colorbar: colorbar(quantity),
        hovertemplate: "signed %{y}, recognised %{x}: %{z}<extra></extra>",
      },
    ],
    layout: layout(title, subtitle, {
      width: side + 190,
      height: side + 130,
      margin: { l: 70, r: 100, t: subtitle ? 76 : 56, b: 60 },
      xaxis: axis("Recognised", undefined, { type: "category", showgrid: false, showline: false, ticks: "", dtick: 1 }),
      yaxis: axis("Signed", undefined, {
        type: "category",
        autorange: "reversed",
        showgrid: false,
        showline: false,
        ticks: "",
        dtick: 1,
      }),
      annotations: written
        ? matrix.flatMap((row, at) =>
            row.flatMap((value, column) =>
              value > 0
                ? [
                    {
                      text: value < 1 ? short(value).replace(/^0/, "") : short(value),
                      showarrow: false,
                      x: labels[column],
                      y: labels[at],
                      font: { size: labels.length > 15 ? 9 : 11, color: value > most * 0.55 ? "#FFF" : COLORS.text },
                    },
                  ]
                : [],
            ),
          )
        : [],
    }),
  };
}

export interface AttentionOptions {
  title: string;
  subtitle?: string;
  /** Seconds that one gesture embedding covers */
  secondsPerCode: number;
  /** Signs of the clip, in frames at `fps` */
  segments?: readonly LabelledSpan[];
  fps?: number;
}

/**
 * Attention of text tokens over gesture embeddings; rows are tokens in reading order, the x axis is time (s).
 * @param weights `[tokens, codes]`
 */
export function textOverGesture(
  tokens: readonly string[],
  weights: readonly (readonly number[])[],
  options: AttentionOptions,
): Figure {
  const { title, subtitle, secondsPerCode, segments = [], fps = 24 } = options;
  // Plotly wants categories to differ, and words come twice in a sentence.
  const rows = tokens.map((_, index) => index);
  const codes = weights[0]?.length ?? 0;
  return {
    data: [
      {
        type: "heatmap",
        z: weights,
        x0: secondsPerCode / 2,
        dx: secondsPerCode,
        y: rows,
        colorscale: SEQUENTIAL,
        zmin: 0,
        colorbar: colorbar("Attention"),
        hovertemplate: "%{x:.2f} s: %{z:.3f}<extra></extra>",
      },
    ],
    layout: layout(title, subtitle, {
      width: 860,
      height: 190 + 24 * tokens.length,
      margin: { l: 110, r: 100, t: (subtitle ? 76 : 56) + (segments.length > 0 ? 20 : 0), b: 56 },
      xaxis: axis("Time", "s", { range: [0, codes * secondsPerCode], showgrid: false }),
      yaxis: axis("Token", undefined, {
        tickmode: "array",
        tickvals: rows,
        ticktext: [...tokens],
        autorange: "reversed",
        showgrid: false,
        ticks: "",
      }),
      shapes: segments.slice(1).map(({ start }) => ({
        type: "line",
        x0: start / fps,
        x1: start / fps,
        yref: "paper",
        y0: 0,
        y1: 1,
        line: { color: COLORS.quiet, width: 1, dash: "dot" },
      })),
      annotations: segments.map(({ label, start, end }) => ({
        text: label,
        showarrow: false,
        x: (start + end) / 2 / fps,
        yref: "paper",
        y: 1,
        yanchor: "bottom",
        font: { size: 12, color: COLORS.text },
      })),
    }),
  };
}

function colorbar(title: string): Record<string, unknown> {
  return {
    title: { text: title, side: "right", font: { size: 12 } },
    thickness: 12,
    outlinewidth: 0,
    tickfont: { size: 11, color: COLORS.quiet },
  };
}
