// Tokens added behind T5's vocabulary, whose rows alone are trained.
import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { type T5Input, T5Model } from "../../../lib/llm/t5/model";
import { tf } from "../../../lib/tensor/backend";
import { train } from "../../../lib/training/trainer";

const fixtures = join(__dirname, "../../fixtures/llm/parity");
const input: T5Input = { ids: Int32Array.of(7, 120, 122, 8, 9, 121), mask: Int32Array.of(1, 1, 1, 1, 1, 1), batch: 2 };
const answers = Int32Array.of(121, 5, 1, 6, 1, -100);

for (const [name, names] of [
  ["t5", ["new_tokens.weight"]],
  ["flan-t5", ["new_tokens.weight", "new_tokens_head.weight"]],
] as const) {
  test(`${name}: training moves the new rows alone, and lowers the loss`, async () => {
    const before = tf.memory().numTensors;
    const model = await T5Model.load(join(fixtures, name), { train: "newTokens", newTokens: 3 });
    assert.deepEqual(model.parameters.names, names);
    assert.equal(model.vocabulary, 123);
    const frozen = [model.weights.embedding, model.weights.head].map((table) => table.dataSync().slice());
    const records = await train({
      stage: "new tokens",
      steps: 30,
      groups: [{ name: "t5", parameters: model.parameters }],
      schedule: { kind: "constant", rate: 0.05, warmup: 0 },
      loss: () => ({ loss: model.loss(input, answers) }),
    });
    const losses = records.map(({ loss }) => loss);
    assert.ok((losses[29] as number) < 0.7 * (losses[0] as number), `${losses[0]} → ${losses[29]}`);
    assert.deepEqual(
      [model.weights.embedding, model.weights.head].map((table) => table.dataSync()),
      frozen,
    );
    model.dispose();
    assert.equal(tf.memory().numTensors, before);
  });
}

test("the gradient of the new rows against central differences", async () => {
  const model = await T5Model.load(join(fixtures, "t5"), { train: "newTokens", newTokens: 3 });
  const variable = model.parameters.variable("new_tokens.weight");
  const { grads } = tf.engine().gradients(() => model.loss(input, answers), [variable.read()]);
  const gradient = grads[0]?.dataSync() as Float32Array;
  const start = variable.read().dataSync().slice() as Float32Array;
  const lossAt = (at: number, by: number) =>
    tf.tidy(() => {
      variable.assign(
        tf.tensor(
          start.map((value, i) => (i === at ? value + by : value)),
          variable.shape,
        ),
      );
      return model.loss(input, answers).dataSync()[0] as number;
    });
  for (const at of [0, 17, 40, 63, 95]) {
    const numeric = (lossAt(at, 1e-2) - lossAt(at, -1e-2)) / 2e-2;
    assert.ok(
      Math.abs(numeric - (gradient[at] as number)) < 2e-3,
      `entry ${at}: ${gradient[at]}, difference ${numeric}`,
    );
  }
  model.dispose();
});
