import assert from "node:assert/strict";
import { test } from "node:test";
import { tf } from "../../../lib/tensor/backend";
import { EmaCodebook } from "../../../lib/tokenizer/quantizers/emaCodebook";
import { FiniteScalarQuantizer } from "../../../lib/tokenizer/quantizers/fsq";
import { GradientCodebook } from "../../../lib/tokenizer/quantizers/gradientCodebook";
import type { Quantizer } from "../../../lib/tokenizer/quantizers/quantizer";
import { ResidualQuantizer } from "../../../lib/tokenizer/quantizers/residual";
import { ParameterSet } from "../../../lib/training/parameters";
import { assertClose, checkGradient, normal } from "../../tensor/checkGradient";

const settings = { codes: 6, codeDim: 3, commitment: 0.25, decay: 0.9, deadBelow: 0.05 };
const latents = normal([40, 3], "latents") as tf.Tensor2D;
const rows = latents.arraySync();

/** One of each kind, begun from the latents, and what gradients train of it. */
function made(kind: "ema" | "gradient" | "residual" | "fsq"): { quantizer: Quantizer; parameters: ParameterSet } {
  const parameters = new ParameterSet();
  const quantizer: Quantizer = {
    ema: () => new EmaCodebook(settings, 0),
    gradient: () => new GradientCodebook(settings, parameters, 0),
    residual: () => new ResidualQuantizer(settings, 3, 0),
    fsq: () => new FiniteScalarQuantizer([5, 4, 3]),
  }[kind]();
  quantizer.initialize(latents);
  return { quantizer, parameters };
}
const kinds = ["ema", "gradient", "residual", "fsq"] as const;

/** ‖a − b‖² averaged over rows and dims. */
const meanSquare = (a: readonly number[][], b: readonly number[][]) =>
  a.reduce((sum, row, n) => sum + row.reduce((part, x, d) => part + (x - (b[n]?.[d] as number)) ** 2, 0), 0) /
  (a.length * (a[0] as number[]).length);

