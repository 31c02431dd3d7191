// One way to load any corpus, and any single file of motion.
import { basename, extname, join, resolve } from "node:path";
import { smplxToJoints } from "../body/kinematics";
import type { Config } from "../config";
import { FormatError, UserError } from "../errors";
import { writeSynthAsl } from "../signing/writeSynthAsl";
import type { Clip, SmplxMotion } from "./clip";
import { buildFingerspelling } from "./fingerspelling/corpus";
import { readNpz } from "./formats/npz";
import { readPoseFile } from "./formats/pose";
import { motionFromNpz, shiftHandMean, turnAboutX } from "./formats/smplx";
import { holisticToJoints } from "./holistic";
import {
  findUpTurn,
  loadSignAvatars,
  readSignAvatars,
  requireUpright,
  SIGN_AVATARS_FPS,
  type SkippedClip,
} from "./signAvatars";

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

export interface LoadOptions {
  onProgress?: (done: number, total: number) => void;
  signal?: AbortSignal;
}

/**
 * The corpus that a configuration names, from `corpus.path` or its place in `data/`. SynthASL is written there in
 * SignAvatars' form, unless it is there already, and read back as real data are. A broken clip is listed in `skipped`; it never stops a corpus.
 * @throws UserError when a folder is missing, or nothing could be read
 */
export function loadCorpus(config: Pick<Config, "corpus" | "seed">, options: LoadOptions = {}): Corpus {
  const { name, train, validation, test, maxLetters, maxSigns } = config.corpus;
  if (name === "fingerspelling") {
    const lexiconDir = config.corpus.path ?? join(dataFolder, "fingerspelling-lexicon");
    const clips = buildFingerspelling({
      lexiconDir,
      seed: config.seed,
      words: { train, validation, test },
      maxLetters,
      lettersPerSecond: config.corpus.lettersPerSecond,
    });
    return complete(name, clips, []);
  }
  if (name === "synthasl") {
    const folder =
      config.corpus.path ??
      join(dataFolder, `synthasl/seed-${config.seed}-${train}-${validation}-${test}-of-${maxSigns}-signs`);
    const { signal, onProgress } = options;
    writeSynthAsl(folder, { seed: config.seed, train, validation, test, maxSigns, ...(signal ? { signal } : {}) });
    const { clips, skipped } = loadSignAvatars(folder, {
      ...(onProgress ? { onProgress } : {}),
      ...(signal ? { signal } : {}),
    });
    return complete(name, clips, skipped);
  }
  if (!config.corpus.path)
    throw new UserError("corpus.path: name the folder with SignAvatars' pickles and How2Sign's csv");
  const { clips, skipped } = loadSignAvatars(config.corpus.path, options);
  return complete(name, clips, skipped);
}

function complete(name: string, clips: Clip[], skipped: SkippedClip[]): Corpus {
  const first = clips[0];
  if (!first) {
    const example = skipped[0];
    const reason = example ? `; for example ${example.id}: ${example.reason}` : "";
    throw new UserError(`no clip of the corpus ${name} could be read (${skipped.length} were left out${reason})`);
  }
  const kept = clips.filter(({ fps }) => fps === first.fps);
  const others = clips
    .filter(({ fps }) => fps !== first.fps)
    .map(({ id, fps }) => ({ id, file: id, reason: `${fps} frames a second, the corpus has ${first.fps}` }));
  return { name, fps: first.fps, clips: kept, skipped: [...skipped, ...others] };
}

/**
 * One file of motion as a clip without English: `.pkl` (SignAvatars), `.npz` (SMPL-X: AMASS' or named arrays) or
 * `.pose` (MediaPipe Holistic). A `.npz` may have y up, y down or z up: what puts the head above the pelvis is taken.
 * @param options `flatHands` false when a `.npz` has hands relative to MANO's mean hand
 * @throws UserError when the file cannot be read or its ending is unknown, FormatError when its content is broken
 */
export function readMotionFile(path: string, options: { flatHands?: boolean } = {}): Clip {
  const ending = extname(path).toLowerCase();
  const id = basename(path, extname(path));
  const common = { id, split: "test" as const, text: "" };
  if (ending === ".pkl") {
    const { motion, joints, confidence } = readSignAvatars(path, options);
    const clip: Clip = { ...common, fps: SIGN_AVATARS_FPS, frames: motion.frames, joints, smplx: motion };
    return confidence ? { ...clip, confidence } : clip;
  }
  if (ending === ".npz") {
    const { motion: stored, fps } = motionFromNpz(readNpz(path), path);
    const motion: SmplxMotion = options.flatHands === false ? shiftHandMean(stored, 1) : stored;
    const smplx = turnAboutX(motion, findUpTurn(motion));
    const joints = smplxToJoints(smplx);
    requireUpright(joints, smplx.frames, path);
    return { ...common, fps: fps ?? SIGN_AVATARS_FPS, frames: smplx.frames, joints, smplx };
  }
  if (ending === ".pose") {
    const { frames, fps, joints, confidence } = holisticToJoints(readPoseFile(path));
    return { ...common, fps, frames, joints, confidence };
  }
  throw new FormatError(path, "name", `"${ending}" is no ending of a motion file; .pkl, .npz and .pose are read`);
}
