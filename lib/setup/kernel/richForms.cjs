// How the value of a cell's last expression is shown: a table for danfo's frames and series, whatever an object
// offers under Symbol.for("Jupyter.display"), the numbers of a tensor, and text for the rest.
const { inspect } = require("node:util");

const ROWS = 20;
const DISPLAY = Symbol.for("Jupyter.display");

function escapeHtml(text) {
  return String(text).replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

function cell(value) {
  if (typeof value !== "number" || Number.isInteger(value)) return value ?? "";
  return Number(value.toPrecision(6));
}

/** A danfo DataFrame or Series as an HTML table of its first rows, and the same as plain text. */
function table(frame) {
  const single = frame.shape.length === 1;
  const columns = single ? [frame.columns?.[0] ?? ""] : frame.columns;
  const rows = frame.values.slice(0, ROWS).map((row) => (Array.isArray(row) ? row : [row]).map(cell));
  const head = ["", ...columns].map((name) => `<th>${escapeHtml(name)}</th>`).join("");
  const body = rows.map((row, i) => {
    return `<tr><th>${escapeHtml(frame.index[i])}</th>${row.map((value) => `<td>${escapeHtml(value)}</td>`).join("")}</tr>`;
  });
  const [height, width] = [frame.shape[0], columns.length];
  const size = `${height} rows × ${width} ${width === 1 ? "column" : "columns"}${height > ROWS ? `, the first ${ROWS} shown` : ""}`;
  const lines = [["", ...columns], ...rows.map((row, i) => [frame.index[i], ...row])].map((row) => row.join("\t"));
  return {
    "text/html": `<table border="1" class="dataframe"><thead><tr>${head}</tr></thead><tbody>${body.join("")}</tbody></table><p>${size}</p>`,
    "text/plain": `${lines.join("\n")}\n${size}`,
  };
}

const isFrame = (value) => Array.isArray(value?.values) && Array.isArray(value.index) && "$dtypes" in value;
const isTensor = (value) => typeof value?.dataSync === "function" && Array.isArray(value.shape);

/**
 * @param {unknown} value of the last expression; neither null nor undefined
 * @returns {Promise<Record<string, unknown>>} MIME type -> content
 */
async function richForm(value) {
  if (typeof value[DISPLAY] === "function") return value[DISPLAY]();
  if (isFrame(value)) return table(value);
  if (typeof value === "string") return { "text/plain": value };
  if (isTensor(value) && !value.isDisposed) return { "text/plain": value.toString(true) };
  return { "text/plain": inspect(value) };
}

module.exports = { richForm };
