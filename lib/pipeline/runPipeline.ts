// The whole pipeline of one configuration, as a run that can be stopped and goes on where it was:
// corpus → features → tokenizer → codes → projector and adapters → answers → scores with controls.
import { existsSync, readFileSync } from "node:fs";
import { dirname } from "node:path";
import type { Config } from "../config";
import { writeFileAtomic } from "../io/atomic";
import type { LanguageModel } from "../llm/languageModel";
import { openRun, type Run } from "../training/run";
import type { Progress } from "../training/trainer";
import { type Condition, type ConditionScores, conditions, type ScoredAnswers, withoutAnswers } from "./evaluate";
import type { Grounding } from "./grounding";
import type { InstructionAnswer, InstructionRow } from "./instructionScores";
import { backboneOf, Lslm } from "./lslm";
import { loadPreparedCorpus, type PreparedCorpus, writeSkipped } from "./preparedCorpus";
import { runName, trainCommand } from "./runName";
import type { Familiarity } from "./signers";
import { sharedTokenizer } from "./tokenizerRun";
import type { TokenizerScores } from "./tokenizerStage";
import {
  type Evaluation,
  evaluateFully,
  identifiedUtterances,
  newTranslator,
  trainTranslator,
  utterances,
} from "./translatorStage";

/** Scores without the answers; those of earlier versions have no intervals. */
export type SummarizedScores = Omit<ConditionScores, "answers" | "intervals"> &
  Partial<Pick<ConditionScores, "intervals">>;

/** `summary.json` of a run. */
export interface PipelineSummary {
  corpus: string;
  clips: { train: number; validation: number; test: number; skipped: number };
  tokenizer: TokenizerScores;
  /** scores by condition, answers left out (they are in translations.json); runs of earlier versions have fewer conditions, and no intervals */
  scores: Partial<Record<Condition, SummarizedScores>>;
  /** of signers that training has, and of others; not in runs of earlier versions */
  bySigner?: Partial<Record<Familiarity, SummarizedScores>>;
  /** the model against each control; not in runs of earlier versions */
  comparisons?: ScoredAnswers["comparisons"];
  grounding?: Grounding;
  /** how instructions are followed, where a stage trains on them */
  instructions?: InstructionRow[];
  /** wall time of each stage made in this session, seconds */
  seconds: Record<string, number>;
}

export interface PipelineOptions {
  /** run name below results/runs, or a folder; named after the settings unless given */
  run?: string;
  root?: string;
  signal?: AbortSignal;
  onProgress?(progress: Progress): void;
  onMessage?(message: string): void;
  /** the language model, where it is loaded already */
  model?: LanguageModel;
}

/** One test clip: its reference, and what was answered under each condition. */
export type Translation = { id: string; reference: string } & Record<"gestures" | "shuffled", string> &
  Partial<Record<Condition, string>>;

export interface PipelineResult {
  lslm: Lslm;
  corpus: PreparedCorpus;
  translations: Translation[];
  /** answers to instructions, where a stage trains on them */
  instructions?: InstructionAnswer[];
  summary: PipelineSummary;
  folder: string;
}

/**
 * Runs or resumes a configuration; a finished run is read, not made again. The tokenizer is a run of its own beside it,
 * which all runs of the same corpus and tokenizer share.
 * @throws StoppedError when the signal fires: the same call goes on from the last checkpoint
 */
