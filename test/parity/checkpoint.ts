// A checkpoint made by test/fixtures/llm/make_parity.py, computed by us and compared with what stands beside it.
import { join } from "node:path";
import { numbersOf, readSafetensors } from "../../lib/data/formats/safetensors";
import { loadAdapter } from "../../lib/llm/adapterFiles";
import { generate } from "../../lib/llm/generate";
import { LanguageModel } from "../../lib/llm/languageModel";
import { Lora, type LoraSettings } from "../../lib/llm/lora";
import { sequencesOf } from "../../lib/llm/sequences";
import { type Slot, splitParts } from "../../lib/llm/weightLayout";
import { llamaLayout, slotsOf } from "../../lib/llm/weights";
import { tf } from "../../lib/tensor/backend";
import type { ParameterSet } from "../../lib/training/parameters";

/** How far we are from transformers; every number is 0 where both agree. */
export interface Differences {
  /** largest absolute difference at a position in use */
  logits: number;
  loss: number;
  /** largest |difference| / |gradient| of a parameter, norms over all its entries */
  gradient: number;
  /** the parameter with that */
  worstParameter: string;
  /** the same with respect to embeddings put in place of words'; 0 for models that take none */
  splicedGradient: number;
  /** greedily generated tokens that differ */
  continuation: number;
  /** as `logits`, with the adapter that PEFT made; 0 for models without one */
  adapter: number;
}

export const LIMITS = {
  logits: 2e-4,
  loss: 1e-5,
  gradient: 1e-3,
  splicedGradient: 1e-3,
  continuation: 0,
  adapter: 2e-4,
};

/** What transformers computed, by name. */
export class Expected {
  private readonly tensors: ReturnType<typeof readSafetensors>["tensors"];

  constructor(folder: string) {
    this.tensors = readSafetensors(join(folder, "expected.safetensors")).tensors;
  }

  get(name: string): { values: Float32Array; shape: number[] } {
    const entry = this.tensors.get(name);
    if (!entry) throw new Error(`expected.safetensors lacks ${name}`);
    return { values: Float32Array.from(numbersOf(entry) as Float32Array), shape: entry.shape };
  }

  integers(name: string): Int32Array {
    return Int32Array.from(this.get(name).values);
  }

  get gradients(): string[] {
    return [...this.tensors.keys()].filter((name) => name.startsWith("gradient/"));
  }
}

export const distance = (a: ArrayLike<number>, b: ArrayLike<number>): number =>
  Math.sqrt(Array.from(a).reduce((sum, value, i) => sum + (value - (b[i] as number)) ** 2, 0));

/** |a − b| / |b|; a gradient that should be 0 counts as it is. */
export function relative(a: ArrayLike<number>, b: ArrayLike<number>): number {
  const size = distance(b, new Float32Array(b.length));
  return distance(a, b) / (size > 1e-7 ? size : 1);
}

export const countDifferent = (a: ArrayLike<number>, b: ArrayLike<number>): number =>
  Array.from(b).filter((value, i) => value !== a[i]).length;

/** Largest difference of logits `[rows, columns]` in the rows that count. */
export function worstRow(
  a: ArrayLike<number>,
  b: ArrayLike<number>,
  columns: number,
  counts: (row: number) => boolean,
) {
  let worst = a.length === b.length ? 0 : Number.POSITIVE_INFINITY;
  for (let i = 0; i < a.length; i++) {
    if (counts(Math.floor(i / columns))) worst = Math.max(worst, Math.abs((a[i] as number) - (b[i] as number)));
  }
  return worst;
}

/** The gradient of every parameter against the expected one, part by part. */
export function compareGradients(slots: readonly Slot[], gradients: readonly tf.Tensor[], expected: Expected) {
  let [worst, worstParameter] = [0, "none"];
  const seen = new Set<string>();
  slots.forEach((slot, i) => {
    splitParts(slot, gradients[i] as tf.Tensor).forEach((part, at) => {
      const { name } = slot.parts[at] as Slot["parts"][number];
      const error = relative(part.dataSync(), expected.get(`gradient/${name}`).values);
      seen.add(`gradient/${name}`);
      if (!(error <= worst)) [worst, worstParameter] = [error, name];
    });
  });
  const forgotten = expected.gradients.find((name) => !seen.has(name));
  return forgotten ? { worst: Number.POSITIVE_INFINITY, worstParameter: forgotten } : { worst, worstParameter };
}

