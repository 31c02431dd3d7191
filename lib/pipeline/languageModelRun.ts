// A small language model of a corpus's English, from random weights, as a run that goes on where it stopped: so that
// backbones of two families, equal in size, can be compared where no pretrained weights are. The result is a Hugging
// Face folder (`model/` of the run) that `translation.model` may name.
import { existsSync, readFileSync, rmSync } from "node:fs";
import type { Config, ProfileName } from "../config";
import { fingerspellingClips, listCorpus } from "../data/corpus";
import { learnBytePairs } from "../llm/bytePairs";
import { LanguageModel } from "../llm/languageModel";
import { RandomWeights } from "../llm/randomWeights";
import { saveLanguageModel } from "../llm/saveModel";
import { TextTokenizer } from "../llm/textTokenizer";
import { WeightReader } from "../llm/weightLayout";
import { type LlamaConfig, readLlamaWeights } from "../llm/weights";
import { assignSentences } from "../signing/synthAsl";
import { tf } from "../tensor/backend";
import { fingerprintOf } from "../training/checkpoint";
import { openRun } from "../training/run";
import { train } from "../training/trainer";
import { promptOf } from "../translation/prompt";
import { taskOf } from "../translation/task";
import { drawItems } from "../translation/train";
import { languageModelRunName } from "./runName";
import type { TokenizerRunOptions } from "./tokenizerRun";

/** Of the families, those that can be trained here from nothing. */
export const SMALL_ARCHITECTURES = ["llama", "qwen2"] as const;
export type SmallArchitecture = (typeof SMALL_ARCHITECTURES)[number];

interface Settings {
  /** tokens of the byte-pair encoding, learned from the same English */
  vocabulary: number;
  layers: number;
  width: number;
  feedForward: number;
  heads: number;
  kvHeads: number;
  steps: number;
  /** sentences a step */
  batch: number;
  learningRate: number;
  warmup: number;
}

const course: Settings = {
  vocabulary: 1024,
  layers: 6,
  width: 256,
  feedForward: 704,
  heads: 8,
  kvHeads: 4,
  steps: 3000,
  batch: 64,
  learningRate: 1e-3,
  warmup: 100,
};
/** Not a part of the configuration: both families have one size, else their comparison would say nothing. */
const settings: Record<ProfileName, Settings> = {
  smoke: {
    ...course,
    vocabulary: 280,
    layers: 1,
    width: 16,
    feedForward: 24,
    heads: 2,
    kvHeads: 1,
    steps: 40,
    batch: 4,
  },
  quick: { ...course, layers: 4, steps: 300, warmup: 30 },
  course,
  paper: { ...course, steps: 20_000 },
};

/** `summary.json` of such a run. */
export interface LanguageModelSummary {
  architecture: SmallArchitecture;
  /** trainable values */
  parameters: number;
  /** tokens of the vocabulary */
  vocabulary: number;
  /** mean cross-entropy of a token of unseen sentences, nats, and its exponential */
  loss: number;
  perplexity: number;
}

/**
 * Trains or resumes the model; a finished one is read.
 * @param config whose profile, corpus and seed count
 * @returns its summary and the folder of the model, which `LanguageModel.load` reads
 * @throws StoppedError when the signal fires: the same call goes on from the last checkpoint
 * @throws UserError when the run was begun with other settings
 */
export async function runLanguageModel(
  config: Config,
  architecture: SmallArchitecture,
  { run: name = languageModelRunName(config, architecture), root, signal, onProgress, onMessage }: TokenizerRunOptions,
): Promise<{ summary: LanguageModelSummary; model: string }> {
  const { profile, seed, corpus } = config;
  const own = settings[profile];
  const texts = corpusEnglish(config);
  const run = openRun(name, {
    config: { profile, seed, corpus, architecture, ...own },
    data: fingerprintOf(texts),
    ...(root === undefined ? {} : { root }),
    ...(onMessage ? { onMessage } : {}),
  });
  try {
    const model = run.path("model");
    if (!existsSync(run.path("summary.json"))) {
      const task = taskOf(corpus.name);
      const written = { train: texts.train.map(task.write), validation: texts.validation.map(task.write) };
      const tokenizer = await TextTokenizer.fromFiles(
        learnBytePairs([...written.train, task.instruction], own.vocabulary),
      );
      const languageModel = freshModel(architecture, own, tokenizer, seed);
      const sentences = new Sentences(languageModel, promptOf(task, tokenizer), written.train);
      await train({
        ...(signal ? { signal } : {}),
        ...(onProgress ? { onProgress } : {}),
        stage: `${architecture} model`,
        steps: own.steps,
        groups: [{ name: "model", parameters: languageModel.parameters as NonNullable<LanguageModel["parameters"]> }],
        optimizer: { weightDecay: 0.05 },
        schedule: { kind: "cosine", rate: own.learningRate, warmup: Math.min(own.warmup, own.steps >> 1) },
        loss: (step) => ({
          loss: sentences.loss(drawItems(sentences.lengths, own.batch, seed, "language model", step)),
        }),
        checkpoints: run.checkpoints("model"),
        checkpointEvery: 100,
        onStep: run.recorder("model"),
      });
      saveLanguageModel(model, languageModel);
      const unseen = new Sentences(languageModel, promptOf(task, tokenizer), written.validation);
      const loss = unseen.meanLoss(own.batch);
      const summary: LanguageModelSummary = {
        architecture,
        parameters: languageModel.parameters?.size ?? 0,
        vocabulary: languageModel.config.vocabulary,
        loss,
        perplexity: Math.exp(loss),
      };
      languageModel.dispose();
      run.finish(summary);
      rmSync(run.path("checkpoint"), { recursive: true });
    }
    return { summary: JSON.parse(readFileSync(run.path("summary.json"), "utf8")) as LanguageModelSummary, model };
  } finally {
    run.close();
  }
}

