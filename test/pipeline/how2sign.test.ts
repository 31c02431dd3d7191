// The real formats in miniature: SignAvatars' pickles with How2Sign's realigned csv, and a Llama as Hugging Face lays it
// out. Against the default run, two settings change.
import assert from "node:assert/strict";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { type Config, configure } from "../../lib/config";
import type { Clip } from "../../lib/data/clip";
import { listCorpus, readMotionFile } from "../../lib/data/corpus";
import { encodePickle } from "../../lib/data/formats/pickleWriter";
import { LanguageModel } from "../../lib/llm/languageModel";
import { conditions } from "../../lib/pipeline/evaluate";
import { evaluateRun } from "../../lib/pipeline/evaluateRun";
import { featureCache } from "../../lib/pipeline/featureCache";
import { Lslm } from "../../lib/pipeline/lslm";
import { type PipelineResult, runPipeline } from "../../lib/pipeline/runPipeline";
import { Random } from "../../lib/random";
import { lslm } from "../cli/lslm";

const folder = mkdtempSync(join(tmpdir(), "lslm-how2sign-"));
const corpus = join(folder, "how2sign");
const llama = join(__dirname, "../fixtures/llm/parity/llama3-tied");
const ofPython = join(__dirname, "../data/fixtures/signavatars/train");

const sentences = [
  "Hi, I'm here to show you the book.",
  'She said "sign it", and gave him tea.',
  "Where are the cats?",
  "You do not sit there, you sit here.",
  "They gave the other one to him.",
  "And then, the red dog is here.",
];
const splits = { train: 12, val: 2, test: 3 };

/** A pickle as SignAvatars has them: a seated signer, y down; from frame 20 on three frames of the video are missing. */
function pickleOf(clip: number): Uint8Array {
  const random = new Random(0, "how2sign", clip);
  const frames = random.integer(30, 48);
  const waves = Array.from({ length: 182 }, () => ({ size: random.normal(0, 0.2), pace: random.uniform(0.05, 0.4) }));
  const rows = new Float32Array(frames * 182);
  for (let t = 0; t < frames; t++) {
    waves.forEach(({ size, pace }, d) => {
      rows[t * 182 + d] = size * Math.sin(pace * t);
    });
    rows.set([Math.PI, 0, 0], t * 182);
  }
  const row = (width: number) => ({ data: new Float32Array(frames * width), shape: [frames, width] });
  const seen = () => ({ data: Uint8Array.from({ length: frames }, (_, t) => (t % 9 ? 1 : 0)), shape: [frames] });
  return encodePickle({
    width: { data: Int32Array.of(1280), shape: [1] },
    height: { data: Int32Array.of(720), shape: [1] },
    focal: row(2),
    princpt: row(2),
    "2d": { data: new Float32Array(frames * 318), shape: [frames, 106, 3] },
    total_valid_index: { data: Int32Array.from({ length: frames }, (_, t) => (t < 20 ? t : t + 3)), shape: [frames] },
    left_valid: seen(),
    right_valid: seen(),
    smplx: { data: rows, shape: [frames, 182] },
    unsmooth_smplx: row(169),
  });
}

function writeHow2Sign(): void {
  let clip = 0;
  for (const [split, count] of Object.entries(splits)) {
    mkdirSync(join(corpus, split), { recursive: true });
    const rows = ["VIDEO_ID\tVIDEO_NAME\tSENTENCE_ID\tSENTENCE_NAME\tSTART_REALIGNED\tEND_REALIGNED\tSENTENCE"];
    for (let i = 0; i < count; i++, clip++) {
      const video = `-fZc293Mp${split}`;
      const name = `${video}_${clip}-${clip % 5}-rgb_front`;
      writeFileSync(join(corpus, split, `${name}.pkl`), pickleOf(clip));
      const times = `${3 * clip}.05\t${3 * clip + 2}.5`;
      const text = sentences[clip % sentences.length];
      rows.push(`${video}\t${video}-${clip % 5}-rgb_front\t${video}_${clip}\t${name}\t${times}\t${text}`);
    }
    if (split === "train") {
      // One that Python cut short, one whose video was never fitted.
      cpSync(join(ofPython, "cut_0-8-rgb_front.pkl"), join(corpus, split, "cut_0-8-rgb_front.pkl"));
      for (const name of ["cut", "missing"]) rows.push(`v\tv-8-rgb_front\tv_0\t${name}_0-8-rgb_front\t0\t1\tLeft out.`);
    }
    writeFileSync(join(corpus, `how2sign_realigned_${split}.csv`), `${rows.join("\n")}\n`);
  }
}

