import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Random } from "../../../lib/random";
import { drawSentence } from "../../../lib/signing/grammar";
import { type DemandName, demands } from "../../../lib/translation/instructions/demands";
import { answerTo, type Instruction, obedience } from "../../../lib/translation/instructions/instruction";
import { type Said, understand } from "../../../lib/translation/instructions/said";
import { instructionSets } from "../../../lib/translation/instructions/sets";

const said = understand({ text: "On Sunday my mother will buy two books.", gloss: "SUNDAY MY MOTHER BUY TWO BOOK" });
const asked = understand({ text: "Does your dog sleep at home?", gloss: "YOUR DOG SLEEP HOME" });
const word: Said = { text: "cat", act: "statement", negated: false, about: [] };

/** Demand, answer, what was signed, whether form and content are right. */
const judged: [DemandName, string, Said, boolean, boolean][] = [
  ["translation", "My mother is going to buy books on Sunday.", said, true, true],
  ["translation", "The lion is in the garden.", said, true, false],
  ["translation", "The signer says: On Sunday my mother will buy two books.", said, false, false],
  ["translation", "6", said, false, false],
  ["translation", "Yes.", said, false, false],
  ["translation", "A statement about books.", said, false, false],
  ["translation", "They want to buy books with my mother on Sunday.", said, true, true],
  ["meaning", "The signer says: On Sunday my mother will buy two books.", said, true, true],
  ["meaning", "It means that my mother buys two books on Sunday.", said, true, true],
  ["meaning", "The person is saying that her mother will buy books on Sunday.", said, true, true],
  ["meaning", "The signer asks: On Sunday my mother will buy two books?", said, true, false],
  ["meaning", "The signer asks whether your dog sleeps at home.", asked, true, true],
  ["meaning", "The signer says: Do your dog sleep at home?", asked, true, false],
  ["meaning", "On Sunday my mother will buy two books.", said, false, false],
  ["summary", "A statement about books and buying.", said, true, true],
  ["summary", "It is a statement about my mother.", said, true, true],
  ["summary", "A question about books.", said, true, false],
  ["summary", "A statement about lions.", said, true, false],
  ["summary", "A question about a dog and sleeping.", asked, true, true],
  ["summary", "On Sunday my mother will buy two books.", said, false, false],
  ["topic", "Reading.", said, true, true],
  ["topic", "reading", said, true, true],
  ["topic", "Food.", said, true, false],
  ["topic", "On Sunday my mother will buy two books.", said, false, false],
  ["topic", "Animals", asked, true, true],
  ["signs", "6 signs.", said, true, true],
  ["signs", "There are six signs.", said, true, true],
  ["signs", "6", said, true, true],
  ["signs", "5 signs.", said, true, false],
  ["signs", "Many signs.", said, false, false],
  ["signs", "5 or 6 signs.", said, false, false],
  ["question", "No.", said, true, true],
  ["question", "No, it is a statement.", said, true, true],
  ["question", "It isn't a question.", said, true, true],
  ["question", "Yes.", said, true, false],
  ["question", "Yes, it is.", asked, true, true],
  ["question", "It is a question.", asked, true, true],
  ["question", "Does your dog sleep at home?", asked, false, false],
  ["negation", "No.", asked, true, true],
  ["who", "My mother.", said, true, true],
  ["who", "The mother", said, true, true],
  ["who", "My father.", said, true, false],
  ["who", "On Sunday my mother will buy two books.", said, false, false],
  ["when", "On Sunday.", said, true, true],
  ["when", "Sunday", said, true, true],
  ["when", "Tomorrow.", said, true, false],
  ["where", "At home.", asked, true, true],
  ["what", "Books.", said, true, true],
  ["what", "No.", said, false, false],
  ["spelling", "c a t", word, true, true],
  ["spelling", "C-A-T.", word, true, true],
  ["spelling", "cat", word, true, true],
  ["spelling", "c a r", word, true, true],
  ["spelling", "d o g", word, true, false],
  ["spelling", "3 letters.", word, false, false],
  ["letters", "Three.", word, true, true],
  ["letters", "4 letters.", word, true, false],
  ["first", "c", word, true, true],
  ["first", "The first letter is C.", word, true, true],
  ["first", "t", word, true, false],
  ["first", "cat", word, false, false],
  ["last", "It is T", word, true, true],
];

