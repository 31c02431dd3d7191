// Stage 0: clips → normalised features. The mean and deviation come from the training clips alone.
import { createHash } from "node:crypto";
import { encodeFeatures, FEATURE_COUNT } from "../body/features";
import { fitNormalization, type Normalization, normalizeFeatures } from "../body/normalize";
import type { Clip, Split } from "../data/clip";
import { UserError } from "../errors";

/** A clip with what the tokenizer reads. */
export interface PreparedClip {
  clip: Clip;
  /** `[frames, 623]`, normalised; one frame fewer than the clip, because velocities need two */
  features: Float32Array;
  frames: number;
}

export interface PreparedCorpus {
  normalization: Normalization;
  fps: number;
  splits: Record<Split, PreparedClip[]>;
  /** sha256 over every clip's id, text and joints: what a run records as its data */
  fingerprint: string;
}

/**
 * Features of a corpus, normalised.
 * @throws UserError when there is no training clip or the clips differ in frame rate
 */
export function prepareCorpus(clips: readonly Clip[]): PreparedCorpus {
  const first = clips[0];
  if (!first) throw new UserError("the corpus has no clips: check its path and format");
  const odd = clips.find((clip) => clip.fps !== first.fps);
  if (odd) {
    throw new UserError(
      `clips ${first.id} and ${odd.id} have ${first.fps} and ${odd.fps} frames/s: resample the corpus`,
    );
  }
  const raw = clips.map((clip) => ({ clip, features: encodeFeatures(clip.joints, clip.frames) }));
  const training = raw.filter(({ clip }) => clip.split === "train").map(({ features }) => features);
  const normalization = fitNormalization(training);
  const splits: PreparedCorpus["splits"] = { train: [], validation: [], test: [] };
  for (const { clip, features } of raw) splits[clip.split].push(prepared(clip, features, normalization));
  return { normalization, fps: first.fps, splits, fingerprint: fingerprint(clips) };
}

/** Features of one clip under the normalisation of the corpus that a model was trained on. */
export function prepareClip(clip: Clip, normalization: Normalization): PreparedClip {
  return prepared(clip, encodeFeatures(clip.joints, clip.frames), normalization);
}

function prepared(clip: Clip, features: Float32Array, normalization: Normalization): PreparedClip {
  return {
    clip,
    features: normalizeFeatures(features, normalization),
    frames: features.length / FEATURE_COUNT,
  };
}

function fingerprint(clips: readonly Clip[]): string {
  const hash = createHash("sha256");
  for (const { id, text, split, joints } of clips) {
    hash.update(`${id}\t${split}\t${text}\n`);
    hash.update(new Uint8Array(joints.buffer, joints.byteOffset, joints.byteLength));
  }
  return hash.digest("hex");
}