const configOf = (more: Record<string, unknown> = {}): Config =>
  configure("smoke", "how2sign", { "corpus.path": corpus, "translation.model": llama, ...more });
const config = configOf();
let result: PipelineResult;
let clips: Clip[];

before(async () => {
  writeHow2Sign();
  result = await runPipeline(config, { run: join(folder, "run") });
  clips = result.corpus.splits.test.map(({ clip }) => clip);
});
after(async () => {
  const { folder: features } = await featureCache(listCorpus(config));
  for (const each of [features, folder]) rmSync(each, { recursive: true });
});

describe("How2Sign and a local Llama, set in two lines", () => {
  it("are translated and scored beside every control", () => {
    const { summary, translations } = result;
    assert.deepEqual(summary.clips, { train: 12, validation: 2, test: 3, skipped: 2 });
    assert.deepEqual(
      translations.map(({ reference }) => reference),
      clips.map(({ text }) => text),
    );
    // Nobody has ever glossed How2Sign.
    const expected = conditions.filter((condition) => condition !== "glosses");
    assert.deepEqual(Object.keys(summary.scores), expected);
    for (const condition of expected) {
      const scores = summary.scores[condition];
      assert.ok(scores && Number.isFinite(scores.bleu4) && Number.isFinite(scores.cider), condition);
      for (const translation of translations) assert.equal(typeof translation[condition], "string");
    }
    assert.ok(Number.isFinite(summary.grounding?.loss?.gap.value));
    const reasons = result.corpus.skipped.map(({ id, reason }) => `${id}: ${reason}`).join("\n");
    assert.match(reasons, /cut_0-8-rgb_front: byte/);
    assert.match(reasons, /missing_0-8-rgb_front: there is no motion of this name/);
  });

  it("leave a model that answers the same when it is loaded, and an adapter that names its Llama", async () => {
    const saved = join(result.folder, "model");
    const loaded = await Lslm.load(saved);
    const answers = await loaded.translate(clips);
    assert.deepEqual(
      answers,
      result.translations.map(({ gestures }) => gestures),
    );
    const { base_model_name_or_path } = JSON.parse(readFileSync(join(saved, "adapter_config.json"), "utf8"));
    assert.equal(base_model_name_or_path, llama);
    loaded.dispose();
    loaded.translator.model.dispose();
  });

  it("train on instructions, those that need no glosses", async () => {
    const own = configOf({ "translation.scheme": "staged-both", "translation.steps": 6 });
    const { lslm, summary, instructions = [] } = await runPipeline(own, { run: join(folder, "instructed") });
    lslm.dispose();
    lslm.translator.model.dispose();
    const families = new Set(summary.instructions?.map(({ family }) => family));
    for (const family of ["translate", "explain", "yes or no"]) assert.ok(families.has(family), family);
    for (const family of ["count signs", "topic"]) assert.ok(!families.has(family), family);
    assert.ok(instructions.some(({ reference, expected }) => expected === reference));
  });

  it("tune all of the Llama, though a frozen one is loaded already", async () => {
    const model = await LanguageModel.load(llama);
    const own = configOf({ "translation.tuning": "full" });
    const { lslm, translations, folder: at } = await runPipeline(own, { run: join(folder, "tuned"), model });
    lslm.dispose();
    const saved = join(at, "model");
    assert.ok(readdirSync(saved).includes("language-model") && !readdirSync(saved).includes("adapter_config.json"));
    const loaded = await Lslm.load(saved, model);
    const answers = translations.map(({ gestures }) => gestures);
    assert.deepEqual(await loaded.translate(clips), answers);
    loaded.dispose();
    const { evaluation } = await evaluateRun(at, { model });
    assert.deepEqual(evaluation.scores.gestures.answers, answers);
    model.dispose();
  });

  it("are read by lslm translate, and scored anew by lslm evaluate", () => {
    const json = (...args: string[]) => {
      const { code, stdout, stderr } = lslm([...args, "--json"], folder);
      assert.equal(code, 0, stderr);
      return JSON.parse(stdout);
    };
    const { id } = clips[0] as Clip;
    const file = join(corpus, "test", `${id}.pkl`);
    const { text, frames } = json("translate", file, "--model", "./run");
    assert.equal(text, result.translations[0]?.gestures);
    assert.equal(frames, readMotionFile(file).frames);
    const { scores, translations } = json("evaluate", "./run");
    assert.deepEqual(scores, JSON.parse(JSON.stringify(result.summary.scores)));
    assert.deepEqual(translations, result.translations);
  });
});
