// `lslm train lm|t5|motion-encoder`, `lslm sweep tokenizer` and `lslm table`: the models beside LSLM, as commands.
import assert from "node:assert/strict";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, it } from "node:test";
import { RUNS_FOLDER } from "../../lib/training/readRun";
import { interrupted, lslm } from "./lslm";

const folder = mkdtempSync(join(tmpdir(), "lslm-models-"));
after(() => rmSync(folder, { recursive: true }));

const smoke = ["--profile", "smoke", "--corpus", "synthasl"];

/** The one JSON object that a command prints. */
function json(...args: string[]): Record<string, unknown> {
  const { code, stdout, stderr } = lslm([...args, "--json"], folder);
  assert.equal(code, 0, stderr);
  assert.equal(stdout.trim().split("\n").length, 1);
  return JSON.parse(stdout);
}

describe("lslm train lm", () => {
  const command = (run: string) => ["train", "lm", ...smoke, "--architecture", "qwen2", "--run", run];
  const weights = (run: string) => readFileSync(join(folder, run, "model/model.safetensors"));

  it("stops at Ctrl-C, goes on, and ends with the weights of a run that was not stopped", async () => {
    const { code, stderr } = await interrupted(command("./stopped"), folder, "qwen2 model");
    assert.equal(code, 130, stderr);
    assert.match(stderr, /stopped after step \d+ of 40/);
    assert.ok(!existsSync(join(folder, "stopped", "summary.json")));
    const resumed = json(...command("./stopped"));
    const { model, ...whole } = json(...command("./whole"));
    assert.deepEqual(resumed, { ...whole, model: join(folder, "stopped", "model") });
    assert.equal(whole.architecture, "qwen2");
    assert.ok((whole.loss as number) < Math.log(whole.vocabulary as number), "no better than chance");
    assert.equal(model, join(folder, "whole", "model"));
    assert.ok(weights("./stopped").equals(weights("./whole")));
  });

  it("gives a folder that a pipeline translates with", () => {
    const set = "corpus.train=8,corpus.test=2,tokenizer.steps=2,projector.lexicalSteps=1,translation.steps=1";
    const model = `translation.model=${join(folder, "whole/model")}`;
    const { scores } = json("train", "lslm", ...smoke, "--set", `${set},${model}`, "--run", "./own");
    assert.ok("gestures" in (scores as object));
  });
});

describe("lslm train t5", () => {
  it("gives a model with its perplexity", () => {
    const { architecture, model, loss, perplexity } = json("train", "t5", ...smoke, "--run", "./t5");
    assert.equal(architecture, "t5");
    assert.ok(existsSync(join(model as string, "config.json")));
    assert.ok(Math.abs(Math.exp(loss as number) - (perplexity as number)) < 1e-6 * (perplexity as number));
  });
});

describe("lslm train motion-encoder", () => {
  it("gives its retrieval, as JSON and as a table", () => {
    const command = ["train", "motion-encoder", ...smoke, "--run", "./encoder"];
    const { retrieval, realFid } = json(...command);
    const { precision, pool } = retrieval as { precision: number[]; pool: number };
    assert.equal(precision.length, 3);
    assert.ok(precision.every((share, k) => share >= (precision[k - 1] ?? 0) && share <= 1));
    assert.ok(pool > 1 && Number.isFinite(realFid));
    const { stdout } = lslm(command, folder);
    assert.match(stdout, /R-precision of/);
    assert.ok(!/undefined|NaN/.test(stdout));
  });
});

describe("lslm sweep tokenizer", () => {
  // Its runs, the motion encoder's among them, lie where all runs do.
  after(() => {
    for (const run of readdirSync(RUNS_FOLDER).filter((name) => name.includes("seed987654"))) {
      rmSync(join(RUNS_FOLDER, run), { recursive: true });
    }
  });

  it("trains every combination and writes the points", () => {
    const set = ["--set", "tokenizer.steps=2"];
    const seeds = ["--seeds", "987654"];
    const { points } = json(
      "sweep",
      "tokenizer",
      ...smoke,
      "--codes",
      "8,16",
      ...seeds,
      ...set,
      "--out",
      "./sweep",
    ) as {
      points: { settings: Record<string, number>; seed: number; run: string; scores: object }[];
    };
    assert.deepEqual(
      points.map(({ settings, seed }) => [settings["tokenizer.codes"], seed]),
      [
        [8, 987654],
        [16, 987654],
      ],
    );
    assert.deepEqual(JSON.parse(readFileSync(join(folder, "sweep/sweep.json"), "utf8")).points, points);
  });
});

describe("mistakes", () => {
  const mistakes: [string[], RegExp][] = [
    [["train", "lm", "--architecture", "gpt2"], /llama.*qwen2/],
    [["train", "lm", "--profile", "huge"], /smoke/],
    [["train", "motion-encoder", "--set", "corpus.size=1"], /corpus/],
    [["sweep", "tokenizer"], /--codes/],
    [["sweep", "tokenizer", "--codes", "many"], /--codes many/],
    [["table", "winners"], /alignment.*backbones.*motiongpt/],
    [["table", "alignment", "--seeds", "x"], /--seeds x/],
    [["table", "alignment", "--models", "a"], /--models/],
    [["table", "backbones", "--profile", "smoke", "--models", "no/such/model"], /no\/such\/model/],
  ];
  for (const [args, sentence] of mistakes) {
    it(args.join(" "), () => {
      const { code, stdout, stderr } = lslm(args, folder);
      assert.equal(code, 1, stdout + stderr);
      assert.equal(stdout, "");
      assert.match(stderr, sentence);
      assert.match(stderr, /^[^\n]{10,600}\n$/, "one line");
    });
  }
});
