// Stages 2 and 3: codes → English, trained on the training clips; and the answers with the controls beside them.
import type { Config } from "../config";
import type { LanguageModel } from "../llm/languageModel";
import type { Tokenizer } from "../tokenizer/files";
import { tokenizeAll } from "../tokenizer/tokenizeAll";
import type { CheckpointFolder } from "../training/checkpoint";
import type { StepRecord, TrainingOptions } from "../training/trainer";
import { taskOf } from "../translation/task";
import { alignLexically, trainTranslator as trainOnTranslation } from "../translation/train";
import { Translator, type Utterance } from "../translation/translator";
import {
  type Condition,
  type ConditionScores,
  conditions,
  derangement,
  mostFrequent,
  scoreCondition,
} from "./evaluate";
import type { PreparedClip } from "./preparedCorpus";

/** Codes and text of clips. */
export function utterances({ vqvae }: Tokenizer, clips: readonly PreparedClip[]): Utterance[] {
  return tokenizeAll(vqvae, clips).map((codes, i) => ({ codes, text: (clips[i] as PreparedClip).clip.text }));
}

/** An untrained translator for a tokenizer and a corpus' texts. */
export function newTranslator(
  config: Config,
  model: LanguageModel,
  tokenizer: Tokenizer,
  training: readonly Utterance[],
): Translator {
  const task = taskOf(config.corpus.name);
  const words = new Set(training.flatMap(({ text }) => model.tokenizer.encode(task.write(text))));
  const codebook = tokenizer.vqvae.codeVectors();
  const settings = { hidden: config.projector.hidden, lora: config.lora, layers: tokenizer.vqvae.layers };
  const translator = new Translator(model, codebook, task, [...words], settings, config.seed);
  codebook.dispose();
  return translator;
}

export interface TranslatorHooks extends Pick<TrainingOptions, "checkpointEvery" | "signal" | "onProgress"> {
  /** the folder of a stage's checkpoints */
  checkpoints?(stage: "alignment" | "translation"): CheckpointFolder;
  onStep?(stage: "alignment" | "translation", record: StepRecord): void;
}

/** Lexical alignment of the projector, then projector and adapters on the translation loss. */
export async function trainTranslator(
  config: Config,
  translator: Translator,
  training: readonly Utterance[],
  hooks: TranslatorHooks = {},
): Promise<{ alignment: StepRecord[]; translation: StepRecord[] }> {
  const { projector, translation, seed } = config;
  const { checkpointEvery, signal, onProgress } = hooks;
  const stageHooks = (stage: "alignment" | "translation") => ({
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
  const records = await trainOnTranslation(translator, training, translation, seed, stageHooks("translation"));
  return { alignment, translation: records };
}

/** What turns codes into English: a translator, or the baseline. */
export interface Answerer {
  translate(
    codes: readonly ArrayLike<number>[],
    options: { maxNewTokens: number; signal?: AbortSignal; onProgress?(done: number): void },
  ): Promise<string[]>;
}

export interface Evaluation {
  references: string[];
  ids: string[];
  scores: Record<Condition, ConditionScores>;
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
  const constant = mostFrequent(training.map(({ text }) => text));
  const others = derangement(test.length, config.seed);
  const answers: Record<Condition, string[]> = {
    gestures: own,
    // Generation is greedy and clips do not see each other, so another clip's gestures give that clip's answer.
    shuffled: others.map((other) => own[other] as string),
    none: references.map(() => blind as string),
    constant: references.map(() => constant),
  };
  const scores = Object.fromEntries(
    conditions.map((condition) => [condition, scoreCondition(condition, answers[condition], references)]),
  ) as Record<Condition, ConditionScores>;
  return { references, ids: test.map(({ id }) => id), scores };
}