/** Loss, and its gradient with respect to the parameters and further tensors. */
export function lossGradients(parameters: ParameterSet | undefined, inputs: tf.Tensor[], loss: () => tf.Scalar) {
  const all = [...(parameters?.names.map((name) => parameters.get(name)) ?? []), ...inputs];
  const { value, grads } = tf.engine().gradients(loss, all, undefined, true);
  return { loss: value.dataSync()[0] as number, gradients: grads };
}

/** The adapters of these checkpoints. */
export const ADAPTER: LoraSettings = { rank: 3, alpha: 6, targets: ["q_proj", "v_proj", "down_proj"] };

/** Logits `[batch · time · vocabulary]` of a padded batch. */
export function logitsOf(model: LanguageModel, ids: tf.Tensor2D, mask: Int32Array, lora?: Lora): Float32Array {
  return tf.tidy(() => {
    const [batch, time] = ids.shape;
    const rows = model.embed(ids).reshape([batch * time, -1]) as tf.Tensor2D;
    const { hidden } = model.forward(rows, [sequencesOf(mask, batch, time)], lora ? { lora } : {});
    return model.logits(hidden).dataSync() as Float32Array;
  });
}

/** Compares a decoder-only checkpoint: the batch is padded on the left. */
export async function compareDecoder(folder: string): Promise<Differences> {
  const expected = new Expected(folder);
  const model = await LanguageModel.load(folder, { trainable: true });
  const [batch, time] = expected.get("ids").shape as [number, number];
  const ids = tf.tensor2d(expected.integers("ids"), [batch, time], "int32");
  const mask = expected.integers("mask");
  const targets = nextTokenTargets(expected.integers("labels"), time);
  const spliced = tf.tensor3d(expected.get("embeddings").values, [batch, time, model.config.width]);
  const computed = tf.tidy(() => {
    const used = (row: number) => mask[row] === 1;
    const worstLogit = (name: string, lora?: Lora) =>
      worstRow(logitsOf(model, ids, mask, lora), expected.get(name).values, model.config.vocabulary, used);
    const lora = new Lora(model.config, ADAPTER, 0);
    loadAdapter(join(folder, "adapter"), lora);
    const adapter = worstLogit("adapter_logits", lora);
    lora.dispose();
    const slots = slotsOf(llamaLayout(model.config));
    const words = lossGradients(model.parameters, [], () => model.loss(model.embed(ids) as tf.Tensor3D, mask, targets));
    const gestures = lossGradients(undefined, [spliced], () => model.loss(spliced, mask, targets));
    const { worst, worstParameter } = compareGradients(slots, words.gradients, expected);
    const embeddingGradient = gestures.gradients[0]?.dataSync() as Float32Array;
    return {
      logits: worstLogit("logits"),
      adapter,
      loss: Math.max(
        Math.abs(words.loss - (expected.get("loss").values[0] as number)),
        Math.abs(gestures.loss - (expected.get("spliced_loss").values[0] as number)),
      ),
      gradient: worst,
      worstParameter,
      splicedGradient: relative(embeddingGradient, expected.get("spliced_gradient").values),
    };
  });
  const wanted = expected.get("continuation");
  const prompt = tf.tidy(() => model.embed(ids) as tf.Tensor3D);
  const answers = await generate(model, prompt, mask, { maxNewTokens: wanted.shape[1] as number, stop: [] });
  tf.dispose([ids, spliced, prompt]);
  model.dispose();
  return { ...computed, continuation: countDifferent(answers.flat(), wanted.values) };
}

/** Labels of transformers, of a position itself, → ours, of what comes next. */
const nextTokenTargets = (labels: Int32Array, time: number): Int32Array =>
  labels.map((_, i) => ((i + 1) % time === 0 ? -100 : (labels[i + 1] as number)));
