// Rows of results -> a table as HTML (notebooks) and as Markdown (text, results/): numbers aligned, best value bold.
import { UserError } from "../errors";
import { writeFileAtomic } from "../io/atomic";
import { escapeHtml, openDisplay } from "./display";

/** A value with its spread: `plusMinus` (same unit) or the ends of an interval. */
export type Measured = { value: number; plusMinus: number } | { value: number; interval: readonly [number, number] };
export type Cell = string | number | boolean | null | undefined | Measured;
export type Row = Readonly<Record<string, Cell>>;

export interface TableOptions {
  caption?: string;
  /** Columns in order, by key; default: the keys of all rows in order of appearance */
  columns?: readonly string[];
  /** Headings, where the key does not serve */
  titles?: Readonly<Record<string, string>>;
  /** Digits after the point, or a function, by column; default: as many as two or three significant digits need */
  formats?: Readonly<Record<string, number | ((value: number) => string)>>;
  /** Columns whose best value is set in bold */
  best?: Readonly<Record<string, "highest" | "lowest">>;
  /** Column that names the rows; default: the first, when it holds text */
  label?: string;
  /** Path without ending: writes `.md` and `.json` (the rows as given) */
  save?: string;
}

/** A table ready to be shown: HTML for notebooks and pages, Markdown for text. */
export interface TableForms {
  html: string;
  text: string;
}

/** Shows rows as a table below the running cell; outside a notebook it prints the text form. Saves when asked to. */
export function showTable(rows: readonly Row[], options: TableOptions = {}): void {
  const { html, text } = tableForms(rows, options);
  const display = openDisplay();
  if (display) display.show({ "text/html": html, "text/plain": text });
  else console.log(text);
  if (options.save) {
    const stem = options.save.replace(/\.(md|json)$/, "");
    writeFileAtomic(`${stem}.json`, `${JSON.stringify({ caption: options.caption, rows }, null, 1)}\n`);
    writeFileAtomic(`${stem}.md`, `${text}\n`);
  }
}

/**
 * The two forms of a table.
 * @throws UserError when a column that the options name is in no row
 */
export function tableForms(rows: readonly Row[], options: TableOptions = {}): TableForms {
  // maps, because a column may be called "constructor"
  const cellsByKey = rows.map((row) => new Map(Object.entries(row)));
  const formats = new Map(Object.entries(options.formats ?? {}));
  const best = new Map(Object.entries(options.best ?? {}));
  const titles = new Map(Object.entries(options.titles ?? {}));
  const keys = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const columns = options.columns ?? keys;
  const named = [...columns, ...formats.keys(), ...best.keys(), ...(options.label ? [options.label] : [])];
  const absent = named.find((key) => rows.length > 0 && !keys.includes(key));
  if (absent !== undefined) {
    throw new UserError(`The table has no column "${absent}"; its columns are ${keys.join(", ")}.`);
  }
  const values = columns.map((key) => cellsByKey.map((cells) => cells.get(key)));
  const numeric = values.map((column) => {
    const given = column.filter((value) => value !== null && value !== undefined);
    return given.length > 0 && given.every((value) => typeof value === "number" || Number.isFinite(number(value)));
  });
  const label = options.label ?? (numeric[0] === false ? columns[0] : undefined);
  const written = values.map((column, at) => {
    const write = writer(column, formats.get(columns[at]));
    const winner = bestText(column, write, best.get(columns[at]));
    return column.map((value) => ({
      text: write(value),
      bold: winner !== undefined && write(number(value)) === winner,
    }));
  });
  const heads = columns.map((key) => titles.get(key) ?? key);
  return {
    html: htmlTable(heads, written, numeric, columns.indexOf(label ?? ""), options.caption),
    text: textTable(heads, written, numeric, options.caption),
  };
}

interface Written {
  text: string;
  bold: boolean;
}

function number(cell: Cell): number {
  if (typeof cell === "number") return cell;
  return typeof cell === "object" && cell !== null ? cell.value : Number.NaN;
}

