// What a run found, as tables of plain records: `npm start` prints them, the notebooks show them.
import type { Row } from "../plots/table";
import { conditionNames, conditions } from "./evaluate";
import type { PipelineSummary } from "./runPipeline";

const corpusNames: Record<string, string> = {
  fingerspelling: "Fingerspelling (real recordings)",
  synthasl: "SynthASL (synthetic)",
  signavatars: "SignAvatars / How2Sign",
};
export const corpusName = (name: string): string => corpusNames[name] ?? name;

/** One row a condition: the model beside its controls. */
export function scoreRows(summary: PipelineSummary): Row[] {
  return conditions.map((condition) => {
    const scores = summary.scores[condition];
    return {
      corpus: corpusName(summary.corpus),
      "answered from": conditionNames[condition],
      "letter errors %": scores?.letterErrorRate,
      "WER %": scores?.wordErrorRate,
      "BLEU-1": scores?.bleu1,
      "BLEU-4": scores?.bleu4,
      "ROUGE-L": scores?.rougeL,
      "CIDEr ×100": scores?.cider,
      "exact %": scores?.exact,
    };
  });
}

/** Reconstruction and codebook use of a run's tokenizer. */
export function tokenizerRow(summary: PipelineSummary): Row {
  const { errors, fid, codebook } = summary.tokenizer;
  return {
    corpus: corpusName(summary.corpus),
    "MPJPE mm": errors.whole.mpjpeRoot,
    "PA-MPJPE mm": errors.whole.paMpjpe,
    "left hand mm": errors.leftHand.mpjpeRoot,
    "right hand mm": errors.rightHand.mpjpeRoot,
    "FID (own features)": fid,
    "codes used %": 100 * codebook.usage,
    perplexity: codebook.perplexity,
  };
}

/** Decimals of the tables' columns. */
export const scoreFormats: Record<string, number> = {
  "letter errors %": 1,
  "WER %": 1,
  "BLEU-1": 1,
  "BLEU-4": 1,
  "ROUGE-L": 1,
  "CIDEr ×100": 1,
  "exact %": 1,
  "MPJPE mm": 1,
  "PA-MPJPE mm": 1,
  "left hand mm": 1,
  "right hand mm": 1,
  "FID (own features)": 2,
  "codes used %": 1,
  perplexity: 0,
};
