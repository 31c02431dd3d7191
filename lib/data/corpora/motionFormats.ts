// The formats of motion that a corpus's folder may have, behind one interface, and which of them a folder has.
import { join } from "node:path";
import { CORPUS_FORMATS, type CorpusFormat } from "../../config";
import { FormatError, UserError } from "../../errors";
import { readNpyShape } from "../formats/npy";
import { readNpz } from "../formats/npz";
import { readPoseFile } from "../formats/pose";
import { motionFromNpz } from "../formats/smplxNpz";
import { holisticToJoints } from "../holistic";
import { type Motion, type MotionOptions, motionFromSmplx } from "../motion";
import { readSignAvatars, SIGN_AVATARS_FPS } from "../signAvatars";
import type { CorpusFolder } from "./folder";
import { readHumanMl3d, readMotionX } from "./npyMotion";
import { readSoke } from "./soke";

export interface MotionFormat {
  /** what it is, for messages */
  about: string;
  /** frames a second where neither the file nor an annotation says */
  fps: number;
  /** The files (SOKE: folders) of this format, relative to the folder. */
  find(folder: CorpusFolder): string[];
  /** @throws UserError when the file cannot be read, FormatError when it is broken */
  read(path: string, options: MotionOptions): Motion;
}

export const motionFormats: Record<CorpusFormat, MotionFormat> = {
  signavatars: {
    about: "SignAvatars' pickles (.pkl)",
    fps: SIGN_AVATARS_FPS,
    find: ({ files }) => files.filter((path) => path.endsWith(".pkl")),
    read: readSignAvatars,
  },
  soke: {
    about: "SOKE's folders of a pickle a frame",
    fps: 24,
    find: ({ frameFolders }) => frameFolders,
    read: readSoke,
  },
  motionx: {
    about: "Motion-X' rows of 322 (.npy)",
    fps: 30,
    find: (folder) => npyFiles(folder, ["smplx_322"], (shape) => shape[1] === 322),
    read: readMotionX,
  },
  humanml3d: {
    about: "HumanML3D's joints or features (.npy)",
    fps: 20,
    find: (folder) => npyFiles(folder, ["new_joints", "new_joint_vecs"], (shape) => shape[1] !== 322),
    read: readHumanMl3d,
  },
  smplx: {
    about: "SMPL-X parameters (.npz)",
    fps: SIGN_AVATARS_FPS,
    // AMASS keeps a body's shape beside its motions
    find: ({ files }) => files.filter((path) => path.endsWith(".npz") && !/(_stagei|(^|\/)shape)\.npz$/.test(path)),
    read: readSmplxNpz,
  },
  pose: {
    about: "MediaPipe Holistic recordings (.pose)",
    fps: 25,
    find: ({ files }) => files.filter((path) => path.endsWith(".pose")),
    read: readPose,
  },
};

/**
 * The one format that a folder has.
 * @throws UserError when it has none or several
 */
export function detectFormat(folder: CorpusFolder): CorpusFormat {
  const found = CORPUS_FORMATS.map((name) => ({ name, count: motionFormats[name].find(folder).length })).filter(
    ({ count }) => count > 0,
  );
  const [first, ...others] = found;
  if (!first) {
    const known = Object.values(motionFormats).map(({ about }) => about);
    throw new UserError(`${folder.root} holds no motion that is known: ${known.join(", ")}; see data/README.md`);
  }
  if (others.length === 0) return first.name;
  const counts = found.map(({ name, count }) => `${count} of ${name}`).join(", ");
  throw new UserError(`${folder.root} holds several formats (${counts}): say which one with corpus.format`);
}

/** All motions of a folder in `.npy`: those in the first of the named folders that is there, else all of the shape. */
function npyFiles(
  { root, files }: CorpusFolder,
  folders: readonly string[],
  fits: (shape: readonly number[]) => boolean,
): string[] {
  // Motion-X keeps motions of the face alone under the same names
  const motions = files.filter(
    (path) => /(?<!(^|\/)(Mean|Std))\.npy$/.test(path) && !path.includes("face_motion_data/"),
  );
  for (const name of folders) {
    const inside = motions.filter((path) => path.split("/").includes(name));
    if (inside.length > 0) return inside;
  }
  const shape = firstShape(motions.map((path) => join(root, path)));
  return shape && fits(shape) ? motions : [];
}

/** The first file of a folder may be a broken one. */
function firstShape(paths: readonly string[]): number[] | undefined {
  for (const path of paths.slice(0, 20)) {
    try {
      return readNpyShape(path);
    } catch {}
  }
  return undefined;
}

/** @throws UserError when the file cannot be read, FormatError when it is no SMPL-X motion */
function readSmplxNpz(path: string, options: MotionOptions): Motion {
  const { motion, fps } = motionFromNpz(readNpz(path), path);
  const { flatHands = true, bodyModel } = options;
  return { ...motionFromSmplx(motion, { file: path, flatHands, bodyModel }), ...(fps ? { fps } : {}) };
}

/** @throws UserError when the file cannot be read, FormatError when it is broken or of another estimator */
function readPose(path: string): Motion {
  const recording = readPoseFile(path);
  try {
    return holisticToJoints(recording);
  } catch (error) {
    if (error instanceof UserError) throw new FormatError(path, "recording", error.message);
    throw error;
  }
}
