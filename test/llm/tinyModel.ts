// A random model of a few hundred weights, and adapters whose B is not zero, so that every gradient is.
import { LanguageModel } from "../../lib/llm/languageModel";
import { LORA_TARGETS, Lora, type LoraTarget, targetShape } from "../../lib/llm/lora";
import { NewTokens } from "../../lib/llm/newTokens";
import type { LlamaConfig, LlamaWeights } from "../../lib/llm/weights";
import { tf } from "../../lib/tensor/backend";
import { normal } from "../tensor/checkGradient";

export const tinyConfig: LlamaConfig = {
  architecture: "llama",
  layers: 2,
  width: 12,
  feedForward: 10,
  heads: 6,
  kvHeads: 2,
  headDim: 2,
  vocabulary: 11,
  context: 64,
  ropeBase: 100,
  normEpsilon: 1e-2,
  tied: true,
};

export function tinyModel({ tied = true, newTokens = 0 } = {}): LanguageModel {
  const { width, feedForward, heads, kvHeads, headDim, vocabulary, layers } = tinyConfig;
  const matrix = (name: string, inputs: number, outputs: number) =>
    normal([inputs, outputs], name, 0.7 / Math.sqrt(inputs)) as tf.Tensor2D;
  const vector = (name: string) => tf.tidy(() => tf.add(normal([width], name, 0.2), 1) as tf.Tensor1D);
  const embedding = matrix("embedding", vocabulary, width);
  const weights: LlamaWeights = {
    embedding,
    head: tied ? embedding : matrix("head", vocabulary, width),
    norm: vector("norm"),
    layers: Array.from({ length: layers }, (_, i) => ({
      attentionNorm: vector(`attentionNorm ${i}`),
      queryKeyValue: matrix(`queryKeyValue ${i}`, width, (heads + 2 * kvHeads) * headDim),
      attentionOutput: matrix(`attentionOutput ${i}`, heads * headDim, width),
      feedForwardNorm: vector(`feedForwardNorm ${i}`),
      gate: matrix(`gate ${i}`, width, feedForward),
      up: matrix(`up ${i}`, width, feedForward),
      down: matrix(`down ${i}`, feedForward, width),
    })),
  };
  const added = newTokens > 0 ? new NewTokens(weights, newTokens, 1) : undefined;
  return new LanguageModel({ ...tinyConfig, tied }, weights, undefined as never, undefined, added);
}

export function tinyLora(targets: readonly LoraTarget[] = LORA_TARGETS, seed = 1): Lora {
  const lora = new Lora(tinyConfig, { rank: 3, alpha: 5, targets }, seed);
  for (const name of lora.parameters.names.filter((name) => name.includes("lora_B"))) {
    const target = targets.find((candidate) => name.includes(candidate)) as LoraTarget;
    const values = normal([targetShape(tinyConfig, target)[0], 3], `${name} ${seed}`, 0.3);
    lora.parameters.variable(name).assign(values);
    values.dispose();
  }
  return lora;
}

/** Embeddings `[batch, time, width]` of random tokens. */
export const tinyEmbeddings = (batch: number, time: number) =>
  normal([batch, time, tinyConfig.width], "embeddings") as tf.Tensor3D;
