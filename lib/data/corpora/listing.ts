// A corpus on disk as a list of what is to be read: cheap to make, small in memory, and each clip is read on its own.
import { createHash } from "node:crypto";
import { basename, join, relative } from "node:path";
import type { CorpusFormat } from "../../config";
import { FormatError, StoppedError, UserError } from "../../errors";
import type { Clip, Segment, SkippedClip, Split } from "../clip";
import type { MotionOptions } from "../motion";
import { resampleMotion } from "../resample";
import { type Annotations, folderSplit, readAnnotations } from "./annotations";
import { readCaptions } from "./captions";
import { reasonOf, scanFolder } from "./folder";
import { detectFormat, motionFormats } from "./motionFormats";
import { MotionIndex, stem } from "./motionIndex";

export interface FolderOptions extends MotionOptions {
  /** the only one that the folder has unless given */
  format?: CorpusFormat;
  /** shares of the clips where nothing says which split they belong to */
  validationShare?: number;
  testShare?: number;
  /** frames a second where neither files nor annotations say */
  fps?: number;
  /** frames a second that every clip is brought to */
  targetFps?: number;
  /** at most this many clips of each split */
  limits?: Partial<Record<Split, number>>;
}

/** A clip that is to be read. */
export interface ClipEntry {
  id: string;
  split: Split;
  /** relative to the corpus's folder */
  file: string;
  text: string;
  gloss?: string;
  signer?: string;
  fps?: number;
}

export interface ClipListing {
  folder: string;
  format: CorpusFormat;
  /** kinds of files that say what is signed; none where nothing does */
  annotations: string[];
  /** train, validation, test; within them in the order of the annotations */
  entries: ClipEntry[];
  skipped: SkippedClip[];
  options: FolderOptions;
  /** paths of the mean and deviation of the features that lie beside HumanML3D's motions */
  normalization?: { mean: string; std: string };
}

/**
 * What a folder holds, by names and annotations alone.
 * @throws UserError when there is no such folder, it has no format or several, or nothing in it says what is signed
 */
export function listClips(root: string, options: FolderOptions = {}): ClipListing {
  const folder = scanFolder(root);
  const format = options.format ?? detectFormat(folder);
  const motions = motionFormats[format].find(folder);
  if (motions.length === 0) throw new UserError(`${root} holds nothing of ${motionFormats[format].about}`);
  const annotations = readAnnotations(folder) ?? readCaptions(folder, motions);
  const skipped = [...folder.skipped, ...annotations.skipped];
  const matched = matchMotions(annotations, new MotionIndex(motions), options, skipped);
  if (annotations.kinds.length > 0) {
    const named = new Set(matched.map(({ file }) => file));
    const broken = new Set(skipped.map(({ file }) => file));
    for (const file of motions) {
      if (!named.has(file) && !broken.has(file))
        skipped.push({ id: stem(file), file, reason: "nothing says what is signed" });
    }
  }
  const entries = splits.flatMap((split) =>
    matched.filter((entry) => entry.split === split).slice(0, options.limits?.[split]),
  );
  const [mean, std] = ["Mean.npy", "Std.npy"].map((name) => folder.files.find((path) => basename(path) === name));
  return {
    folder: root,
    format,
    annotations: annotations.kinds,
    entries,
    skipped,
    options,
    ...(format === "humanml3d" && mean && std
      ? { normalization: { mean: join(root, mean), std: join(root, std) } }
      : {}),
  };
}

const splits: readonly Split[] = ["train", "validation", "test"];

/** An entry for every annotation that has exactly one motion and one split. */
function matchMotions(
  { rows }: Annotations,
  index: MotionIndex,
  options: FolderOptions,
  skipped: SkippedClip[],
): ClipEntry[] {
  const owners = new Map<string, Split>();
  const entries: ClipEntry[] = [];
  for (const { name, split: stated, text, ...more } of rows) {
    const [file, another] = candidatesOf(index, name, stated);
    const skip = (reason: string): void => void skipped.push({ id: name, file: file ?? name, reason });
    if (file === undefined) {
      skip("there is no motion of this name");
      continue;
    }
    const id = index.idOf(file);
    const split = stated ?? drawSplit(id, options);
    const owner = owners.get(file);
    if (another !== undefined) skip(`several motions have this name: ${file}, ${another}`);
    else if (owner === split) skip("it was there before");
    else if (owner !== undefined) skip(`it is also in the ${owner} split`);
    else {
      owners.set(file, split);
      entries.push({ id, split, file, text, ...more });
    }
  }
  return entries;
}

