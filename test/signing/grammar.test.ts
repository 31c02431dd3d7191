// English agreement, tense, contractions; and what every drawn sentence must satisfy.
import assert from "node:assert/strict";
import { test } from "node:test";
import { Random } from "../../lib/random";
import {
  type Clause,
  contract,
  question,
  type Subject,
  sentence,
  statement,
  withArticle,
} from "../../lib/signing/english";
import { partsOf } from "../../lib/signing/gloss";
import { drawSentence } from "../../lib/signing/grammar";
import { signs } from "../../lib/signing/lexicon/signs";

const she: Subject = { text: "my mother", agreement: "third" };
const me: Subject = { text: "I", agreement: "i" };
const they: Subject = { text: "they", agreement: "plural" };
const eat = { base: "eat", third: "eats", past: "ate", ing: "eating" };
const want = { base: "want", third: "wants", past: "wanted", ing: "wanting", stative: true };

test("statements", () => {
  const cases: [Clause, string][] = [
    [{ subject: she, verb: eat, rest: "apples", tense: "present" }, "my mother eats apples"],
    [{ subject: they, verb: eat, rest: "", tense: "progressive" }, "they are eating"],
    [{ subject: me, verb: eat, rest: "", tense: "past", adverb: "already" }, "I already ate"],
    [{ subject: she, verb: want, rest: "tea", tense: "progressive" }, "my mother wants tea"],
    [{ subject: she, verb: eat, rest: "", tense: "present", negative: true }, "my mother does not eat"],
    [{ subject: she, verb: eat, rest: "", tense: "past", negative: true }, "my mother did not eat"],
    [{ subject: me, verb: "be", rest: "sad", tense: "progressive" }, "I am sad"],
    [{ subject: they, verb: "be", rest: "sad", tense: "past", negative: true }, "they were not sad"],
    [{ subject: me, verb: "be", rest: "busy", tense: "future" }, "I will be busy"],
    [{ subject: me, verb: eat, rest: "", tense: "present", modal: "can", negative: true }, "I cannot eat"],
    [{ subject: she, verb: eat, rest: "fish", tense: "present", adverb: "never" }, "my mother never eats fish"],
  ];
  for (const [clause, expected] of cases) assert.equal(statement(clause), expected);
});

test("questions take do-support or the auxiliary", () => {
  assert.equal(question({ subject: she, verb: want, rest: "tea", tense: "present" }), "does my mother want tea");
  assert.equal(question({ subject: they, verb: eat, rest: "", tense: "past" }, "what"), "what did they eat");
  assert.equal(question({ subject: me, verb: "be", rest: "sad", tense: "present" }, "why"), "why am I sad");
  assert.equal(question({ subject: she, verb: eat, rest: "", tense: "future" }, "where"), "where will my mother eat");
});

test("contractions, capitals, articles", () => {
  assert.equal(contract("I am not sad, they are, and she does not know"), "I'm not sad, they're, and she doesn't know");
  assert.equal(contract("we will not go"), "we won't go");
  assert.equal(contract("my mother cannot swim"), "my mother can't swim");
  assert.equal(sentence("you are here", "?"), "You are here?");
  assert.deepEqual(
    [withArticle("apple"), withArticle("old car"), withArticle("house")],
    ["an apple", "an old car", "a house"],
  );
});

test("every drawn sentence: known signs, well-formed and distinct phrasings, 2 to 12 signs", () => {
  const random = new Random(11, "grammar");
  const used = new Set<string>();
  const kinds = new Set<string>();
  for (let i = 0; i < 20_000; i++) {
    const { tokens, english, kind } = drawSentence(random);
    kinds.add(kind);
    assert.ok(tokens.length >= 2 && tokens.length <= 12, tokens.map(({ gloss }) => gloss).join(" "));
    for (const { gloss } of tokens) {
      for (const { sign } of partsOf(gloss)) used.add(sign.gloss);
    }
    assert.ok(english.length >= 1 && new Set(english).size === english.length);
    for (const text of english) {
      assert.match(text, /^[A-Z][A-Za-z', -]*[.?]$/);
      assert.doesNotMatch(text, / {2}|\bundefined\b|\b(a) [aeiou]|\ban [^aeiou]/, text);
      if (kind.includes("question")) assert.ok(text.endsWith("?"), text);
      // no agreement slips
      assert.doesNotMatch(
        text,
        /\b(I|[Yy]ou|[Ww]e|[Tt]hey) (is|has|does|was not here)\b|\bI are\b|\b(my|your|the) [a-z]+ am /,
        text,
      );
    }
  }
  assert.deepEqual(
    signs.map(({ gloss }) => gloss).filter((gloss) => !used.has(gloss)),
    [],
    "signs that no sentence uses",
  );
  assert.ok(kinds.size >= 15);
});
