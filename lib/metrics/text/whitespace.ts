// Splitting and trimming by the whitespace of Python's `str`, which the reference metrics are defined on:
// unlike JavaScript's \s it holds U+001C–U+001F and U+0085, and not the byte order mark U+FEFF.

const SPACE = "\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000";
const RUN = new RegExp(`[${SPACE}]+`, "u");
const LONG_RUN = new RegExp(`[${SPACE}]{2,}`, "gu");
const ONE = new RegExp(`[${SPACE}]`, "u");

/** Non-empty words between runs of whitespace, as Python's `text.split()`. */
export function splitWords(text: string): string[] {
  return text.split(RUN).filter((word) => word !== "");
}

/** As Python's `text.rstrip()`. */
export function trimEnd(text: string): string {
  let end = text.length;
  while (end > 0 && ONE.test(text.charAt(end - 1))) end--;
  return text.slice(0, end);
}

/** As Python's `text.strip()`. */
export function trim(text: string): string {
  const cut = trimEnd(text);
  let start = 0;
  while (start < cut.length && ONE.test(cut.charAt(start))) start++;
  return cut.slice(start);
}

/** Every run of two or more whitespace characters becomes one space; a lone tab stays. */
export function collapseRuns(text: string): string {
  return text.replace(LONG_RUN, " ");
}