for (const kind of kinds) {
  test(`${kind}: what is quantized is the sum of its codes' vectors`, () => {
    const { quantizer } = made(kind);
    const { layers, entries } = quantizer;
    const codes = quantizer.codesOf(latents);
    assert.deepEqual(codes.shape, [40, layers]);
    codes.arraySync().forEach((row) => {
      row.forEach((code, layer) => {
        assert.ok(code >= layer * entries && code < (layer + 1) * entries, `layer ${layer} has code ${code}`);
      });
    });
    const vectors = quantizer.vectors();
    assert.deepEqual(vectors.shape, [layers * entries, 3]);
    assertClose(quantizer.quantize(latents).quantized, tf.sum(tf.gather(vectors, codes), 1).dataSync());
    assert.ok(new Set(codes.dataSync()).size > 0.5 * layers * Math.min(entries, settings.codes), "most codes are used");
    quantizer.dispose();
  });

  test(`${kind}: state and parameters make another the same`, () => {
    const { quantizer, parameters } = made(kind);
    quantizer.update(latents, 3);
    const other = made(kind);
    other.quantizer.initialize(normal([40, 3], "others") as tf.Tensor2D);
    other.quantizer.restore(quantizer.state());
    other.parameters.restore(parameters.save());
    assert.deepEqual(other.quantizer.vectors().dataSync(), quantizer.vectors().dataSync());
    const missing = new Map([...quantizer.state()].slice(1));
    if (quantizer.state().size > 0) assert.throws(() => quantizer.restore(missing), /checkpoint's .* is \[missing\]/);
    for (const each of [quantizer, other.quantizer]) each.dispose();
  });

  test(`${kind}: no tensor is left behind`, () => {
    const before = tf.memory().numTensors;
    const { quantizer, parameters } = made(kind);
    const after = tf.memory().numTensors;
    for (let step = 0; step < 3; step++) {
      tf.tidy(() => void quantizer.quantize(latents));
      quantizer.update(latents, step);
      tf.dispose([quantizer.codesOf(latents), quantizer.vectors()]);
      tf.dispose(parameters.names.map((name) => parameters.variable(name).release()));
    }
    assert.equal(tf.memory().numTensors, after);
    quantizer.dispose();
    parameters.dispose();
    assert.equal(tf.memory().numTensors, before);
  });
}

for (const kind of ["ema", "gradient", "residual"] as const) {
  test(`${kind}: the gradient passes straight through, whatever the codes are`, () => {
    const { quantizer } = made(kind);
    const direction = normal([40, 3], "direction");
    const gradient = tf.grad((x: tf.Tensor) =>
      tf.sum(tf.mul(quantizer.quantize(x as tf.Tensor2D).quantized, direction)),
    )(latents);
    assertClose(gradient, direction.dataSync());
    quantizer.dispose();
  });
}

for (const kind of ["ema", "residual"] as const) {
  test(`${kind}: the commitment is its formula, and its gradient the finite difference`, () => {
    const { quantizer } = made(kind);
    const vectors = quantizer.vectors().arraySync();
    const codes = quantizer.codesOf(latents).arraySync();
    let expected = 0;
    let sums = rows.map((row) => row.map(() => 0));
    for (let layer = 0; layer < quantizer.layers; layer++) {
      sums = sums.map((sum, n) => sum.map((x, d) => x + (vectors[codes[n]?.[layer] as number]?.[d] as number)));
      expected += meanSquare(rows, sums);
    }
    const { commitment } = quantizer.quantize(latents).terms;
    assert.equal(commitment?.weight, settings.commitment);
    assertClose(commitment?.value as tf.Scalar, [expected]);
    checkGradient((x) => quantizer.quantize(x as tf.Tensor2D).terms.commitment?.value as tf.Scalar, [latents]);
    quantizer.dispose();
  });
}

test("gradient: latents go to their codes by one term, codes to their latents by the other", () => {
  const { quantizer, parameters } = made("gradient");
  const codebook = parameters.get("codebook.codes") as tf.Tensor2D;
  const codes = quantizer.codesOf(latents).dataSync();
  const chosen = tf.gather(codebook, tf.tensor1d([...codes], "int32")).arraySync() as number[][];
  const { commitment, codebook: own } = quantizer.quantize(latents).terms;
  assertClose(commitment?.value as tf.Scalar, [meanSquare(rows, chosen)]);
  assertClose(own?.value as tf.Scalar, [meanSquare(rows, chosen)]);
  assert.deepEqual([commitment?.weight, own?.weight], [settings.commitment, 1]);
  // ∂/∂z of the one and ∂/∂e of the other, 2 (z − e) / n each; the other two are zero.
  const gradients = (name: "commitment" | "codebook") => {
    const f = () => quantizer.quantize(latents).terms[name]?.value as tf.Scalar;
    const [z, e] = tf.engine().gradients(f, [latents, codebook], undefined, true).grads;
    return [z as tf.Tensor, (e ?? tf.zerosLike(codebook)) as tf.Tensor] as const;
  };
  const toZ = rows.flatMap((row, n) => row.map((x, d) => (2 * (x - (chosen[n]?.[d] as number))) / latents.size));
  const toCodes = new Array<number>(codebook.size).fill(0);
  toZ.forEach((value, i) => {
    const at = (codes[Math.floor(i / 3)] as number) * 3 + (i % 3);
    toCodes[at] = (toCodes[at] as number) - value;
  });
  const zeros = (like: readonly number[]) => like.map(() => 0);
  const [commitmentZ, commitmentCodes] = gradients("commitment");
  assertClose(commitmentZ, toZ);
  assertClose(commitmentCodes, zeros(toCodes));
  const [codebookZ, codebookCodes] = gradients("codebook");
  assertClose(codebookZ, zeros(toZ));
  assertClose(codebookCodes, toCodes);
});

test("residual: every layer takes its share of what is left, and the first is an ordinary codebook", () => {
  const { quantizer } = made("residual");
  const vectors = quantizer.vectors();
  const codes = quantizer.codesOf(latents);
  const errors = [1, 2, 3].map((layers) => {
    const own = tf.slice(codes, [0, 0], [-1, layers]);
    return meanSquare(rows, tf.sum(tf.gather(vectors, own), 1).arraySync() as number[][]);
  });
  assert.ok((errors[1] as number) < 0.7 * (errors[0] as number), errors.join(" "));
  assert.ok((errors[2] as number) < 0.7 * (errors[1] as number), errors.join(" "));
});

test("a codebook by moving average restarts what no latent uses, layer by layer too", () => {
  for (const kind of ["ema", "residual"] as const) {
    const { quantizer } = made(kind);
    const far = tf.add(tf.mul(latents, 0.1), 50) as tf.Tensor2D;
    for (let step = 0; step < 60; step++) quantizer.update(far, step);
    const used = new Set(quantizer.codesOf(far).dataSync());
    assert.ok(used.size > 0.8 * quantizer.layers * settings.codes, `${kind}: ${used.size} codes in use`);
    quantizer.dispose();
  }
});