/** Motions of a name; where several have it, those in a folder of the split. */
function candidatesOf(index: MotionIndex, name: string, split: Split | undefined): readonly string[] {
  const all = index.named(name);
  const own = all.filter((path) => split !== undefined && folderSplit(path) === split);
  return own.length > 0 ? own : all;
}

/** The same name is always in the same split, whatever else the corpus holds. */
function drawSplit(id: string, { validationShare = 0.05, testShare = 0.05 }: FolderOptions): Split {
  const draw = createHash("sha256").update(id).digest().readUInt32LE(0) / 2 ** 32;
  if (draw < testShare) return "test";
  return draw < testShare + validationShare ? "validation" : "train";
}

/**
 * One clip, on y-up axes, at its own frame rate or at `targetFps`.
 * @throws UserError when its file cannot be read, FormatError when it is broken
 */
export function readClip(
  { folder, format, options }: Pick<ClipListing, "folder" | "format" | "options">,
  entry: ClipEntry,
): Clip {
  const reader = motionFormats[format];
  const { fps: entryFps, file, ...known } = entry;
  const stored = reader.read(join(folder, file), options);
  const storedFps = stored.fps ?? entryFps ?? options.fps ?? reader.fps;
  const fps = options.targetFps ?? storedFps;
  const { frames, joints, smplx, confidence, spans } = resampleMotion(stored, storedFps, fps);
  const segments = entry.gloss && spans ? segmentsOf(entry.gloss, spans) : undefined;
  return {
    id: known.id,
    split: known.split,
    fps,
    frames,
    joints,
    ...(smplx ? { smplx } : {}),
    text: known.text,
    ...(known.gloss ? { gloss: known.gloss } : {}),
    ...(known.signer ? { signer: known.signer } : {}),
    ...(confidence ? { confidence } : {}),
    ...(segments ? { segments } : {}),
  };
}

function segmentsOf(gloss: string, spans: readonly [number, number][]): Segment[] | undefined {
  const labels = gloss.split(" ");
  if (labels.length !== spans.length) return undefined;
  return spans.map(([start, end], i) => ({ label: labels[i] as string, start, end }));
}

export interface ReadOptions {
  onProgress?: (done: number, total: number) => void;
  signal?: AbortSignal;
}

/**
 * The clips of a listing, one after the other. A broken one is added to `skipped` and never stops the others; so is one
 * whose frame rate is not that of the first.
 * @throws StoppedError on abort
 */
export function* readClips(listing: ClipListing, skipped: SkippedClip[], options: ReadOptions = {}): Generator<Clip> {
  let fps: number | undefined;
  for (const [i, entry] of listing.entries.entries()) {
    if (options.signal?.aborted) throw new StoppedError("stopped while the corpus was being read");
    options.onProgress?.(i + 1, listing.entries.length);
    try {
      const clip = readClip(listing, entry);
      fps ??= clip.fps;
      if (clip.fps === fps) yield clip;
      else skipped.push({ id: entry.id, file: entry.file, reason: otherRate(clip.fps, fps) });
    } catch (error) {
      skipped.push(skippedEntry(listing, entry, error));
    }
  }
}

/** Why a clip that can be read is left out. */
export const otherRate = (own: number, corpus: number): string =>
  `${Number(own.toPrecision(4))} frames a second, the corpus has ${corpus}; corpus.targetFps brings all to one`;

/** The file of a clip that is broken, which may be one of many. */
export function skippedEntry(
  { folder }: Pick<ClipListing, "folder">,
  { id, file }: ClipEntry,
  error: unknown,
): SkippedClip {
  const broken = error instanceof FormatError ? relative(folder, error.file) : file;
  return { id, file: broken.startsWith("..") ? file : broken, reason: reasonOf(error) };
}
