import assert from "node:assert/strict";
import { test } from "node:test";
import { LanguageModel } from "../../lib/llm/languageModel";
import { LORA_TARGETS, Lora } from "../../lib/llm/lora";
import { sequencesOf } from "../../lib/llm/sequences";
import { Random } from "../../lib/random";
import { tf } from "../../lib/tensor/backend";
import { Bfloat16Matrix, type FrozenMatrix } from "../../lib/tensor/frozenMatrix";
import { dropoutMask } from "../../lib/tensor/kernels/dropoutMask";
import { assertClose, normal } from "../tensor/checkGradient";
import { tinyConfig, tinyEmbeddings, tinyLora, tinyModel } from "./tinyModel";

const [batch, time] = [2, 5];
const mask = Int32Array.from([1, 1, 1, 1, 1, 1, 1, 1, 0, 0]);
const targets = Int32Array.from([-100, -100, 3, 0, 10, -100, 4, 4, -100, -100]);

/** The loss's gradient in each parameter and in the embeddings against central differences at some entries of each. */
function checkLossGradient(lora: Lora, prefix?: tf.Tensor3D): void {
  const model = tinyModel();
  const embeddings = tinyEmbeddings(batch, time);
  const loss = (x: tf.Tensor3D) => model.loss(x, mask, targets, { lora, ...(prefix && { prefix }) });
  const value = (x: tf.Tensor3D) => tf.tidy(() => loss(x).dataSync()[0] as number);
  const names = lora.parameters.names;
  const inputs = [embeddings, ...names.map((name) => lora.parameters.get(name))];
  const { grads } = tf.engine().gradients(() => loss(embeddings), inputs, undefined, true);
  const gradients = grads.map((gradient) => gradient.dataSync());
  const step = 1e-2;
  const compare = (what: string, entry: number, analytic: number, up: number, down: number) => {
    const numeric = (up - down) / (2 * step);
    assert.ok(
      Math.abs(numeric - analytic) < 2e-3 * Math.max(0.5, Math.abs(numeric)),
      `${what}, entry ${entry}: gradient ${analytic}, finite difference ${numeric}`,
    );
  };
  const moved = (values: Float32Array, at: number, by: number) =>
    values.map((entry, i) => (i === at ? entry + by : entry));
  const random = new Random(3, "entries");
  const start = embeddings.dataSync().slice() as Float32Array;
  for (let n = 0; n < 12; n++) {
    const at = random.integer(0, start.length - 1);
    const moving = (by: number) => value(tf.tensor3d(moved(start, at, by), embeddings.shape));
    compare("embeddings", at, gradients[0]?.[at] as number, moving(step), moving(-step));
  }
  names.forEach((name, i) => {
    const variable = lora.parameters.variable(name);
    const before = variable.read().dataSync().slice() as Float32Array;
    const set = (values: Float32Array) => tf.tidy(() => variable.assign(tf.tensor(values, variable.shape)));
    for (let n = 0; n < 3; n++) {
      const at = random.integer(0, before.length - 1);
      const moving = (by: number) => {
        set(moved(before, at, by));
        return value(embeddings);
      };
      compare(name, at, gradients[i + 1]?.[at] as number, moving(step), moving(-step));
    }
    set(before);
  });
  model.dispose();
}

test("gradient of the loss in every A, every B and the embeddings", () => checkLossGradient(tinyLora()));

test("the same with adapters on some matrices only", () => checkLossGradient(tinyLora(["v_proj", "up_proj"])));

test("the same with a beginning that all sequences share", () => {
  checkLossGradient(tinyLora(), normal([1, 3, tinyConfig.width], "prefix") as tf.Tensor3D);
});

