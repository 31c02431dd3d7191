// One way to load any corpus, and any single file of motion.
import { existsSync } from "node:fs";
import { basename, extname, join, resolve } from "node:path";
import { readSmplxModel } from "../body/smplxModel";
import type { Config, CorpusFormat } from "../config";
import { FormatError, UserError } from "../errors";
import { writeSynthAsl } from "../signing/writeSynthAsl";
import type { Clip, SkippedClip } from "./clip";
import { type ClipListing, type FolderOptions, listClips, type ReadOptions, readClips } from "./corpora/listing";
import { motionFormats } from "./corpora/motionFormats";
import { buildFingerspelling } from "./fingerspelling/corpus";
import { readNpyShape } from "./formats/npy";
import type { MotionOptions } from "./motion";

/** The repository's `data/`, where the set-up puts recordings. */
const dataFolder = resolve(__dirname, "../../data");

export interface Corpus {
  name: string;
  /** frames per second of every clip */
  fps: number;
  /** train, validation, test */
  clips: Clip[];
  /** what was left out, and why */
  skipped: SkippedClip[];
}

type Settings = Pick<Config, "corpus" | "seed">;

/**
 * The corpus that a configuration names, in memory. A broken clip is listed in `skipped`; it never stops a corpus.
 * @throws UserError when a folder is missing, or nothing could be read; StoppedError on abort
 */
export function loadCorpus(config: Settings, options: ReadOptions = {}): Corpus {
  const { name } = config.corpus;
  if (name === "fingerspelling") return corpusOf(name, fingerspellingClips(config), []);
  const listing = listCorpus(config, options);
  return { ...loadFolder(listing, options), name };
}

/**
 * What there is to read of a corpus on disk: `corpus.path`, or its place in `data/`. SynthASL is written there in
 * SignAvatars' form, unless it is there already, and read back as real data are.
 * @param options told of SynthASL's clips as they are written
 * @throws UserError when the folder is missing or holds no corpus; StoppedError on abort
 */
export function listCorpus({ corpus, seed }: Settings, options: ReadOptions = {}): ClipListing {
  const { name, train, validation, test, maxSigns, path } = corpus;
  if (name === "synthasl") {
    const size = `seed-${seed}-${train}-${validation}-${test}-of-${maxSigns}-signs`;
    const folder = path ?? join(dataFolder, "synthasl", size);
    writeSynthAsl(folder, { ...options, seed, train, validation, test, maxSigns });
    return listClips(folder, { format: "signavatars" });
  }
  if (path === undefined && !existsSync(join(dataFolder, name))) {
    throw new UserError(
      `corpus.name=${name} is no corpus that is made here (fingerspelling, synthasl), and data/${name} is not there: put its files there, or name their folder with corpus.path`,
    );
  }
  // a wrong model is one error here, not one for each clip
  if (corpus.bodyModel) readSmplxModel(corpus.bodyModel);
  return listClips(path ?? join(dataFolder, name), folderOptions(corpus));
}

/** Reads all clips of a listing. @throws UserError when none can be read; StoppedError on abort */
export function loadFolder(listing: ClipListing, options: ReadOptions = {}): Corpus {
  const skipped = [...listing.skipped];
  const clips = [...readClips(listing, skipped, options)];
  return corpusOf(basename(listing.folder), clips, skipped);
}

/** Clips of words spelled with recordings of letters. */
export function fingerspellingClips({ corpus, seed }: Settings): Clip[] {
  const { train, validation, test, renditions = 1, maxLetters, lettersPerSecond } = corpus;
  return buildFingerspelling({
    lexiconDir: corpus.path ?? join(dataFolder, "fingerspelling-lexicon"),
    seed,
    words: { train, validation, test },
    renditions: { train: renditions },
    maxLetters,
    lettersPerSecond,
  });
}

function folderOptions(corpus: Config["corpus"]): FolderOptions {
  const { format, fps, targetFps, flatHands, bodyModel, validationShare, testShare } = corpus;
  return {
    validationShare,
    testShare,
    ...(format ? { format } : {}),
    ...(fps ? { fps } : {}),
    ...(targetFps ? { targetFps } : {}),
    ...(flatHands === undefined ? {} : { flatHands }),
    ...(bodyModel ? { bodyModel } : {}),
  };
}

function corpusOf(name: string, clips: Clip[], skipped: SkippedClip[]): Corpus {
  const first = clips[0];
  if (first) return { name, fps: first.fps, clips, skipped };
  throw nothingToRead(name, skipped);
}

/** The reason why a corpus has no clips, with an example. */
export function nothingToRead(name: string, skipped: readonly SkippedClip[]): UserError {
  const example = skipped[0];
  const reason = example ? `; for example ${example.id}: ${example.reason}` : "";
  return new UserError(`no clip of the corpus ${name} could be read (${skipped.length} were left out${reason})`);
}

/** Formats of a single file, by its ending. */
const endings: Record<string, CorpusFormat> = { ".pkl": "signavatars", ".npz": "smplx", ".pose": "pose" };

/**
 * One file of motion as a clip without English: `.pkl` (SignAvatars), `.npz` (SMPL-X: AMASS' or named arrays), `.npy`
 * (Motion-X' rows, joints or features) or `.pose` (MediaPipe Holistic). A `.npz` may have y up, y down or z up: what
 * puts the head above the pelvis is taken.
 * @param options `flatHands` false when a `.npz` has hands relative to MANO's mean hand; `bodyModel` for a shaped body
 * @throws UserError when the file cannot be read, FormatError when its ending is unknown or its content is broken
 */
export function readMotionFile(path: string, options: Pick<MotionOptions, "flatHands" | "bodyModel"> = {}): Clip {
  const ending = extname(path).toLowerCase();
  const format = ending === ".npy" ? npyFormat(path) : endings[ending];
  if (!format) {
    const known = [...Object.keys(endings), ".npy"].join(", ");
    throw new FormatError(path, "name", `"${ending}" is no ending of a motion file; ${known} are read`);
  }
  const reader = motionFormats[format];
  const { fps = reader.fps, frames, joints, smplx, confidence } = reader.read(path, options);
  return {
    id: basename(path, extname(path)),
    split: "test",
    text: "",
    fps,
    frames,
    joints,
    ...(smplx ? { smplx } : {}),
    ...(confidence ? { confidence } : {}),
  };
}

const npyFormat = (path: string): CorpusFormat => (readNpyShape(path)[1] === 322 ? "motionx" : "humanml3d");
