import assert from "node:assert/strict";
import { test } from "node:test";
import { signs } from "../../lib/signing/lexicon/signs";
import { phonemesOf } from "../../lib/signing/phonemes";

test("a sign's parameters as categories, also where they change", () => {
  assert.deepEqual(phonemesOf("APPLE"), { sign: "APPLE", handshape: "x", location: "cheek", movement: "twist" });
  assert.deepEqual(phonemesOf("WATER"), { sign: "WATER", handshape: "w", location: "chin", movement: "tap" });
  assert.equal(phonemesOf("MILK")?.handshape, "c>s");
  assert.equal(phonemesOf("TOMATO")?.location, "mouth>otherTips");
  for (const { gloss } of signs) assert.equal(phonemesOf(gloss)?.sign, gloss);
});

test("an agreement verb is its sign; what is several signs has no parameters", () => {
  assert.equal(phonemesOf("1-GIVE-2")?.sign, "GIVE");
  assert.equal(phonemesOf("2-GIVE-1")?.handshape, phonemesOf("1-GIVE-2")?.handshape);
  for (const gloss of ["FS-ANNA", "NUM-25", "BOOK++"]) assert.equal(phonemesOf(gloss), undefined);
});
