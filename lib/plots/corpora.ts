// Pictures of corpora: how lengths are distributed, how often words occur (Zipf), how fast signers sign, and what an
// estimator saw of them.
import type { Figure, Trace } from "./figure";
import { axis, COLORS, layout, SEQUENTIAL, seriesColor, translucent } from "./theme";

interface Titles {
  title: string;
  subtitle?: string;
}

/** One quantity of several corpora; a series keeps its colour by its place, so one that lacks the quantity has no values. */
export interface HistogramPanel {
  quantity: string;
  unit?: string;
  /** width of a bin, in the unit; bins are centred on its multiples */
  bin: number;
  series: readonly { name: string; values: readonly number[] }[];
}

/** Shares of clips (%) in each bin, one panel a quantity and one outline a corpus. */
export function histograms(panels: readonly HistogramPanel[], { title, subtitle }: Titles): Figure {
  const gap = 0.05;
  const width = (1 - gap * (panels.length - 1)) / panels.length;
  const data: Trace[] = [];
  const axes: Record<string, unknown> = {};
  const named = new Set<string>();
  panels.forEach(({ quantity, unit, bin, series }, panel) => {
    const suffix = panel === 0 ? "" : String(panel + 1);
    series.forEach(({ name, values }, index) => {
      if (values.length === 0) return;
      const { centres, shares } = binned(values, bin);
      const color = seriesColor(index);
      data.push({
        type: "scatter",
        mode: "lines",
        name,
        legendgroup: name,
        showlegend: !named.has(name),
        x: centres,
        y: shares,
        xaxis: `x${suffix}`,
        yaxis: `y${suffix}`,
        line: { color, width: 1.8, shape: "hvh" },
        fill: "tozeroy",
        fillcolor: translucent(color, 0.2),
        hovertemplate: `%{x}: %{y:.1f} %<extra>${name}</extra>`,
      });
      named.add(name);
    });
    const start = panel * (width + gap);
    axes[`xaxis${suffix}`] = axis(quantity, unit, { domain: [start, start + width], anchor: `y${suffix}`, nticks: 8 });
    axes[`yaxis${suffix}`] = axis(panel === 0 ? "Clips" : "", panel === 0 ? "%" : undefined, {
      anchor: `x${suffix}`,
      rangemode: "tozero",
    });
  });
  return {
    data,
    layout: layout(title, subtitle, { width: 120 + 280 * panels.length, height: 340, ...axes }),
  };
}

/** Shares (%) of the values in bins centred on multiples of `bin`, with an empty bin at both ends. */
function binned(values: readonly number[], bin: number): { centres: number[]; shares: number[] } {
  const places = values.map((value) => Math.round(value / bin));
  const first = places.reduce((least, place) => Math.min(least, place)) - 1;
  const last = places.reduce((most, place) => Math.max(most, place)) + 1;
  const shares = new Array<number>(last - first + 1).fill(0);
  for (const place of places) shares[place - first] = (shares[place - first] as number) + 100 / values.length;
  return { centres: shares.map((_, i) => (first + i) * bin), shares };
}

/** Words of one kind, most frequent first. */
export interface RankedWords {
  name: string;
  counts: readonly { word: string; count: number }[];
}

const LABELLED = 3;

