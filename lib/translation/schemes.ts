// Training schemes as data: which of projector and language model moves in which stage, on what and how long
// (LSLM's comparison of alignments with instruction tuning). A scheme of one's own is such a list.
import type { Config, SchemeName, Stage } from "../config";
import type { StepRecord } from "../training/trainer";
import { type Ask, type StageHooks, type TranslationTraining, trainTranslator } from "./train";
import type { Translator, Utterance } from "./translator";

export type Scheme = readonly Stage[];

const ALIGNMENT_SHARE = 0.6;
const both: Stage["trains"] = ["projector", "llm"];
const align = (name: string, trains: Stage["trains"], share = ALIGNMENT_SHARE): Stage => {
  return { name, trains, on: "translation", share };
};

/** The paper's alignments: of the projector to a frozen llm, of both together, or of both after the projector. */
const direct: Scheme = [align("direct alignment", ["projector"])];
const joint: Scheme = [align("joint pre-training", both)];
const staged: Scheme = [
  align("staged alignment", ["projector"], ALIGNMENT_SHARE / 2),
  align("staged pre-training", both, ALIGNMENT_SHARE / 2),
];

const instruct = (trains: Stage["trains"]): Stage => {
  return { name: "instruction tuning", trains, on: "instructions", share: 1 - ALIGNMENT_SHARE };
};

/** The rows of the paper's table: three alignments, each with instruction tuning of the llm alone or of both. */
export const schemes: Record<SchemeName, Scheme> = {
  "direct-llm": [...direct, instruct(["llm"])],
  "direct-both": [...direct, instruct(both)],
  "joint-llm": [...joint, instruct(["llm"])],
  "joint-both": [...joint, instruct(both)],
  "staged-llm": [...staged, instruct(["llm"])],
  "staged-both": [...staged, instruct(both)],
};

/** Where no scheme is given: projector and llm together on the corpus' own task, without instructions. */
const plain: Scheme = [align("translation", both, 1)];

/** The stages of a configuration. */
export function schemeOf({ scheme }: Config["translation"]): Scheme {
  return typeof scheme === "string" ? schemes[scheme] : (scheme ?? plain);
}

/** Whether some stage trains on instructions. */
export const instructs = (scheme: Scheme): boolean => scheme.some(({ on }) => on === "instructions");

/** Steps of a stage. */
export const stepsOf = ({ share = 0, steps }: Stage, total: number): number => steps ?? Math.round(share * total);

/**
 * Trains a translator stage after stage.
 * @param training `steps` are those of which stages have shares
 * @param ask makes instructions of clips, for stages that train on them
 * @param hooks of each stage: where it keeps its checkpoints, and who hears of its steps
 * @returns the records of the steps made in this call, by stage
 * @throws StoppedError when a stage's signal fires: the same call goes on from the last checkpoint
 */
export async function trainScheme(
  translator: Translator,
  utterances: readonly Utterance[],
  scheme: Scheme,
  { steps, ...training }: TranslationTraining,
  seed: number,
  ask: Ask,
  hooks: (stage: Stage) => StageHooks = () => ({}),
): Promise<Record<string, StepRecord[]>> {
  const records: Record<string, StepRecord[]> = {};
  for (const stage of scheme) {
    const { name, trains, on, meanOver } = stage;
    const settings = { ...training, name, trains, meanOver, steps: stepsOf(stage, steps) };
    const asking = on === "instructions" ? { ...settings, ask } : settings;
    records[name] = await trainTranslator(translator, utterances, asking, seed, hooks(stage));
  }
  return records;
}
