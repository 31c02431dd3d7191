// Token ids against transformers' tokenizer of the same GGUF file: test/fixtures/llm/make_reference.py.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { before, test } from "node:test";
import { GgufFile } from "../../lib/data/formats/gguf";
import { FormatError } from "../../lib/errors";
import { TextTokenizer } from "../../lib/llm/textTokenizer";

const MODEL = ".cache/models/smollm2-135m-instruct.gguf";
const reference = JSON.parse(readFileSync(join(__dirname, "../fixtures/llm/tokens.json"), "utf8")) as {
  text: string;
  ids: number[];
}[];
let tokenizer: TextTokenizer;

before(async () => {
  const file = new GgufFile(MODEL);
  try {
    tokenizer = await TextTokenizer.fromGguf(file);
  } finally {
    file.close();
  }
});

test("token ids of every text of the reference", () => {
  assert.ok(reference.length >= 200);
  for (const { text, ids } of reference) assert.deepEqual(tokenizer.encode(text), ids, JSON.stringify(text));
});

test("decoding gives the text back", () => {
  for (const { text } of reference) {
    assert.equal(tokenizer.decode(tokenizer.encode(text), { controlTokens: true }), text);
  }
});

test("control tokens are left out unless asked for", () => {
  const ids = tokenizer.encode("<|im_start|>user\nHi<|im_end|>");
  assert.equal(tokenizer.decode(ids), "user\nHi");
  assert.equal(tokenizer.decode(ids, { controlTokens: true }), "<|im_start|>user\nHi<|im_end|>");
  assert.deepEqual(tokenizer.encode("<|im_end|>"), [tokenizer.endOfTurn]);
  assert.equal(tokenizer.decode([]), "");
});

test("a conversation in the model's own template", () => {
  const messages = [
    { role: "system" as const, content: "S" },
    { role: "user" as const, content: "U" },
  ];
  const expected = "<|im_start|>system\nS<|im_end|>\n<|im_start|>user\nU<|im_end|>\n<|im_start|>assistant\n";
  assert.equal(tokenizer.chat(messages), expected);
});

test("a file without a tokenizer is refused", async () => {
  const file = new GgufFile(join(__dirname, "../fixtures/llm/small.gguf"));
  await assert.rejects(() => TextTokenizer.fromGguf(file), FormatError);
  file.close();
});