/** How a column's cells are written: one number of digits for the whole column, so that points stand below each other. */
function writer(values: readonly Cell[], format?: number | ((value: number) => string)): (cell: Cell) => string {
  const finite = values.map(number).filter(Number.isFinite);
  const largest = Math.max(0, ...finite.map(Math.abs));
  const digits = finite.every(Number.isInteger) ? 0 : largest >= 100 ? 1 : largest >= 1 ? 2 : 3;
  const plain = (value: number) => {
    if (!Number.isFinite(value)) return "–";
    if (typeof format === "function") return format(value);
    const fixed = typeof format === "number" ? format : digits;
    return value
      .toLocaleString("en-US", { minimumFractionDigits: fixed, maximumFractionDigits: fixed })
      .replace(/^-/, "−");
  };
  return (cell) => {
    if (cell === null || cell === undefined) return "–";
    if (typeof cell === "boolean") return cell ? "yes" : "no";
    if (typeof cell === "string") return cell;
    if (typeof cell === "number") return plain(cell);
    return "plusMinus" in cell
      ? `${plain(cell.value)} ± ${plain(cell.plusMinus)}`
      : `${plain(cell.value)} [${plain(cell.interval[0])}, ${plain(cell.interval[1])}]`;
  };
}

/** The best value as it is written: rows that read the same are bold together. */
function bestText(
  values: readonly Cell[],
  write: (cell: Cell) => string,
  best?: "highest" | "lowest",
): string | undefined {
  const finite = values.map(number).filter(Number.isFinite);
  if (!best || finite.length < 2) return undefined;
  return write(best === "highest" ? Math.max(...finite) : Math.min(...finite));
}

// Colours come from the page, so that light and dark themes both read well; only lines bring their own half-grey.
const LINE = "1px solid rgba(128,128,128,0.35)";

function htmlTable(
  heads: readonly string[],
  cells: readonly Written[][],
  numeric: readonly boolean[],
  label: number,
  caption?: string,
): string {
  const align = (column: number) => `text-align:${numeric[column] ? "right" : "left"}`;
  const padding = "padding:4px 9px";
  const unbroken = `${padding};white-space:nowrap`;
  const head = heads
    .map(
      (text, column) =>
        `<th scope="col" style="${align(column)};${unbroken};border-bottom:2px solid rgba(128,128,128,0.6)">${escapeHtml(text)}</th>`,
    )
    .join("");
  const body = (cells[0] ?? []).map((_, row) => {
    const line = cells.map((column, at) => {
      const { text, bold } = column[row];
      const content = bold ? `<strong>${escapeHtml(text)}</strong>` : escapeHtml(text);
      const wrap = numeric[at] || at === label ? unbroken : `${padding};white-space:normal`;
      const style = `${align(at)};${wrap};border-bottom:${LINE};font-variant-numeric:tabular-nums`;
      return at === label
        ? `<th scope="row" style="${style};font-weight:600">${content}</th>`
        : `<td style="${style}">${content}</td>`;
    });
    return `<tr>${line.join("")}</tr>`;
  });
  const title = caption
    ? `<caption style="caption-side:top;text-align:left;${padding};font-weight:600;color:inherit">${escapeHtml(caption)}</caption>`
    : "";
  return `<table style="border-collapse:collapse;margin:0 0 8px 0;color:inherit">${title}<thead><tr>${head}</tr></thead><tbody>${body.join("")}</tbody></table>`;
}

/** A Markdown table whose columns line up in plain text too. */
function textTable(
  heads: readonly string[],
  cells: readonly Written[][],
  numeric: readonly boolean[],
  caption?: string,
): string {
  const markdown = (text: string) => text.replace(/[\\|<]/g, "\\$&").replace(/[\r\n]+/g, " ");
  const texts = cells.map((column) =>
    column.map(({ text, bold }) => (bold ? `**${markdown(text)}**` : markdown(text))),
  );
  const widths = heads.map((head, at) => Math.max(3, markdown(head).length, ...texts[at].map((text) => text.length)));
  const line = (values: string[]) =>
    `| ${values.map((text, at) => (numeric[at] ? text.padStart(widths[at]) : text.padEnd(widths[at]))).join(" | ")} |`;
  const rule = widths.map((width, at) => (numeric[at] ? `${"-".repeat(width - 1)}:` : "-".repeat(width)));
  const rows = (texts[0] ?? []).map((_, row) => line(texts.map((column) => column[row])));
  return [...(caption ? [`${caption}`, ""] : []), line(heads.map(markdown)), line(rule), ...rows].join("\n");
}
