// The baseline as a run that goes on where it stopped: codes of the same tokenizer → T5 with the motion's words →
// pre-training → answers → instruction tuning → answers, scored beside the same controls as LSLM's. Its budget is
// LSLM's, counted in clips that are shown, with wall time beside it.
import { existsSync, readFileSync } from "node:fs";
import { dirname } from "node:path";
import type { Config } from "../config";
import { writeFileAtomic } from "../io/atomic";
import { T5Model } from "../llm/t5/model";
import { saveT5 } from "../llm/t5/save";
import { motionGptSettings } from "../motionGptSettings";
import { saveTokenizer, type Tokenizer } from "../tokenizer/files";
import { fingerprintOf } from "../training/checkpoint";
import { readRun, runFolder } from "../training/readRun";
import { openRun, type Run } from "../training/run";
import type { StepRecord } from "../training/trainer";
import { MotionGpt, motionLanguage } from "../translation/motionGpt";
import { instructionTuning, type MotionGptStage, pretraining, trainMotionGpt } from "../translation/motionGptTraining";
import { instructedPrompt, pretrainedPrompt } from "../translation/motionTemplates";
import { taskOf } from "../translation/task";
import { type Budget, lslmClips } from "./motionGptBudget";
import type { PreparedCorpus } from "./preparedCorpus";
import { motionGptCommand, motionGptRunName } from "./runName";
import { type PipelineSummary, summarized, type Translation, translationsOf } from "./runPipeline";
import { runT5 } from "./t5Run";
import { sharedTokenizer, type TokenizerRunOptions } from "./tokenizerRun";
import { type Answerer, evaluateTranslator, identifiedUtterances, utterances } from "./translatorStage";

/** `summary.json` of such a run. */
export interface MotionGptSummary {
  corpus: string;
  /** of T5 and the motion's words, all trained */
  parameters: number;
  /** scores by condition, after pre-training and after instruction tuning */
  scores: Record<MotionGptStage["name"], PipelineSummary["scores"]>;
  budget: Record<MotionGptStage["name"], Required<Budget>>;
}

export type MotionGptTranslations = Record<MotionGptStage["name"], Translation[]>;

export interface MotionGptResult {
  summary: MotionGptSummary;
  translations: MotionGptTranslations;
  folder: string;
}

/** The stages of a configuration; together they show as many clips as LSLM is shown, unless steps are given. */
export function motionGptStages(config: Config): MotionGptStage[] {
  const { steps, batch, instructionShare, learningRate, instructionLearningRate } = motionGptSettings(config);
  const all = steps ?? Math.round(lslmClips(config) / batch);
  const instruction = Math.round(instructionShare * all);
  return [
    pretraining({ steps: all - instruction, batch, learningRate }),
    instructionTuning({ steps: instruction, batch, learningRate: instructionLearningRate }),
  ];
}

const prompts: Record<MotionGptStage["name"], string> = {
  "pre-training": pretrainedPrompt,
  "instruction tuning": instructedPrompt,
};

/**
 * Trains or resumes the baseline; a finished run is read, not made again.
 * The tokenizer is LSLM's own: a run beside it.
 * @throws StoppedError when the signal fires: the same call goes on from the last checkpoint
 * @throws UserError when the run was begun with other settings or data
 */
export async function runMotionGpt(
  config: Config,
  corpus: PreparedCorpus,
  { run: name = motionGptRunName(config), root, signal, onProgress, onMessage }: TokenizerRunOptions = {},
): Promise<MotionGptResult> {
  const settings = motionGptSettings(config);
  const { profile, seed } = config;
  const { maxNewTokens } = config.translation;
  const stages = motionGptStages(config);
  const hooks = { ...(signal ? { signal } : {}), ...(onProgress ? { onProgress } : {}) };
  const messages = onMessage ? { onMessage } : {};
  const beside = { ...hooks, ...messages, root: dirname(runFolder(name, root)) };
  const { tokenizer } = await sharedTokenizer(config, corpus, beside);
  const training = utterances(tokenizer, corpus.splits.train);
  const run = openRun(name, {
    config: { profile, seed, corpus: config.corpus, motionGpt: settings, maxNewTokens, stages: described(stages) },
    command: motionGptCommand(config),
    data: fingerprintOf([corpus.fingerprint, training.map(({ codes }) => [...codes])]),
    ...(root === undefined ? {} : { root }),
    ...messages,
  });
  try {
    const { folder } = run;
    if (existsSync(run.path("summary.json"))) {
      const read = <T>(file: string) => JSON.parse(readFileSync(run.path(file), "utf8")) as T;
      return { summary: read("summary.json"), translations: read("translations.json"), folder };
    }
    const base = settings.model ?? (await runT5(config, beside)).model;
    const motionGpt = await MotionGpt.begin(base, motionLanguage(tokenizer), taskOf(config.corpus.name), seed);
    const test = identifiedUtterances(tokenizer, corpus.splits.test);
    const scores = {} as MotionGptSummary["scores"];
    const translations = {} as MotionGptTranslations;
    for (const stage of stages) {
      const stageName = stage.name;
      await trainMotionGpt(motionGpt, training, stage, seed, {
        ...hooks,
        checkpoints: run.checkpoints(stageName),
        checkpointEvery: 100,
        onStep: timed(run.recorder(stageName)),
      });
      const answerer: Answerer = {
        translate: (codes, options) => motionGpt.translate(codes, { ...options, prompt: prompts[stageName] }),
      };
      const evaluation = await evaluateTranslator(config, answerer, training, test, {
        ...(signal ? { signal } : {}),
        onProgress: (done, total) =>
          onProgress?.({ stage: `answers after ${stageName}`, done, total, values: {}, unit: "clip" }),
      });
      scores[stageName] = summarized(evaluation).scores;
      translations[stageName] = translationsOf(evaluation);
    }
    saveT5(run.path("model"), motionGpt.model);
    saveTokenizer(run.path("model", "motion-tokenizer.safetensors"), tokenizer);
    writeFileAtomic(run.path("translations.json"), `${JSON.stringify(translations, null, 2)}\n`);
    const summary: MotionGptSummary = {
      corpus: config.corpus.name,
      parameters: motionGpt.model.parameters.size,
      scores,
      budget: Object.fromEntries(
        stages.map((stage) => [stage.name, { clips: stage.steps * stage.batch, seconds: secondsOf(run, stage.name) }]),
      ) as MotionGptSummary["budget"],
    };
    motionGpt.model.dispose();
    run.finish(summary);
    return { summary, translations, folder };
  } finally {
    run.close();
  }
}

/** The model of a finished run, frozen; dispose of its `model`. */
export async function loadMotionGpt(config: Config, folder: string, tokenizer: Tokenizer): Promise<MotionGpt> {
  return new MotionGpt(await T5Model.load(folder), motionLanguage(tokenizer), taskOf(config.corpus.name));
}

/** The templates by a fingerprint: a run goes on with those that it began with. */
const described = (stages: readonly MotionGptStage[]) =>
  stages.map(({ families, ...stage }) => ({ ...stage, templates: fingerprintOf(families) }));

/** Wall time of each step beside its record, so that a resumed run knows what all of it took. */
function timed(record: ReturnType<Run["recorder"]>): (step: StepRecord) => void {
  let before = performance.now();
  return (step) => {
    const now = performance.now();
    record({ ...step, seconds: (now - before) / 1000 });
    before = now;
  };
}

const secondsOf = (run: Run, stage: string): number =>
  readRun(run.folder)
    .metrics.filter((record) => record.stage === stage)
    .reduce((sum, { seconds }) => sum + Number(seconds), 0);
