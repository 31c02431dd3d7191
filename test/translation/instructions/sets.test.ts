import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Random } from "../../../lib/random";
import { drawSentence } from "../../../lib/signing/grammar";
import { type Families, sentenceFamilies } from "../../../lib/translation/instructions/families";
import {
  askInstructions,
  INSTRUCTION_SETS,
  instructionSets,
  testInstructions,
} from "../../../lib/translation/instructions/sets";
import { wordFamilies } from "../../../lib/translation/instructions/spelling";
import { taskOf } from "../../../lib/translation/task";

const all = (families: Families) => Object.values(families).flat();
const wordings = (families: Families) => all(families).map(({ wording }) => wording);

const sentences = Array.from({ length: 200 }, (_, i) => {
  const random = new Random(2, "sentences", i);
  const { english, tokens } = drawSentence(random);
  return { codes: Int32Array.of(i), text: random.pick(english), gloss: tokens.map(({ gloss }) => gloss).join(" ") };
});
const words = sentences.map(({ codes, text }) => ({
  codes,
  text: (/[a-z]+/.exec(text.slice(1)) as RegExpExecArray)[0],
}));
const corpora = { synthasl: sentences, fingerspelling: words };

describe("instructions", () => {
  it("about sentences are at least 60 in eight families", () => {
    assert.equal(Object.keys(sentenceFamilies).length, 8);
    assert.ok(wordings(sentenceFamilies).length >= 60);
    assert.ok(Object.keys(wordFamilies).length >= 5);
  });

  for (const corpus of ["synthasl", "fingerspelling"] as const) {
    const sets = instructionSets(corpus);
    const seen = sets["seen templates"];

    it(`${corpus}: no wording is twice, in whichever set`, () => {
      const every = INSTRUCTION_SETS.flatMap((set) => wordings(sets[set]));
      assert.equal(new Set(every).size, every.length);
      assert.ok(every.every((wording) => wording.split("<signing>").length <= 2));
    });

    it(`${corpus}: the held-out ones are a quarter, of every family or whole families, always the same`, () => {
      const held = sets["held-out templates"];
      assert.deepEqual(Object.keys(held), Object.keys(seen));
      for (const [family, list] of Object.entries(held)) {
        const share = list.length / (list.length + (seen[family]?.length ?? 0));
        assert.ok(share > 0.1 && share < 0.3, `${family} ${share}`);
      }
      for (const family of Object.keys(sets["held-out families"])) assert.ok(!(family in seen));
      assert.ok(wordings(seen).includes(taskOf(corpus).instruction));
      assert.deepEqual(instructionSets(corpus), sets);
    });

    it(`${corpus}: what a held-out family demands is demanded nowhere in training`, () => {
      const trained = new Set([...all(seen), ...all(sets["held-out templates"])].flatMap(({ demands }) => demands));
      for (const { demands } of all(sets["held-out families"]))
        for (const one of demands) assert.ok(!trained.has(one), one);
    });

    it(`${corpus}: training asks all that it may, nothing held out, and the seed decides`, () => {
      const clips = corpora[corpus];
      const ask = askInstructions(corpus, 0);
      const asked = Array.from({ length: 4000 }, (_, step) =>
        ask(clips[step % clips.length] as (typeof sentences)[number], step, 0),
      );
      assert.deepEqual(new Set(asked.map(({ instruction }) => instruction)), new Set(wordings(seen)));
      assert.deepEqual(
        ask(sentences[3] as (typeof sentences)[number], 7, 1),
        ask(sentences[3] as (typeof sentences)[number], 7, 1),
      );
      const drawnBy = (seed: number) =>
        Array.from(
          { length: 20 },
          (_, step) => askInstructions(corpus, seed)(words[0] as (typeof sentences)[number], step, 0).instruction,
        );
      assert.notDeepEqual(drawnBy(0), drawnBy(1));
      const [yes, no] = ["Yes.", "No."].map((answer) => asked.filter(({ text }) => text === answer).length) as [
        number,
        number,
      ];
      assert.ok(yes > no / 4 && yes < 4 * no, `${yes} yes, ${no} no`);
    });

    it(`${corpus}: test clips are asked everything, a yes-or-no as often of a yes as of a no`, () => {
      const clips = corpora[corpus];
      const asked = testInstructions(corpus, clips, 4, 0);
      assert.deepEqual(
        new Set(asked.map(({ instruction }) => instruction)),
        new Set(INSTRUCTION_SETS.flatMap((set) => all(sets[set]))),
      );
      for (const { set, clip, said } of asked) {
        assert.ok(INSTRUCTION_SETS.includes(set));
        assert.equal(said.text, clips[clip]?.text);
      }
      const questions = asked.filter(
        ({ instruction: { demands } }) => demands.join() === (corpus === "synthasl" ? "question" : "hasE"),
      );
      const yes = questions.filter(({ said }) =>
        corpus === "synthasl" ? said.act === "question" : said.text.includes("e"),
      );
      assert.equal(yes.length, questions.length / 2);
      assert.deepEqual(testInstructions(corpus, clips, 4, 0), asked);
    });
  }

  it("about a corpus without glosses are those that its English can answer", () => {
    const english = sentences.map(({ codes, text }) => ({ codes, text }));
    const ask = askInstructions("how2sign", 0);
    const asked = Array.from({ length: 300 }, (_, step) =>
      ask(english[step % 200] as (typeof english)[number], step, 0),
    );
    assert.ok(asked.some(({ text }) => text === "No.") && asked.some(({ text }) => text.startsWith("The signer")));
    assert.ok(!asked.some(({ text }) => /signs\./.test(text)));
    const demanded = new Set(
      testInstructions("how2sign", english, 2, 0).flatMap(({ instruction }) => instruction.demands),
    );
    assert.ok(demanded.has("meaning") && !demanded.has("who"));
  });
});