test("a shared beginning gives the loss of whole sequences", () => {
  const model = tinyModel();
  const lora = tinyLora();
  const prefix = normal([1, 3, tinyConfig.width], "prefix") as tf.Tensor3D;
  const rest = tinyEmbeddings(batch, time);
  const whole = tf.concat([tf.tile(prefix, [batch, 1, 1]), rest], 1);
  const longer = (values: Int32Array, fill: number) =>
    Int32Array.from({ length: batch * (time + 3) }, (_, i) => {
      const [row, at] = [Math.floor(i / (time + 3)), (i % (time + 3)) - 3];
      return at < 0 ? fill : (values[row * time + at] as number);
    });
  const expected = model.loss(whole, longer(mask, 1), longer(targets, -100), { lora });
  assertClose(model.loss(rest, mask, targets, { lora, prefix }), expected.dataSync(), 1e-5);
});

test("an adapter equals W + α/r · (B A)ᵀ", () => {
  const model = tinyModel();
  const lora = tinyLora();
  const adapted = tinyModel();
  const delta = (layer: number, parent: string, target: string) => {
    const matrix = (which: string) =>
      lora.parameters.get(`base_model.model.model.layers.${layer}.${parent}.${target}.lora_${which}.weight`);
    return tf.mul(tf.transpose(tf.matMul(matrix("B") as tf.Tensor2D, matrix("A") as tf.Tensor2D)), 5 / 3);
  };
  adapted.weights.layers.forEach((layer, i) => {
    const attention = ["q_proj", "k_proj", "v_proj"].map((target) => delta(i, "self_attn", target));
    const moved = (weight: FrozenMatrix, by: tf.Tensor) => tf.add(weight as tf.Tensor2D, by) as tf.Tensor2D;
    layer.queryKeyValue = moved(layer.queryKeyValue, tf.concat(attention, 1));
    layer.attentionOutput = moved(layer.attentionOutput, delta(i, "self_attn", "o_proj"));
    layer.gate = moved(layer.gate, delta(i, "mlp", "gate_proj"));
    layer.up = moved(layer.up, delta(i, "mlp", "up_proj"));
    layer.down = moved(layer.down, delta(i, "mlp", "down_proj"));
  });
  const rows = tinyEmbeddings(batch, time).reshape([batch * time, tinyConfig.width]) as tf.Tensor2D;
  const sequences = [sequencesOf(mask, batch, time)];
  const { hidden } = model.forward(rows, sequences, { lora });
  assertClose(hidden, adapted.forward(rows, sequences).hidden.dataSync(), 1e-4);
});

test("a fresh adapter changes nothing; the seed decides A", () => {
  const settings = { rank: 2, alpha: 4, targets: LORA_TARGETS };
  const model = tinyModel();
  const fresh = new Lora(tinyConfig, settings, 1);
  const embeddings = tinyEmbeddings(batch, time);
  const bare = model.loss(embeddings, mask, targets);
  assertClose(model.loss(embeddings, mask, targets, { lora: fresh }), bare.dataSync(), 1e-6);
  const a = (lora: Lora) => [...lora.parameters.get(lora.parameters.names[0] as string).dataSync()];
  assert.deepEqual(a(new Lora(tinyConfig, settings, 1)), a(fresh));
  assert.notDeepEqual(a(new Lora(tinyConfig, settings, 2)), a(fresh));
});

/** The loss's gradients in embeddings and adapters, the loss first; and the bytes that the tape holds for them. */
function gradientsOf(model: LanguageModel, lora: Lora, { checkpointing = false, step = 0, prefix = false } = {}) {
  return tf.tidy(() => {
    const embeddings = tinyEmbeddings(batch, time);
    const inputs = [embeddings, ...lora.parameters.names.map((name) => lora.parameters.get(name))];
    const shared = prefix && { prefix: normal([1, 3, tinyConfig.width], "prefix") as tf.Tensor3D };
    const options = { lora: lora.inTraining(step), checkpointing, ...shared };
    const before = tf.memory().numBytes;
    let held = 0;
    const loss = () => {
      const value = model.loss(embeddings, mask, targets, options);
      held = tf.memory().numBytes - before;
      return value;
    };
    const { value, grads } = tf.engine().gradients(loss, inputs, undefined, true);
    return { held, values: [value, ...grads].map((tensor) => [...tensor.dataSync()]) };
  });
}

const withDropout = (seed = 1) => {
  const lora = tinyLora(LORA_TARGETS, seed);
  Object.assign(lora.settings, { dropout: 0.3 });
  return lora;
};

