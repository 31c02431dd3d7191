// `lslm corpus check` on folders that Python wrote (test/data/fixtures).
import assert from "node:assert/strict";
import { appendFileSync, cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, it } from "node:test";
import type { SkippedClip } from "../../lib/data/clip";
import type { CorpusStatistics } from "../../lib/data/statistics";
import { lslm } from "./lslm";

const fixtures = join(__dirname, "../data/fixtures");

interface Checked extends CorpusStatistics {
  format: string;
  annotations: string[];
  skipped: SkippedClip[];
}
function check(path: string, ...args: string[]): Checked {
  const { code, stdout, stderr } = lslm(["corpus", "check", path, "--json", ...args], fixtures);
  assert.equal(code, 0, stderr);
  assert.equal(stdout.trim().split("\n").length, 1);
  return JSON.parse(stdout);
}

describe("lslm corpus check", () => {
  it("says what was found, what is broken and why, and how much there is", () => {
    const { format, annotations, fps, splits, skipped } = check("signavatars");
    assert.deepEqual([format, annotations, fps], ["signavatars", ["How2Sign's csv"], 24]);
    const { clips, frames, seconds, signers, words, missingFrames, leftHandUnseen } = splits.train;
    assert.deepEqual([clips, frames, seconds, signers, words], [7, 23, 23 / 24, 2, 35]);
    // two frames were filled in; in six clips the left hand was not seen in one frame of three
    assert.deepEqual([missingFrames, leftHandUnseen], [2 / 23, 8 / 23]);
    assert.deepEqual([splits.validation.clips, splits.test.clips], [3, 3]);
    assert.equal(skipped.length, 8);
    assert.deepEqual(
      skipped.find(({ id }) => id.startsWith("other")),
      {
        id: "other_0-8-rgb_front",
        file: "train/other_0-8-rgb_front.pkl",
        reason: "pickle: the keys smplx and unsmooth_smplx are missing; it has poses",
      },
    );
  });

  it("asks which format where there are several, and brings rates to one", () => {
    const { code, stderr } = lslm(["corpus", "check", "."], fixtures);
    assert.equal(code, 1);
    assert.match(stderr, /^\S+ holds several formats .*corpus\.format\n$/);
    const { format, splits } = check(".", "--format", "soke", "--fps", "24", "--limit", "2");
    assert.deepEqual([format, splits.train.clips], ["soke", 2]);
  });

  it("prints a table and each kind of reason for people", () => {
    const { code, stdout } = lslm(["corpus", "check", "phoenix"], fixtures);
    assert.equal(code, 0);
    assert.match(stdout, /^phoenix: signavatars, 24 frames a second; PHOENIX-2014T's csv\nsplit +clips +hours/);
    assert.match(
      stdout,
      /left out: 4 \(--json lists them all\)\n {2}PHOENIX.*csv \(row 4\): 2 columns instead of 7 \(and 1 more/,
    );
    assert.match(stdout, /missing: there is no motion of this name \(and 1 more like it\)/);
    assert.match(stdout, /fingerprint [0-9a-f]{64}\n$/);
    assert.doesNotMatch(stdout, /\p{Cc}(?<!\n)/u);
  });

  it("tells reasons of one kind together, whatever names are in them", () => {
    const folder = mkdtempSync(join(tmpdir(), "lslm check "));
    try {
      cpSync(join(fixtures, "pose"), folder, { recursive: true });
      const row = (name: string) => `ase/${name}.pose,en,ase,0,0,again,AGAIN,0\n`;
      appendFileSync(join(folder, "index.csv"), `\n${row("hello")}${row("thanks")}`);
      const { code, stdout } = lslm(["corpus", "check", folder], fixtures);
      assert.equal(code, 0);
      assert.match(stdout, /ase\/hello was there before \(and 1 more like it\)/);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
