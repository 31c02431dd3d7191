import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { TextTokenizer } from "../../lib/llm/textTokenizer";
import { tf } from "../../lib/tensor/backend";
import { promptOf, sharedLength } from "../../lib/translation/prompt";
import type { Utterance } from "../../lib/translation/translator";
import { tinyTranslator, tinyUtterances } from "./tinyTranslator";

const lossOf = (
  translator: ReturnType<typeof tinyTranslator>,
  utterances: readonly Utterance[],
  meanOver?: "tokens" | "answers",
) => tf.tidy(() => translator.loss(utterances, { meanOver }).dataSync()[0] as number);

describe("losses of utterances", () => {
  const asked = tinyUtterances.map((utterance, i): Utterance => {
    const instructions = [undefined, "Count.", "This <signing> is what?", "Translate"];
    const instruction = instructions[i % instructions.length];
    return instruction ? { ...utterance, instruction } : utterance;
  });

  it("computed side by side are those of each alone, whatever each is asked", () => {
    const translator = tinyTranslator();
    const alone = asked.map((utterance) => lossOf(translator, [utterance]));
    const together = translator.losses(asked);
    for (const [i, loss] of together.entries())
      assert.ok(Math.abs(loss - (alone[i] as number)) < 1e-4, `${i}: ${loss}`);
    assert.ok(new Set(alone.map((loss) => loss.toFixed(3))).size > 3);
    const before = tf.memory().numTensors;
    translator.losses(asked);
    assert.equal(tf.memory().numTensors, before);
    translator.dispose();
  });

  it("are the mean over all tokens when taken together, or over all answers", () => {
    const translator = tinyTranslator();
    const lengths = asked.map(({ text, instruction }) => translator.answerIds(text, instruction).length);
    const losses = translator.losses(asked);
    const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
    const overTokens = mean(losses.map((loss, i) => loss * (lengths[i] as number))) / mean(lengths);
    assert.ok(Math.abs(overTokens - lossOf(translator, asked)) < 1e-4);
    assert.equal(lossOf(translator, asked, "tokens"), lossOf(translator, asked));
    assert.ok(Math.abs(mean(losses) - lossOf(translator, asked, "answers")) < 1e-4);
    assert.ok(Math.abs(mean(losses) - overTokens) > 1e-3, "a case in which the two are the same tells nothing");
    translator.dispose();
  });
});

describe("answers to instructions", () => {
  it("are those of each asked alone, and come as the model writes them", async () => {
    const translator = tinyTranslator();
    const codes = tinyUtterances.map(({ codes }) => codes);
    const instructions = [undefined, "Count.", "This <signing> is what?", "Translate", undefined, "Count."];
    const together = await translator.translate(codes, { maxNewTokens: 5, instructions, batch: 4 });
    for (const [i, instruction] of instructions.entries()) {
      const [alone] = await translator.translate([codes[i] as Int32Array], {
        maxNewTokens: 5,
        instructions: [instruction],
      });
      assert.equal(together[i], alone);
    }
    translator.dispose();
  });
});

describe("a prompt", () => {
  const fixture = join(__dirname, "../fixtures/llm/parity/llama");
  const readJson = (name: string) => JSON.parse(readFileSync(join(fixture, name), "utf8"));
  const { tokenizer } = tinyTranslator().model;
  it("has the gestures after the instruction, or where it says", () => {
    const length = (instruction: string) => promptOf({ instruction }, tokenizer).before.length;
    const at = (instruction: string) => length(instruction) - length("");
    assert.equal(at("abc"), 3);
    assert.equal(at("ab<signing>cdef"), 2 - 1);
  });

  it("is the same every day, though templates like Llama 3.2's tell the date, and leaves no room to think aloud", async (context) => {
    const template = `{%- if not date_string is defined %}{%- set date_string = strftime_now("%d %b %Y") %}{%- endif %}
{{- "on " + date_string }}{%- for message in messages %}{{- message.content | trim }}{%- endfor %}
{%- if enable_thinking is defined and enable_thinking is false %}{{- "<end of thoughts>" }}{%- endif %}`;
    const settings = { ...readJson("tokenizer_config.json"), chat_template: template };
    const dated = await TextTokenizer.fromFiles({ json: readJson("tokenizer.json"), settings });
    const onDay = (date: string) => {
      context.mock.timers.enable({ apis: ["Date"], now: new Date(date) });
      const texts = [
        dated.chat([{ role: "user", content: "a" }]),
        promptOf({ instruction: "the <signing> cat" }, dated),
      ];
      context.mock.timers.reset();
      return texts;
    };
    const [[told, prompt], [toldLater, promptLater]] = [onDay("2025-03-01"), onDay("2026-11-23")] as [
      unknown[],
      unknown[],
    ];
    assert.notEqual(told, toldLater);
    assert.deepEqual(prompt, promptLater);
    const { after } = prompt as { after: number[] };
    assert.match(dated.decode(after), /cat.*end of thoughts/);
  });

  it("begins like others as far as all are alike", () => {
    assert.equal(sharedLength([[1, 2, 3]]), 3);
    assert.equal(
      sharedLength([
        [1, 2, 3],
        [1, 2, 4],
        [1, 2],
      ]),
      2,
    );
    assert.equal(
      sharedLength([
        [1, 2],
        [1, 2, 4],
      ]),
      2,
    );
    assert.equal(sharedLength([[1], [2]]), 0);
  });
});

describe("a projector of learned code embeddings", () => {
  it("has a row a code, each with a gradient where the code is signed; a codebook's vectors stay", () => {
    const translator = tinyTranslator({ input: "learned" });
    const codes = translator.projector.parameters.get("codes") as tf.Tensor2D;
    assert.deepEqual(codes.shape, [6, 5]);
    const signed = new Set(tinyUtterances.flatMap((utterance) => [...utterance.codes]));
    const [gradient] = tf.engine().gradients(() => translator.loss(tinyUtterances), [codes]).grads;
    const moved = (gradient as tf.Tensor2D).arraySync().map((row) => row.some((value) => value !== 0));
    assert.deepEqual(
      moved,
      moved.map((_, code) => signed.has(code)),
    );
    translator.dispose();
    assert.ok(!tinyTranslator().projector.parameters.has("codes"));
  });
});
