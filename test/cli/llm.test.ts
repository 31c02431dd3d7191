// `lslm llm` on the checkpoints that transformers made: its logits, losses and continuations.
import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, it } from "node:test";
import { readNpy } from "../../lib/data/formats/npy";
import { Expected, worstRow } from "../parity/checkpoint";
import { lslm } from "./lslm";

const fixtures = join(__dirname, "../fixtures/llm/parity");
const folder = mkdtempSync(join(tmpdir(), "lslm-llm-"));
after(() => rmSync(folder, { recursive: true }));

const readJson = (path: string) => JSON.parse(readFileSync(path, "utf8"));

/** `[rows][columns]` of a fixture's tensor. */
function rowsOf(expected: Expected, name: string): number[][] {
  const { values, shape } = expected.get(name);
  const [rows, columns] = shape as [number, number];
  return Array.from({ length: rows }, (_, row) => [...values.subarray(row * columns, (row + 1) * columns)]);
}

function inputOf(expected: Expected): { input_ids: number[][]; attention_mask: number[][]; labels: number[][] } {
  return {
    input_ids: rowsOf(expected, "ids"),
    attention_mask: rowsOf(expected, "mask"),
    labels: rowsOf(expected, "labels"),
  };
}

function run(command: string, model: string, input: unknown, ...more: string[]) {
  const file = join(folder, "input.json");
  writeFileSync(file, typeof input === "string" ? input : JSON.stringify(input));
  const path = model.includes("/") ? model : join(fixtures, model);
  return lslm(["llm", command, "--model", path, "--input", file, ...more], folder);
}

function json(...args: Parameters<typeof run>): Record<string, unknown> {
  const { code, stdout, stderr } = run(...args, "--json");
  assert.equal(code, 0, stderr);
  assert.equal(stdout.trim().split("\n").length, 1);
  return JSON.parse(stdout);
}

describe("lslm llm forward", () => {
  for (const [name, counted] of [
    ["qwen2", "mask"],
    ["t5", "labels"],
  ] as const) {
    it(`${name}: logits and loss of transformers, on a padded batch`, () => {
      const expected = new Expected(join(fixtures, name));
      const { loss, shape } = json("forward", name, inputOf(expected), "--out", "logits.npy");
      const logits = readNpy(join(folder, "logits.npy"));
      const { values, shape: wanted } = expected.get("logits");
      assert.deepEqual([shape, logits.shape], [wanted, wanted]);
      const used = expected.integers(counted);
      const worst = worstRow(logits.data as Float32Array, values, wanted[2] as number, (row) => {
        return counted === "mask" ? used[row] === 1 : used[row] !== -100;
      });
      assert.ok(worst <= 2e-4, `logits differ by ${worst}`);
      assert.ok(Math.abs((loss as number) - (expected.get("loss").values[0] as number)) <= 1e-5);
    });
  }

  it("with PEFT's adapter, and no loss without labels", () => {
    const expected = new Expected(join(fixtures, "llama"));
    const { labels, ...input } = inputOf(expected);
    assert.ok(labels.length > 0);
    const adapter = ["--adapter", join(fixtures, "llama/adapter"), "--out", "adapted.npy"];
    const result = json("forward", "llama", input, ...adapter);
    const { values, shape } = expected.get("adapter_logits");
    assert.deepEqual(result, { shape });
    const used = expected.integers("mask");
    const { data } = readNpy(join(folder, "adapted.npy"));
    const worst = worstRow(data as Float32Array, values, shape[2] as number, (row) => used[row] === 1);
    assert.ok(worst <= 2e-4, `logits differ by ${worst}`);
  });
});

describe("lslm llm generate", () => {
  for (const name of ["qwen3", "flan-t5"]) {
    it(`${name}: transformers' greedy tokens up to an end, and their text`, () => {
      const expected = new Expected(join(fixtures, name));
      const { labels: _, ...input } = inputOf(expected);
      const wanted = rowsOf(expected, "continuation");
      const count = String(wanted[0]?.length);
      const { tokens, text } = json("generate", name, input, "--max-new-tokens", count) as {
        tokens: number[][];
        text: string[];
      };
      const { eos_token_id: stop } = readJson(join(fixtures, name, "generation_config.json"));
      const ends = wanted.map((ids) => ids.findIndex((id) => [stop].flat().includes(id)));
      assert.deepEqual(
        tokens,
        wanted.map((ids, row) => ids.slice(0, ends[row] === -1 ? undefined : ends[row])),
      );
      assert.ok(tokens.flat().length > 0);
      assert.equal(text.length, tokens.length);
    });
  }
});

describe("mistakes", () => {
  const out = ["--out", "x.npy"];
  const few = ["--max-new-tokens", "2"];
  const mistakes: [string, string, string, unknown, string[], RegExp][] = [
    ["no file to write", "forward", "llama", { input_ids: [[1]] }, [], /--out/],
    ["no such model", "forward", "/nowhere", { input_ids: [[1]] }, out, /\/nowhere.*no such/],
    ["no JSON", "forward", "llama", "[", out, /input\.json.*JSON/],
    ["no tokens", "forward", "llama", { input_ids: [] }, out, /input_ids/],
    ["rows of several lengths", "forward", "llama", { input_ids: [[1, 2], [3]] }, out, /input_ids.*pad/],
    ["a token that is none", "forward", "llama", { input_ids: [[1_000_000]] }, out, /1000000 is no token/],
    [
      "a mask of another size",
      "generate",
      "llama",
      { input_ids: [[1]], attention_mask: [[1, 1]] },
      few,
      /attention_mask/,
    ],
    [
      "padding behind",
      "generate",
      "llama",
      { input_ids: [[1, 2]], attention_mask: [[1, 0]] },
      few,
      /attention_mask.*before/,
    ],
    ["no count", "generate", "llama", { input_ids: [[1]] }, ["--max-new-tokens", "0"], /--max-new-tokens 0/],
    ["T5 without labels", "forward", "t5", { input_ids: [[1]] }, out, /labels/],
    ["T5 with an adapter", "generate", "t5", { input_ids: [[1]] }, [...few, "--adapter", "x"], /--adapter/],
    ["no adapter", "generate", "llama", { input_ids: [[1]] }, [...few, "--adapter", "x"], /adapter_config/],
  ];
  for (const [name, command, model, input, more, sentence] of mistakes) {
    it(name, () => {
      const { code, stdout, stderr } = run(command, model, input, ...more);
      assert.equal(code, 1, stdout + stderr);
      assert.equal(stdout, "");
      assert.match(stderr, sentence);
      assert.match(stderr, /^[^\n]{10,600}\n$/, "one line");
    });
  }
});
