// Stage 0: clips → normalised features. The mean and deviation come from the training clips alone.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { encodeFeatures, FEATURE_COUNT } from "../body/features";
import { fitNormalization, type Normalization, normalizeFeatures } from "../body/normalize";
import type { Config } from "../config";
import type { Clip, SkippedClip, Split } from "../data/clip";
import { type ClipListing, otherRate } from "../data/corpora/listing";
import { readNormalization } from "../data/corpora/npyMotion";
import { fingerspellingClips, listCorpus, nothingToRead } from "../data/corpus";
import { clipDigest, corpusFingerprint } from "../data/fingerprint";
import { encodeNpy, readNpy } from "../data/formats/npy";
import { UserError } from "../errors";
import { writeFileAtomic } from "../io/atomic";
import type { Progress } from "../training/trainer";
import { type CacheOptions, type FeatureCache, featureCache } from "./featureCache";
import { RecentArrays, readStoredRows, type StoredRows } from "./storedFeatures";

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
  /** over every clip's id, split, text and joints (see `fingerprint.ts`): what a run records as its data */
  fingerprint: string;
  /** what was left out, and why */
  skipped: SkippedClip[];
}

export interface PrepareOptions extends Omit<CacheOptions, "onProgress"> {
  /** told how many clips are written, where the corpus is made first, and of how many the features are ready */
  onProgress?(progress: Progress): void;
}

/**
 * The corpus that a configuration names. Of a corpus on disk the features are kept in a cache, and joints and features
 * are read when they are asked for; its clips have neither `smplx` nor `confidence`.
 * @throws UserError when a folder is missing, nothing could be read, or nothing says what is signed; StoppedError on
 * abort
 */
export async function loadPreparedCorpus(
  config: Pick<Config, "corpus" | "seed">,
  { onProgress, ...options }: PrepareOptions = {},
): Promise<PreparedCorpus> {
  if (config.corpus.name === "fingerspelling") return prepareCorpus(fingerspellingClips(config));
  const reporting = (stage: string) => ({
    ...options,
    onProgress: (done: number, total: number) => onProgress?.({ stage, done, total, values: {}, unit: "clip" }),
  });
  const listing = listCorpus(config, reporting("writing"));
  return fromCache(listing, await featureCache(listing, reporting("features")));
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
  return { normalization, fps: first.fps, splits, fingerprint: corpusFingerprint(clips.map(clipDigest)), skipped: [] };
}

/** Lists what was left out, and why, in a run's folder: `skipped.json`. */
export function writeSkipped(folder: string, { skipped }: Pick<PreparedCorpus, "skipped">): void {
  writeFileAtomic(join(folder, "skipped.json"), `${JSON.stringify(skipped, null, 2)}\n`);
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

/** The clips of a cache; all arrays are read on demand. */
function fromCache(listing: ClipListing, cache: FeatureCache): PreparedCorpus {
  const skipped = [...listing.skipped];
  const found: { clip: Clip; rows: StoredRows; digest: string }[] = [];
  let fps: number | undefined;
  for (const [part, { clips, skipped: broken }] of cache.parts.entries()) {
    for (const { entry: _place, ...reason } of broken) skipped.push(reason);
    const total = clips.reduce((sum, { frames }) => sum + frames, 0);
    let first = 0;
    for (const [place, { entry: at, frames, fps: own, digest, segments }] of clips.entries()) {
      const {
        file,
        fps: _stated,
        ...entry
      } = listing.entries[part * cache.partClips + at] as ClipListing["entries"][number];
      const joints = { part, first, count: frames, total };
      // features have a row less in each clip
      const rows = { part, first: first - place, count: frames - 1, total: total - clips.length };
      first += frames;
      fps ??= own;
      if (own !== fps) {
        skipped.push({ id: entry.id, file, reason: otherRate(own, fps) });
        continue;
      }
      const clip: Clip = {
        ...entry,
        fps,
        frames,
        get joints() {
          return readStoredRows(cache.folder, "joints", joints);
        },
        ...(segments ? { segments } : {}),
      };
      found.push({ clip, rows, digest });
    }
  }
  if (fps === undefined) throw nothingToRead(listing.folder, skipped);
  if (found.every(({ clip }) => clip.text === "")) {
    throw new UserError(`nothing in ${listing.folder} says what is signed; see data/README.md`);
  }
  const features = (rows: StoredRows) => readStoredRows(cache.folder, "features", rows);
  const normalization = listing.normalization
    ? readNormalization(listing.normalization.mean, listing.normalization.std)
    : keptNormalization(join(cache.folder, "normalization.npy"), trainingFeatures(found, features));
  const recent = new RecentArrays();
  const splits: PreparedCorpus["splits"] = { train: [], validation: [], test: [] };
  for (const [key, { clip, rows }] of found.entries()) {
    splits[clip.split].push({
      clip,
      frames: rows.count,
      get features() {
        return recent.get(key, () => normalizeFeatures(features(rows), normalization));
      },
    });
  }
  const fingerprint = corpusFingerprint(found.map(({ digest }) => digest));
  return { normalization, fps, splits, fingerprint, skipped };
}

/** The fit looks at every training frame: it is made once. */
function keptNormalization(file: string, training: Iterable<Float32Array>): Normalization {
  if (!existsSync(file)) {
    const { mean, std } = fitNormalization(training);
    writeFileAtomic(file, encodeNpy(Float32Array.from([...mean, ...std]), [2, mean.length]));
  }
  const { data } = readNpy(file);
  const [mean, std] = [data.slice(0, FEATURE_COUNT), data.slice(FEATURE_COUNT)] as [Float32Array, Float32Array];
  return { mean, std };
}

function* trainingFeatures(
  clips: readonly { clip: Clip; rows: StoredRows }[],
  read: (rows: StoredRows) => Float32Array,
): Generator<Float32Array> {
  for (const { clip, rows } of clips) if (clip.split === "train") yield read(rows);
}