/** Sentences of training and of validation; no motion is made or read. */
export function corpusEnglish(config: Config): Record<"train" | "validation", string[]> {
  const { corpus, seed } = config;
  const { train, validation, test, maxSigns } = corpus;
  const clips: { split: string; text: string }[] =
    corpus.name === "synthasl" && corpus.path === undefined
      ? assignSentences({ seed, train, validation, test, maxSigns })
      : corpus.name === "fingerspelling"
        ? fingerspellingClips(config)
        : listCorpus(config).entries;
  const of = (split: string) => clips.filter((clip) => clip.split === split).map(({ text }) => text);
  return { train: of("train"), validation: of("validation") };
}

function freshModel(architecture: SmallArchitecture, own: Settings, tokenizer: TextTokenizer, seed: number) {
  const { layers, width, feedForward, heads, kvHeads } = own;
  const config: LlamaConfig = {
    architecture,
    layers,
    width,
    feedForward,
    heads,
    kvHeads,
    headDim: width / heads,
    vocabulary: tokenizer.vocabulary,
    context: 1024,
    ropeBase: 10_000,
    normEpsilon: 1e-6,
    tied: true,
  };
  const reader = new WeightReader(new RandomWeights(layers, seed), true);
  return new LanguageModel(
    config,
    readLlamaWeights(new RandomWeights(layers, seed), config, reader),
    tokenizer,
    reader.parameters,
  );
}

/** Texts as answers to the task's prompt, which is how the model meets them later, with gestures in it. */
class Sentences {
  private readonly answers: readonly (readonly number[])[];
  private readonly prompt: readonly number[];

  constructor(
    private readonly model: LanguageModel,
    { before, after }: ReturnType<typeof promptOf>,
    texts: readonly string[],
  ) {
    const { tokenizer } = model;
    this.prompt = [...before, ...after];
    this.answers = texts.map((text) => [...tokenizer.encode(text), tokenizer.endOfTurn]);
  }

  get lengths(): number[] {
    return this.answers.map(({ length }) => length);
  }

  /** Mean cross-entropy of the answers' tokens. */
  loss(items: readonly number[]): tf.Scalar {
    const answers = items.map((item) => this.answers[item] as readonly number[]);
    const batch = answers.length;
    const time = Math.max(...answers.map(({ length }) => length));
    const ids = new Int32Array(batch * time);
    const mask = new Int32Array(batch * time);
    const targets = new Int32Array(batch * time).fill(-100);
    // The prompt's last token predicts an answer's first: it stands in every row, the rest of the prompt once.
    const shared = this.prompt.slice(0, -1);
    answers.forEach((answer, row) => {
      const start = row * time;
      ids.set([this.prompt[shared.length] as number, ...answer.slice(0, -1)], start);
      targets.set(answer, start);
      mask.fill(1, start, start + answer.length);
    });
    const embed = (rows: Int32Array, shape: [number, number]) =>
      this.model.embed(tf.tensor2d(rows, shape, "int32")) as tf.Tensor3D;
    const prefix = embed(Int32Array.from(shared), [1, shared.length]);
    return this.model.loss(embed(ids, [batch, time]), mask, targets, { prefix });
  }

  /** Over all texts, each token counting alike. */
  meanLoss(batch: number): number {
    let [sum, tokens] = [0, 0];
    for (let start = 0; start < this.answers.length; start += batch) {
      const items = this.answers.map((_, i) => i).slice(start, start + batch);
      const count = items.reduce((total, item) => total + (this.answers[item] as readonly number[]).length, 0);
      sum += count * tf.tidy(() => this.loss(items).dataSync()[0] as number);
      tokens += count;
    }
    return sum / tokens;
  }
}
