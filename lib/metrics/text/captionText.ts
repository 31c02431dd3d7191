// Words as coco-caption's scorers expect them: lower case, contractions split ("do n't"), punctuation dropped. The
// rules are those of the Penn Treebank tokeniser for ordinary English sentences, in one pass from left to right.

const TYPOGRAPHY: readonly [RegExp, string][] = [
  [/[‘’]/gu, "'"],
  [/[“”]/gu, '"'],
  [/[–—]/gu, " -- "],
  [/…/gu, " ... "],
  [/\(/gu, " -lrb- "],
  [/\)/gu, " -rrb- "],
  [/\[/gu, " -lsb- "],
  [/\]/gu, " -rsb- "],
  [/\{/gu, " -lcb- "],
  [/\}/gu, " -rcb- "],
];

/** Words that the Treebank writes as two, with the length of the first. */
const MERGED: Record<string, number> = { cannot: 3, gonna: 3, gotta: 3, wanna: 3, gimme: 3, lemme: 3 };

const LETTER = "[\\p{L}\\p{M}\\p{N}]";
/** Tried in this order at each place of the text. */
const TOKEN = new RegExp(
  [
    "-[lr][rsc]b-",
    '(?:https?://|www\\.)[^\\s"<>]*[^\\s"<>.,!?;:]',
    "[\\w.+-]+@\\w+(?:\\.\\w+)+",
    "(?:jan|feb|aug|sept|oct|nov|dec)\\.(?!\\p{L})",
    "(?:mr|mrs|ms|dr|st|vs|etc|prof|jr|sr|inc|corp|ltd|dept|approx)\\.(?!\\p{L})",
    "(?:\\p{L}\\.){2,}", // u.s., e.g., p.m.
    "o'\\p{L}{3,}", // o'clock, o'neil
    "'(?:em|cause)(?!\\p{L})",
    "'n'",
    "y'(?=all)",
    "'t(?=is|was)",
    "\\p{L}+?(?=n't(?!\\p{L}))",
    "n't(?!\\p{L})",
    "'(?:ll|re|ve|s|m|d)(?!\\p{L})",
    "\\d+:\\d+",
    "\\d{1,3}(?:,\\d{3})+(?:\\.\\d+)?",
    "\\d*\\.\\d+",
    `${LETTER}+(?:[-/&]${LETTER}+)*`,
    "[?!]+",
    "\\.+",
    "-+",
    "\\S",
  ].join("|"),
  "gu",
);
/** What coco-caption removes; `?!` and `!!!` are not among it and stay words. */
const DROPPED = new Set(["''", "'", "``", "`", '"', ".", "?", "!", ",", ":", "-", "--", "...", ";"]);

/** One line of words separated by single spaces, ready for `cocoBleu`, `cocoRougeL` and `ciderD`. */
export function captionText(text: string): string {
  let line = text.toLowerCase();
  for (const [mark, replacement] of TYPOGRAPHY) line = line.replace(mark, replacement);
  return (line.match(TOKEN) ?? [])
    .flatMap((token) => {
      const cut = Object.hasOwn(MERGED, token) ? (MERGED[token] as number) : 0;
      return cut > 0 ? [token.slice(0, cut), token.slice(cut)] : [token];
    })
    .filter((token) => !DROPPED.has(token))
    .join(" ");
}
