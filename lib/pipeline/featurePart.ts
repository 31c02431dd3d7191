// A part of a corpus's feature cache: the joints and features of some clips in two .npy files, and what is known of the
// clips in a .json, which is written last: a part is whole when its .json is there.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { encodeFeatures, FEATURE_COUNT } from "../body/features";
import type { Segment, SkippedClip } from "../data/clip";
import { type ClipEntry, type ClipListing, readClip, skippedEntry } from "../data/corpora/listing";
import { clipDigest } from "../data/fingerprint";
import { encodeNpy } from "../data/formats/npy";
import { writeFileAtomic } from "../io/atomic";

/** A clip of a part. */
export interface StoredClip {
  /** its place among the part's entries */
  entry: number;
  fps: number;
  frames: number;
  /** see `clipDigest` */
  digest: string;
  segments?: Segment[];
}

export interface StoredPart {
  clips: StoredClip[];
  skipped: (SkippedClip & { entry: number })[];
}

export interface PartTask {
  /** the cache's folder */
  folder: string;
  index: number;
  entries: ClipEntry[];
  corpus: Pick<ClipListing, "folder" | "format" | "options">;
}

/** Columns of the two arrays: joints `[frames, 52, 3]` of all clips, features `[frames − 1, 623]` of each. */
export const PART_COLUMNS = { joints: 156, features: FEATURE_COUNT } as const;
export type PartArray = keyof typeof PART_COLUMNS;

export const partFile = (folder: string, index: number, ending: `${PartArray}.npy` | "json"): string =>
  join(folder, `${String(index).padStart(5, "0")}.${ending}`);

/** @returns undefined while the part is not whole */
export function readPart(folder: string, index: number): StoredPart | undefined {
  const file = partFile(folder, index, "json");
  return existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as StoredPart) : undefined;
}

/** Reads the clips, makes their features and writes the part; a broken clip is listed in it. */
export function buildPart({ folder, index, entries, corpus }: PartTask): void {
  const part: StoredPart = { clips: [], skipped: [] };
  const arrays: Record<PartArray, Float32Array[]> = { joints: [], features: [] };
  for (const [entry, wanted] of entries.entries()) {
    try {
      const clip = readClip(corpus, wanted);
      const features = encodeFeatures(clip.joints, clip.frames);
      arrays.joints.push(clip.joints);
      arrays.features.push(features);
      const { fps, frames, segments } = clip;
      part.clips.push({ entry, fps, frames, digest: clipDigest(clip), ...(segments ? { segments } : {}) });
    } catch (error) {
      part.skipped.push({ entry, ...skippedEntry(corpus, wanted, error) });
    }
  }
  for (const name of ["joints", "features"] as const) {
    const rows = arrays[name].reduce((sum, array) => sum + array.length, 0) / PART_COLUMNS[name];
    const data = new Float32Array(rows * PART_COLUMNS[name]);
    let at = 0;
    for (const array of arrays[name]) {
      data.set(array, at);
      at += array.length;
    }
    writeFileAtomic(partFile(folder, index, `${name}.npy`), encodeNpy(data, [rows, PART_COLUMNS[name]]));
  }
  writeFileAtomic(partFile(folder, index, "json"), JSON.stringify(part));
}