export async function runPipeline(config: Config, options: PipelineOptions): Promise<PipelineResult> {
  const seconds: Record<string, number> = {};
  const timed = async <T>(stage: string, work: () => T | Promise<T>): Promise<T> => {
    const start = performance.now();
    const result = await work();
    seconds[stage] = (performance.now() - start) / 1000;
    return result;
  };
  const { signal, onProgress, onMessage } = options;
  const hooks = { ...(signal ? { signal } : {}), ...(onProgress ? { onProgress } : {}) };
  const corpus = await timed("corpus", () => loadPreparedCorpus(config, hooks));
  const messages = onMessage ? { onMessage } : {};
  const place = { ...messages, ...(options.root === undefined ? {} : { root: options.root }) };
  const run = openRun(options.run ?? runName(config), {
    config,
    command: trainCommand("lslm", config),
    data: corpus.fingerprint,
    ...place,
  });
  try {
    writeSkipped(run.folder, corpus);
    if (existsSync(run.path("summary.json"))) {
      const lslm = await Lslm.load(run.path("model"), options.model);
      const read = <T>(file: string) => JSON.parse(readFileSync(run.path(file), "utf8")) as T;
      const summary = read<PipelineSummary>("summary.json");
      return {
        lslm,
        corpus,
        translations: read<Translation[]>("translations.json"),
        ...(summary.instructions ? { instructions: read<InstructionAnswer[]>("instructions.json") } : {}),
        summary,
        folder: run.folder,
      };
    }
    const { tokenizer, summary: tokenizerScores } = await timed("tokenizer", () =>
      sharedTokenizer(config, corpus, { ...hooks, ...messages, root: dirname(run.folder) }),
    );
    const training = utterances(tokenizer, corpus.splits.train);
    const model = await timed("language model", () => backboneOf(config, options.model));
    const translator = newTranslator(config, model, tokenizer, training);
    await timed("translator", () =>
      trainTranslator(config, translator, training, {
        ...hooks,
        checkpoints: (stage) => run.checkpoints(stage),
        checkpointEvery: 50,
        onStep: recorders(run),
      }),
    );
    const lslm = new Lslm(config, tokenizer, translator);
    lslm.save(run.path("model"));
    const test = identifiedUtterances(tokenizer, corpus.splits.test);
    const { evaluation, instructions } = await timed("answers", () =>
      evaluateFully(config, translator, training, test, hooks),
    );
    const { train, validation } = corpus.splits;
    const summary: PipelineSummary = {
      corpus: config.corpus.name,
      clips: { train: train.length, validation: validation.length, test: test.length, skipped: corpus.skipped.length },
      tokenizer: tokenizerScores,
      ...summarized(evaluation),
      ...(instructions ? { instructions: instructions.rows } : {}),
      seconds,
    };
    const translations = translationsOf(evaluation);
    writeFileAtomic(run.path("translations.json"), `${JSON.stringify(translations, null, 2)}\n`);
    const { answers } = instructions ?? {};
    if (answers) writeFileAtomic(run.path("instructions.json"), `${JSON.stringify(answers, null, 2)}\n`);
    run.finish(summary);
    return { lslm, corpus, translations, ...(answers ? { instructions: answers } : {}), summary, folder: run.folder };
  } finally {
    run.close();
  }
}

/** One recorder a stage, made when its first step arrives. */
function recorders(run: Run) {
  const made = new Map<string, ReturnType<Run["recorder"]>>();
  return (stage: string, record: { step: number }) => {
    const recorder = made.get(stage) ?? run.recorder(stage);
    made.set(stage, recorder);
    recorder({ ...record });
  };
}

/** What a summary keeps of an evaluation: the answers are in a file of their own. */
export function summarized({ scores, bySigner, comparisons, grounding }: Evaluation) {
  const each = (scored: Record<string, ConditionScores>) =>
    Object.fromEntries(Object.entries(scored).map(([name, own]) => [name, withoutAnswers(own)]));
  return {
    scores: each(scores) as PipelineSummary["scores"],
    bySigner: each(bySigner) as NonNullable<PipelineSummary["bySigner"]>,
    comparisons,
    grounding,
  };
}

export function translationsOf({ ids, references, scores }: Evaluation): Translation[] {
  return ids.map((id, i) => {
    const answers = conditions.flatMap((condition) => {
      const own = scores[condition];
      return own ? [[condition, own.answers[i]]] : [];
    });
    return { id, reference: references[i] as string, ...Object.fromEntries(answers) };
  });
}
