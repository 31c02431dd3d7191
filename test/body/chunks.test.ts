import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import {
  decodeChunks,
  decodeFeatures,
  encodeChunks,
  encodeFeatures,
  type FeatureVariant,
} from "../../lib/body/features";
import { SMPLX_SKELETON } from "../../lib/body/skeleton";
import { UserError } from "../../lib/errors";
import { Random } from "../../lib/random";

function randomJoints(seed: number, frames: number): Float32Array {
  const random = new Random(seed, "chunks");
  return Float32Array.from(
    { length: frames * 156 },
    (_, i) => SMPLX_SKELETON.restJoints[i % 156] + random.normal(0, 0.1),
  );
}

/** Cuts rows of `width` numbers at random places; some parts are empty. */
function cut(values: Float32Array, width: number, seed: number): Float32Array[] {
  const random = new Random(seed, "cuts");
  const parts: Float32Array[] = [];
  for (let row = 0; row * width < values.length; ) {
    const next = Math.min(values.length / width, row + random.integer(0, 60));
    parts.push(values.subarray(row * width, next * width));
    row = next;
  }
  return parts;
}

function assertSameBits(parts: Iterable<Float32Array>, whole: Float32Array): void {
  const bytes = (values: Float32Array) => Buffer.from(values.buffer, values.byteOffset, values.byteLength);
  assert.ok(Buffer.concat([...parts].map(bytes)).equals(bytes(whole)));
}

test("a clip in parts gives bit for bit the features and joints of the whole", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 1e6 }),
      fc.integer({ min: 2, max: 300 }),
      fc.constantFrom("published" as const, "corrected" as const),
      fc.constantFrom<FeatureVariant>("full", "compact"),
      fc.constantFrom(undefined, 0, 3.7),
      (seed, frames, recipe, variant, smoothing) => {
        const joints = randomJoints(seed, frames);
        const options = { recipe, variant, ...(smoothing === undefined ? {} : { smoothing }) };
        const features = encodeFeatures(joints, frames, options);
        assertSameBits(encodeChunks(cut(joints, 156, seed), options), features);
        const columns = features.length / (frames - 1);
        const from = variant === "full" && seed % 2 === 0 ? ("rotations" as const) : ("positions" as const);
        const decoded = decodeFeatures(features, frames - 1, { variant, from });
        assertSameBits(decodeChunks(cut(features, columns, seed + 1), { variant, from }), decoded);
      },
    ),
    { numRuns: 25 },
  );
});

test("features come out while a long clip is still being read, and no more of it is kept than the smoothing needs", () => {
  const part = randomJoints(1, 50);
  let read = 0;
  const clip = {
    *[Symbol.iterator]() {
      for (read = 0; read < 20; read++) yield part;
    },
  };
  let rows = 0;
  for (const features of encodeChunks(clip)) {
    rows += features.length / 623;
    // 80 frames to smooth over and one for the velocity are held back until the end
    if (rows < 999) assert.equal((read + 1) * 50 - rows, 81);
  }
  assert.equal(rows, 999);
});

test("a clip that can be read only once, or has no whole frames, is refused", () => {
  const once = cut(randomJoints(2, 100), 156, 3).values();
  assert.throws(() => [...encodeChunks(once)], /100 frames when read first and 0 when read again/);
  assert.throws(() => [...encodeChunks([new Float32Array(157)])], UserError);
  assert.throws(() => [...encodeChunks([])], /0 frames/);
  assert.throws(() => [...decodeChunks([new Float32Array(624)])], UserError);
});
