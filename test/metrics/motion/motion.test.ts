// Joint errors and Fréchet distance against numpy/scipy, and the properties that define them.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import * as fc from "fast-check";
import { UserError } from "../../../lib/errors";
import { codebookStatistics } from "../../../lib/metrics/motion/codebook";
import { fixedMotionEmbedding } from "../../../lib/metrics/motion/embedding";
import { frechetDistance } from "../../../lib/metrics/motion/fid";
import { averageMotionErrors, type MotionErrors, scoreMotion } from "../../../lib/metrics/motion/mpjpe";
import { alignSimilarity } from "../../../lib/metrics/motion/procrustes";
import { Random } from "../../../lib/random";

interface FrechetCase {
  seed: number;
  n: number;
  m: number;
  dimension: number;
  shift: number;
  fid: number;
}
interface MotionCase {
  seed: number;
  frames: number;
  noise: number;
  mirrored: boolean;
  errors: MotionErrors;
}
const fixture: { frechet: FrechetCase[]; motion: MotionCase[] } = JSON.parse(
  readFileSync(join(__dirname, "../../fixtures/metrics/motionScores.json"), "utf8"),
);
const GROUPS = ["whole", "body", "leftHand", "rightHand"] as const;
const ERRORS = ["mpjpe", "mpjpeRoot", "paMpjpe", "acceleration"] as const;

/** The fixture's generator: a linear congruential one, numbers in [-1, 1). */
function uniform(seed: number, count: number): Float32Array {
  let state = seed;
  return Float32Array.from({ length: count }, () => {
    state = (Math.imul(1664525, state) + 1013904223) >>> 0;
    return state / 2 ** 31 - 1;
  });
}

/** The fixture's correlated rows `[count, dimension]`. */
function vectors(seed: number, count: number, dimension: number, shift: number): Float32Array {
  const noise = uniform(seed, count * dimension);
  const mixing = uniform(seed + 1, dimension * dimension);
  return Float32Array.from(noise, (_, at) => {
    const [row, column] = [Math.floor(at / dimension), at % dimension];
    let sum = 0;
    for (let k = 0; k < dimension; k++) {
      sum +=
        (noise[row * dimension + k] as number) * ((mixing[k * dimension + column] as number) + (k === column ? 1 : 0));
    }
    return sum + shift;
  });
}

const normals = (seed: number, count: number) => {
  const random = new Random(seed, "test");
  return Float32Array.from({ length: count }, () => random.normal());
};

test("the Fréchet distance equals scipy's square root form to 1e-6", () => {
  for (const { seed, n, m, dimension, shift, fid } of fixture.frechet) {
    const ours = frechetDistance(vectors(seed, n, dimension, 0), vectors(seed + 100, m, dimension, shift), dimension);
    assert.ok(Math.abs(ours.fid - fid) <= 1e-6 * fid, `dimension ${dimension}: ${ours.fid} instead of ${fid}`);
    assert.deepEqual([ours.samples, ours.warnings], [[n, m], []]);
  }
});

test("the Fréchet distance of one-dimensional sets is that of two normal distributions", () => {
  const a = Float64Array.of(0, 2, 4); // mean 2, variance 4
  const b = Float64Array.of(4, 5, 6); // mean 5, variance 1
  assert.ok(Math.abs(frechetDistance(a, b, 1).fid - (9 + 4 + 1 - 2 * 2)) < 1e-12);
});

test("the Fréchet distance is 0 for equal sets, symmetric and never negative, also of low rank", () => {
  const shape = fc.record({
    seed: fc.integer({ min: 0, max: 1e6 }),
    n: fc.integer({ min: 2, max: 40 }),
    m: fc.integer({ min: 2, max: 40 }),
    dimension: fc.integer({ min: 1, max: 24 }),
  });
  fc.assert(
    fc.property(shape, ({ seed, n, m, dimension }) => {
      const a = normals(seed, n * dimension);
      const b = normals(seed + 1, m * dimension);
      const there = frechetDistance(a, b, dimension);
      const back = frechetDistance(b, a, dimension);
      assert.ok(there.fid >= 0);
      assert.ok(Math.abs(there.fid - back.fid) <= 1e-9 * (1 + there.fid));
      assert.ok(frechetDistance(a, a, dimension).fid <= 1e-10 * dimension);
      assert.equal(there.warnings.length, Number(n <= dimension) + Number(m <= dimension));
    }),
    { numRuns: 60 },
  );
});

