// Memory of a LoRA step in bfloat16 beside the budget's formula, on a model of 3B shape with four layers; budgets of 3B.
import { readFileSync, writeFileSync } from "node:fs";
import { LanguageModel } from "../lib/llm/languageModel";
import { Lora } from "../lib/llm/lora";
import { type MemoryBudget, type TrainingPlan, trainingBudget } from "../lib/llm/memoryBudget";
import type { LayerWeights, LlamaConfig } from "../lib/llm/weights";
import { backend, tf } from "../lib/tensor/backend";
import { Bfloat16Matrix } from "../lib/tensor/frozenMatrix";
import { gradients } from "../lib/tensor/gradients";
import { AdamW } from "../lib/training/adamw";

/** Llama-3.2-3B */
const LLAMA_3B: LlamaConfig = {
  architecture: "llama",
  layers: 28,
  width: 3072,
  feedForward: 8192,
  heads: 24,
  kvHeads: 8,
  headDim: 128,
  vocabulary: 128256,
  context: 131072,
  ropeBase: 500000,
  normEpsilon: 1e-5,
  tied: true,
};
/** Qwen2.5-3B; its attention's biases are too few to count */
const QWEN_3B: LlamaConfig = {
  ...LLAMA_3B,
  architecture: "qwen2",
  layers: 36,
  width: 2048,
  feedForward: 11008,
  heads: 16,
  kvHeads: 2,
  vocabulary: 151936,
};
const CONFIG = { ...LLAMA_3B, layers: 4 };
const LORA = { rank: 16, alpha: 32, targets: ["q_proj", "v_proj"] } as const;
const [BATCH, TIME, SCORED] = [2, 160, 24];

const gigabytes = (bytes: number) => (bytes / 1e9).toFixed(2).padStart(6);
const line = (name: string, budget: MemoryBudget) =>
  console.log(
    [name.padEnd(52), ...Object.entries(budget).map(([what, bytes]) => `${what} ${gigabytes(bytes)}`)].join("  "),
  );

/** Highest resident bytes since the last call of `restart`. */
const peak = () => 1024 * Number(/VmHWM:\s+(\d+)/.exec(readFileSync("/proc/self/status", "utf8"))?.[1]);
const restart = () => writeFileSync("/proc/self/clear_refs", "5");

function randomModel(config: LlamaConfig): LanguageModel {
  const matrix = (rows: number, columns: number) => {
    const values = tf.tidy(() => tf.randomNormal([rows, columns], 0, 0.02) as tf.Tensor2D);
    const half = Bfloat16Matrix.from(values);
    values.dispose();
    return half;
  };
  const { width, feedForward, heads, kvHeads, headDim, vocabulary } = config;
  const ones = () => tf.ones([width]) as tf.Tensor1D;
  const embedding = matrix(vocabulary, width);
  const layers = Array.from(
    { length: config.layers },
    (): LayerWeights => ({
      attentionNorm: ones(),
      queryKeyValue: matrix(width, (heads + 2 * kvHeads) * headDim),
      attentionOutput: matrix(heads * headDim, width),
      feedForwardNorm: ones(),
      gate: matrix(width, feedForward),
      up: matrix(width, feedForward),
      down: matrix(feedForward, width),
    }),
  );
  return new LanguageModel(config, { embedding, head: embedding, norm: ones(), layers }, undefined as never);
}

/** Bytes that a model, its adapters and a step of training take beyond the runtime's own. */
function measure(checkpointing: boolean): number {
  tf.dispose(tf.matMul(tf.ones([64, 64]), tf.ones([64, 64])));
  restart();
  const runtime = peak();
  const model = randomModel(CONFIG);
  const lora = new Lora(CONFIG, LORA, 0);
  const optimizer = new AdamW([{ name: "lora", parameters: lora.parameters }]);
  restart();
  const count = BATCH * TIME;
  const targets = new Int32Array(count).fill(-100);
  for (let row = 0; row < BATCH; row++) targets.fill(7, (row + 1) * TIME - SCORED / BATCH, (row + 1) * TIME);
  const { value, grads } = tf.tidy(() =>
    gradients(() => {
      const embeddings = model.embed(tf.zeros([BATCH, TIME], "int32")) as tf.Tensor3D;
      return model.loss(embeddings, new Int32Array(count).fill(1), targets, { lora, checkpointing });
    }, optimizer.values()),
  );
  console.error(`loss ${value.dataSync()[0]?.toFixed(3)}`);
  optimizer.step(grads, 1e-4, 0);
  const used = peak() - runtime;
  value.dispose();
  optimizer.dispose();
  lora.dispose();
  model.dispose();
  return used;
}

backend();
for (const checkpointing of process.argv.includes("--checkpointing") ? [true] : [false]) {
  const plan: TrainingPlan = {
    ...{ kind: "lora", rank: LORA.rank, targets: LORA.targets, bfloat16: true, checkpointing },
    ...{ batch: BATCH, time: TIME, scored: SCORED },
  };
  const budget = trainingBudget(CONFIG, plan);
  const used = measure(checkpointing);
  line(`four layers${checkpointing ? ", checkpointed" : ""}`, budget);
  console.log(`measured ${gigabytes(used)} GB: ${(used / budget.total).toFixed(3)} of the formula`);
}
const sequences = { time: 256, rank: LORA.rank, targets: LORA.targets, bfloat16: true } as const;
for (const [model, config] of Object.entries({ "Llama-3.2-3B": LLAMA_3B, "Qwen2.5-3B": QWEN_3B })) {
  for (const [gpu, kind, batch, checkpointing] of [
    ["24 GB", "lora", 16, true],
    ["24 GB", "lora", 4, false],
    ["40 GB", "lora", 8, false],
    ["80 GB", "lora", 16, false],
    ["80 GB", "full", 4, true],
  ] as const) {
    const name = `${model}, ${gpu}: ${kind}, ${batch} at a time${checkpointing ? ", checkpointed" : ""}`;
    line(name, trainingBudget(config, { ...sequences, kind, batch, checkpointing, scored: 32 * batch }));
  }
}
