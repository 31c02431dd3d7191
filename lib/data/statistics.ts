// Numbers about a corpus, gathered clip by clip so that no corpus is too large: hours, signers, words, lengths, and how
// much of the motion was not seen; a row a clip for tables; how words are distributed.
import { jointIndex } from "../body/skeleton";
import { glossesOf, wordsOf } from "../signing/difficulty";
import type { Clip, Split } from "./clip";
import { clipDigest, corpusFingerprint } from "./fingerprint";

/** Quartiles and mean of a list of numbers. */
export interface Distribution {
  mean: number;
  min: number;
  quarter: number;
  median: number;
  threeQuarters: number;
  max: number;
}

export interface SplitStatistics {
  clips: number;
  frames: number;
  seconds: number;
  signers: number;
  /** words of all texts, and how many different ones */
  words: number;
  vocabulary: number;
  /** words that occur once */
  hapaxes: number;
  /** of a clip, seconds */
  length: Distribution | null;
  wordsPerClip: Distribution | null;
  /** share of frames that were missing and filled in */
  missingFrames: number;
  /** shares of frames in which a hand was not seen */
  leftHandUnseen: number;
  rightHandUnseen: number;
}

export interface CorpusStatistics {
  /** frames a second of the first clip; null where there is none */
  fps: number | null;
  splits: Record<Split, SplitStatistics>;
  /** see `fingerprint.ts` */
  fingerprint: string;
}

/** @param clips each is looked at once and may be forgotten */
export function corpusStatistics(clips: Iterable<Clip>): CorpusStatistics {
  const splits = { train: new SplitTally(), validation: new SplitTally(), test: new SplitTally() };
  const digests: string[] = [];
  let fps: number | null = null;
  for (const clip of clips) {
    fps ??= clip.fps;
    splits[clip.split].add(clip);
    digests.push(clipDigest(clip));
  }
  return {
    fps,
    splits: {
      train: splits.train.statistics(),
      validation: splits.validation.statistics(),
      test: splits.test.statistics(),
    },
    fingerprint: corpusFingerprint(digests),
  };
}

class SplitTally {
  private readonly lengths: number[] = [];
  private readonly wordCounts: number[] = [];
  private readonly signers = new Set<string>();
  private readonly vocabulary = new Map<string, number>();
  private frames = 0;
  private readonly unseen = { all: 0, left: 0, right: 0 };

  add({ frames, fps, text, signer, confidence }: Clip): void {
    this.frames += frames;
    this.lengths.push(frames / fps);
    if (signer) this.signers.add(signer);
    const words = wordsOf(text);
    this.wordCounts.push(words.length);
    for (const word of words) this.vocabulary.set(word, (this.vocabulary.get(word) ?? 0) + 1);
    const { all, left, right } = unseenFrames(confidence);
    this.unseen.all += all;
    this.unseen.left += left;
    this.unseen.right += right;
  }

  statistics(): SplitStatistics {
    const { frames } = this;
    const share = (count: number): number => (frames > 0 ? count / frames : 0);
    const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
    return {
      clips: this.lengths.length,
      frames,
      seconds: sum(this.lengths),
      signers: this.signers.size,
      words: sum(this.wordCounts),
      vocabulary: this.vocabulary.size,
      hapaxes: [...this.vocabulary.values()].filter((count) => count === 1).length,
      length: distributionOf(this.lengths),
      wordsPerClip: distributionOf(this.wordCounts),
      missingFrames: share(this.unseen.all),
      leftHandUnseen: share(this.unseen.left),
      rightHandUnseen: share(this.unseen.right),
    };
  }
}

/** Frames in which nothing, and in which no joint of a hand, was seen; none where the corpus does not say. */
function unseenFrames(confidence: Float32Array | undefined): { all: number; left: number; right: number } {
  const unseen = { all: 0, left: 0, right: 0 };
  for (let at = 0; confidence && at < confidence.length; at += 52) {
    const none = (from: number, to: number) => confidence.subarray(at + from, at + to).every((value) => value === 0);
    const left = none(22, 37);
    const right = none(37, 52);
    if (left) unseen.left++;
    if (right) unseen.right++;
    if (left && right && none(0, 22)) unseen.all++;
  }
  return unseen;
}

