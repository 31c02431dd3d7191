// A run is named after what differs from its profile, of that on which its model depends.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { test } from "node:test";
import { configure, parseOverrides } from "../../lib/config";
import {
  encoderRunName,
  motionGptRunName,
  runName,
  t5RunName,
  tokenizerCommand,
  tokenizerRunName,
  trainCommand,
} from "../../lib/pipeline/runName";

const config = configure("quick", "synthasl", {
  seed: 2,
  "corpus.train": 500,
  "tokenizer.codes": 64,
  "translation.steps": 9,
  "motionGpt.layers": 3,
  "motionGpt.steps": 7,
});

test("each model is named after what it depends on", () => {
  const corpus = "quick-synthasl-seed2-corpus.train-500";
  const tokenizer = `${corpus}-tokenizer.codes-64`;
  const lslm = `${tokenizer}-translation.steps-9`;
  assert.equal(encoderRunName(config), `motion-encoder-${corpus}`);
  assert.equal(tokenizerRunName(config), `tokenizer-${tokenizer}`);
  assert.equal(runName(config), lslm);
  assert.equal(motionGptRunName(config), `motiongpt-${lslm}-motionGpt.layers-3-motionGpt.steps-7`);
  assert.equal(t5RunName(config), `t5-${corpus}-motionGpt.layers-3`);
});

test("a setting that is given, but the profile's own, makes no other run", () => {
  const { codes } = configure("quick", "synthasl").tokenizer;
  assert.equal(runName(configure("quick", "synthasl", { "tokenizer.codes": codes })), "quick-synthasl-seed0");
});

test("the command of a run names what differs, lists and texts as a shell hands them on", () => {
  assert.equal(
    tokenizerCommand(config),
    "npx lslm train tokenizer --profile quick --corpus synthasl --seed 2 --set corpus.train=500,tokenizer.codes=64",
  );
  assert.equal(
    trainCommand("lslm", configure("course", "synthasl", { "translation.scheme": "joint-both" })),
    "npx lslm train lslm --profile course --corpus synthasl --seed 0 --set translation.scheme=joint-both",
  );
  const settings = {
    "lora.targets": ["o_proj", "down_proj"],
    "translation.model": "the owner's, [1].gguf",
    "translation.scheme": [{ name: "align", trains: ["projector"], on: "translation", steps: 9 }],
  };
  const command = trainCommand("lslm", configure("quick", "synthasl", settings));
  const words = execFileSync("sh", ["-c", `printf '%s\\n' ${command}`], { encoding: "utf8" })
    .trim()
    .split("\n");
  assert.deepEqual(parseOverrides(words.at(-1) as string), settings);
});

test("paths and lists become parts of a file name", () => {
  const named = runName(configure("smoke", "how2sign", { "corpus.path": "/a b/c:d", "lora.targets": ["q_proj"] }));
  assert.match(named, /^[A-Za-z0-9.-]+$/);
});
