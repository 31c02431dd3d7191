// The Fingerspelling corpus: English words spelled by real letter recordings, as clips in three splits that share
// neither a word nor a signer.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { UserError } from "../../errors";
import { Random } from "../../random";
import type { Clip, Split } from "../clip";
import { sharedLetters } from "./languages";
import { LETTER_FPS, type Letter, loadLetters } from "./letters";
import { drawSpeller, type Speller, type SpellerRange } from "./speller";
import { spell } from "./spelling";

export interface FingerspellingOptions {
  /** Folder of the recordings, with its `index.csv`. */
  lexiconDir: string;
  seed: number;
  /** Distinct words of each split. */
  words: Record<Split, number>;
  /** Clips of each word, by different signers where there are enough; 1 unless given. */
  renditions?: Partial<Record<Split, number>>;
  /** Random letter strings beside the words of a split, one clip each: any letter after any other, none a word of the list. */
  strings?: Partial<Record<Split, number>>;
  /** Sign language of the recordings, ISO 639-3; `ase` (ASL) unless given. Of others, only letters shared with ASL are used. */
  language?: string;
  /**
   * Sign languages whose recordings of shared letters train signers use in turn, besides their own language's: real
   * differences between signers, where ASL has one recording a letter. None unless given; keep test languages out.
   */
  borrow?: readonly string[];
  /** Longest and shortest word, letters. */
  maxLetters?: number;
  minLetters?: number;
  /** Signers of each split; 24, 4, 6 unless given. */
  signers?: Partial<Record<Split, number>>;
  /** Words to choose from instead of the built-in list. */
  wordList?: readonly string[];
  lettersPerSecond?: readonly [number, number];
  /** 1: as described in `drawSpeller`; 0: nobody varies. */
  variation?: number;
}

/**
 * Builds the corpus: the same options give the same clips, bit for bit.
 *
 * Words are split by the seed alone (80 / 10 / 10 of the whole list), before any filter: whatever the number, length
 * or language, a word never changes its split. Each split's first words are chosen so that all letters occur.
 *
 * @returns clips in the order train, validation, test
 * @throws UserError when more words are asked for than there are
 */
export function buildFingerspelling(options: FingerspellingOptions): Clip[] {
  const language = options.language ?? "ase";
  const letters = lettersFor(options.lexiconDir, language);
  const dialects = [letters];
  for (const other of options.borrow ?? [])
    dialects.push(new Map([...letters, ...lettersFor(options.lexiconDir, other)]));
  const range: SpellerRange = {
    lettersPerSecond: options.lettersPerSecond ?? [3, 5.5],
    leftHanded: options.variation === 0 ? 0 : 0.1,
    variation: options.variation ?? 1,
  };
  const clips: Clip[] = [];
  const list = wordsOf(options);
  const taken = new Set(list);
  for (const split of SPLITS) {
    const words = chooseWords(options, list, split, letters);
    const signers = Array.from({ length: options.signers?.[split] ?? DEFAULT_SIGNERS[split] }, (_, i) => {
      const id = `${language}-${split}-${i}`;
      return drawSpeller(id, new Random(options.seed, `fingerspelling/signer/${id}`), range);
    });
    const add = (word: string, rendition: number, signer: Speller) => {
      const id = `fingerspelling-${language}-${word}-${rendition}`;
      const dialect = split === "train" ? dialects[signers.indexOf(signer) % dialects.length] : letters;
      const spelling = spell(word, dialect, signer, new Random(options.seed, id), range.variation);
      clips.push({
        id,
        split,
        fps: LETTER_FPS,
        frames: spelling.frames,
        joints: spelling.joints,
        text: word,
        gloss: [...word.toUpperCase()].join(" "),
        signer: signer.id,
        confidence: spelling.confidence,
        segments: spelling.segments,
      });
    };
    words.forEach((word, index) => {
      const order = new Random(options.seed, `fingerspelling/signers/${split}`, index).shuffle(signers);
      const count = options.renditions?.[split] ?? 1;
      for (let rendition = 0; rendition < count; rendition++) add(word, rendition, order[rendition % order.length]);
    });
    for (let index = 0; index < (options.strings?.[split] ?? 0); index++) {
      const random = new Random(options.seed, `fingerspelling/strings/${split}`, index);
      const string = randomString(options, [...letters.keys()], random, taken);
      taken.add(string);
      add(string, 0, random.pick(signers));
    }
  }
  return clips;
}

/** The recorded letters of a language that stand for ASL's. */
function lettersFor(lexiconDir: string, language: string): ReadonlyMap<string, Letter> {
  const usable = sharedLetters(language);
  return new Map([...loadLetters(lexiconDir, language)].filter(([letter]) => usable.has(letter)));
}

/** The built-in word list: common English words and names of 3 to 8 letters. */
export function englishWords(): string[] {
  return readFileSync(join(__dirname, "words.txt"), "utf8").split(/\s+/).filter(Boolean);
}

/** The words of a split, in the order in which they are chosen. */
function chooseWords(
  options: FingerspellingOptions,
  all: readonly string[],
  split: Split,
  letters: ReadonlyMap<string, unknown>,
): string[] {
  const shuffled = new Random(options.seed, "fingerspelling/split").shuffle(all);
  const bounds = { train: [0, 0.8], validation: [0.8, 0.9], test: [0.9, 1] }[split];
  const part = shuffled.slice(Math.round(bounds[0] * all.length), Math.round(bounds[1] * all.length));
  const shortest = options.minLetters ?? 1;
  const longest = options.maxLetters ?? Number.POSITIVE_INFINITY;
  const fitting = part.filter(
    (word) =>
      word.length >= shortest &&
      word.length <= longest &&
      [...word.toUpperCase()].every((letter) => letters.has(letter)),
  );
  const wanted = options.words[split];
  if (wanted > fitting.length) {
    throw new UserError(
      `${wanted} ${split} words were asked for, but of the split's ${part.length} words only ${fitting.length} have fitting letters (recorded, ${shortest} to ${Math.min(longest, 99)}); ask for fewer words, other lengths or more renditions.`,
    );
  }
  // first, words that bring a letter no earlier word had
  const seen = new Set<string>();
  const first: string[] = [];
  const rest: string[] = [];
  for (const word of fitting) {
    const brings = [...word].some((letter) => !seen.has(letter));
    (brings ? first : rest).push(word);
    for (const letter of word) seen.add(letter);
  }
  return [...first, ...rest].slice(0, wanted);
}

/** The list that words come from: lower case, sorted, each once. */
function wordsOf(options: FingerspellingOptions): string[] {
  return [...new Set((options.wordList ?? englishWords()).map((word) => word.toLowerCase()))].sort();
}

/** A string of letters that is not taken; of the lengths that words may have, 3 to 6 unless stated. */
function randomString(
  options: FingerspellingOptions,
  letters: readonly string[],
  random: Random,
  taken: ReadonlySet<string>,
): string {
  const shortest = options.minLetters ?? Math.min(3, options.maxLetters ?? 3);
  const longest = Math.max(shortest, Math.min(options.maxLetters ?? 6, 8));
  for (let attempt = 0; attempt < 1000; attempt++) {
    const length = random.integer(shortest, longest);
    const string = Array.from({ length }, () => random.pick(letters).toLowerCase()).join("");
    if (!taken.has(string)) return string;
  }
  throw new UserError(
    `There are no more letter strings of ${shortest} to ${longest} letters; ask for fewer or longer ones.`,
  );
}

const SPLITS: readonly Split[] = ["train", "validation", "test"];
const DEFAULT_SIGNERS: Record<Split, number> = { train: 24, validation: 4, test: 6 };
