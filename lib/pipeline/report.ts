// What a run found, as tables of plain records: `npm start` prints them, the notebooks show them.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { ProfileName } from "../config";
import { codebookStatistics } from "../metrics/motion/codebook";
import type { TextScore } from "../metrics/text/resampled";
import type { Score } from "../plots/bars";
import type { Cell, Measured, Row } from "../plots/table";
import { tokenizeAll } from "../tokenizer/tokenizeAll";
import { readRun } from "../training/run";
import { conditionNames, conditions } from "./evaluate";
import { REFERENCE_FOLDER } from "./referenceRuns";
import type { PipelineResult, PipelineSummary, SummarizedScores } from "./runPipeline";

const corpusNames: Record<string, string> = {
  fingerspelling: "Fingerspelling (real recordings)",
  synthasl: "SynthASL (synthetic)",
  signavatars: "SignAvatars / How2Sign",
};
export const corpusName = (name: string): string => corpusNames[name] ?? name;

/** Columns of `scoreRows`, by the score they show: a spelled word is as good as its letters, a sentence as its words. */
const spellingColumns = { letterErrorRate: "letter errors %", exact: "exact %" } as const;
const sentenceColumns = {
  bleu1: "BLEU-1",
  bleu4: "BLEU-4",
  rougeL: "ROUGE-L",
  cider: "CIDEr ×100",
  wordErrorRate: "WER %",
} as const;
const columnsOf = (corpus: string): Partial<Record<TextScore, string>> =>
  corpus === "fingerspelling" ? spellingColumns : sentenceColumns;

/**
 * One row a condition: the model beside its controls, with 95 % intervals, and the p-value of the difference between
 * the model and the control (CIDEr; letter errors of spelled words). A run of an earlier version has neither.
 */
export function scoreRows({
  corpus,
  scores,
  comparisons,
}: Pick<PipelineSummary, "corpus" | "scores" | "comparisons">): Row[] {
  const compared = corpus === "fingerspelling" ? "letterErrorRate" : "cider";
  return conditions.flatMap((condition) => {
    const own = scores[condition];
    if (!own) return [];
    return {
      "answered from": conditionNames[condition],
      ...scoreCells(corpus, own),
      ...(comparisons ? { p: comparisons[condition]?.[compared].pValue } : {}),
    };
  });
}

const scoreCells = (corpus: string, { intervals, ...scores }: SummarizedScores): Record<string, Cell> =>
  Object.fromEntries(
    Object.entries(columnsOf(corpus)).map(([name, column]) => {
      const [value, interval] = [scores[name as TextScore], intervals?.[name as TextScore]];
      return [column, interval ? { value, interval } : value];
    }),
  );

/** The model's scores on clips of signers that training has, and on those of others; none of a run that knows no signers. */
export const signerRows = ({ corpus, bySigner = {} }: Pick<PipelineSummary, "corpus" | "bySigner">): Row[] =>
  Object.entries(bySigner).map(([familiarity, scores]) => ({
    "signers of the clips": familiarity === "known" ? "in training too" : "in no training clip",
    ...scoreCells(corpus, scores),
  }));

/** The summaries of every seed of a profile's committed runs, corpus by corpus; empty where none is committed. */
export function referenceSummaries(profile: ProfileName, folder = REFERENCE_FOLDER) {
  return readdirSync(folder)
    .filter((name) => new RegExp(`^${profile}-[a-z]+-seed\\d+$`).test(name))
    .sort()
    .map((name) => JSON.parse(readFileSync(join(folder, name, "summary.json"), "utf8")) as PipelineSummary);
}

/** One row a corpus and condition: each score's mean over the seeds, with its lowest and highest as interval. */
export function acrossSeeds(summaries: readonly PipelineSummary[]): Row[] {
  return [...new Set(summaries.map(({ corpus }) => corpus))].flatMap((corpus) => {
    const runs = summaries.filter((summary) => summary.corpus === corpus);
    const common = conditions.filter((condition) => runs.every(({ scores }) => scores[condition]));
    return common.map((condition) => {
      const spread = (score: "letterErrorRate" | "wordErrorRate" | "bleu4" | "cider" | "exact"): Measured => {
        const values = runs.map(({ scores }) => scores[condition]?.[score] ?? Number.NaN);
        const value = values.reduce((sum, one) => sum + one, 0) / values.length;
        return { value, interval: [Math.min(...values), Math.max(...values)] };
      };
      return {
        corpus: corpusName(corpus),
        seeds: runs.length,
        "answered from": conditionNames[condition],
        ...(corpus === "fingerspelling"
          ? { "letter errors %": spread("letterErrorRate"), "exact %": spread("exact") }
          : { "WER %": spread("wordErrorRate"), "BLEU-4": spread("bleu4"), "CIDEr ×100": spread("cider") }),
      };
    });
  });
}

