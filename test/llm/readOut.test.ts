import assert from "node:assert/strict";
import { test } from "node:test";
import { targetShape } from "../../lib/llm/lora";
import { parameterCount, trainingBudget } from "../../lib/llm/memoryBudget";
import { loraMoves } from "../../lib/llm/readOut";
import { sequencesOf } from "../../lib/llm/sequences";
import type { tf } from "../../lib/tensor/backend";
import { tinyConfig, tinyEmbeddings, tinyLora, tinyModel } from "./tinyModel";

test("attention that is read out: of every layer, adding up to one, causal, without padding; the pass is the same", () => {
  const model = tinyModel();
  const time = 5;
  const mask = Int32Array.from([1, 1, 1, 1, 1, 0, 0, 1, 1, 1]);
  const rows = tinyEmbeddings(2, time).reshape([2 * time, tinyConfig.width]) as tf.Tensor2D;
  const seen: number[][][][][] = [];
  const sequences = [sequencesOf(mask, 2, time)];
  const { hidden } = model.forward(rows, sequences, {
    onAttention: (weights) => seen.push(weights.arraySync() as number[][][][]),
  });
  assert.deepEqual([...hidden.dataSync()], [...model.forward(rows, sequences).hidden.dataSync()]);
  assert.equal(seen.length, tinyConfig.layers);
  for (const [row, headsOf] of (seen[0] as number[][][][]).entries()) {
    assert.equal(headsOf.length, tinyConfig.heads);
    for (const queries of headsOf) {
      queries.forEach((keys, query) => {
        assert.ok(Math.abs(keys.reduce((a, b) => a + b, 0) - 1) < 1e-5);
        keys.forEach((weight, key) => {
          const forbidden = key > query || (key < query && mask[row * time + key] === 0);
          if (forbidden) assert.equal(weight, 0);
        });
      });
    }
  }
});

test("what LoRA moves: root mean square of (α / r) B A, and its values", () => {
  const lora = tinyLora(["v_proj", "down_proj"]);
  const moves = loraMoves(lora);
  assert.equal(moves.length, 2 * tinyConfig.layers);
  assert.equal(
    moves.reduce((sum, { values }) => sum + values, 0),
    lora.parameters.size,
  );
  const [a, b] = ["A", "B"].map((which) =>
    lora.parameters.get(`base_model.model.model.layers.1.mlp.down_proj.lora_${which}.weight`).arraySync(),
  ) as [number[][], number[][]];
  const [outputs, inputs] = targetShape(tinyConfig, "down_proj");
  let squares = 0;
  for (let o = 0; o < outputs; o++) {
    for (let i = 0; i < inputs; i++) {
      const entry = (b[o] as number[]).reduce((sum, value, r) => sum + value * (a[r]?.[i] as number), 0) * (5 / 3);
      squares += entry ** 2;
    }
  }
  const last = moves[3] as (typeof moves)[number];
  assert.equal(last.target, "down_proj");
  assert.ok(Math.abs(last.size - Math.sqrt(squares / (inputs * outputs))) < 1e-5);
});

test("parameters counted are those a model has; bfloat16, checkpointing and fewer sequences take less", () => {
  const { embedding, norm, layers } = tinyModel().weights;
  const sizes = [embedding, norm, ...layers.flatMap((layer) => Object.values(layer))].map(
    ({ shape }: { shape: number[] }) => shape.reduce((a, b) => a * b, 1),
  );
  const { matrices, vectors } = parameterCount(tinyConfig);
  assert.equal(
    matrices + vectors,
    sizes.reduce((a, b) => a + b, 0),
  );
  const plan = { kind: "lora", rank: 3, batch: 4, time: 50, scored: 40 } as const;
  const plain = trainingBudget(tinyConfig, plan);
  assert.equal(plain.adapters, 4 * tinyLora().parameters.size);
  assert.ok(trainingBudget(tinyConfig, { ...plan, bfloat16: true }).weights < plain.weights);
  assert.ok(trainingBudget(tinyConfig, { ...plan, checkpointing: true }).activations < plain.activations);
  assert.equal(2 * trainingBudget(tinyConfig, { ...plan, batch: 2 }).activations, plain.activations);
  const full = trainingBudget(tinyConfig, { ...plan, kind: "full" });
  assert.equal(full.optimizer, 8 * (matrices + vectors));
});
