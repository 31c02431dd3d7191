// The codebook and its codes: how often each code is used, and which codes a clip becomes over time.
import type { LabelledSpan } from "./curves";
import type { Figure, Trace } from "./figure";
import { axis, COLORS, layout, seriesColor, short, translucent } from "./theme";

/** Use of one codebook over a corpus. */
export interface CodebookUse {
  name: string;
  /** How often each code was chosen, `[codes]`, any order */
  counts: readonly number[];
  /** exp of the entropy of the code distribution, in codes */
  perplexity: number;
  /** Codes chosen at least once, as a fraction 0–1 */
  usage: number;
}

/** Code counts from the most to the least chosen, on a logarithmic axis; codes never chosen are a hatched band. */
export function codebookUsage(codebooks: readonly CodebookUse[], { title }: { title: string }): Figure {
  const single = codebooks.length === 1;
  const data: Trace[] = codebooks.map(({ name, counts }, index) => {
    const used = counts.filter((count) => count > 0).sort((a, b) => b - a);
    return {
      type: "scatter",
      mode: "lines",
      name,
      x: used.map((_, rank) => rank + 1),
      y: used,
      line: { color: seriesColor(index), width: 2, shape: "hv" },
      // on a logarithmic axis an area has no honest foot, so it is filled for the eye only
      fill: single ? "tozeroy" : "none",
      fillcolor: translucent(seriesColor(index), 0.18),
      hovertemplate: "rank %{x}: chosen %{y} times<extra></extra>",
    };
  });
  const facts = codebooks.map(({ name, counts, perplexity, usage }) => {
    const dead = counts.filter((count) => count === 0).length;
    const text = `perplexity ${short(perplexity)} of ${counts.length}, ${short(usage * 100)} % used, ${dead} dead`;
    return single ? text : `${name}: ${text}`;
  });
  const size = Math.max(...codebooks.map(({ counts }) => counts.length));
  const used = single ? codebooks[0].counts.filter((count) => count > 0).length : size;
  const deadBand = {
    type: "rect",
    x0: used + 0.5,
    x1: size + 0.5,
    yref: "paper",
    y0: 0,
    y1: 1,
    line: { width: 0 },
    fillcolor: translucent(COLORS.control, 0.22),
  };
  return {
    data,
    layout: layout(title, facts.join("<br>"), {
      xaxis: axis("Code, most used first", "rank", { range: [0.5, size + 0.5] }),
      yaxis: axis("Times chosen", "count", { type: "log", dtick: 1 }),
      margin: { l: 70, r: 24, t: 52 + 18 * facts.length + (single ? 0 : 24), b: 56 },
      showlegend: !single,
      shapes: used < size ? [deadBand] : [],
      annotations:
        used < size * 0.9
          ? [
              {
                text: `${size - used} codes<br>never chosen`,
                showarrow: false,
                x: (used + size) / 2,
                yref: "paper",
                y: 0.5,
                font: { size: 12, color: COLORS.quiet },
              },
            ]
          : [],
    }),
  };
}

/** The codes of one clip. */
export interface CodeTrack {
  name: string;
  /** One code index a step of `framesPerCode` frames */
  codes: readonly number[];
}

export interface TimelineOptions {
  title: string;
  subtitle?: string;
  fps: number;
  framesPerCode: number;
  codebookSize: number;
  /** Signs or letters of the clip, in frames */
  segments?: readonly LabelledSpan[];
}

/** Code index over time (s), one line a track, with the clip's signs as labelled blocks below. */
export function tokenTimeline(tracks: readonly CodeTrack[], options: TimelineOptions): Figure {
  const { fps, framesPerCode, segments = [] } = options;
  const step = framesPerCode / fps;
  const end = Math.max(
    ...tracks.map(({ codes }) => codes.length * step),
    ...segments.map((segment) => segment.end / fps),
  );
  const data: Trace[] = tracks.map(({ name, codes }, index) => ({
    type: "scatter",
    mode: "lines+markers",
    name,
    x: [...codes.map((_, at) => at * step), codes.length * step],
    y: [...codes, codes[codes.length - 1]],
    line: { shape: "hv", width: 1.5, color: translucent(seriesColor(index), 0.55) },
    marker: { size: [...codes.map(() => 6), 0], color: seriesColor(index), line: { width: 0 } },
    hovertemplate: "%{x:.2f} s: code %{y}<extra></extra>",
  }));
  const blocks = segments.map(({ start, end: stop }, index) => ({
    type: "rect",
    x0: start / fps,
    x1: stop / fps,
    yref: "paper",
    y0: 0,
    y1: 0.11,
    line: { color: COLORS.paper, width: 2 },
    fillcolor: index % 2 === 0 ? "#DCE3EC" : "#C6D0DD",
  }));
  const guides = segments.slice(1).map(({ start }) => ({
    type: "line",
    x0: start / fps,
    x1: start / fps,
    yref: "paper",
    y0: 0.11,
    y1: 1,
    line: { color: COLORS.axis, width: 1, dash: "dot" },
  }));
  return {
    data,
    layout: layout(options.title, options.subtitle, {
      xaxis: axis("Time", "s", { range: [0, end], showgrid: false, anchor: "free", position: 0 }),
      yaxis: axis("Code", "index", {
        domain: segments.length > 0 ? [0.15, 1] : [0, 1],
        range: [-0.03 * options.codebookSize, 1.03 * options.codebookSize],
      }),
      shapes: [...blocks, ...guides],
      annotations: segments.map(({ label, start, end: stop }) => ({
        text: label,
        showarrow: false,
        x: (start + stop) / 2 / fps,
        yref: "paper",
        y: 0.055,
        yanchor: "middle",
        font: { size: 12, color: COLORS.text },
      })),
      showlegend: tracks.length > 1,
    }),
  };
}
