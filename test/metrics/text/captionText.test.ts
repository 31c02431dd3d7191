import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { captionText } from "../../../lib/metrics/text/captionText";
import { scoreText } from "../../../lib/metrics/text/score";

const sentences: [text: string, words: string][] = JSON.parse(
  readFileSync(join(__dirname, "../../fixtures/metrics/captionText.json"), "utf8"),
);

test("English sentences give the words of coco-caption's tokeniser", () => {
  for (const [text, words] of sentences) assert.equal(captionText(text), words);
});

test("names of object members are ordinary words, empty text has none", () => {
  assert.equal(captionText("The constructor has a toString."), "the constructor has a tostring");
  assert.equal(captionText(" .\n"), "");
});

test("with caption words, coco scores ignore case and punctuation, and say so; the other scores do not change", () => {
  const pairs = [
    { hyp: "so don't move", refs: ["So, don't move!"] },
    { hyp: "turn around", refs: ["Turn around."] },
  ];
  const caption = scoreText(pairs, { cocoWords: "caption" });
  const plain = scoreText(pairs);
  assert.equal(caption.coco.rougeL, 1);
  assert.ok(plain.coco.rougeL < 1);
  assert.match(caption.signatures.coco.cider, /tok:caption/);
  assert.deepEqual([caption.sacrebleu, caption.wer, caption.rougeL], [plain.sacrebleu, plain.wer, plain.rougeL]);
});
