// Codes → English, trained on the training clips scheme by scheme; and the answers with the controls beside them.
import type { Config } from "../config";
import type { LanguageModel } from "../llm/languageModel";
import type { Tokenizer } from "../tokenizer/files";
import { tokenizeAll } from "../tokenizer/tokenizeAll";
import type { CheckpointFolder } from "../training/checkpoint";
import type { StepRecord, TrainingOptions } from "../training/trainer";
import { askInstructions } from "../translation/instructions/sets";
import { instructs, schemeOf, trainScheme } from "../translation/schemes";
import { taskOf } from "../translation/task";
import { alignLexically } from "../translation/train";
import { Translator, type Utterance } from "../translation/translator";
import { controlAnswers } from "./controls";
import {
  type Answers,
  type ConditionScores,
  derangement,
  type ScoredAnswers,
  scoreAnswers,
  scoreCondition,
} from "./evaluate";
import { ciderGap, type Grounding, lossGap } from "./grounding";
import { type InstructionScores, scoreInstructions } from "./instructionScores";
import type { PreparedClip } from "./preparedCorpus";
import { bySigner, type Familiarity } from "./signers";

/** Codes and text of clips, and their glosses and signers where they name any. */
export function utterances({ vqvae }: Tokenizer, clips: readonly PreparedClip[]): Utterance[] {
  return tokenizeAll(vqvae, clips).map((codes, i) => {
    const { text, gloss, signer } = (clips[i] as PreparedClip).clip;
    return { codes, text, ...(gloss ? { gloss } : {}), ...(signer ? { signer } : {}) };
  });
}

/** The same, with the clips' ids. */
export const identifiedUtterances = (
  tokenizer: Tokenizer,
  clips: readonly PreparedClip[],
): (Utterance & { id: string })[] =>
  utterances(tokenizer, clips).map((utterance, i) => ({ ...utterance, id: (clips[i] as PreparedClip).clip.id }));

/** An untrained translator for a tokenizer and a corpus' texts. */
export function newTranslator(
  config: Config,
  model: LanguageModel,
  tokenizer: Tokenizer,
  training: readonly Utterance[],
): Translator {
  const task = taskOf(config.corpus.name);
  const words = new Set(training.flatMap(({ text }) => model.tokenizer.encode(task.write(text))));
  return untrainedTranslator(config, model, tokenizer, [...words]);
}

/** @param words token ids of the kind of text to be written: where in the embedding space φ starts */
export function untrainedTranslator(
  { corpus, projector, lora, translation, seed }: Config,
  model: LanguageModel,
  { vqvae }: Tokenizer,
  words: readonly number[],
): Translator {
  const { hidden, input } = projector;
  const codebook = vqvae.codeVectors();
  const settings = {
    hidden,
    layers: vqvae.layers,
    ...(translation.tuning === "full" ? {} : { lora }),
    ...(input ? { input } : {}),
  };
  const translator = new Translator(model, codebook, taskOf(corpus.name), words, settings, seed);
  codebook.dispose();
  return translator;
}

export interface TranslatorHooks extends Pick<TrainingOptions, "checkpointEvery" | "signal" | "onProgress"> {
  /** the folder of a stage's checkpoints: `alignment`, then those of the scheme */
  checkpoints?(stage: string): CheckpointFolder;
  onStep?(stage: string, record: StepRecord): void;
}

/**
 * Lexical alignment of the projector (stage `alignment`), then the scheme's stages.
 * @returns the records of the steps made in this call, by stage
 */
export async function trainTranslator(
  config: Config,
  translator: Translator,
  training: readonly Utterance[],
  hooks: TranslatorHooks = {},
): Promise<Record<string, StepRecord[]>> {
  const { projector, translation, seed } = config;
  const { checkpointEvery, signal, onProgress } = hooks;
  const stageHooks = (stage: string) => ({
    ...(signal ? { signal } : {}),
    ...(onProgress ? { onProgress } : {}),
    ...(checkpointEvery ? { checkpointEvery } : {}),
    ...(hooks.checkpoints ? { checkpoints: hooks.checkpoints(stage) } : {}),
    onStep: (record: StepRecord) => hooks.onStep?.(stage, record),
  });
  const lexical = {
    steps: projector.lexicalSteps,
    batch: Math.min(projector.lexicalBatch, training.length),
    learningRate: projector.lexicalLearningRate,
  };
  const alignment =
    lexical.steps === 0 ? [] : await alignLexically(translator, training, lexical, seed, stageHooks("alignment"));
  const scheme = schemeOf(translation);
  const ask = askInstructions(config.corpus.name, seed);
  const records = await trainScheme(translator, training, scheme, translation, seed, ask, ({ name }) =>
    stageHooks(name),
  );
  return { alignment, ...records };
}

