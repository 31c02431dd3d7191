// All text metrics of one test set, each in the convention and the scale of the tool that defined it.

import { type BleuScore, bleuStatistics, cocoBleu, sacrebleuFromStatistics, sumBleuStatistics } from "./bleu";
import { captionText } from "./captionText";
import { ciderD } from "./cider";
import { checkPairs, referenceCount, type TextPair } from "./pairs";
import { cocoRougeL, rougeL } from "./rouge";
import { wordErrorRate } from "./wer";

/** The output of `npx lslm score text`. */
export interface TextScores {
  /** BLEU-1..4 of sacrebleu (13a, cased, exp smoothing), 0–100 */
  sacrebleu: { bleu: number[] };
  /** coco-caption's scorers on whitespace tokens: BLEU-1..4 and ROUGE-L 0–1, CIDEr-D 0–10 */
  coco: { bleu: number[]; rougeL: number; cider: number };
  /** rouge_score's ROUGE-L F1, 0–1 */
  rougeL: number;
  /** jiwer's counts against each item's first reference; `wer` per reference word, 0–1 and above */
  wer: {
    wer: number;
    substitutions: number;
    insertions: number;
    deletions: number;
    hits: number;
    referenceWords: number;
  };
  /** What each number is, in the manner of sacrebleu's signatures. */
  signatures: {
    sacrebleu: string[];
    coco: { bleu: string; rougeL: string; cider: string };
    rougeL: string;
    wer: string;
  };
}

export interface TextScoreOptions {
  /**
   * Words of the coco scores: `whitespace` (default) takes the text as already tokenised, which is what coco-caption's
   * scorers themselves do; `caption` first lower-cases, splits contractions and drops punctuation as its pipeline does.
   */
  cocoWords?: "whitespace" | "caption";
}

/**
 * Scores a test set. Nothing else is normalised beforehand: sacrebleu and rouge_score tokenise by themselves, WER
 * takes the words that spaces separate, with their case and punctuation.
 *
 * @throws UserError on an empty set or an item without reference
 */
export function scoreText(pairs: readonly TextPair[], { cocoWords = "whitespace" }: TextScoreOptions = {}): TextScores {
  checkPairs(pairs, "Text scores");
  const statistics = sumBleuStatistics(pairs.map((pair) => bleuStatistics(pair)));
  const references = referenceCount(pairs);
  const bleu: BleuScore[] = [1, 2, 3, 4].map((maxOrder) =>
    sacrebleuFromStatistics(statistics, { maxOrder }, references),
  );
  const captions =
    cocoWords === "caption"
      ? pairs.map(({ hyp, refs }) => ({ hyp: captionText(hyp), refs: refs.map(captionText) }))
      : pairs;
  const coco = { bleu: cocoBleu(captions), rougeL: cocoRougeL(captions), cider: ciderD(captions) };
  const cocoSignature = (signature: string) =>
    cocoWords === "caption" ? signature.replace(/tok:[a-z]+/, "tok:caption") : signature;
  const rouge = rougeL(pairs);
  const errors = wordErrorRate(pairs.map(({ hyp, refs }) => ({ hyp, ref: refs[0] as string })));
  const { wer, substitutions, insertions, deletions, hits, referenceWords } = errors;
  return {
    sacrebleu: { bleu: bleu.map(({ score }) => score) },
    coco: { bleu: coco.bleu.bleu, rougeL: coco.rougeL.rougeL, cider: coco.cider.cider },
    rougeL: rouge.rougeL,
    wer: { wer, substitutions, insertions, deletions, hits, referenceWords },
    signatures: {
      sacrebleu: bleu.map(({ signature }) => signature),
      coco: {
        bleu: cocoSignature(coco.bleu.signature),
        rougeL: cocoSignature(coco.rougeL.signature),
        cider: cocoSignature(coco.cider.signature),
      },
      rougeL: rouge.signature,
      wer: errors.signature,
    },
  };
}
