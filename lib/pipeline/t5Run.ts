// A small T5 of a corpus's English, from random weights, as a run that goes on where it stopped: what the baseline
// starts from where no pretrained T5 is. It learns to write the rest of a sentence from its beginning (prefix language
// modelling, Raffel et al. 2020, §3.2.1); sentences are too short for spans to be cut out of them. Its vocabulary is
// learned from the same English and the baseline's templates: one of 49,000 tokens would outweigh so small a model.
import { existsSync, readFileSync, rmSync } from "node:fs";
import type { Config } from "../config";
import { learnBytePairs } from "../llm/bytePairs";
import { T5Model } from "../llm/t5/model";
import { RandomT5Weights } from "../llm/t5/randomWeights";
import { saveT5 } from "../llm/t5/save";
import { readT5Weights, type T5Config } from "../llm/t5/weights";
import { TextTokenizer } from "../llm/textTokenizer";
import { WeightReader } from "../llm/weightLayout";
import { type MotionGptSettings, motionGptSettings } from "../motionGptSettings";
import { Random } from "../random";
import { tf } from "../tensor/backend";
import { fingerprintOf } from "../training/checkpoint";
import type { ParameterSet } from "../training/parameters";
import { openRun } from "../training/run";
import { train } from "../training/trainer";
import { inputOf, padded } from "../translation/motionGpt";
import { templateTexts } from "../translation/motionTemplates";
import { taskOf } from "../translation/task";
import { drawItems } from "../translation/train";
import { corpusEnglish } from "./languageModelRun";
import { t5RunName } from "./runName";
import type { TokenizerRunOptions } from "./tokenizerRun";

/** `summary.json` of such a run. */
export interface T5Summary {
  architecture: "t5";
  parameters: number;
  vocabulary: number;
  /** mean cross-entropy of a token of unseen sentences written from nothing, nats, and its exponential */
  loss: number;
  perplexity: number;
}

const BATCH = 64;
const LEARNING_RATE = 2e-3;

/**
 * Trains or resumes the model; a finished one is read.
 * @param config whose profile, corpus, seed and sizes in `motionGpt` count
 * @returns its summary and the folder of the model, which `T5Model.load` and transformers read
 * @throws StoppedError when the signal fires: the same call goes on from the last checkpoint
 * @throws UserError when the run was begun with other settings
 */
export async function runT5(
  config: Config,
  { run: name = t5RunName(config), root, signal, onProgress, onMessage }: TokenizerRunOptions,
): Promise<{ summary: T5Summary; model: string }> {
  const { profile, seed, corpus } = config;
  const { layers, width, feedForward, heads, vocabulary, englishSteps: steps } = motionGptSettings(config);
  const texts = corpusEnglish(config);
  const run = openRun(name, {
    config: { profile, seed, corpus, layers, width, feedForward, heads, vocabulary, steps },
    data: fingerprintOf(texts),
    ...(root === undefined ? {} : { root }),
    ...(onMessage ? { onMessage } : {}),
  });
  try {
    const folder = run.path("model");
    if (!existsSync(run.path("summary.json"))) {
      const { write } = taskOf(corpus.name);
      const written = { train: texts.train.map(write), validation: texts.validation.map(write) };
      const tokenizer = await TextTokenizer.fromFiles(
        learnBytePairs([...written.train, ...templateTexts()], vocabulary),
      );
      const model = freshT5({ layers, width, feedForward, heads }, tokenizer, seed);
      const encoded = (sentences: readonly string[]) =>
        sentences.map((sentence) => [...tokenizer.encode(sentence), model.config.end]);
      const known = encoded(written.train);
      const lengths = known.map(({ length }) => length);
      await train({
        ...(signal ? { signal } : {}),
        ...(onProgress ? { onProgress } : {}),
        stage: "t5 model",
        steps,
        groups: [{ name: "model", parameters: model.parameters }],
        schedule: { kind: "cosine", rate: LEARNING_RATE, warmup: Math.min(50, steps >> 1) },
        loss: (step) => {
          const random = new Random(seed, "t5 prefix", step);
          const sentences = drawItems(lengths, BATCH, seed, "t5", step).map((item) => known[item] as number[]);
          return { loss: restLoss(model, sentences, (ids) => random.integer(0, ids.length - 1)) };
        },
        checkpoints: run.checkpoints("model"),
        checkpointEvery: 100,
        onStep: run.recorder("model"),
      });
      saveT5(folder, model);
      const loss = meanLoss(model, encoded(written.validation));
      const summary: T5Summary = {
        architecture: "t5",
        parameters: model.parameters.size,
        vocabulary: model.vocabulary,
        loss,
        perplexity: Math.exp(loss),
      };
      model.dispose();
      run.finish(summary);
      rmSync(run.path("checkpoint"), { recursive: true });
    }
    return { summary: JSON.parse(readFileSync(run.path("summary.json"), "utf8")) as T5Summary, model: folder };
  } finally {
    run.close();
  }
}

/** T5 1.1's form with one table for both ends; trainable. */
export function freshT5(
  sizes: Pick<MotionGptSettings, "layers" | "width" | "feedForward" | "heads">,
  tokenizer: TextTokenizer,
  seed: number,
): T5Model {
  const { layers, width, feedForward, heads } = sizes;
  const config: T5Config = {
    encoderLayers: layers,
    decoderLayers: layers,
    width,
    feedForward,
    heads,
    headDim: width / heads,
    vocabulary: tokenizer.vocabulary,
    buckets: 32,
    maxDistance: 128,
    normEpsilon: 1e-6,
    gated: true,
    scaledOutput: true,
    start: 0,
    end: tokenizer.endOfTurn,
  };
  const source = new RandomT5Weights(config, seed);
  const reader = new WeightReader(source, true);
  return new T5Model(config, readT5Weights(source, config, reader), tokenizer, reader.parameters as ParameterSet, true);
}

/** Loss of what follows each sentence's first `cut` tokens, given those. */
function restLoss(model: T5Model, sentences: readonly number[][], cut: (ids: readonly number[]) => number): tf.Scalar {
  const cuts = sentences.map(cut);
  const beginnings = sentences.map((ids, i) => [...ids.slice(0, cuts[i]), model.config.end]);
  return model.loss(
    inputOf(beginnings),
    padded(
      sentences.map((ids, i) => ids.slice(cuts[i])),
      -100,
    ),
  );
}

/** Of whole sentences, each token counting alike. */
function meanLoss(model: T5Model, sentences: readonly number[][]): number {
  let [sum, tokens] = [0, 0];
  for (let start = 0; start < sentences.length; start += BATCH) {
    const some = sentences.slice(start, start + BATCH);
    const count = some.reduce((total, { length }) => total + length, 0);
    sum += count * tf.tidy(() => restLoss(model, some, () => 0).dataSync()[0] as number);
    tokens += count;
  }
  return sum / tokens;
}