/** A clip as a row of a table. */
export type ClipRow = {
  id: string;
  split: Split;
  signer: string;
  text: string;
  gloss: string;
  seconds: number;
  words: number;
  /** glosses: signs, or letters that are spelled */
  signs: number;
  /** from the first sign's start to the last one's end; NaN where the corpus has no boundaries */
  signsPerSecond: number;
  /** shares of frames */
  missing: number;
  leftUnseen: number;
  rightUnseen: number;
};

/** What a clip holds, without its motion. */
export function clipRow({
  id,
  split,
  signer = "",
  text,
  gloss = "",
  fps,
  frames,
  confidence,
  segments,
}: Clip): ClipRow {
  const { all, left, right } = unseenFrames(confidence);
  const [first, last] = [segments?.[0], segments?.at(-1)];
  return {
    id,
    split,
    signer,
    text,
    gloss,
    seconds: frames / fps,
    words: wordsOf(text).length,
    signs: glossesOf(gloss).length,
    signsPerSecond: first && last ? ((segments?.length ?? 0) * fps) / (last.end - first.start) : Number.NaN,
    missing: all / frames,
    leftUnseen: left / frames,
    rightUnseen: right / frames,
  };
}

const joints = (...names: string[]): number[] => names.map(jointIndex);
const fingers = (first: number): number[] => Array.from({ length: 15 }, (_, i) => first + i);
/** What an estimator reports on together. */
export const CONFIDENCE_PARTS = {
  head: joints("head"),
  shoulders: joints("left_shoulder", "right_shoulder"),
  "right elbow": joints("right_elbow"),
  "right wrist": joints("right_wrist"),
  "right fingers": fingers(37),
  "left elbow": joints("left_elbow"),
  "left wrist": joints("left_wrist"),
  "left fingers": fingers(22),
  legs: joints("left_hip", "right_hip", "left_knee", "right_knee"),
} as const;

/** Mean confidence of each part over all frames of some clips, 0 to 1; 1 where a corpus does not say. */
export function partConfidence(clips: readonly Clip[]): Record<keyof typeof CONFIDENCE_PARTS, number> {
  const mean = (part: readonly number[]): number => {
    let sum = 0;
    let count = 0;
    for (const { confidence, frames } of clips) {
      count += frames * part.length;
      if (!confidence) sum += frames * part.length;
      else for (let at = 0; at < confidence.length; at += 52) for (const j of part) sum += confidence[at + j] as number;
    }
    return count > 0 ? sum / count : 0;
  };
  return Object.fromEntries(Object.entries(CONFIDENCE_PARTS).map(([name, part]) => [name, mean(part)])) as Record<
    keyof typeof CONFIDENCE_PARTS,
    number
  >;
}

/** Different words and how often each occurs, most frequent first; words of equal count in the order of the alphabet. */
export function rankedCounts(words: Iterable<string>): { word: string; count: number }[] {
  const counts = new Map<string, number>();
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  return [...counts]
    .map(([word, count]) => ({ word, count }))
    .sort((a, b) => b.count - a.count || (a.word < b.word ? -1 : 1));
}

/**
 * How many different words have been met after how many running ones (Heaps' curve).
 * @param words of all sentences in turn
 * @param points of the curve, evenly spread, the first at 0
 */
export function vocabularyGrowth(words: readonly string[], points = 100): { running: number[]; different: number[] } {
  const running = [0];
  const different = [0];
  const met = new Set<string>();
  let next = 1;
  for (const [i, word] of words.entries()) {
    met.add(word);
    if (i + 1 < Math.round((next * words.length) / points)) continue;
    running.push(i + 1);
    different.push(met.size);
    next++;
  }
  return { running, different };
}

/** @returns null for no values */
export function distributionOf(values: readonly number[]): Distribution | null {
  if (values.length === 0) return null;
  const sorted = [...values].sort((a, b) => a - b);
  const at = (share: number): number => {
    const position = share * (sorted.length - 1);
    const before = sorted[Math.floor(position)] as number;
    const after = sorted[Math.ceil(position)] as number;
    return before + (position % 1) * (after - before);
  };
  const mean = values.reduce((total, value) => total + value, 0) / values.length;
  return { mean, min: at(0), quarter: at(0.25), median: at(0.5), threeQuarters: at(0.75), max: at(1) };
}
