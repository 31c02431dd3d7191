import assert from "node:assert/strict";
import { test } from "node:test";
import { array, assert as check, integer, property } from "fast-check";
import { Random } from "../../lib/random";
import { tf } from "../../lib/tensor/backend";
import { addNetworkParameters, decode, encode, framesPerCode, reachInCodes } from "../../lib/tokenizer/network";
import { joined, overlap } from "../../lib/tokenizer/overlap";
import { VqVae } from "../../lib/tokenizer/vqvae";
import { ParameterSet } from "../../lib/training/parameters";
import { normal } from "../tensor/checkGradient";

/** Each step's sum over the steps within reach, and the number of those there are: edges matter. */
const sums =
  (inputs: number, reach: number) =>
  (window: Float32Array): Float32Array => {
    const steps = window.length / inputs;
    return Float32Array.from({ length: steps * 2 }, (_, i) => {
      const [from, to] = [Math.max(0, (i >> 1) - reach), Math.min(steps, (i >> 1) + reach + 1)];
      return i % 2 === 0 ? to - from : window.subarray(from * inputs, to * inputs).reduce((a, b) => a + b, 0);
    });
  };

test("windows of a sequence of any length, in parts of any length, give what the whole gives", () => {
  check(
    property(array(integer({ min: 0, max: 700 }), { maxLength: 5 }), integer({ min: 0, max: 40 }), (lengths, reach) => {
      const inputs = 3;
      const total = lengths.reduce((a, b) => a + b, 0);
      const random = new Random(1, "sequence");
      const whole = Float32Array.from({ length: total * inputs }, () => random.integer(-9, 9));
      const parts = lengths.map((length, n) => {
        const start = lengths.slice(0, n).reduce((a, b) => a + b, 0);
        return whole.subarray(start * inputs, (start + length) * inputs);
      });
      const windows = [...overlap(parts, { inputs, outputs: 2, reach }, sums(inputs, reach))];
      assert.deepEqual(windows.reduce(joined, new Float32Array()), sums(inputs, reach)(whole));
    }),
    { numRuns: 60 },
  );
});

test("a window's results come before the sequence has ended", () => {
  let read = 0;
  function* parts() {
    for (; read < 100; read++) yield new Float32Array(50);
  }
  const first = overlap(parts(), { inputs: 1, outputs: 2, reach: 5 }, sums(1, 5)).next();
  assert.ok(!first.done && read < 10, `${read} parts were read`);
});

for (const [downsamplings, depth, dilationGrowth] of [
  [2, 3, 3],
  [2, 2, 3],
  [1, 1, 2],
  [3, 2, 2],
  [0, 2, 3],
] as const) {
  test(`${downsamplings} halvings, depth ${depth}: nothing is seen beyond reachInCodes, and it is tight`, () => {
    const size = { features: 3, width: 4, codeDim: 3, downsamplings, depth, dilationGrowth };
    const parameters = new ParameterSet();
    addNetworkParameters(parameters, size, 1);
    const reach = reachInCodes(size);
    const perCode = framesPerCode(size);
    const codes = 2 * reach + 3;
    const middle = reach + 1;
    // The farthest code that an input in the middle has influence on.
    const influence = (network: (x: tf.Tensor) => tf.Tensor2D, rows: number, at: number, outputsPerCode: number) =>
      tf.tidy(() => {
        const x = normal([rows, 3], "x");
        const moved = tf.add(x, tf.mul(tf.oneHot(tf.tensor1d([at], "int32"), rows).reshape([rows, 1]), 30));
        const changed = tf.any(tf.notEqual(network(x), network(moved)), 1).dataSync();
        let farthest = 0;
        changed.forEach((value, row) => {
          if (value) farthest = Math.max(farthest, Math.abs(Math.floor(row / outputsPerCode) - middle));
        });
        return farthest;
      });
    const positions = Array.from({ length: perCode }, (_, frame) => middle * perCode + frame);
    const encoder = positions.map((at) => influence((x) => encode(parameters, size, x, 1), codes * perCode, at, 1));
    const decoder = influence((x) => decode(parameters, size, x, 1), codes, middle, perCode);
    const farthest = Math.max(decoder, ...encoder);
    assert.ok(farthest <= reach && farthest >= reach - 2, `${farthest} codes, of ${reach}`);
    parameters.dispose();
  });
}

const settings = {
  ...{ features: 7, codes: 50, codeDim: 5, width: 8, downsamplings: 2, depth: 2, dilationGrowth: 3 },
  ...{ commitment: 0.02, decay: 0.9, deadBelow: 0.05, emphasis: [] },
};

test("a long clip has the codes and the motion of the networks run over all of it at once", () => {
  const vqvae = new VqVae(settings, 1);
  const [branch] = vqvae.branches;
  assert.ok(branch);
  branch.quantizer.initialize(branch.encode(normal([400, 7], "first") as tf.Tensor2D, 1));
  check(
    property(integer({ min: 1, max: 4000 }), integer({ min: 0, max: 99 }), (frames, seed) => {
      const random = new Random(seed, "clip");
      const features = Float32Array.from({ length: frames * 7 }, () => random.normal());
      const codes = vqvae.tokenize(features, frames);
      const held = new Float32Array(codes.length * 4 * 7);
      held.set(features);
      for (let at = features.length; at < held.length; at += 7) held.set(features.subarray(-7), at);
      const whole = tf.tidy(() => vqvae.encode(tf.tensor3d(held, [codes.length * 4, 1, 7])).dataSync());
      assert.deepEqual(codes, whole);
      const parts = Array.from({ length: 5 }, (_, n) =>
        features.subarray(Math.floor((n * frames) / 5) * 7, Math.floor(((n + 1) * frames) / 5) * 7),
      );
      assert.deepEqual([...vqvae.tokenizeParts(parts)].reduce(joined, new Int32Array()), whole);
      const motion = vqvae.detokenize(codes);
      const decoded = tf.tidy(() => branch.decode(tf.tensor2d(codes, [codes.length, 1], "int32")).dataSync());
      assert.equal(motion.length, decoded.length);
      motion.forEach((value, i) => {
        assert.ok(Math.abs(value - (decoded[i] as number)) < 1e-5);
      });
    }),
    { numRuns: 12 },
  );
  vqvae.dispose();
});