describe("form and content of an answer", () => {
  for (const [demand, answer, facts, form, content] of judged) {
    it(`${demand}: ${answer} (${facts.text})`, () => {
      const instruction: Instruction = { wording: "", demands: [demand] };
      assert.deepEqual(obedience(instruction, answer, facts), { form, followed: content });
    });
  }

  it("of an empty answer are never right", () => {
    for (const demand of Object.keys(demands) as DemandName[]) {
      for (const answer of ["", " ", "\n", "..."]) {
        const instruction: Instruction = { wording: "", demands: [demand] };
        assert.equal(obedience(instruction, answer, said).form, false, `${demand} "${answer}"`);
      }
    }
  });
});

describe("several demands", () => {
  const both: Instruction = { wording: "", demands: ["translation", "signs"] };
  const follows = (instruction: Instruction, answer: string) => obedience(instruction, answer, said).followed;

  it("are met one after the other, by lines or by sentences", () => {
    assert.ok(follows(both, "On Sunday my mother will buy two books.\n6 signs."));
    assert.ok(follows(both, "On Sunday my mother will buy two books. There are 6 signs."));
    assert.ok(!follows(both, "6 signs.\nOn Sunday my mother will buy two books."));
    assert.ok(!follows(both, "On Sunday my mother will buy two books."));
    assert.ok(!follows(both, "6 signs."));
    assert.ok(!follows(both, "On Sunday my mother will buy two books.\n6 signs.\nNo."));
  });

  it("of which one is enough are met by any", () => {
    const either: Instruction = { ...both, anyOf: true };
    assert.ok(follows(either, "6 signs."));
    assert.ok(follows(either, "On Sunday my mother will buy two books."));
    assert.ok(!follows(either, "5 signs."));
  });

  it("are nothing to an instruction about something else", () => {
    const sum: Instruction = { wording: "What is 2+2?", demands: [], says: /\b4\b/ };
    assert.ok(follows(sum, "It is 4."));
    assert.ok(!follows(sum, "On Sunday my mother will buy two books."));
    assert.equal(answerTo(sum, said), undefined);
  });
});

describe("the answers that training teaches", () => {
  for (const corpus of ["synthasl", "fingerspelling"]) {
    it(`follow their instructions, and seldom those of another clip: ${corpus}`, () => {
      const facts = Array.from({ length: 60 }, (_, i) => {
        const random = new Random(1, "facts", i);
        if (corpus === "fingerspelling") {
          const letters = Array.from({ length: random.integer(1, 8) }, () => random.integer(97, 122));
          return understand({ text: String.fromCharCode(...letters) });
        }
        const { english, tokens } = drawSentence(random);
        return understand({ text: random.pick(english), gloss: tokens.map(({ gloss }) => gloss).join(" ") });
      });
      let [answers, ofOthers] = [0, 0];
      for (const families of Object.values(instructionSets(corpus))) {
        for (const instruction of Object.values(families).flat()) {
          if (instruction.anyOf) continue;
          facts.forEach((own, i) => {
            const answer = answerTo(instruction, own);
            if (answer === undefined) return;
            answers++;
            const { followed } = obedience(instruction, answer, own);
            assert.ok(followed, `${instruction.wording}: ${answer} (${own.text})`);
            if (obedience(instruction, answer, facts[(i + 1) % facts.length] as Said).followed) ofOthers++;
          });
        }
      }
      assert.ok(answers > 1000 && ofOthers < 0.3 * answers, `${ofOthers} of ${answers}`);
    });
  }
});
