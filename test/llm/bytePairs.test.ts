import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { learnBytePairs } from "../../lib/llm/bytePairs";
import { TextTokenizer } from "../../lib/llm/textTokenizer";

const texts = ["the cat sat", "the cat ate the hat", "that hat"];

test("the commonest pairs become tokens first", () => {
  const { json } = learnBytePairs(texts, 259 + 3) as { json: { model: { merges: string[][] } } };
  const expected = [
    ["a", "t"],
    ["t", "h"],
    ["th", "e"],
  ];
  assert.deepEqual(json.model.merges, expected);
});

test("any text comes back, and learned words are one token", async () => {
  const tokenizer = await TextTokenizer.fromFiles(learnBytePairs(texts, 400));
  assert.equal(tokenizer.encode(" cat").length, 1);
  fc.assert(
    fc.property(fc.string({ unit: "grapheme", maxLength: 30 }), (text) => {
      assert.equal(tokenizer.decode(tokenizer.encode(text), { controlTokens: true }), text);
    }),
  );
});

test("a conversation in ChatML", async () => {
  const tokenizer = await TextTokenizer.fromFiles(learnBytePairs(texts, 300));
  const ids = tokenizer.encode(tokenizer.chat([{ role: "user", content: "the hat" }]));
  assert.equal(ids.filter((id) => id === tokenizer.endOfTurn).length, 1);
  assert.ok(ids.every((id) => id < tokenizer.vocabulary));
});
