// A tokenizer's run as tables and as the series of its figures.
import { codebookStatistics } from "../metrics/motion/codebook";
import type { JointErrors, MotionErrors } from "../metrics/motion/mpjpe";
import type { CodebookUse } from "../plots/codes";
import type { Row } from "../plots/table";
import type { Tokenizer } from "../tokenizer/files";
import { tokenizeAll } from "../tokenizer/tokenizeAll";
import { readRun } from "../training/readRun";
import type { PreparedClip } from "./preparedCorpus";
import type { TokenizerEvaluation, TokenizerSummary } from "./tokenizerRun";

/** What a run measured while it trained. */
export function loadEvaluations(folder: string): TokenizerEvaluation[] {
  return readRun(folder)
    .metrics.filter(({ stage }) => stage === "evaluation")
    .map(({ stage: _stage, ...evaluation }) => evaluation as unknown as TokenizerEvaluation);
}

const parts: readonly (readonly [string, keyof MotionErrors])[] = [
  ["whole signer", "whole"],
  ["body", "body"],
  ["left hand", "leftHand"],
  ["right hand", "rightHand"],
];

/** One row a part of the signer; hands are aligned at their wrist, body and whole at the pelvis. */
export function partRows({ errors, bySigner }: TokenizerSummary): Row[] {
  const aligned = (of: MotionErrors | undefined, part: keyof MotionErrors) => of?.[part].mpjpeRoot;
  return parts.map(([name, part]) => {
    const { mpjpe, mpjpeRoot, paMpjpe, acceleration }: JointErrors = errors[part];
    return {
      part: name,
      "as it is mm": mpjpe,
      "aligned mm": mpjpeRoot,
      "PA mm": paMpjpe,
      "acceleration mm/frame²": acceleration,
      "aligned, known signers mm": aligned(bySigner.known, part),
      "aligned, unseen signers mm": aligned(bySigner.unseen, part),
    };
  });
}

export const partFormats: Record<string, number> = {
  "as it is mm": 1,
  "aligned mm": 1,
  "PA mm": 1,
  "acceleration mm/frame²": 1,
  "aligned, known signers mm": 1,
  "aligned, unseen signers mm": 1,
};

/** How often each code occurs in clips. */
export function codebookUse(name: string, { vqvae }: Tokenizer, clips: readonly PreparedClip[]): CodebookUse {
  const codes = Int32Array.from(tokenizeAll(vqvae, clips).flatMap((own) => [...own]));
  const { counts, usage, perplexity } = codebookStatistics(codes, vqvae.codeCount);
  return { name, counts: [...counts], usage, perplexity };
}
