// Which features the tokenizer's loss emphasises.
import assert from "node:assert/strict";
import { test } from "node:test";
import { encodeFeatures, FEATURE_SLICES } from "../../lib/body/features";
import { jointIndex, SMPLX_SKELETON } from "../../lib/body/skeleton";
import { configure } from "../../lib/config";
import { vqVaeSettings } from "../../lib/pipeline/tokenizerStage";

const FRAMES = 6;

/** Rotation columns of a signer at rest who leans some joints forward by a few centimetres. */
function rotations(leaning: readonly string[]): Float32Array {
  const joints = Float32Array.from({ length: FRAMES * 156 }, (_, i) => SMPLX_SKELETON.restJoints[i % 156] as number);
  for (const name of leaning) {
    for (let frame = 0; frame < FRAMES; frame++) {
      const at = frame * 156 + 3 * jointIndex(name) + 2;
      joints[at] = (joints[at] as number) + 0.05;
    }
  }
  return encodeFeatures(joints, FRAMES).slice(...FEATURE_SLICES.rotation);
}

test("the weight of trunk and head is on the rotations that a leaning head changes, and on none of the arms'", () => {
  const emphasis = (settings: Record<string, unknown>) =>
    vqVaeSettings(configure("quick", "synthasl", settings)).emphasis;
  const usual = emphasis({});
  const added = emphasis({ "tokenizer.nonManualWeight": 5 }).slice(usual.length);
  assert.equal(
    added.reduce((sum, { weight }) => sum + weight, 0),
    5,
  );
  const emphasised = new Set(
    added.flatMap(({ start, end }) =>
      Array.from({ length: end - start }, (_, i) => start + i - FEATURE_SLICES.rotation[0]),
    ),
  );
  const still = rotations([]);
  const changed = (leaning: string[]) => {
    const moved = rotations(leaning);
    return [...still.keys()].filter((i) => Math.abs((moved[i] as number) - (still[i] as number)) > 1e-3);
  };
  const head = changed(["head"]);
  assert.ok(head.length > 0 && head.every((column) => emphasised.has(column)), head.join(" "));
  const elbow = changed(["left_elbow"]);
  assert.ok(elbow.length > 0 && elbow.every((column) => !emphasised.has(column)), elbow.join(" "));
});
