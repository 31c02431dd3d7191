// Gradient accumulation: parts of a batch, each weighted by what its mean is over, move the parameters as the whole does.
import assert from "node:assert/strict";
import { test } from "node:test";
import { Random } from "../../lib/random";
import { tf } from "../../lib/tensor/backend";
import { ParameterSet } from "../../lib/training/parameters";
import { train } from "../../lib/training/trainer";

const [ITEMS, INPUTS, STEPS] = [9, 4, 6];
/** where the parts of a batch begin and end: of unequal size */
const bounds: Record<number, number[]> = { 1: [0, 9], 3: [0, 2, 7, 9] };

async function trained(parts: number) {
  const parameters = new ParameterSet();
  const random = new Random(1, "start");
  const normal = (length: number) => Float32Array.from({ length }, () => random.normal());
  parameters.add("weights", normal(INPUTS), [INPUTS, 1]);
  parameters.add("unused", normal(2), [2]);
  parameters.add("first part's", normal(1), [1]);
  const { numTensors } = tf.memory();
  const records = await train({
    stage: "parts",
    steps: STEPS,
    parts,
    groups: [{ name: "all", parameters }],
    optimizer: { clipNorm: 0.5 },
    schedule: { kind: "constant", rate: 0.1, warmup: 0 },
    loss: (step, part) => {
      const [from, to] = (bounds[parts] as number[]).slice(part) as [number, number];
      const draw = new Random(2, "batch", step);
      const all = Float32Array.from({ length: ITEMS * INPUTS }, () => draw.normal());
      const inputs = tf.tensor2d(all.slice(from * INPUTS, to * INPUTS), [to - from, INPUTS]);
      const output = tf.matMul(inputs, parameters.get("weights") as tf.Tensor2D);
      const errors = tf.square(tf.sub(output, tf.sum(inputs, 1, true)));
      // A term of the first item alone: other parts do not touch this parameter.
      const own = tf.square(parameters.get("first part's")).sum();
      const total = from === 0 ? tf.add(tf.sum(errors), own) : tf.sum(errors);
      const loss = tf.div(total, to - from) as tf.Scalar;
      return { loss, weight: to - from, metrics: { error: tf.mean(errors) as tf.Scalar } };
    },
  });
  const values = parameters.names.map((name) => [...parameters.get(name).dataSync()]);
  for (const name of parameters.names) parameters.variable(name).release();
  assert.ok(tf.memory().numTensors <= numTensors, "tensors are left behind");
  parameters.dispose();
  return { values, records };
}

test("three parts of unequal size are one batch: loss, metrics, gradient norm and parameters", async () => {
  const [whole, parts] = [await trained(1), await trained(3)];
  whole.values.forEach((list, i) => {
    list.forEach((value, j) => {
      assert.ok(Math.abs((parts.values[i]?.[j] as number) - value) < 1e-5);
    });
  });
  whole.records.forEach((record, step) => {
    for (const [name, value] of Object.entries(record)) {
      const found = parts.records[step]?.[name] as number;
      assert.ok(Math.abs(found - value) < 1e-5 * Math.max(1, Math.abs(value)), `${name}: ${found}, not ${value}`);
    }
  });
});
