// The skeleton as a map: where each of the 52 joints is in the neutral body and which number it has.
import { JOINT_PARTS, SMPLX_SKELETON } from "../body/skeleton";
import type { Figure, Trace } from "./figure";
import { axis, COLORS, layout } from "./theme";

interface Panel {
  title: string;
  joints: readonly number[];
  /** joint of another panel that the first bones begin at */
  anchors: readonly number[];
  color: string;
  domain: [number, number];
  /** which coordinate goes up in the picture, and its sign: y from the front, −z from above */
  up: [coordinate: number, sign: 1 | -1];
}

const PANELS: readonly Panel[] = [
  {
    title: "Right hand from above, fingers to the left",
    joints: JOINT_PARTS.rightHand,
    anchors: [21],
    color: COLORS.rightHand,
    domain: [0, 0.25],
    up: [2, -1],
  },
  {
    title: "Body from the front",
    joints: JOINT_PARTS.body,
    anchors: [],
    color: COLORS.body,
    domain: [0.25, 0.75],
    up: [1, 1],
  },
  {
    title: "Left hand from above, fingers to the right",
    joints: JOINT_PARTS.leftHand,
    anchors: [20],
    color: COLORS.leftHand,
    domain: [0.75, 1],
    up: [2, -1],
  },
];

/**
 * The 52 joints with their numbers: the body from the front, the hands from above.
 * @param restJoints `[52, 3]`, metres, T-pose; the neutral body unless given
 */
export function skeletonMap(
  { title, subtitle }: { title: string; subtitle?: string },
  restJoints: ArrayLike<number> = SMPLX_SKELETON.restJoints,
): Figure {
  const data: Trace[] = [];
  const axes: Record<string, unknown> = {};
  const annotations: Record<string, unknown>[] = [];
  PANELS.forEach(({ title: name, joints, anchors, color, domain, up: [vertical, sign] }, index) => {
    const suffix = index === 0 ? "" : String(index + 1);
    const own = { type: "scatter", xaxis: `x${suffix}`, yaxis: `y${suffix}`, showlegend: false };
    const place = (joint: number) => [restJoints[joint * 3] * 100, sign * restJoints[joint * 3 + vertical] * 100];
    const bones = joints.flatMap((joint) => {
      const parent = SMPLX_SKELETON.parents[joint];
      return parent < 0 ? [] : [place(parent), place(joint), [null, null]];
    });
    data.push({
      ...own,
      mode: "lines",
      x: bones.map(([x]) => x),
      y: bones.map(([, y]) => y),
      line: { color, width: 2.5 },
      hoverinfo: "skip",
    });
    const shown = [...anchors, ...joints];
    data.push({
      ...own,
      mode: "markers+text",
      x: shown.map((joint) => place(joint)[0]),
      y: shown.map((joint) => place(joint)[1]),
      text: shown.map(String),
      textfont: { size: 9.5, color: COLORS.paper },
      marker: { size: 17, color: shown.map((joint) => (anchors.includes(joint) ? COLORS.body : color)) },
      customdata: shown.map((joint) => SMPLX_SKELETON.names[joint]),
      hovertemplate: "%{text} %{customdata}<extra></extra>",
    });
    const quiet = { ticks: "", showgrid: false, showline: false, showticklabels: false };
    axes[`xaxis${suffix}`] = axis("", undefined, { ...quiet, domain, anchor: `y${suffix}` });
    axes[`yaxis${suffix}`] = axis("", undefined, {
      ...quiet,
      anchor: `x${suffix}`,
      scaleanchor: `x${suffix}`,
      scaleratio: 1,
    });
    annotations.push({
      text: `<b>${name.split(",")[0]}</b>,${name.split(",")[1] ?? ` ${joints.length} joints`}`,
      showarrow: false,
      xref: "paper",
      x: (domain[0] + domain[1]) / 2,
      yref: "paper",
      y: 1,
      yanchor: "bottom",
      font: { size: 12, color },
    });
  });
  return {
    data,
    layout: layout(title, subtitle, {
      width: 1000,
      height: 660,
      margin: { l: 12, r: 12, t: subtitle ? 100 : 78, b: 12 },
      annotations,
      ...axes,
    }),
  };
}
