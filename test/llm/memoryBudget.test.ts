// The formula beside what TensorFlow holds at most in a step: bytes of the tensors that are alive, views of one buffer
// counted once.
import assert from "node:assert/strict";
import { test } from "node:test";
import { LanguageModel } from "../../lib/llm/languageModel";
import { LORA_TARGETS, Lora } from "../../lib/llm/lora";
import { type TrainingPlan, trainingBudget } from "../../lib/llm/memoryBudget";
import { RandomWeights } from "../../lib/llm/randomWeights";
import { WeightReader } from "../../lib/llm/weightLayout";
import { type LlamaConfig, readLlamaWeights } from "../../lib/llm/weights";
import { tf } from "../../lib/tensor/backend";
import { gradients } from "../../lib/tensor/gradients";
import { AdamW } from "../../lib/training/adamw";
import { watchTensors } from "../tensor/watchTensors";

const CONFIG: LlamaConfig = {
  architecture: "llama",
  layers: 4,
  width: 96,
  feedForward: 256,
  heads: 6,
  kvHeads: 2,
  headDim: 16,
  vocabulary: 700,
  context: 128,
  ropeBase: 100,
  normEpsilon: 1e-5,
  tied: true,
};
const [BATCH, TIME, SCORED] = [4, 64, 40];

interface Buffer {
  bytes: number;
  views: number;
}

/** Most bytes of tensors that are made during some work and alive at the same time. */
function highest(work: () => void): number {
  const bufferOf = new Map<number, Buffer>();
  let [alive, most] = [0, 0];
  const watcher: Parameters<typeof watchTensors>[0] = {
    made({ id, shape }, op) {
      const source = op?.name === "Reshape" ? bufferOf.get(op.inputs[0] as number) : undefined;
      // A variable's values are its own.
      const bytes = op?.name === "ReadVariableOp" ? 0 : 4 * shape.reduce((product, length) => product * length, 1);
      const buffer = source ?? { bytes, views: 0 };
      if (buffer.views++ === 0) alive += buffer.bytes;
      bufferOf.set(id, buffer);
      most = Math.max(most, alive);
    },
    freed(id) {
      const buffer = bufferOf.get(id);
      if (buffer && --buffer.views === 0) alive -= buffer.bytes;
      bufferOf.delete(id);
    },
  };
  watchTensors(watcher, work);
  return most;
}

/** Bytes that a step takes beside weights, adapters and the optimizer's moments. */
function measured({
  kind,
  rank = 0,
  targets = [],
  bfloat16,
  checkpointing = false,
  batch,
  time,
  scored,
}: TrainingPlan) {
  const source = new RandomWeights(CONFIG.layers, 0);
  const reader = new WeightReader(source, kind === "full", bfloat16);
  const weights = readLlamaWeights(source, CONFIG, reader);
  const model = new LanguageModel(CONFIG, weights, undefined as never, reader.parameters);
  const lora = kind === "lora" ? new Lora(CONFIG, { rank, alpha: rank, targets }, 0) : undefined;
  const parameters = (lora ?? model).parameters as Lora["parameters"];
  const optimizer = new AdamW([{ name: "all", parameters }]);
  const mask = new Int32Array(batch * time).fill(1);
  const wanted = mask.map((_, at) => (at % time >= time - scored / batch ? 7 : -100));
  const step = () => {
    const { value, grads } = tf.tidy(() =>
      gradients(() => {
        const embeddings = model.embed(tf.zeros([batch, time], "int32")) as tf.Tensor3D;
        return model.loss(embeddings, mask, wanted, { checkpointing, ...(lora && { lora }) });
      }, optimizer.values()),
    );
    value.dispose();
    optimizer.step(grads, 1e-4, 0);
  };
  // Weights reach TensorFlow when they are first used.
  step();
  const bytes = highest(step);
  optimizer.dispose();
  lora?.dispose();
  model.dispose();
  return bytes;
}

const SIZE = { batch: BATCH, time: TIME, scored: SCORED };
const LORA = { ...SIZE, kind: "lora", rank: 4 } as const;
for (const [name, plan] of Object.entries<TrainingPlan>({
  "LoRA on q and v": { ...LORA, targets: ["q_proj", "v_proj"] },
  "LoRA on all matrices, bfloat16": { ...LORA, targets: LORA_TARGETS, bfloat16: true },
  "LoRA, checkpointed": { ...LORA, targets: ["q_proj", "v_proj"], checkpointing: true },
  "all weights": { ...SIZE, kind: "full" },
  "all weights, checkpointed": { ...SIZE, kind: "full", checkpointing: true },
})) {
  test(`${name}: a step takes what the formula says within 10 %`, () => {
    const { total, weights, adapters, optimizer } = trainingBudget(CONFIG, plan);
    const share = measured(plan) / (total - weights - adapters - optimizer);
    assert.ok(Math.abs(share - 1) < 0.1, `${share.toFixed(3)} of the formula`);
  });
}