/** What a tokenizer's row shows, of a whole run's summary or of its own. */
export interface ScoredTokenizer {
  corpus: string;
  tokenizer: Pick<PipelineSummary["tokenizer"], "errors" | "fid"> & {
    codebook: Pick<PipelineSummary["tokenizer"]["codebook"], "usage" | "perplexity">;
  };
}

/** Reconstruction and codebook use of a run's tokenizer. */
export function tokenizerRow({ corpus, tokenizer: { errors, fid, codebook } }: ScoredTokenizer): Row {
  return {
    corpus: corpusName(corpus),
    "MPJPE mm": errors.whole.mpjpeRoot,
    "PA-MPJPE mm": errors.whole.paMpjpe,
    "left hand mm": errors.leftHand.mpjpeRoot,
    "right hand mm": errors.rightHand.mpjpeRoot,
    "FID (own features)": fid,
    "codes used %": 100 * codebook.usage,
    perplexity: codebook.perplexity,
  };
}

/** A stage's loss over its steps, from the run's record. */
export function lossCurve(
  { folder, summary }: PipelineResult,
  stage: string,
): { name: string; steps: number[]; values: number[] } {
  const records = readRun(folder).metrics.filter((record) => record.stage === stage);
  return {
    name: summary.corpus,
    steps: records.map(({ step }) => step),
    values: records.map(({ loss }) => Number(loss)),
  };
}

/** One score under every condition, the model's own first. */
export function controlScores(
  { scores }: PipelineSummary,
  key: "letterErrorRate" | "wordErrorRate" | "bleu4" | "cider",
): Score[] {
  return conditions.flatMap((condition) => {
    const own = scores[condition];
    if (!own) return [];
    const interval = own.intervals?.[key];
    return {
      name: conditionNames[condition],
      value: own[key],
      control: condition !== "gestures",
      ...(interval ? { interval } : {}),
    };
  });
}

/** How often each code occurs on the training clips. */
export function codebookOf({ lslm, corpus, summary }: PipelineResult) {
  const { vqvae } = lslm.tokenizer;
  const codes = tokenizeAll(vqvae, corpus.splits.train).flatMap((own) => [...own]);
  const { counts, usage, perplexity } = codebookStatistics(Int32Array.from(codes), vqvae.codeCount);
  return { name: summary.corpus, counts: [...counts], usage, perplexity };
}

/** The first test clips: what was signed, what was read, and what was read from another clip. */
export function exampleRows({ translations }: PipelineResult, count = 10): Row[] {
  return translations.slice(0, count).map(({ reference, gestures, shuffled }) => {
    return { signed: reference, read: gestures, "read from another clip": shuffled };
  });
}

/** Reconstruction errors by part, mm, for a bar chart. */
export function partErrorBars({ summary }: PipelineResult) {
  const { whole, body, leftHand, rightHand } = summary.tokenizer.errors;
  const [name, root] = [summary.corpus, "mpjpeRoot"] as const;
  return { name, whole: whole[root], body: body[root], leftHand: leftHand[root], rightHand: rightHand[root] };
}

/** Decimals of the columns of `scoreRows`. */
export const scoreFormats = (corpus: string): Record<string, number> =>
  Object.fromEntries(Object.values(columnsOf(corpus)).map((column) => [column, 1]));

/** Decimals of the columns of `tokenizerRow`. */
export const tokenizerFormats: Record<string, number> = {
  "MPJPE mm": 1,
  "PA-MPJPE mm": 1,
  "left hand mm": 1,
  "right hand mm": 1,
  "FID (own features)": 2,
  "codes used %": 1,
  perplexity: 0,
};
