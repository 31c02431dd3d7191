import assert from "node:assert/strict";
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, it } from "node:test";
import { interrupted, lslm } from "./lslm";

const folder = mkdtempSync(join(tmpdir(), "lslm-train-"));
after(() => rmSync(folder, { recursive: true }));

const small = ["--profile", "smoke", "--corpus", "fingerspelling"];
const set = ["--set", "corpus.train=8,corpus.test=2,tokenizer.steps=3,projector.lexicalSteps=1,translation.steps=2"];

/** The one JSON object that a command prints. */
function json(...args: string[]): Record<string, unknown> {
  const { code, stdout, stderr } = lslm([...args, "--json"], folder);
  assert.equal(code, 0, stderr);
  assert.equal(stdout.trim().split("\n").length, 1);
  return JSON.parse(stdout);
}

describe("lslm train lslm, then evaluate", () => {
  const command = ["train", "lslm", ...small, ...set, "--run", "./own"];

  it("stops at Ctrl-C, goes on, is read when finished, and scores the same when scored anew", async () => {
    const { code, stderr } = await interrupted(command, folder, "tokenizer");
    assert.equal(code, 130, stderr);
    assert.match(stderr, /stopped/);
    assert.ok(!existsSync(join(folder, "own", "summary.json")));
    const { run, scores, grounding } = json(...command);
    assert.equal(run, join(folder, "own"));
    assert.deepEqual(Object.keys(scores as object).slice(0, 3), ["gestures", "shuffled", "none"]);
    const again = json("evaluate", "./own");
    assert.deepEqual([again.scores, again.grounding], [scores, grounding]);
    assert.equal((again.translations as unknown[]).length, 2);
    assert.equal(again.instructions, undefined);
  });

  it("prints tables", () => {
    const { code, stdout } = lslm(command, folder);
    assert.equal(code, 0);
    for (const word of ["MPJPE", "another clip's gestures", "Grounding"]) assert.ok(stdout.includes(word), word);
    assert.ok(!stdout.includes("undefined"));
  });
});

describe("lslm train tokenizer", () => {
  it("trains in the run that is named", () => {
    const { run, codebook } = json("train", "tokenizer", ...small, ...set, "--run", "./codes");
    assert.equal(run, join(folder, "codes"));
    assert.ok((codebook as { usage: number }).usage > 0);
    assert.ok(existsSync(join(folder, "codes", "tokenizer.safetensors")));
    const { code, stderr } = lslm(["evaluate", "./codes"], folder);
    assert.equal(code, 1);
    assert.match(stderr, /^[^\n]*no trained translator[^\n]*\n$/);
  });
});

describe("mistakes", () => {
  const mistakes: [string[], RegExp][] = [
    [["train", "lslm", "--scheme", "sideways"], /translation\.scheme.*direct-llm.*staged-both/],
    [["train", "lslm", "--seed", "x"], /--seed x/],
    [["train", "lslm", "--set", "tokenizer.code=1"], /tokenizer/],
    [["train", "tokenizer", "--profile", "huge"], /smoke/],
    [["train", "tokenizer", "--scheme", "joint-llm"], /--scheme/],
    [["train", "lslm", "--corpus", "nowhere-to-be-found"], /data\/nowhere-to-be-found/],
    [["evaluate"], /run/],
    [["evaluate", "nothing-of-that-name"], /no run nothing-of-that-name/],
    [["evaluate", "./broken"], /broken/],
  ];
  for (const [args, sentence] of mistakes) {
    it(args.join(" "), () => {
      mkdirSync(join(folder, "broken"), { recursive: true });
      writeFileSync(join(folder, "broken", "config.json"), "{}");
      const { code, stdout, stderr } = lslm(args, folder);
      assert.equal(code, 1, stdout + stderr);
      assert.equal(stdout, "");
      assert.match(stderr, sentence);
      assert.match(stderr, /^[^\n]{10,600}\n$/, "one line");
    });
  }
});

describe("help", () => {
  it("teaches the schemes and what evaluate prints", () => {
    const help = (...args: string[]) => lslm([...args, "--help"], folder).stdout;
    assert.match(help("train", "lslm"), /staged-….*\n[\s\S]*Ctrl-C[\s\S]*Examples:/);
    assert.match(help("train"), /lslm[\s\S]*tokenizer[\s\S]*motiongpt/);
    assert.match(help("evaluate"), /95 %[\s\S]*Examples:/);
  });
});
