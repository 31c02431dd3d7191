import assert from "node:assert/strict";
import { resolve } from "node:path";
import { test } from "node:test";
import { JOINT_PARTS } from "../../../lib/body/skeleton";
import { loadLetters } from "../../../lib/data/fingerspelling/letters";
import { compareWithSynthAsl } from "../../../lib/data/fingerspelling/synthComparison";

const letters = loadLetters(resolve(__dirname, "../../../data/fingerspelling-lexicon"), "ase");

/** Mean distance of two right hands' joints from their wrists, metres. */
function handDistance(a: Float32Array, b: Float32Array): number {
  const distances = JOINT_PARTS.rightHand.map((joint) =>
    Math.hypot(...[0, 1, 2].map((k) => a[joint * 3 + k] - a[63 + k] - (b[joint * 3 + k] - b[63 + k]))),
  );
  return distances.reduce((sum, distance) => sum + distance, 0) / distances.length;
}

test("SynthASL's letters look like the recorded ones", () => {
  const pairs = compareWithSynthAsl(letters);
  assert.equal(pairs.length, 24, "all letters but J and Z, which move");
  for (const { letter, recorded, synthesised, fingers, confidence } of pairs) {
    assert.equal(recorded.length, 156);
    assert.equal(synthesised.length, 156);
    assert.ok(fingers < 40, `${letter}: fingers ${fingers}° apart`);
    assert.ok(confidence > 0.5 && confidence <= 1);
  }
  assert.ok(pairs.reduce((sum, { fingers }) => sum + fingers / 24, 0) < 30);
  // by chance 11.5 of the 23 other recordings would be nearer to a letter than its own
  const nearer = pairs.map(({ synthesised, recorded }) => {
    const own = handDistance(synthesised, recorded);
    return pairs.filter((other) => handDistance(synthesised, other.recorded) < own).length;
  });
  const mean = nearer.reduce((sum, count) => sum + count, 0) / nearer.length;
  assert.ok(mean < 6, `${mean} recordings are nearer: ${nearer.join(" ")}`);
});