test("checkpointed layers: the same gradients to the bit, with dropout and a shared beginning too, no tensor left", () => {
  const model = tinyModel();
  for (const [lora, prefix] of [
    [tinyLora(), false],
    [withDropout(), true],
  ] as const) {
    const plain = gradientsOf(model, lora, { prefix });
    const { numTensors } = tf.memory();
    const checkpointed = gradientsOf(model, lora, { prefix, checkpointing: true });
    assert.equal(tf.memory().numTensors, numTensors);
    assert.deepEqual(checkpointed.values, plain.values);
    assert.ok(checkpointed.held < plain.held / 2, `${checkpointed.held} of ${plain.held} bytes held`);
  }
});

test("dropout: seed and step decide it, whatever came before; without a step there is none", () => {
  const model = tinyModel();
  const at = (step: number, lora = withDropout()) => gradientsOf(model, lora, { step }).values;
  const first = at(3);
  assert.notDeepEqual(at(4), first);
  assert.notDeepEqual(at(3, tinyLora()), first);
  assert.deepEqual(at(3), first);
  const embeddings = tinyEmbeddings(batch, time);
  const evaluated = (lora: Lora) => [...model.loss(embeddings, mask, targets, { lora }).dataSync()];
  assert.deepEqual(evaluated(withDropout()), evaluated(tinyLora()));
});

test("dropout leaves out its share and keeps the mean", () => {
  const mask = dropoutMask([200, 100], 0.3, [1, 2]);
  const values = [...mask.dataSync()];
  const zeros = values.filter((value) => value === 0).length / values.length;
  assert.ok(Math.abs(zeros - 0.3) < 0.01);
  assert.ok(values.every((value) => value === 0 || Math.abs(value - 1 / 0.7) < 1e-6));
  assert.notDeepEqual([...dropoutMask([200, 100], 0.3, [1, 3]).dataSync()], values);
});

test("a base in bfloat16 is the float32 one with rounded weights; adapters stay float32", () => {
  const rounded = (matrix: FrozenMatrix) => Bfloat16Matrix.from(matrix as tf.Tensor2D);
  const change = (model: LanguageModel, f: (matrix: FrozenMatrix) => FrozenMatrix) => {
    const embedding = f(model.weights.embedding);
    const layers = model.weights.layers.map((layer) => ({
      ...layer,
      queryKeyValue: f(layer.queryKeyValue),
      attentionOutput: f(layer.attentionOutput),
      gate: f(layer.gate),
      up: f(layer.up),
      down: f(layer.down),
    }));
    return new LanguageModel(tinyConfig, { ...model.weights, embedding, head: embedding, layers }, undefined as never);
  };
  const half = change(tinyModel(), rounded);
  const same = change(tinyModel(), (matrix) => rounded(matrix).float32());
  const lora = tinyLora();
  const found = gradientsOf(half, lora).values;
  assert.deepEqual(found, gradientsOf(same, lora).values);
  const exact = gradientsOf(tinyModel(), lora).values;
  const error = Math.abs((found[0]?.[0] as number) - (exact[0]?.[0] as number));
  assert.ok(error > 0 && error < 0.02, `the loss differs by ${error}`);
  const ids = tf.tensor2d([[1, 0, 10]], undefined, "int32");
  assert.deepEqual([...half.embed(ids).dataSync()], [...same.embed(ids).dataSync()]);
  const { numTensors } = tf.memory();
  gradientsOf(half, lora, { checkpointing: true });
  assert.equal(tf.memory().numTensors, numTensors);
  half.dispose();
});

test("the loss leaves no tensor behind", () => {
  const model = tinyModel();
  const lora = tinyLora();
  const embeddings = tinyEmbeddings(batch, time);
  const inputs = [embeddings, ...lora.parameters.names.map((name) => lora.parameters.get(name))];
  const before = tf.memory().numTensors;
  tf.tidy(() => void tf.engine().gradients(() => model.loss(embeddings, mask, targets, { lora }), inputs));
  assert.equal(tf.memory().numTensors, before);
});
