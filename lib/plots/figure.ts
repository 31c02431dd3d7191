// A Plotly figure as plain data, and its JSON form: typed arrays become arrays, numbers are cut to 5 digits.

/** One Plotly trace: `type` and whatever that type takes. */
export interface Trace {
  type: string;
  [attribute: string]: unknown;
}

/** Plotly's layout: axes, title, shapes, annotations. */
export interface Layout {
  title?: { text: string; [attribute: string]: unknown };
  width?: number;
  height?: number;
  [attribute: string]: unknown;
}

/** A state of an animated figure. */
export interface Frame {
  name: string;
  data: Partial<Trace>[];
  traces?: number[];
  layout?: Layout;
}

/** What every function of `plots/` returns; any Plotly will draw it. */
export interface Figure {
  data: Trace[];
  layout: Layout;
  frames?: Frame[];
}

/** The figure as JSON that Plotly reads; `NaN` and infinities become null, which Plotly leaves out. */
export function figureJson(figure: Figure): string {
  return JSON.stringify(figure, (_key, value) => {
    if (typeof value === "number") return Number.isInteger(value) ? value : Number(value.toPrecision(6));
    if (ArrayBuffer.isView(value)) return Array.from(value as unknown as ArrayLike<number>);
    return value;
  });
}

/** The figure's title without markup, for text forms and alternative texts. */
export function figureTitle(figure: Figure): string {
  const title = figure.layout.title?.text.replace(/<[^>]*>/g, " ").trim();
  return title || `${figure.data.length} traces`;
}