test("a shift adds its squared length to the Fréchet distance, at full and low rank", () => {
  for (const n of [5, 200]) {
    const a = normals(n, n * 16);
    const moved = Float64Array.from(a, (value, i) => value + (i % 16 === 3 ? 2 : 0));
    assert.ok(Math.abs(frechetDistance(a, moved, 16).fid - 4) < 1e-6);
  }
  const still = new Float32Array(8).fill(1);
  assert.equal(frechetDistance(still, still, 4).fid, 0, "sets without any spread");
});

test("sets that vary in different features share nothing, however many rows they have", () => {
  const noise = normals(6, 200 * 12);
  const only = (kept: (feature: number) => boolean) => noise.map((value, i) => (kept(i % 12) ? value : 0));
  // mixed by a rotation of neighbours, so that no zero is exact
  const mixed = (rows: Float32Array) => {
    const out = Float64Array.from(rows);
    for (let i = 0; i < out.length; i += 12) {
      for (let k = 0; k < 11; k++) {
        const [x, y] = [out[i + k] as number, out[i + k + 1] as number];
        out[i + k] = 0.6 * x - 0.8 * y;
        out[i + k + 1] = 0.8 * x + 0.6 * y;
      }
    }
    return out;
  };
  const low = mixed(only((feature) => feature < 5));
  const high = mixed(only((feature) => feature >= 7));
  const spread = frechetDistance(low, high, 12).fid;
  assert.ok(Math.abs(spread - separateSpread(low, high, 12)) < 1e-11 * spread);
});

test("the Fréchet distance refuses what has no covariance", () => {
  const fine = normals(1, 12);
  for (const [a, dimension] of [
    [fine.subarray(0, 4), 4],
    [fine, 5],
    [Float32Array.of(1, 2, Number.NaN, 4), 2],
    [fine, 0],
    [new Float32Array(0), 4],
  ] as const) {
    assert.throws(() => frechetDistance(a, a, dimension), UserError);
  }
});

test("joint errors equal numpy's and scipy's, by group, mirrored motion included", () => {
  for (const { seed, frames, noise, mirrored, errors } of fixture.motion) {
    const truth = uniform(seed, frames * 156);
    const added = uniform(seed + 1, frames * 156);
    const predicted = truth.map((value, i) => {
      const moved = Math.fround(value + Math.fround(Math.fround(noise) * (added[i] as number)));
      return mirrored && i % 3 === 0 ? -moved : moved;
    });
    const ours = scoreMotion(predicted, truth, frames);
    for (const group of GROUPS) {
      for (const key of ERRORS) {
        const [a, b] = [ours[group][key], errors[group][key]];
        assert.ok(Math.abs(a - b) <= 1e-7 * b, `${group} ${key}: ${a} instead of ${b}`);
      }
    }
  }
});

test("errors are what they say, in mm", () => {
  const truth = uniform(5, 4 * 156);
  const predicted = Float32Array.from(truth);
  for (let frame = 0; frame < 4; frame++) {
    for (let joint = 0; joint < 52; joint++) {
      const at = 3 * (frame * 52 + joint);
      if (joint === 20 || (joint >= 22 && joint < 37)) predicted[at] = (predicted[at] as number) + 0.25;
      if (joint >= 37) predicted[at + 1] = (predicted[at + 1] as number) + 0.5 * frame * frame;
    }
  }
  const { whole, body, leftHand, rightHand } = scoreMotion(predicted, truth, 4);
  const near = (a: number, b: number) => assert.ok(Math.abs(a - b) < 1e-3, `${a} instead of ${b}`);
  near(leftHand.mpjpe, 250);
  near(leftHand.mpjpeRoot, 0); // the hand moved with its wrist
  near(leftHand.paMpjpe, 0);
  near(leftHand.acceleration, 0);
  near(body.mpjpe, 250 / 22);
  near(rightHand.mpjpe, (0 + 500 + 2000 + 4500) / 4);
  near(rightHand.mpjpeRoot, rightHand.mpjpe);
  near(rightHand.acceleration, 1000);
  near(whole.mpjpe, (22 * body.mpjpe + 15 * leftHand.mpjpe + 15 * rightHand.mpjpe) / 52);
});

