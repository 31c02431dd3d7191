// Out of domain: words spelled with recordings of other sign languages' letters that have ASL's handshapes,
// by signers that training never saw.
import { resolve } from "node:path";
import { buildFingerspelling } from "../data/fingerspelling/corpus";
import { SHARED_ALPHABETS } from "../data/fingerspelling/languages";
import { derangement, scoreCondition } from "./evaluate";
import type { Lslm } from "./lslm";

export interface OtherLanguageScores {
  language: string;
  name: string;
  words: number;
  /** percent, as everywhere in this project */
  letterErrorRate: number;
  exact: number;
  /** the same answers against another clip's word: what knowing nothing of the clip gives */
  shuffledLetterErrorRate: number;
}

const RECORDINGS = resolve(__dirname, "../../data/fingerspelling-lexicon");

/**
 * Letter error rates of a fingerspelling model on other alphabets: random strings of the shared letters.
 * @param clips strings a language
 */
export async function evaluateOtherLanguages(
  lslm: Lslm,
  languages: readonly string[],
  clips: number,
  signal?: AbortSignal,
): Promise<OtherLanguageScores[]> {
  const { corpus, seed } = lslm.config;
  const scores: OtherLanguageScores[] = [];
  for (const language of languages) {
    const spelled = buildFingerspelling({
      lexiconDir: corpus.path ?? RECORDINGS,
      seed,
      words: { train: 0, validation: 0, test: 0 },
      strings: { test: clips },
      language,
      maxLetters: corpus.maxLetters,
      lettersPerSecond: corpus.lettersPerSecond,
    });
    const references = spelled.map(({ text }) => text);
    const answers = await lslm.translate(spelled, signal);
    const others = derangement(spelled.length, seed);
    const own = scoreCondition("gestures", answers, references);
    const shuffled = scoreCondition(
      "shuffled",
      others.map((other) => answers[other] as string),
      references,
    );
    scores.push({
      language,
      name: SHARED_ALPHABETS[language]?.name ?? language,
      words: spelled.length,
      letterErrorRate: own.letterErrorRate,
      exact: own.exact,
      shuffledLetterErrorRate: shuffled.letterErrorRate,
    });
  }
  return scores;
}
