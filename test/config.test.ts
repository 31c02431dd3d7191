import assert from "node:assert/strict";
import { test } from "node:test";
import { configSchema, configure, parseOverrides, profileFromEnvironment } from "../lib/config";
import { UserError } from "../lib/errors";

test("a profile patches the defaults, overrides patch the profile", () => {
  const quick = configure("quick", "fingerspelling");
  const paper = configure("paper", "signavatars", { "tokenizer.codes": 512, seed: 3 });
  assert.equal(quick.corpus.name, "fingerspelling");
  assert.equal(paper.tokenizer.codes, 512);
  assert.equal(paper.tokenizer.codeDim, 512);
  assert.equal(paper.seed, 3);
  assert.notEqual(configure("quick", "synthasl").translation.steps, quick.translation.steps);
});

test("every profile is a complete configuration for every corpus, and survives JSON", () => {
  for (const profile of ["smoke", "quick", "course", "paper"] as const) {
    for (const corpus of ["fingerspelling", "synthasl", "signavatars"] as const) {
      const config = configure(profile, corpus);
      assert.deepEqual(configSchema.parse(JSON.parse(JSON.stringify(config))), config);
      assert.equal(config.tokenizer.window % 2 ** config.tokenizer.downsamplings, 0);
    }
  }
});

test("a setting that does not exist, or cannot be, is named", () => {
  assert.throws(() => configure("quick", "synthasl", { "tokeniser.codes": 1 }), /"tokeniser.codes".*tokenizer/);
  assert.throws(() => configure("quick", "synthasl", { "tokenizer.code": 1 }), /tokenizer/);
  assert.throws(() => configure("quick", "synthasl", { "tokenizer.codes": -5 }), /tokenizer\.codes/);
  assert.throws(() => configure("quick", "synthasl", { "tokenizer.codes": "many" }), UserError);
});

test("quantizers that cannot be are refused before anything is trained", () => {
  const quantizer = (settings: Record<string, unknown>) => configure("quick", "synthasl", settings).tokenizer;
  assert.equal(quantizer({}).quantizer, "ema");
  assert.equal(quantizer({ "tokenizer.quantizer": "fsq" }).codes, 1024);
  assert.throws(() => quantizer({ "tokenizer.quantizer": "vq" }), /tokenizer\.quantizer.*ema.*residual/);
  assert.throws(
    () => quantizer({ "tokenizer.quantizer": "fsq", "tokenizer.codes": 1528 }),
    /tokenizer\.codes: the grid/,
  );
  assert.equal(quantizer({ "tokenizer.codes": 1528 }).codes, 1528);
  assert.throws(() => quantizer({ "tokenizer.layers": 7 }), /tokenizer\.layers/);
  assert.throws(() => quantizer({ "tokenizer.window": 30 }), /tokenizer\.window: .*multiple/);
});

test("overrides are read from text, values as JSON where they are", () => {
  assert.deepEqual(parseOverrides("tokenizer.codes=1024, seed=3,translation.model=a/b.gguf"), {
    "tokenizer.codes": 1024,
    seed: 3,
    "translation.model": "a/b.gguf",
  });
  assert.deepEqual(parseOverrides('lora.targets=["q_proj","v_proj"],seed=3,translation.model="a,b [1].gguf"'), {
    "lora.targets": ["q_proj", "v_proj"],
    seed: 3,
    "translation.model": "a,b [1].gguf",
  });
  assert.deepEqual(parseOverrides(""), {});
  assert.throws(() => parseOverrides("seed"), UserError);
  assert.throws(() => profileFromEnvironment({ LSLM_PROFILE: "huge" }), /smoke, quick, course, paper/);
});