test("PA-MPJPE vanishes under every similarity transform, and does not undo a reflection", () => {
  const similarity = fc.record({
    seed: fc.integer({ min: 0, max: 1e6 }),
    axis: fc.tuple(...[0, 1, 2].map(() => fc.double({ min: -1, max: 1, noNaN: true }))),
    angle: fc.double({ min: -Math.PI, max: Math.PI, noNaN: true }),
    scale: fc.double({ min: 0.1, max: 10, noNaN: true }),
    move: fc.tuple(...[0, 1, 2].map(() => fc.double({ min: -5, max: 5, noNaN: true }))),
    flat: fc.boolean(),
  });
  fc.assert(
    fc.property(similarity, ({ seed, axis, angle, scale, move, flat }) => {
      fc.pre(Math.hypot(...axis) > 0.01);
      const points = Float64Array.from(normals(seed, 45), (value, i) => (flat && i % 3 === 2 ? 0 : value));
      const target = rotate(points, axis, angle).map((value, i) => scale * value + (move[i % 3] as number));
      assert.ok(largestGap(alignSimilarity(points, target), target) < 1e-8 * (1 + scale));
      const mirrored = target.map((value, i) => (i % 3 === 0 ? -value : value));
      if (!flat) assert.ok(largestGap(alignSimilarity(points, mirrored), mirrored) > 0.01 * scale);
    }),
    { numRuns: 100 },
  );
});

test("points that coincide or lie on a line are aligned without NaN", () => {
  const target = Float64Array.from(normals(3, 15));
  const point = new Float64Array(15).fill(2);
  const centred = alignSimilarity(point, target);
  assert.ok(centred.every((value, i) => Math.abs(value - (centred[i % 3] as number)) < 1e-12));
  const line = Float64Array.from({ length: 15 }, (_, i) => (i % 3 === 0 ? i : 0));
  const standing = Float64Array.from({ length: 15 }, (_, i) => (i % 3 === 1 ? i : 0));
  assert.ok(largestGap(alignSimilarity(line, standing), standing) < 1e-9);
});

test("clips are averaged by their frames", () => {
  const truth = uniform(21, 8 * 156);
  const predicted = truth.map((value, i) => value + 0.1 * Math.sin(i));
  const part = (from: number, to: number) =>
    scoreMotion(predicted.subarray(from * 156, to * 156), truth.subarray(from * 156, to * 156), to - from);
  const whole = part(0, 8);
  const average = averageMotionErrors([
    { errors: part(0, 2), frames: 2 },
    { errors: part(2, 8), frames: 6 },
  ]);
  for (const key of ["mpjpe", "mpjpeRoot", "paMpjpe"] as const) {
    assert.ok(Math.abs(average.leftHand[key] - whole.leftHand[key]) < 1e-9);
  }
  assert.equal(average.body.acceleration, part(2, 8).body.acceleration, "two frames have no acceleration");
  assert.ok(Number.isNaN(part(0, 2).whole.acceleration));
});

test("motions of the wrong size or with NaN are refused in one sentence", () => {
  const fine = new Float32Array(156);
  const broken = Float32Array.from(fine);
  broken[100] = Number.NaN;
  assert.throws(() => scoreMotion(fine, fine, 2), /52 joints/);
  assert.throws(() => scoreMotion(fine, fine.subarray(3), 1), UserError);
  assert.throws(() => scoreMotion(broken, fine, 1), /frame 0, joint 33/);
  assert.throws(() => scoreMotion(new Float32Array(0), new Float32Array(0), 0), UserError);
  assert.throws(() => averageMotionErrors([]), UserError);
});

test("codebook statistics count, and refuse a code outside the codebook", () => {
  const { usage, perplexity, deadCodes, counts } = codebookStatistics(Int32Array.of(0, 0, 2, 2, 3, 3, 0, 2, 3), 6);
  assert.deepEqual([...counts], [3, 0, 3, 3, 0, 0]);
  assert.deepEqual([usage, deadCodes], [0.5, 3]);
  assert.ok(Math.abs(perplexity - 3) < 1e-12, "three codes, equally often");
  assert.equal(codebookStatistics(Int32Array.of(5, 5), 6).perplexity, 1);
  const skewed = codebookStatistics(Int32Array.of(0, 0, 0, 1), 2).perplexity;
  assert.ok(Math.abs(skewed - 2 ** (2 - 0.75 * Math.log2(3))) < 1e-12);
  for (const codes of [[6], [-1], []]) assert.throws(() => codebookStatistics(Int32Array.from(codes), 6), UserError);
});

