import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Random } from "../../../lib/random";
import { wordsOf } from "../../../lib/signing/difficulty";
import { drawSentence } from "../../../lib/signing/grammar";
import { type Said, TOPICS, understand } from "../../../lib/translation/instructions/said";

/** Sentences of SynthASL's grammar in one of their phrasings, with what the grammar knows of them. */
const drawn = Array.from({ length: 1500 }, (_, i) => {
  const random = new Random(0, "sentences", i);
  const { tokens, english, kind } = drawSentence(random);
  const gloss = tokens.map((token) => token.gloss).join(" ");
  return { text: random.pick(english), gloss, tokens, kind };
});

describe("what a clip says", () => {
  it("agrees with the grammar about questions, negation and the number of signs", () => {
    for (const { text, gloss, tokens, kind } of drawn) {
      const said = understand({ text, gloss });
      const question = /question|^how|what (do|color)/.test(kind) || (kind === "greeting" && text.endsWith("?"));
      assert.equal(said.act === "question", question || text.endsWith("?"), text);
      if (question) assert.equal(said.act, "question", text);
      assert.equal(
        said.negated,
        tokens.some(({ marks }) => marks?.includes("shake")),
        text,
      );
      assert.equal(said.signs, tokens.length);
    }
  });

  it("names phrases that are in the English, and knows most sentences", () => {
    const known = { who: 0, when: 0, where: 0, what: 0, topic: 0 };
    for (const { text, gloss } of drawn) {
      const said = understand({ text, gloss });
      for (const fact of ["who", "when", "where", "what"] as const) {
        const phrase = said[fact];
        if (phrase === undefined) continue;
        known[fact]++;
        assert.ok(text.toLowerCase().includes(phrase.toLowerCase()), `${phrase} in ${text}`);
      }
      if (said.topic) {
        known.topic++;
        assert.ok(TOPICS.includes(said.topic));
      }
      for (const about of said.about) assert.ok(wordsOf(about).length > 0);
    }
    assert.ok(known.who > 1000 && known.when > 300 && known.where > 150 && known.what > 600 && known.topic > 1000);
  });

  const facts: [string, string, Partial<Said>][] = [
    [
      "On Sunday my mom will buy two books.",
      "SUNDAY MY MOTHER BUY TWO BOOK",
      {
        act: "statement",
        who: "my mom",
        when: "on Sunday",
        what: "books",
        topic: "reading",
        about: ["books", "buying", "my mom"],
      },
    ],
    ["Do you eat at school?", "IX-2 EAT SCHOOL", { act: "question", who: "you", where: "at school", topic: "places" }],
    [
      "Anna's brother isn't here.",
      "FS-ANNA POSS-3 BROTHER HERE NOT",
      { who: "Anna's brother", negated: true, topic: "people" },
    ],
    ["Please help me.", "PLEASE HELP IX-1", { act: "request", who: "me", about: ["helping"] }],
    ["I sat on a notebook.", "IX-1 SIT", { who: "I", negated: false }],
    ["It's raining.", "RAIN", { about: [] }],
  ];
  for (const [text, gloss, expected] of facts) {
    it(text, () => {
      const said = understand({ text, gloss });
      for (const [fact, value] of Object.entries(expected)) assert.deepEqual(said[fact as keyof Said], value, fact);
    });
  }

  it("without glosses is what the English alone tells", () => {
    assert.deepEqual(understand({ text: "Do you never eat?" }), {
      text: "Do you never eat?",
      act: "question",
      negated: true,
      about: [],
    });
  });
});
