import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { configure } from "../../lib/config";
import { instructionTable } from "../../lib/pipeline/instructionReport";
import { type Instructed, scoreInstructions } from "../../lib/pipeline/instructionScores";
import { Random } from "../../lib/random";
import { drawSentence } from "../../lib/signing/grammar";
import { answerTo } from "../../lib/translation/instructions/instruction";
import { understand } from "../../lib/translation/instructions/said";
import { instructionSets } from "../../lib/translation/instructions/sets";

const config = configure("smoke", "synthasl");
const clips = Array.from({ length: 100 }, (_, i) => {
  const random = new Random(3, "sentences", i);
  const { english, tokens } = drawSentence(random);
  const gloss = tokens.map((token) => token.gloss).join(" ");
  return { id: `clip ${i}`, codes: Int32Array.of(i), text: random.pick(english), gloss };
});
const instructions = Object.values(instructionSets("synthasl")).flatMap((families) => Object.values(families).flat());

/** Answers each instruction about each clip by a function. */
const answering = (answer: (wording: string, clip: (typeof clips)[number]) => string): Instructed => ({
  translate: async (codes, { instructions: wordings = [] }) =>
    codes.map((own, i) => answer(wordings[i] as string, clips[own[0] as number] as (typeof clips)[number])),
});
const oracle = (wording: string, clip: (typeof clips)[number]): string => {
  const instruction = instructions.find((one) => one.wording === wording);
  return (instruction && !instruction.anyOf && answerTo(instruction, understand(clip))) || clip.text;
};
const find = async (answer: Parameters<typeof answering>[0]) => {
  const { rows, answers } = await scoreInstructions(config, answering(answer), clips, { clips: 4 });
  const of = (set: string, family = "all") =>
    rows.find((row) => row.set === set && row.family === family) ?? assert.fail();
  return { rows, answers, of };
};

describe("scores of instructions", () => {
  it("of who knows everything are 100, and far lower by another clip", async () => {
    const { rows, answers, of } = await find(oracle);
    for (const set of [
      "seen templates",
      "held-out templates",
      "held-out families",
      "ambiguous",
      "contradictory",
      "multi-step",
    ]) {
      if (set !== "contradictory") assert.equal(of(set).followed.value, 100, set);
      assert.ok((of(set).shuffled?.value ?? 100) < 30, set);
    }
    assert.equal(of("irrelevant").followed.value, 0);
    const whole = of("seen templates");
    const families = rows.filter(({ set, family }) => set === "seen templates" && family !== "all");
    assert.equal(
      whole.answers,
      families.reduce((sum, row) => sum + row.answers, 0),
    );
    assert.equal(
      answers.length,
      rows.filter(({ family }) => family === "all").reduce((sum, row) => sum + row.answers, 0),
    );
    for (const { answer, expected, instruction } of answers) if (expected) assert.equal(answer, expected, instruction);
  });

  it("of who always says No are no better than by another clip, whatever is asked", async () => {
    const { of } = await find(() => "No.");
    const row = of("seen templates", "yes or no");
    assert.equal(row.form.value, 100);
    assert.equal(row.followed.value, 50);
    assert.equal(row.shuffled?.value, 50);
    assert.equal(of("seen templates", "translate").form.value, 0);
    const [low, high] = row.followed.interval;
    assert.ok(low < 50 && high > 50 && low > 20 && high < 80);
  });

  it("of who translates whatever is asked follow the translations alone", async () => {
    const { of } = await find((_, { text }) => text);
    assert.equal(of("held-out templates", "translate").followed.value, 100);
    for (const family of ["explain", "topic", "count signs", "yes or no", "two steps"]) {
      assert.ok(of("seen templates", family).followed.value < 15, family);
    }
    assert.equal(of("irrelevant").followed.value, 0);
  });

  it("of answers to things aside from the signing look at these alone", async () => {
    const { of } = await find((wording) => (wording.includes("2+2") ? "4" : "Paris, blue, seven, cold."));
    assert.ok(of("irrelevant").followed.value > 80);
    assert.equal(of("irrelevant").followed.value, of("irrelevant").shuffled?.value);
  });

  it("make a table of sets, or of their families too", async () => {
    const { rows } = await find(oracle);
    const short = instructionTable(rows, { families: false });
    assert.deepEqual(
      short.map(({ set }) => set),
      [
        "seen templates",
        "held-out templates",
        "held-out families",
        "ambiguous",
        "contradictory",
        "multi-step",
        "irrelevant",
      ],
    );
    assert.ok(instructionTable(rows).length > 15);
  });
});