test("the fixed embedding is deterministic, keeps length, and tells motions apart", () => {
  const frames = 20;
  const clip = normals(8, frames * 623);
  const vector = fixedMotionEmbedding(clip, frames);
  assert.equal(vector.length, 64);
  assert.deepEqual(fixedMotionEmbedding(clip, frames), vector);
  assert.notDeepEqual(fixedMotionEmbedding(clip, frames, { seed: 1 }), vector);

  // a complete orthonormal projection preserves the statistics' length: means 3 and 4, nothing else
  const constant = Float32Array.from({ length: 10 }, (_, i) => (i % 2 === 0 ? 3 : 4));
  const complete = fixedMotionEmbedding(constant, 5, { dimension: 8 });
  assert.ok(Math.abs(Math.hypot(...complete) - 5) < 1e-5);

  // statistics of 0, 0, 2, 2: mean 1, deviation 1, step 2/√3, trend 2
  const rising = fixedMotionEmbedding(Float32Array.of(0, 0, 2, 2), 4, { dimension: 4 });
  assert.ok(Math.abs(Math.hypot(...rising) - Math.sqrt(1 + 1 + 4 / 3 + 4)) < 1e-6);

  const reversed = new Float32Array(clip.length);
  for (let frame = 0; frame < frames; frame++) {
    reversed.set(clip.subarray(frame * 623, (frame + 1) * 623), (frames - 1 - frame) * 623);
  }
  assert.notDeepEqual(fixedMotionEmbedding(reversed, frames), vector, "order in time counts");
  assert.ok(fixedMotionEmbedding(clip.subarray(0, 623), 1).every(Number.isFinite), "a single frame");
  for (const [length, count] of [
    [10, 3],
    [0, 1],
    [10, 0],
  ] as const) {
    assert.throws(() => fixedMotionEmbedding(new Float32Array(length), count), UserError);
  }
  assert.throws(() => fixedMotionEmbedding(new Float32Array(2), 1, { dimension: 9 }), UserError);
});

/** Rodrigues' rotation of `[count, 3]` points. */
function rotate(points: Float64Array, axis: readonly number[], angle: number): Float64Array {
  const length = Math.hypot(...axis);
  const k = axis.map((value) => value / length) as [number, number, number];
  const [c, s] = [Math.cos(angle), Math.sin(angle)];
  const out = new Float64Array(points.length);
  for (let i = 0; i < points.length; i += 3) {
    const p = points.subarray(i, i + 3) as unknown as [number, number, number];
    const along = (1 - c) * (k[0] * p[0] + k[1] * p[1] + k[2] * p[2]);
    out[i] = c * p[0] + s * (k[1] * p[2] - k[2] * p[1]) + along * k[0];
    out[i + 1] = c * p[1] + s * (k[2] * p[0] - k[0] * p[2]) + along * k[1];
    out[i + 2] = c * p[2] + s * (k[0] * p[1] - k[1] * p[0]) + along * k[2];
  }
  return out;
}

function largestGap(a: Float64Array, b: Float64Array): number {
  return a.reduce((most, value, i) => Math.max(most, Math.abs(value - (b[i] as number))), 0);
}

/** |μ₁ − μ₂|² + Tr C₁ + Tr C₂ */
function separateSpread(a: Float64Array, b: Float64Array, dimension: number): number {
  let sum = 0;
  for (let k = 0; k < dimension; k++) {
    const columns = [a, b].map((rows) => rows.filter((_, i) => i % dimension === k));
    const means = columns.map((column) => column.reduce((total, value) => total + value, 0) / column.length);
    sum += ((means[0] as number) - (means[1] as number)) ** 2;
    columns.forEach((column, c) => {
      const mean = means[c] as number;
      sum += column.reduce((total, value) => total + (value - mean) ** 2, 0) / (column.length - 1);
    });
  }
  return sum;
}
