import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { learnBytePairs } from "../../lib/llm/bytePairs";
import { saveT5 } from "../../lib/llm/t5/save";
import { TextTokenizer } from "../../lib/llm/textTokenizer";
import { freshT5 } from "../../lib/pipeline/t5Run";
import { tf } from "../../lib/tensor/backend";
import { MotionGpt } from "../../lib/translation/motionGpt";
import { instructionTuning, pretraining, trainMotionGpt } from "../../lib/translation/motionGptTraining";
import {
  instructedPrompt,
  instructionFamilies,
  pretrainedPrompt,
  templateTexts,
} from "../../lib/translation/motionTemplates";
import { taskOf } from "../../lib/translation/task";

const folder = mkdtempSync(join(tmpdir(), "lslm-t5-"));
const language = { codes: 8, streams: 2, framesPerCode: 4, fps: 20 };
const words = ["cat", "dog", "bird", "fish"];
const utterances = words.map((text, i) => ({
  text,
  codes: Int32Array.from([i, 4 + i, (i + 1) % 4, 4 + ((i + 1) % 4)]),
}));
let motionGpt: MotionGpt;

before(async () => {
  const tokenizer = await TextTokenizer.fromFiles(learnBytePairs([...words, ...templateTexts()], 400));
  const base = freshT5({ layers: 1, width: 32, feedForward: 48, heads: 2 }, tokenizer, 1);
  saveT5(folder, base);
  base.dispose();
  motionGpt = await MotionGpt.begin(folder, language, taskOf("words"), 1);
});
after(() => {
  motionGpt.model.dispose();
  rmSync(folder, { recursive: true });
});

const codes = Int32Array.from([0, 4, 1, 5, 2, 6, 3, 7]);
const ids = (input: string) => motionGpt.example({ input, output: "" }, { codes, text: "cat" }).input;
const text = (input: string) => motionGpt.model.tokenizer.decode(ids(input));

test("a motion is start, its codes behind the vocabulary, end; halves and masks keep gestures whole", () => {
  const { first, startOfMotion, endOfMotion, maskedMotion } = motionGpt;
  const { vocabulary } = motionGpt.model.tokenizer;
  assert.deepEqual(
    [first, startOfMotion, endOfMotion, maskedMotion],
    [0, 8, 9, 10].map((row) => vocabulary + row),
  );
  const { end } = motionGpt.model.config;
  const motion = (rows: number[]) => [startOfMotion, ...rows.map((row) => row + first), endOfMotion, end];
  assert.deepEqual(ids("<Motion_Placeholder>"), motion([0, 4, 1, 5, 2, 6, 3, 7]));
  assert.deepEqual(ids("<Motion_Placeholder_s1>"), motion([0, 4, 1, 5]));
  assert.deepEqual(ids("<Motion_Placeholder_s2>"), motion([2, 6, 3, 7]));
  assert.deepEqual(ids("<Motion_Placeholder_Masked>"), motion([0, 4, 10, 10, 10, 10, 3, 7]));
});

test("frames, seconds and the caption take their places, the caption without quotation marks", () => {
  assert.equal(
    text("<Frame_Placeholder> frames, <Second_Placeholder> s: <Caption_Placeholder>."),
    "16 frames, 0.8 s: cat.",
  );
});

test("every template is filled in completely", () => {
  for (const template of Object.values(instructionFamilies).flat()) {
    const example = motionGpt.example(template, { codes, text: "cat" });
    for (const side of [example.input, example.output]) {
      assert.ok(side.length > 1);
      assert.ok(!motionGpt.model.tokenizer.decode(side.filter((id) => id < motionGpt.first)).includes("Placeholder"));
    }
  }
});

test("the loss is the mean over the outputs' tokens, whatever stands beside them in the batch", () => {
  const examples = [
    motionGpt.example({ input: pretrainedPrompt, output: "<Caption_Placeholder>" }, { codes, text: "fish" }),
    motionGpt.example(
      { input: "<Caption_Placeholder>", output: pretrainedPrompt },
      { codes, text: "a bird and a dog" },
    ),
  ];
  const loss = (some: typeof examples) => tf.tidy(() => motionGpt.loss(some).dataSync()[0] as number);
  const tokens = examples.map(({ output }) => output.length);
  const [a, b] = examples.map((example) => loss([example])) as [number, number];
  const [m, n] = tokens as [number, number];
  assert.ok(Math.abs(loss(examples) - (a * m + b * n) / (m + n)) < 1e-4);
});

test("a few words are learned both ways, and an answer in quotation marks loses them", async () => {
  const settings = { steps: 120, batch: 4, learningRate: 1e-2 };
  await trainMotionGpt(motionGpt, utterances, pretraining(settings), 1);
  const motions = utterances.map((utterance) => utterance.codes);
  assert.deepEqual(await motionGpt.translate(motions, { prompt: pretrainedPrompt, maxNewTokens: 12 }), words);
  const signed = await motionGpt.sign(words, { prompt: "<Caption_Placeholder>", maxNewTokens: 12 });
  assert.deepEqual(signed, motions);
  const gentle = { ...settings, learningRate: 3e-3 };
  await trainMotionGpt(motionGpt, utterances, { ...instructionTuning(gentle), families: [quoted] }, 1);
  assert.deepEqual(await motionGpt.translate(motions, { prompt: instructedPrompt, maxNewTokens: 12 }), words);
});

const quoted = [{ input: instructedPrompt, output: '"<Caption_Placeholder>"' }];
