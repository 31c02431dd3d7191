import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { join, resolve } from "node:path";
import { describe, test } from "node:test";

const ROOT = resolve(__dirname, "../..");
const compat = join(ROOT, "lib/setup/node-compat.cjs");

/** Runs a program as on Node 23, where these functions of `util` are gone. */
function onNewNode(program: string, environment: Record<string, string> = {}) {
  const { TF_CPP_MIN_LOG_LEVEL: _level, ...rest } = process.env;
  const removal = 'const util = require("node:util"); delete util.isNullOrUndefined; delete util.isArray;';
  const env = { ...rest, ...environment };
  return spawnSync(process.execPath, ["--eval", `${removal}${program}`], { cwd: ROOT, encoding: "utf8", env });
}
const topK =
  "const tf = require('@tensorflow/tfjs-node-gpu'); console.log(tf.topk(tf.tensor1d([1, 3, 2]), 1).values.dataSync()[0], tf.concat([tf.ones([1]), tf.ones([1])]).size);";

describe("newer Nodes and a quiet TensorFlow", { concurrency: 2 }, () => {
  test("without the file, TensorFlow fails where Node dropped functions: this test can fail", () => {
    assert.match(onNewNode(topK).stderr, /is not a function/);
  });

  test("with it, TensorFlow works", () => {
    const { stdout, stderr } = onNewNode(`require(${JSON.stringify(compat)}); ${topK}`);
    assert.equal(stdout, "3 2\n", stderr);
  });

  test("lib/tensor/backend loads it first", () => {
    const backend = JSON.stringify(join(ROOT, "lib/tensor/backend.ts"));
    const program = `require("tsx/cjs"); const { tf } = require(${backend}); tf.topk(tf.tensor1d([1, 3]), 1); console.log("works")`;
    const { stdout, stderr } = onNewNode(program);
    assert.equal(stdout, "works\n", stderr);
    assert.equal(stderr, "", "TensorFlow says nothing, also of the kernels that node-compat.cjs chose");
  });

  test("TensorFlow speaks to whoever asks it to", () => {
    const { stderr } = onNewNode(`require(${JSON.stringify(compat)}); ${topK}`, { TF_CPP_MIN_LOG_LEVEL: "0" });
    assert.match(stderr, /oneDNN|cpu_feature_guard|TensorFlow/);
  });
});
