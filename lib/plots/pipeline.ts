// The method as a picture: signing → features → codes → projector → LLM → English, as boxes and arrows.
// Drawn with Plotly's shapes, so that it needs no other program and becomes a PNG like any figure.
import type { Figure } from "./figure";
import { COLORS, layout, PALETTE, translucent } from "./theme";

/** One box: what it is, what leaves it, and the group (colour) it belongs to. */
export interface Stage {
  name: string;
  /** Second line, small: shape or size of what the box holds */
  detail: string;
  group: "motion" | "tokenizer" | "language";
  /** Written on the arrow to the next box */
  arrow?: string;
}

const GROUPS = {
  motion: { color: COLORS.body, title: "Motion" },
  tokenizer: { color: PALETTE[0], title: "Tokenizer (VQ-VAE)" },
  language: { color: PALETTE[1], title: "Language model" },
} as const;

/** The stages of LSLM, with the sizes that a run uses. */
export function lslmStages({
  features = 623,
  codebookSize = 1024,
  codeWidth = 512,
  framesPerCode = 4,
  llm = "LLM",
  llmWidth,
}: {
  features?: number;
  codebookSize?: number;
  codeWidth?: number;
  framesPerCode?: number;
  llm?: string;
  llmWidth?: number;
} = {}): Stage[] {
  return [
    { name: "3D signing", detail: "52 joints,<br>SMPL-X", group: "motion" },
    { name: "Features", detail: `${features} numbers<br>a frame`, group: "motion" },
    { name: "VQ-VAE<br>encoder", detail: `1 vector for<br>${framesPerCode} frames`, group: "tokenizer" },
    { name: "Codebook", detail: `${codebookSize} codes<br>of ${codeWidth}`, group: "tokenizer" },
    { name: "Projector φ", detail: llmWidth ? `MLP:<br>${codeWidth} → ${llmWidth}` : "2-layer MLP", group: "language" },
    { name: llm.replace(" ", "<br>"), detail: "prompt and<br>gestures", group: "language" },
    { name: "English", detail: "“…”", group: "language" },
  ];
}

/**
 * Boxes in a row, joined by arrows, with a bracket below each group.
 * @param highlight index of the box that a notebook is about: the others are drawn pale
 */
export function pipelineDiagram(
  stages: readonly Stage[],
  { title, highlight = [] }: { title: string; highlight?: readonly number[] },
): Figure {
  const pitch = 1.32;
  const end = (stages.length - 1) * pitch + 1;
  const shapes: Record<string, unknown>[] = [];
  const annotations: Record<string, unknown>[] = [];
  stages.forEach(({ name, detail, group }, index) => {
    const left = index * pitch;
    const { color } = GROUPS[group];
    const strong = highlight.includes(index);
    const pale = highlight.length > 0 && !strong;
    shapes.push({
      type: "path",
      path: roundedBox(left, 0.3, left + 1, 1, 0.08),
      line: { color: pale ? translucent(color, 0.35) : color, width: strong ? 3 : 1.6 },
      fillcolor: translucent(color, strong ? 0.2 : pale ? 0.03 : 0.09),
    });
    const ink = pale ? COLORS.control : COLORS.text;
    annotations.push(
      { ...centred(left + 0.5, 0.76), text: `<b>${name}</b>`, font: { size: 14, color: ink } },
      { ...centred(left + 0.5, 0.46), text: detail, font: { size: 11.5, color: pale ? COLORS.control : COLORS.quiet } },
    );
    if (index < stages.length - 1) {
      annotations.push({
        x: left + pitch - 0.03,
        y: 0.65,
        ax: left + 1.04,
        ay: 0.65,
        xref: "x",
        yref: "y",
        axref: "x",
        ayref: "y",
        text: "",
        showarrow: true,
        arrowhead: 2,
        arrowsize: 1.1,
        arrowwidth: 1.8,
        arrowcolor: COLORS.quiet,
      });
    }
  });
  for (const { group, first, last } of groupsOf(stages)) {
    const { color, title: groupTitle } = GROUPS[group];
    const [left, right] = [first * pitch, last * pitch + 1];
    shapes.push({ type: "line", x0: left, x1: right, y0: 0.18, y1: 0.18, line: { color, width: 3 } });
    annotations.push({ ...centred((left + right) / 2, 0.08), text: groupTitle, font: { size: 12.5, color } });
  }
  const hidden = { visible: false, fixedrange: true };
  return {
    data: [{ type: "scatter", x: [0, end], y: [0, 1], mode: "markers", marker: { opacity: 0 }, hoverinfo: "skip" }],
    layout: layout(title, undefined, {
      width: Math.max(420, 138 * stages.length),
      height: 230,
      margin: { l: 12, r: 12, t: 46, b: 8 },
      xaxis: { ...hidden, range: [-0.06, end + 0.06] },
      yaxis: { ...hidden, range: [0, 1.04] },
      shapes,
      annotations,
      showlegend: false,
    }),
  };
}

function centred(x: number, y: number): Record<string, unknown> {
  return { x, y, xref: "x", yref: "y", showarrow: false, xanchor: "center", yanchor: "middle", align: "center" };
}

function roundedBox(left: number, bottom: number, right: number, top: number, radius: number): string {
  return (
    `M ${left + radius},${bottom} L ${right - radius},${bottom} Q ${right},${bottom} ${right},${bottom + radius}` +
    ` L ${right},${top - radius} Q ${right},${top} ${right - radius},${top}` +
    ` L ${left + radius},${top} Q ${left},${top} ${left},${top - radius}` +
    ` L ${left},${bottom + radius} Q ${left},${bottom} ${left + radius},${bottom} Z`
  );
}

/** Neighbouring stages of one group, as index ranges. */
function groupsOf(stages: readonly Stage[]): { group: Stage["group"]; first: number; last: number }[] {
  const groups: { group: Stage["group"]; first: number; last: number }[] = [];
  stages.forEach(({ group }, index) => {
    const previous = groups[groups.length - 1];
    if (previous?.group === group) previous.last = index;
    else groups.push({ group, first: index, last: index });
  });
  return groups;
}
