// All features of a clip as one picture: time across, a row a feature, blocks and body parts marked.
import { featureNames } from "../body/featureNames";
import { FEATURE_COUNT, FEATURE_SLICES } from "../body/features";
import { JOINT_PARTS } from "../body/skeleton";
import { UserError } from "../errors";
import type { LabelledSpan } from "./curves";
import type { Figure } from "./figure";
import { axis, COLORS, layout } from "./theme";

export interface FeatureMapOptions {
  title: string;
  subtitle?: string;
  fps: number;
  /** Signs of the clip, in frames */
  segments?: readonly LabelledSpan[];
}

/** Blue below a feature's mean, red above; deviations beyond this many are drawn alike. */
const MOST = 3;
const DIVERGING: [number, string][] = [
  [0, "#2166AC"],
  [0.25, "#92C5DE"],
  [0.5, "#F7F7F7"],
  [0.75, "#F4A582"],
  [1, "#B2182B"],
];

interface Band {
  name: string;
  start: number;
  end: number;
}

/** Blocks, each cut into body, left hand and right hand. */
function bands(): { blocks: Band[]; parts: Band[] } {
  const joints = [JOINT_PARTS.body.length, JOINT_PARTS.leftHand.length, JOINT_PARTS.rightHand.length];
  const blocks: Band[] = [];
  const parts: Band[] = [];
  for (const name of ["root", "position", "rotation", "velocity", "contact"] as const) {
    const [start, end] = FEATURE_SLICES[name];
    blocks.push({ name, start, end });
    if (name === "root" || name === "contact") continue;
    // positions and rotations leave out the pelvis
    const counts = name === "velocity" ? joints : [joints[0] - 1, joints[1], joints[2]];
    const width = (end - start) / counts.reduce((sum, count) => sum + count, 0);
    let from = start;
    for (const [i, part] of ["body", "left hand", "right hand"].entries()) {
      parts.push({ name: part, start: from, end: from + counts[i] * width });
      from += counts[i] * width;
    }
  }
  return { blocks, parts };
}

/**
 * @param features `[frames, 623]`, not normalised; each row of the picture is in deviations from the feature's mean in the clip
 * @throws UserError when `features` has no whole frames
 */
export function featureMap(features: Float32Array, { title, subtitle, fps, segments = [] }: FeatureMapOptions): Figure {
  const frames = features.length / FEATURE_COUNT;
  if (!Number.isInteger(frames) || frames === 0) {
    throw new UserError(`${features.length} numbers are no whole frames of ${FEATURE_COUNT} features.`);
  }
  const rows = Array.from({ length: FEATURE_COUNT }, (_, column) =>
    deviations(Array.from({ length: frames }, (_, frame) => features[frame * FEATURE_COUNT + column])),
  );
  const { blocks, parts } = bands();
  const line = (y: number, width: number, color: string) => ({
    type: "line",
    xref: "paper",
    x0: 0,
    x1: 1,
    y0: y - 0.5,
    y1: y - 0.5,
    line: { color, width },
  });
  const label = (text: string, { start, end }: Band, x: number, more: object) => ({
    text,
    showarrow: false,
    xref: "paper",
    x,
    xanchor: "right",
    y: (start + end - 1) / 2,
    ...more,
  });
  return {
    data: [
      {
        type: "heatmap",
        z: rows,
        x0: 0.5 / fps,
        dx: 1 / fps,
        y: NAMES,
        colorscale: DIVERGING,
        zmin: -MOST,
        zmax: MOST,
        hovertemplate: "%{y}, %{x:.2f} s: %{z:.1f}<extra></extra>",
        colorbar: {
          title: { text: "deviations from the feature's mean", side: "right", font: { size: 12 } },
          thickness: 12,
          outlinewidth: 0,
          tickfont: { size: 11, color: COLORS.quiet },
        },
      },
    ],
    layout: layout(title, subtitle, {
      width: 900,
      height: 760,
      margin: { l: 190, r: 90, t: (subtitle ? 76 : 56) + (segments.length > 0 ? 20 : 0), b: 56 },
      xaxis: axis("Time", "s", { range: [0, frames / fps], showgrid: false }),
      yaxis: {
        type: "category",
        range: [FEATURE_COUNT - 0.5, -0.5],
        showgrid: false,
        zeroline: false,
        showticklabels: false,
        ticks: "",
      },
      shapes: [
        ...parts.map(({ start }) => line(start, 0.8, COLORS.axis)),
        ...blocks.slice(1).map(({ start }) => line(start, 1.6, COLORS.text)),
        ...segments.slice(1).map(({ start }) => ({
          type: "line",
          x0: start / fps,
          x1: start / fps,
          yref: "paper",
          y0: 0,
          y1: 1,
          line: { color: COLORS.quiet, width: 1, dash: "dot" },
        })),
      ],
      annotations: [
        ...blocks.map((block) =>
          label(`<b>${block.name}</b> ${block.start}–${block.end - 1}`, block, -0.105, { font: { size: 12 } }),
        ),
        ...parts.map((part) => label(part.name, part, -0.012, { font: { size: 11, color: COLORS.quiet } })),
        ...segments.map(({ label: text, start, end }) => ({
          text,
          showarrow: false,
          x: (start + end) / 2 / fps,
          yref: "paper",
          y: 1,
          yanchor: "bottom",
          font: { size: 12, color: COLORS.text },
        })),
      ],
    }),
  };
}

const NAMES = featureNames();

/** Values in deviations from their mean, to a tenth; a feature that does not move is 0 throughout. */
function deviations(values: readonly number[]): number[] {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const deviation = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
  return values.map((value) => (deviation > 1e-6 ? Math.round((10 * (value - mean)) / deviation) / 10 : 0));
}
