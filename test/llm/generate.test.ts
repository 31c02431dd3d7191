// Generation against transformers on the same weights: test/fixtures/llm/make_generation.py.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { StoppedError, UserError } from "../../lib/errors";
import { type GenerationOptions, generate } from "../../lib/llm/generate";
import { chat } from "../../lib/llm/generation/chat";
import { candidates, discourageRepetition, draw } from "../../lib/llm/generation/scores";
import { LanguageModel } from "../../lib/llm/languageModel";
import { Random } from "../../lib/random";
import { tf } from "../../lib/tensor/backend";

interface Settings {
  repetition_penalty?: number;
  no_repeat_ngram_size?: number;
  num_beams?: number;
  length_penalty?: number;
  stop_strings?: string[];
}
const read = (name: string) => JSON.parse(readFileSync(join(__dirname, "../fixtures/llm", name), "utf8"));
const { prompts } = read("parity.json") as { prompts: { ids: number[] }[] };
const fixture = read("generation.json") as {
  maxNewTokens: number;
  cases: { rows: number[]; settings: Settings; answers: number[][] }[];
  scores: number[];
  samplers: { temperature: number; topK: number | null; topP: number | null; probabilities: number[] }[];
  seen: number[];
  changed: (number | null)[];
};
let model: LanguageModel;
before(async () => {
  model = await LanguageModel.load(".cache/models/smollm2-135m-instruct.gguf");
});
after(() => model.dispose());

/** Answers to some of the prompts in one batch, and no tensor left behind. */
async function answer(rows: readonly number[], options: Partial<GenerationOptions>): Promise<number[][]> {
  const ids = rows.map((row) => (prompts[row] as { ids: number[] }).ids);
  const time = Math.max(...ids.map(({ length }) => length));
  const padded = ids.map((row) => [...new Array<number>(time - row.length).fill(0), ...row]);
  const mask = Int32Array.from(
    ids.flatMap(({ length }) => Array.from({ length: time }, (_, i) => +(i >= time - length))),
  );
  const embeddings = tf.tidy(() => model.embed(tf.tensor2d(padded, undefined, "int32")) as tf.Tensor3D);
  const { numTensors } = tf.memory();
  const { maxNewTokens } = fixture;
  const result = await generate(model, embeddings, mask, { maxNewTokens, stop: [2], before: ids, ...options });
  assert.equal(tf.memory().numTensors, numTensors);
  embeddings.dispose();
  return result;
}

const optionsOf = (settings: Settings): Partial<GenerationOptions> => ({
  ...(settings.repetition_penalty && { repetitionPenalty: settings.repetition_penalty }),
  ...(settings.no_repeat_ngram_size && { noRepeatNgram: settings.no_repeat_ngram_size }),
  ...(settings.num_beams && { beams: settings.num_beams }),
  ...(settings.length_penalty && { lengthPenalty: settings.length_penalty }),
  ...(settings.stop_strings && { stopStrings: settings.stop_strings }),
});

for (const { rows, settings, answers } of fixture.cases) {
  test(`transformers' answers with ${JSON.stringify(settings)}`, async () => {
    assert.deepEqual(await answer(rows, optionsOf(settings)), answers);
  });
}

test("candidates and their probabilities are those that transformers' samplers leave", () => {
  for (const { temperature, topK, topP, probabilities } of fixture.samplers) {
    const list = candidates(Float32Array.from(fixture.scores), {
      temperature,
      ...(topK && { topK }),
      ...(topP && { topP }),
    });
    const found = new Map(list.map(({ id, probability }) => [id, probability]));
    probabilities.forEach((expected, id) => {
      assert.equal(found.has(id), expected > 0, `token ${id} at ${JSON.stringify({ temperature, topK, topP })}`);
      assert.ok(Math.abs((found.get(id) ?? 0) - expected) < 1e-6);
    });
  }
});

test("repetition penalty and forbidden n-grams change scores as transformers does", () => {
  const scores = Float32Array.from(fixture.scores);
  discourageRepetition(scores, fixture.seen, { repetitionPenalty: 1.7, noRepeatNgram: 3 });
  fixture.changed.forEach((expected, id) => {
    const found = scores[id] as number;
    if (expected === null) assert.equal(found, Number.NEGATIVE_INFINITY);
    else assert.ok(Math.abs(found - expected) < 1e-5);
  });
});

test("each candidate is drawn as often as it is probable", () => {
  const list = candidates(Float32Array.from([1, 0, 2, -1]), { topK: 3 });
  const counts = [0, 0, 0, 0];
  const random = new Random(1, "draws");
  for (let n = 0; n < 4000; n++) counts[draw(list, random)]++;
  for (const { id, probability } of list) assert.ok(Math.abs((counts[id] as number) / 4000 - probability) < 0.03);
  assert.equal(counts[3], 0);
});

test("the seed decides a sample; onToken tells every token as it comes", async () => {
  const told: number[] = [];
  const sampled = (seed: number) =>
    answer([4], { sampling: { temperature: 1.5, topK: 50, seed }, maxNewTokens: 6, onToken: (_, id) => told.push(id) });
  const first = await sampled(1);
  assert.deepEqual(told, first[0]);
  assert.deepEqual(await sampled(1), first);
  assert.notDeepEqual(await sampled(2), first);
});

test("chat streams the answer, up to a stop text, whole characters only", async () => {
  const messages = [{ role: "user" as const, content: "Write the alphabet in lower case." }];
  const stream = async (stopStrings: string[]) => {
    const pieces: string[] = [];
    for await (const piece of chat(model, messages, { maxNewTokens: 10, stopStrings })) pieces.push(piece);
    return pieces;
  };
  const whole = (await stream([])).join("");
  assert.ok(whole.length > 8);
  const cut = whole.slice(5, 7);
  const pieces = await stream([cut]);
  assert.ok(pieces.length > 0 && !pieces.includes(""));
  assert.equal(pieces.join(""), whole.slice(0, whole.indexOf(cut)));
});

test("beams and sampling exclude each other; a signal stops", async () => {
  await assert.rejects(answer([4], { beams: 2, sampling: { seed: 1 } }), UserError);
  const signal = AbortSignal.abort();
  await assert.rejects(answer([4], { signal }), StoppedError);
  await assert.rejects(answer([4], { signal, beams: 2 }), StoppedError);
});