/** What turns codes into English: a translator, or the baseline. */
export interface Answerer {
  translate(
    codes: readonly ArrayLike<number>[],
    options: { maxNewTokens: number; signal?: AbortSignal; onProgress?(done: number): void },
  ): Promise<string[]>;
}

export interface Evaluation extends ScoredAnswers {
  references: string[];
  ids: string[];
  grounding: Grounding;
  /** answers from the clips' own gestures, of signers that training has and of others */
  bySigner: Partial<Record<Familiarity, ConditionScores>>;
}

/**
 * Answers to test clips under every condition, scored. Shuffled means that each clip is answered from another clip's
 * gestures; none, that nothing stands between the markers.
 */
export async function evaluateTranslator(
  config: Config,
  translator: Answerer,
  training: readonly Utterance[],
  test: readonly (Utterance & { id: string })[],
  hooks: { signal?: AbortSignal; onProgress?(done: number, total: number): void } = {},
): Promise<Evaluation> {
  const { maxNewTokens } = config.translation;
  const { signal } = hooks;
  const references = test.map(({ text }) => text);
  const own = await translator.translate(
    test.map(({ codes }) => codes),
    { maxNewTokens, ...(signal ? { signal } : {}), onProgress: (done) => hooks.onProgress?.(done, test.length) },
  );
  const [blind] = await translator.translate([[]], { maxNewTokens });
  const others = derangement(test.length, config.seed);
  // Generation is greedy and clips do not see each other, so another clip's gestures give that clip's answer.
  const shuffled = others.map((other) => own[other] as string);
  const { glosses, ...controls } = controlAnswers(training, test, config.seed);
  const answers: Answers = {
    gestures: own,
    shuffled,
    none: references.map(() => blind as string),
    ...controls,
    // A spelled word's glosses are its letters: told them, there is nothing left to answer.
    ...(glosses && config.corpus.name !== "fingerspelling" ? { glosses } : {}),
  };
  return {
    references,
    ids: test.map(({ id }) => id),
    ...scoreAnswers(answers, references),
    bySigner: bySigner(test, training, (group) =>
      scoreCondition(
        "gestures",
        group.map((i) => own[i] as string),
        group.map((i) => references[i] as string),
      ),
    ),
    grounding: {
      cider: ciderGap(own, shuffled, references),
      ...(translator instanceof Translator ? { loss: await lossGap(translator, test, others, signal) } : {}),
    },
  };
}

export interface FullEvaluation {
  evaluation: Evaluation;
  /** where instructions were trained, or are asked for */
  instructions?: InstructionScores;
}

/**
 * All that is scored of a trained translator: translations with their controls, then instructions.
 * @param asked whether instructions are scored; unless given, where a stage trains on them
 */
export async function evaluateFully(
  config: Config,
  translator: Translator,
  training: readonly Utterance[],
  test: readonly (Utterance & { id: string })[],
  { onProgress, signal, asked = instructs(schemeOf(config.translation)) }: EvaluationHooks & { asked?: boolean } = {},
): Promise<FullEvaluation> {
  const hooks = (stage: string) => ({
    ...(signal ? { signal } : {}),
    onProgress: (done: number, total: number) => onProgress?.({ stage, done, total, values: {}, unit: "clip" }),
  });
  const evaluation = await evaluateTranslator(config, translator, training, test, hooks("answers"));
  if (!asked) return { evaluation };
  return { evaluation, instructions: await scoreInstructions(config, translator, test, hooks("instructions")) };
}

export type EvaluationHooks = Pick<TrainingOptions, "signal" | "onProgress">;
