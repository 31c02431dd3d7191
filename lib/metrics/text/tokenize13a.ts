// The tokenisation "13a" of BLEU: mteval-v13a's rules for Western languages, as sacrebleu applies them.

import { splitWords } from "./whitespace";

const PUNCTUATION = /([{-~[-` -&(-+:-@/])/gu;
const MARK_AFTER_NON_DIGIT = /([^0-9])([.,])/gu;
const MARK_BEFORE_NON_DIGIT = /([.,])([^0-9])/gu;
const DASH_AFTER_DIGIT = /([0-9])(-)/gu;

/**
 * Words and separated punctuation of one segment. Apostrophes stay inside words, full stops and commas inside
 * numbers; hyphens split only after a digit. Case is kept.
 */
export function tokenize13a(segment: string): string[] {
  let line = segment.replaceAll("<skipped>", "").replaceAll("-\n", "").replaceAll("\n", " ");
  if (line.includes("&")) {
    line = line.replaceAll("&quot;", '"').replaceAll("&amp;", "&").replaceAll("&lt;", "<").replaceAll("&gt;", ">");
  }
  return splitWords(
    // the rules look at the characters on both sides of a mark, so the line's ends need one too
    ` ${line} `
      .replace(PUNCTUATION, " $1 ")
      .replace(MARK_AFTER_NON_DIGIT, "$1 $2 ")
      .replace(MARK_BEFORE_NON_DIGIT, " $1 $2")
      .replace(DASH_AFTER_DIGIT, "$1 $2 "),
  );
}
