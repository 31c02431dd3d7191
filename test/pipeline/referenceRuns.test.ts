// The committed models answer as their records say: they are what `lslm translate` and the notebooks open.
import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { smplxToJoints } from "../../lib/body/kinematics";
import { configSchema } from "../../lib/config";
import type { Clip } from "../../lib/data/clip";
import { LanguageModel } from "../../lib/llm/languageModel";
import { Lslm, modelPath } from "../../lib/pipeline/lslm";
import { REFERENCE_FOLDER, REFERENCE_MODELS, readPipelineRun } from "../../lib/pipeline/referenceRuns";
import type { Translation } from "../../lib/pipeline/runPipeline";
import { SYNTH_FPS } from "../../lib/signing/signers";
import { performClip, planSynthAsl } from "../../lib/signing/synthAsl";
import { writeSynthAsl } from "../../lib/signing/writeSynthAsl";
import { lslm } from "../cli/lslm";

const CLIPS = 8;

const read = (name: keyof typeof REFERENCE_MODELS) => {
  const run = readPipelineRun(REFERENCE_MODELS[name]);
  const config = configSchema.parse(run.settings.config);
  const file = join(run.folder, "translations.json");
  return { ...run, config, translations: JSON.parse(readFileSync(file, "utf8")) as Translation[] };
};

describe("committed models", () => {
  let model: LanguageModel;
  before(async () => {
    model = await LanguageModel.load(modelPath(read("synthasl").config));
  });
  after(() => model.dispose());

  it("name the command that makes them, and keep its log", () => {
    for (const name of Object.keys(REFERENCE_MODELS) as (keyof typeof REFERENCE_MODELS)[]) {
      const { settings, metrics } = read(name);
      assert.match(settings.command ?? "", new RegExp(`^npx lslm train lslm --profile course --corpus ${name} `));
      assert.ok(metrics.length > 100);
    }
  });

  it("take at most 60 MB with all other records", () => {
    const files = readdirSync(REFERENCE_FOLDER, { recursive: true }).map((file) =>
      statSync(join(REFERENCE_FOLDER, String(file))),
    );
    const bytes = files.reduce((sum, file) => sum + (file.isFile() ? file.size : 0), 0);
    assert.ok(bytes < 60e6, `${(bytes / 1e6).toFixed(1)} MB`);
  });

  // Rounding differs between processors, and one other code may be another word: hence not each of them.
  it("answer test clips of SynthASL as recorded", async () => {
    const { config, translations, folder } = read("synthasl");
    const planned = planSynthAsl({ ...config.corpus, seed: config.seed }).filter(({ split }) => split === "test");
    const clips = planned.slice(0, CLIPS).map((clip): Clip => {
      const { motion } = performClip(clip, config.seed);
      const { id, split, text } = clip;
      return { id, split, text, fps: SYNTH_FPS, frames: motion.frames, joints: smplxToJoints(motion) };
    });
    assert.deepEqual(
      clips.map(({ text }) => text),
      translations.slice(0, CLIPS).map(({ reference }) => reference),
    );
    await expectRecorded(folder, clips, translations);
  });

  it("are what a recording is translated with", () => {
    const folder = mkdtempSync(join(tmpdir(), "reference-"));
    try {
      const corpus = join(folder, "corpus");
      writeSynthAsl(corpus, { seed: 0, train: 0, validation: 0, test: 1 });
      const { stdout, stderr } = lslm(["translate", "test/synth-test-000000.pkl", "--json"], corpus);
      assert.equal(stderr, "");
      const { text, model: used } = JSON.parse(stdout);
      assert.equal(used, join(REFERENCE_MODELS.synthasl, "model"));
      assert.match(String(text), /^[A-Z].*[.?]$/);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  async function expectRecorded(folder: string, clips: readonly Clip[], recorded: readonly Translation[]) {
    const reference = await Lslm.load(join(folder, "model"), model);
    const answers = await reference.translate(clips);
    reference.dispose();
    const same = answers.filter((answer, i) => answer === recorded[i]?.gestures).length;
    assert.ok(same >= 0.75 * CLIPS, `${same} of ${CLIPS} as recorded: ${answers.join(" | ")}`);
  }
});
