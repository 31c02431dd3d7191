// Numbers about a corpus, gathered clip by clip so that no corpus is too large: hours, signers, words, lengths, and how
// much of the motion was not seen.
import { wordsOf } from "../signing/difficulty";
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
    for (let at = 0; confidence && at < confidence.length; at += 52) {
      const none = (from: number, to: number) => confidence.subarray(at + from, at + to).every((value) => value === 0);
      const left = none(22, 37);
      const right = none(37, 52);
      if (left) this.unseen.left++;
      if (right) this.unseen.right++;
      if (left && right && none(0, 22)) this.unseen.all++;
    }
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
