import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Random } from "../../lib/random";
import { tf } from "../../lib/tensor/backend";
import { AdamW, type AdamWSettings } from "../../lib/training/adamw";
import { ParameterSet } from "../../lib/training/parameters";

const SIZE = 12;
const RATE = 3;

/** Two groups, the second with a rate of its own. */
function groups() {
  const random = new Random(1, "adamw");
  const values = () => Float32Array.from({ length: SIZE }, () => random.normal());
  const [slow, fast] = [new ParameterSet(), new ParameterSet()];
  slow.add("matrix", values(), [3, 4]);
  slow.add("vector", values(), [SIZE]);
  fast.add("vector", values(), [SIZE]);
  return [
    { name: "slow", parameters: slow },
    { name: "fast", parameters: fast, rate: RATE },
  ];
}

/** Of every size, from far below the epsilon of Adam to well above the clipping norm. */
function gradientsOf(step: number): Float32Array[] {
  const random = new Random(2, "gradients", step);
  return [1, 1e-7, 5].map((scale) => Float32Array.from({ length: SIZE }, () => scale * random.normal()));
}

/** The formula of the file's head in double precision. */
class Reference {
  private readonly first: Float64Array[];
  private readonly second: Float64Array[];

  constructor(
    readonly values: Float64Array[],
    private readonly settings: Required<AdamWSettings>,
  ) {
    this.first = values.map(() => new Float64Array(SIZE));
    this.second = values.map(() => new Float64Array(SIZE));
  }

  step(gradients: readonly (Float32Array | null)[], rate: number, step: number): number {
    const { betas, epsilon, weightDecay, clipNorm } = this.settings;
    const squares = gradients.flatMap((gradient) => [...(gradient ?? [])].map((value) => value * value));
    const norm = Math.sqrt(squares.reduce((sum, square) => sum + square, 0));
    const scale = Math.min(1, clipNorm / norm);
    gradients.forEach((gradient, k) => {
      if (!gradient) return;
      const [values, first, second] = [this.values[k], this.first[k], this.second[k]] as Float64Array[];
      const eta = k === 2 ? rate * RATE : rate;
      gradient.forEach((raw, i) => {
        const g = raw * scale;
        first[i] = betas[0] * first[i] + (1 - betas[0]) * g;
        second[i] = betas[1] * second[i] + (1 - betas[1]) * g * g;
        const unbiasedFirst = first[i] / (1 - betas[0] ** (step + 1));
        const unbiasedSecond = second[i] / (1 - betas[1] ** (step + 1));
        values[i] -= eta * (unbiasedFirst / (Math.sqrt(unbiasedSecond) + epsilon) + weightDecay * values[i]);
      });
    });
    return norm;
  }
}

function asTensors(gradients: readonly (Float32Array | null)[]): (tf.Tensor | null)[] {
  const shapes = [[3, 4], [SIZE], [SIZE]];
  return gradients.map((gradient, i) => gradient && tf.tensor(gradient, shapes[i]));
}

describe("AdamW", () => {
  const cases: [string, AdamWSettings][] = [
    ["its defaults", {}],
    ["weight decay and clipping", { weightDecay: 0.1, clipNorm: 0.5 }],
    ["no clipping", { weightDecay: 0.01, clipNorm: 1e9 }],
    ["other betas and a large epsilon", { betas: [0.8, 0.999], epsilon: 1e-3 }],
  ];
  for (const [name, settings] of cases) {
    it(`equals the formula in double precision over 20 steps: ${name}`, () => {
      const own = groups();
      const optimizer = new AdamW(own, settings);
      const start = optimizer.values().map((tensor) => Float64Array.from(tensor.dataSync()));
      const complete = { betas: [0.9, 0.99], epsilon: 1e-8, weightDecay: 0, clipNorm: 1, ...settings };
      const reference = new Reference(start, complete as Required<AdamWSettings>);
      for (let step = 0; step < 20; step++) {
        const gradients: (Float32Array | null)[] = gradientsOf(step);
        // a parameter that the loss does not touch
        if (step === 7) gradients[1] = null;
        const rate = 0.01 / (1 + step);
        const norm = optimizer.step(asTensors(gradients), rate, step);
        const expected = reference.step(gradients, rate, step);
        assert.ok(Math.abs(norm - expected) < 1e-5 * expected);
      }
      optimizer.values().forEach((tensor, k) => {
        tensor.dataSync().forEach((value, i) => {
          const difference = Math.abs(value - (reference.values[k]?.[i] as number));
          assert.ok(difference < 2e-5, `parameter ${k}, value ${i} is off by ${difference}`);
        });
      });
      optimizer.dispose();
      for (const { parameters } of own) parameters.dispose();
    });
  }

  it("disposes of gradients, and changes nothing when one is not finite", () => {
    const own = groups();
    const optimizer = new AdamW(own);
    const before = optimizer.values().map((tensor) => [...tensor.dataSync()]);
    const count = tf.memory().numTensors;
    const gradients = gradientsOf(0);
    (gradients[2] as Float32Array)[3] = Number.POSITIVE_INFINITY;
    assert.ok(!Number.isFinite(optimizer.step(asTensors(gradients), 0.1, 0)));
    assert.equal(optimizer.step([null, undefined, null], 0.1, 0), 0);
    assert.equal(tf.memory().numTensors, count);
    assert.deepEqual(
      optimizer.values().map((tensor) => [...tensor.dataSync()]),
      before,
    );
    optimizer.dispose();
    for (const { parameters } of own) parameters.dispose();
  });

  it("goes on from what it saved as if it had not stopped", () => {
    const [one, two] = [groups(), groups()];
    const [first, second] = [new AdamW(one), new AdamW(two)];
    for (let step = 0; step < 3; step++) first.step(asTensors(gradientsOf(step)), 0.1, step);
    second.restore(first.save());
    for (const optimizer of [first, second]) optimizer.step(asTensors(gradientsOf(3)), 0.1, 3);
    const bits = (optimizer: AdamW) => optimizer.values().map((tensor) => [...tensor.dataSync()]);
    assert.deepEqual(bits(second), bits(first));
    const incomplete = new Map([...first.save()].slice(1));
    assert.throws(() => second.restore(incomplete), /slow\/matrix is \[missing\], expected \[3,4\]/);
    for (const optimizer of [first, second]) optimizer.dispose();
    for (const { parameters } of [...one, ...two]) parameters.dispose();
  });
});
