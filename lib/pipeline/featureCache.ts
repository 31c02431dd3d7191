// Features of a corpus on disk, made once: parts of 64 clips in .cache/features/<key>/, on worker threads where there is
// enough to do. What was made before an interruption is not made again. The folder may be deleted between runs.
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, rmSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { availableParallelism } from "node:os";
import { join, resolve } from "node:path";
import { Worker } from "node:worker_threads";
import { encodeFeatures } from "../body/features";
import { smplxToJoints } from "../body/kinematics";
import { fitNormalization } from "../body/normalize";
import type { ClipListing } from "../data/corpora/listing";
import { emptyMotion } from "../data/formats/smplx";
import { StoppedError, UserError } from "../errors";
import { Random } from "../random";
import { buildPart, type PartTask, partFile, readPart, type StoredPart } from "./featurePart";

/** Where caches lie unless a folder is given. */
const CACHE_FOLDER = resolve(__dirname, "../../.cache/features");
/** Clips of a part: what an interruption loses of each thread's work, and what a thread holds in memory. */
const PART_CLIPS = 64;
/** Fewer parts than this are made before threads have started. */
const FEW_PARTS = 6;
const MOST_THREADS = 16;
/** To be raised when the same files become other joints; a change of the features is noticed without. */
const READERS = 1;

export interface CacheOptions {
  /** folder of all caches */
  root?: string;
  threads?: number;
  signal?: AbortSignal;
  /** called with clips that are ready */
  onProgress?(done: number, total: number): void;
}

/** A corpus's cache, complete. */
export interface FeatureCache {
  folder: string;
  parts: StoredPart[];
  /** clips of every part but the last */
  partClips: number;
}

/**
 * The features of a listing, from the cache or made now.
 * @throws StoppedError on abort, which loses no finished part; UserError when the folder cannot be written
 */
export async function featureCache(listing: ClipListing, options: CacheOptions = {}): Promise<FeatureCache> {
  const folder = join(options.root ?? CACHE_FOLDER, cacheKey(listing));
  const { entries } = listing;
  const tasks = Array.from({ length: Math.ceil(entries.length / PART_CLIPS) }, (_, index): PartTask => {
    const { folder: path, format, options: reading } = listing;
    const own = entries.slice(index * PART_CLIPS, (index + 1) * PART_CLIPS);
    return { folder, index, entries: own, corpus: { folder: resolve(path), format, options: reading } };
  });
  try {
    mkdirSync(folder, { recursive: true });
    for (const name of readdirSync(folder)) if (name.startsWith(".")) rmSync(join(folder, name));
    await buildMissing(tasks, options);
  } catch (error) {
    if (error instanceof StoppedError) throw error;
    throw new UserError(`the features cannot be kept in ${folder}: ${(error as Error).message}`);
  }
  return { folder, parts: tasks.map(({ index }) => readPart(folder, index) as StoredPart), partClips: PART_CLIPS };
}

/**
 * Names what the features depend on: every clip's annotation, file, size and time of change, how it is read, and what
 * the recipe makes of one fixed motion.
 */
function cacheKey({ folder, format, options, entries }: ClipListing): string {
  const hash = createHash("sha256");
  const { fps, targetFps, flatHands, longestGap, bodyModel } = options;
  const reading = { format, fps, targetFps, flatHands, longestGap };
  hash.update(JSON.stringify([READERS, recipeDigest(), resolve(folder), reading]));
  if (bodyModel) {
    const status = statSync(bodyModel, { throwIfNoEntry: false });
    hash.update(JSON.stringify([resolve(bodyModel), status?.size, status?.mtimeMs]));
  }
  for (const entry of entries) {
    const status = statSync(join(folder, entry.file), { throwIfNoEntry: false });
    hash.update(JSON.stringify([entry, status?.size, status?.mtimeMs]));
  }
  return hash.digest("hex").slice(0, 32);
}

function recipeDigest(): string {
  const random = new Random(0, "feature cache");
  const motion = emptyMotion(12);
  for (const part of ["bodyPose", "leftHandPose", "rightHandPose"] as const) {
    for (let i = 0; i < motion[part].length; i++) motion[part][i] = random.normal(0, 0.3);
  }
  const joints = smplxToJoints(motion);
  const hash = createHash("sha256").update(new Uint8Array(joints.buffer));
  const features = encodeFeatures(joints, motion.frames);
  hash.update(new Uint8Array(features.buffer));
  return hash.update(JSON.stringify(fitNormalization([features]))).digest("hex");
}

async function buildMissing(tasks: readonly PartTask[], options: CacheOptions): Promise<void> {
  const missing = tasks.filter(({ folder, index }) => !existsSync(partFile(folder, index, "json")));
  const total = tasks.reduce((sum, { entries }) => sum + entries.length, 0);
  let done = total - missing.reduce((sum, { entries }) => sum + entries.length, 0);
  const finished = ({ entries }: PartTask): void => {
    done += entries.length;
    options.onProgress?.(done, total);
  };
  const threads = options.threads ?? (missing.length < FEW_PARTS ? 0 : Math.min(MOST_THREADS, availableParallelism()));
  if (threads > 0) await buildOnThreads(missing, Math.min(threads, missing.length), finished, options.signal);
  for (const task of threads > 0 ? [] : missing) {
    if (options.signal?.aborted) throw stopped();
    buildPart(task);
    finished(task);
    // lets an interrupt arrive
    await new Promise(setImmediate);
  }
}

const stopped = () => new StoppedError("stopped while the features were being made; what is ready is kept");

/** Every thread takes the next part when it has finished one. */
async function buildOnThreads(
  tasks: readonly PartTask[],
  threads: number,
  finished: (task: PartTask) => void,
  signal: AbortSignal | undefined,
): Promise<void> {
  const workers = Array.from({ length: threads }, startWorker);
  const waiting = [...tasks];
  try {
    await Promise.all(
      workers.map(
        (worker) =>
          new Promise<void>((done, fail) => {
            const stop = () => fail(stopped());
            const next = () => {
              const task = waiting.shift();
              if (task) worker.postMessage(task);
              else done();
            };
            if (signal?.aborted) return stop();
            signal?.addEventListener("abort", stop, { once: true });
            worker.on("error", fail);
            worker.on("exit", () => fail(new Error("a worker thread ended before its work did")));
            worker.on("message", (index: number) => {
              finished(tasks.find((task) => task.index === index) as PartTask);
              next();
            });
            next();
          }),
      ),
    );
  } finally {
    await Promise.all(workers.map((worker) => worker.terminate()));
  }
}

/** A thread that loads TypeScript as this process does, wherever it was started. */
function startWorker(): Worker {
  const { resolve: locate } = createRequire(__filename);
  const source = "const { loader, main } = require('node:worker_threads').workerData; require(loader); require(main);";
  const workerData = { loader: locate("tsx/cjs"), main: join(__dirname, "featureWorker.ts") };
  return new Worker(source, { eval: true, workerData, execArgv: [] });
}
