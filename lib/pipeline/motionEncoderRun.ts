// The trained feature extractor of FID, as a run that goes on where it stopped, with its own check: retrieval of
// sentences by unseen clips.
import { existsSync, readFileSync, rmSync } from "node:fs";
import type { Config, ProfileName } from "../config";
import { frechetDistance } from "../metrics/motion/fid";
import { type Retrieval, retrieval } from "../metrics/motion/retrieval";
import { loadMotionEncoder, type SavedMotionEncoder, saveMotionEncoder } from "../motionEncoder/files";
import type { MotionEncoder } from "../motionEncoder/motionEncoder";
import { type MotionEncoderTraining, trainMotionEncoder } from "../motionEncoder/train";
import { openRun } from "../training/run";
import { type PreparedClip, type PreparedCorpus, writeSkipped } from "./preparedCorpus";
import { encoderRunName } from "./runName";
import type { TokenizerRunOptions } from "./tokenizerRun";

/** `summary.json` of an encoder's run. */
export interface MotionEncoderSummary {
  /** of test clips: which sentence is theirs */
  retrieval: Retrieval;
  /** FID of validation clips against test clips: what two sets of real motion differ by */
  realFid: number;
}

const size = { width: 128, dimension: 64, temperature: 0.1 };
const training = { steps: 200, batch: 64, learningRate: 1e-3, warmup: 20, weightDecay: 0.05 };
/** Not a part of the configuration: FIDs compare only under one extractor, so that it should not be tuned. */
const settings: Record<ProfileName, { size: typeof size; training: MotionEncoderTraining }> = {
  smoke: { size: { ...size, width: 16, dimension: 4 }, training: { ...training, steps: 6, batch: 8, warmup: 2 } },
  quick: { size, training },
  course: { size, training: { ...training, steps: 2000 } },
  paper: { size, training: { ...training, steps: 10_000 } },
};

/** Trains or resumes the encoder on a corpus; a finished one is read. Takes the profile's sizes. */
export async function runMotionEncoder(
  config: Config,
  corpus: PreparedCorpus,
  { run: name = encoderRunName(config), root, signal, onProgress, onMessage }: TokenizerRunOptions,
): Promise<SavedMotionEncoder & { summary: MotionEncoderSummary; folder: string }> {
  const { profile, seed } = config;
  const own = settings[profile];
  const run = openRun(name, {
    config: { profile, seed, corpus: config.corpus, ...own },
    data: corpus.fingerprint,
    ...(root === undefined ? {} : { root }),
    ...(onMessage ? { onMessage } : {}),
  });
  try {
    writeSkipped(run.folder, corpus);
    const file = run.path("encoder.safetensors");
    if (!existsSync(file)) {
      const clips = corpus.splits.train.map(captioned);
      const { encoder } = await trainMotionEncoder(clips, own.size, own.training, seed, {
        ...(signal ? { signal } : {}),
        ...(onProgress ? { onProgress } : {}),
        checkpoints: run.checkpoints("encoder"),
        checkpointEvery: 100,
        onStep: run.recorder("encoder"),
      });
      saveMotionEncoder(file, { encoder, normalization: corpus.normalization });
      encoder.dispose();
      rmSync(run.path("checkpoint"), { recursive: true });
    }
    const saved = loadMotionEncoder(file);
    if (!existsSync(run.path("summary.json"))) run.finish(summarize(saved.encoder, corpus));
    const summary = JSON.parse(readFileSync(run.path("summary.json"), "utf8")) as MotionEncoderSummary;
    return { ...saved, summary, folder: run.folder };
  } finally {
    run.close();
  }
}

/** Arrays of a corpus on disk are read when they are asked for. */
const captioned = (prepared: PreparedClip) => ({
  get features() {
    return prepared.features;
  },
  frames: prepared.frames,
  text: prepared.clip.text,
});

function summarize(encoder: MotionEncoder, { splits }: PreparedCorpus): MotionEncoderSummary {
  const { dimension } = encoder.settings;
  const motions = (clips: readonly PreparedClip[]) =>
    Float32Array.from(clips.flatMap(({ features, frames }) => [...encoder.embedMotion(features, frames)]));
  const texts = Float32Array.from(splits.test.flatMap(({ clip }) => [...encoder.embedText(clip.text)]));
  const test = motions(splits.test);
  return {
    retrieval: retrieval(test, texts, dimension),
    realFid: frechetDistance(motions(splits.validation), test, dimension).fid,
  };
}