/** Frequency over rank, both logarithmic, beside Zipf's law (frequency ∝ 1 / rank) as a dotted line. */
export function zipfPlot(series: readonly RankedWords[], { title, subtitle }: Titles): Figure {
  const data: Trace[] = series.map(({ name, counts }, index) => ({
    type: "scatter",
    mode: "lines+markers+text",
    name,
    x: counts.map((_, rank) => rank + 1),
    y: counts.map(({ count }) => count),
    text: counts.map(({ word }, rank) => (rank < LABELLED ? word : "")),
    hovertext: counts.map(({ word }) => word),
    textposition: index === series.length - 1 ? "top right" : "bottom left",
    textfont: { size: 11, color: seriesColor(index) },
    line: { color: seriesColor(index), width: 1 },
    marker: { color: seriesColor(index), size: 4 },
    cliponaxis: false,
    hovertemplate: "%{hovertext}: %{y}, rank %{x}<extra></extra>",
  }));
  const most = Math.max(...series.map(({ counts }) => counts[0]?.count ?? 1));
  const ranks = Math.max(...series.map(({ counts }) => counts.length), 2);
  const law = Array.from({ length: 20 }, (_, i) => ranks ** (i / 19)).filter((rank) => most / rank >= 1);
  data.push({
    type: "scatter",
    mode: "lines",
    name: "1 / rank",
    x: law,
    y: law.map((rank) => most / rank),
    line: { color: COLORS.control, width: 1.5, dash: "dot" },
    hoverinfo: "skip",
  });
  return {
    data,
    layout: layout(title, subtitle, {
      xaxis: axis("Rank", undefined, { type: "log", dtick: 1 }),
      yaxis: axis("Occurrences", undefined, { type: "log", dtick: 1 }),
    }),
  };
}

/** Values of one signer. */
export interface SignerValues {
  signer: string;
  values: readonly number[];
  /** what its colour says, e.g. "in training" */
  group: string;
}

export interface SpreadOptions extends Titles {
  quantity: string;
  unit?: string;
}

/** The spread of a quantity within each signer as boxes (quartiles; whiskers to 1.5 times their distance). */
export function signerSpread(signers: readonly SignerValues[], options: SpreadOptions): Figure {
  const groups = [...new Set(signers.map(({ group }) => group))];
  const data = groups.flatMap((group, index) =>
    signers
      .filter((signer) => signer.group === group)
      .map(
        ({ signer, values }, at): Trace => ({
          type: "box",
          name: group,
          legendgroup: group,
          showlegend: at === 0,
          y: values,
          x: values.map(() => signer),
          boxpoints: "outliers",
          marker: { color: seriesColor(index), size: 3 },
          line: { width: 1.4 },
          fillcolor: translucent(seriesColor(index), 0.2),
          hoverinfo: "y",
        }),
      ),
  );
  return {
    data,
    layout: layout(options.title, options.subtitle, {
      width: 860,
      height: 380,
      xaxis: axis("Signer", undefined, { type: "category", ticks: "", showgrid: false }),
      yaxis: axis(options.quantity, options.unit),
    }),
  };
}

/** Mean confidences of one source, 0 to 1, by part of the body. */
export interface SourceConfidence {
  name: string;
  parts: Readonly<Record<string, number>>;
}

/** How surely an estimator saw each part: rows are sources, columns parts; 0 is never seen. */
export function confidenceMap(sources: readonly SourceConfidence[], { title, subtitle }: Titles): Figure {
  const parts = Object.keys(sources[0]?.parts ?? {});
  const z = sources.map((source) => parts.map((part) => source.parts[part] as number));
  return {
    data: [
      {
        type: "heatmap",
        z,
        x: parts,
        y: sources.map(({ name }) => name),
        text: z.map((row) => row.map((value) => value.toFixed(2))),
        texttemplate: "%{text}",
        textfont: { size: 11 },
        colorscale: SEQUENTIAL,
        zmin: 0,
        zmax: 1,
        xgap: 1,
        ygap: 1,
        showscale: false,
        hovertemplate: "%{y}, %{x}: %{z:.2f}<extra></extra>",
      },
    ],
    layout: layout(title, subtitle, {
      width: 860,
      height: 130 + (subtitle ? 20 : 0) + 24 * sources.length,
      margin: { l: 70, r: 24, t: subtitle ? 104 : 84, b: 24 },
      xaxis: axis("", undefined, { side: "top", ticks: "", showgrid: false, showline: false }),
      yaxis: axis("", undefined, {
        autorange: "reversed",
        ticks: "",
        ticksuffix: " ",
        showgrid: false,
        showline: false,
      }),
    }),
  };
}
