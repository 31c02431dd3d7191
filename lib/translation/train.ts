// Training of a translator: lexical alignment of the projector, then stages in which projector, language model or both
// learn what is to be answered.
import { UserError } from "../errors";
import { Random } from "../random";
import { tf } from "../tensor/backend";
import type { ParameterGroup } from "../training/adamw";
import { type StepRecord, type TrainingOptions, train } from "../training/trainer";
import { LexicalAlignment } from "./lexicalAlignment";
import type { LossOptions, Translator, Utterance } from "./translator";

export type StageHooks = Pick<TrainingOptions, "checkpoints" | "checkpointEvery" | "signal" | "onProgress" | "onStep">;

export interface AlignmentTraining {
  steps: number;
  /** clips a step */
  batch: number;
  learningRate: number;
}

export interface TranslationTraining {
  steps: number;
  /** clips a step */
  batch: number;
  /** peak rate of the adapters */
  learningRate: number;
  /** peak rate of the language model's own weights, where there are no adapters; 5e-5 unless given */
  fullLearningRate?: number;
  /** peak rate of the projector */
  projectorLearningRate: number;
  warmup: number;
  /** parts that a batch is computed in, for less memory; 1 unless given */
  parts?: number;
  /** keeps only each layer's input for the gradient: less memory, a third more time */
  checkpointing?: boolean;
}

/** Trains φ alone on which words occur with which codes. */
export async function alignLexically(
  translator: Translator,
  utterances: readonly Utterance[],
  { steps, batch, learningRate }: AlignmentTraining,
  seed: number,
  hooks: StageHooks = {},
): Promise<StepRecord[]> {
  const { model, projector, task } = translator;
  const pairs = utterances.map(({ codes, text }) => ({ codes, words: model.tokenizer.encode(task.write(text)) }));
  const lengths = pairs.map(({ codes }) => codes.length);
  const alignment = new LexicalAlignment(
    projector,
    pairs,
    (ids) => model.embed(tf.tensor1d(ids, "int32")) as tf.Tensor2D,
  );
  try {
    return await train({
      ...hooks,
      stage: "lexical alignment",
      steps,
      groups: [
        { name: "projector", parameters: projector.parameters },
        { name: "alignment", parameters: alignment.parameters },
      ],
      schedule: { kind: "cosine", rate: learningRate, warmup: 10 },
      loss: (step) => ({ loss: alignment.loss(drawItems(lengths, batch, seed, "alignment", step)) }),
    });
  } finally {
    alignment.dispose();
  }
}

/** What is asked of a clip, with its answer. @param place of the clip in the step's batch */
export type Ask = (utterance: Utterance, step: number, place: number) => Utterance;

export interface TranslationStage extends TranslationTraining {
  /** names the stage, and its order of clips */
  name: string;
  /** what moves; the rest is frozen */
  trains: readonly ("projector" | "llm")[];
  /** the corpus' own task unless given */
  ask?: Ask;
  /** what the loss is the mean of; tokens unless given */
  meanOver?: LossOptions["meanOver"];
}

const FULL_LEARNING_RATE = 5e-5;

/**
 * Trains projector, language model (its adapters, or all of its weights where it has none) or both by teacher forcing.
 * @throws UserError when a language model without adapters is to be trained, and was not loaded as trainable
 */
export async function trainTranslator(
  translator: Translator,
  utterances: readonly Utterance[],
  { name, trains, ask, meanOver, ...settings }: TranslationStage,
  seed: number,
  hooks: StageHooks = {},
): Promise<StepRecord[]> {
  const { steps, batch, projectorLearningRate, warmup, parts = 1, checkpointing } = settings;
  const lengths = utterances.map(({ codes }) => codes.length);
  const { projector, lora, model } = translator;
  const { fullLearningRate = FULL_LEARNING_RATE } = settings;
  const rate = lora ? settings.learningRate : fullLearningRate;
  const groups: ParameterGroup[] = [];
  if (trains.includes("llm")) {
    const parameters = lora ? lora.parameters : model.parameters;
    if (!parameters) {
      throw new UserError(`${name}: the language model is frozen; give it adapters or load it with trainable: true`);
    }
    groups.push({ name: lora ? "lora" : "llm", parameters });
  }
  if (trains.includes("projector")) {
    groups.push({ name: "projector", parameters: projector.parameters, rate: projectorLearningRate / rate });
  }
  return train({
    ...hooks,
    stage: name,
    steps,
    groups,
    schedule: { kind: "cosine", rate, warmup },
    parts,
    loss: (step, part) => {
      const items = drawItems(lengths, batch, seed, name, step);
      const [from, to] = [part, part + 1].map((at) => Math.ceil((at * batch) / parts)) as [number, number];
      const clips = items.slice(from, to).map((item, i) => {
        const clip = utterances[item] as Utterance;
        return ask ? ask(clip, step, from + i) : clip;
      });
      // The loss is a mean over the answers or their tokens, so a part counts for as many as it has.
      const tokens = clips.map(({ text, instruction }) => translator.answerIds(text, instruction).length);
      const weight = meanOver === "answers" ? clips.length : tokens.reduce((sum, count) => sum + count, 0);
      const moving = trains.includes("llm") ? { step: step * parts + part } : {};
      return { loss: translator.loss(clips, { ...moving, checkpointing, meanOver }), weight };
    },
  });
}

/** Clips whose order is drawn together before those of like length are put side by side. */
const POOL_BATCHES = 8;

/**
 * Items of a step. Every epoch is a new order of all of them; within a pool of batches the clips are sorted by length,
 * so that little of a batch is padding, and the batches come in random order.
 */
export function drawItems(
  lengths: readonly number[],
  batch: number,
  seed: number,
  stream: string,
  step: number,
): number[] {
  const pool = Math.floor(step / POOL_BATCHES);
  const size = POOL_BATCHES * batch;
  const items: number[] = [];
  let epoch = -1;
  let order: number[] = [];
  for (let i = pool * size; i < (pool + 1) * size; i++) {
    const wanted = Math.floor(i / lengths.length);
    if (wanted !== epoch) {
      epoch = wanted;
      order = new Random(seed, `${stream}/epoch`, epoch).shuffle([...lengths.keys()]);
    }
    items.push(order[i % lengths.length] as number);
  }
  items.sort((a, b) => (lengths[a] as number) - (lengths[b] as number));
  const batches = new Random(seed, `${stream}/pool`, pool).shuffle(Array.from({ length: POOL_BATCHES }, (_, i) => i));
  const start = (batches[step % POOL_BATCHES] as number) * batch;
  return items.slice(start, start + batch);
}
