// The tables of LSLM's paper as data: what is compared in each, and what the paper gives. It gives these numbers on
// SignAvatars' How2Sign, with CIDEr ×100; a row is the run of a configuration, so a row of one's own is one line more.

import type { TextScore } from "../metrics/text/resampled";
import type { MotionGptStage } from "../translation/motionGptTraining";
import type { SmallArchitecture } from "./languageModelRun";

export interface TableRow {
  name: string;
  /** what differs from the profile, by dotted name */
  settings?: Readonly<Record<string, unknown>>;
  /** a small language model of that family is trained first, and translates */
  backbone?: SmallArchitecture;
  /** not LSLM but the baseline, after this stage */
  baseline?: MotionGptStage["name"];
  /** what the paper gives of it */
  paper?: Partial<Record<TextScore, number>>;
}

export interface ComparisonTable {
  /** what is compared */
  title: string;
  /** the first is what the others are tested against */
  rows: readonly TableRow[];
}

const scheme = (name: string) => ({ "translation.scheme": name });

export const TABLES = {
  alignment: {
    title: "Alignment schemes, each with two ways of instruction tuning",
    rows: [
      { name: "direct, then LLM", settings: scheme("direct-llm"), paper: { bleu1: 14.2, cider: 28.0 } },
      { name: "direct, then both", settings: scheme("direct-both") },
      { name: "joint, then LLM", settings: scheme("joint-llm") },
      { name: "joint, then both", settings: scheme("joint-both") },
      { name: "staged, then LLM", settings: scheme("staged-llm") },
      { name: "staged, then both", settings: scheme("staged-both") },
      { name: "no instructions" },
    ],
  },
  backbones: {
    title: "Language models under the same translator",
    rows: [
      { name: "SmolLM2-135M-Instruct" },
      { name: "Llama architecture, small", backbone: "llama", paper: { cider: 28.0, insertions: 4.0 } },
      { name: "Qwen2 architecture, small", backbone: "qwen2", paper: { cider: 22.3, insertions: 10.1 } },
    ],
  },
  motiongpt: {
    title: "LSLM and MotionGPT, before and after instruction tuning",
    rows: [
      { name: "LSLM", paper: { bleu1: 12.1, cider: 28.0 } },
      { name: "LSLM, instruction-tuned", settings: scheme("joint-both") },
      { name: "MotionGPT", baseline: "pre-training", paper: { bleu1: 7.9, cider: 20.8 } },
      { name: "MotionGPT, instruction-tuned", baseline: "instruction tuning" },
    ],
  },
} as const satisfies Record<string, ComparisonTable>;
export type TableName = keyof typeof TABLES;

/** Folders of pretrained models instead of the small ones: one row each, beside the configuration's own. */
export const backboneRows = (folders: readonly string[]): TableRow[] =>
  folders.map((folder) => ({
    name: folder.split(/[\\/]/).filter(Boolean).at(-1) ?? folder,
    settings: { "translation.model": folder },
  }));
