// SynthASL as files: SignAvatars' pickles and How2Sign's csv, so that the loader of the real corpus reads it back.
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { basename, dirname, join } from "node:path";
import type { Segment, SmplxMotion, Split } from "../data/clip";
import { encodePickle } from "../data/formats/pickleWriter";
import { rowsFromMotion, SIGN_AVATARS_WIDTH, shiftHandMean, turnAboutX } from "../data/formats/smplx";
import { StoppedError, UserError } from "../errors";
import { lockFolder } from "../io/lock";
import { isUnseenSigner, SYNTH_FPS } from "./signers";
import { type PlannedClip, performClip, planSynthAsl, SYNTH_ASL_VERSION, type SynthAslOptions } from "./synthAsl";

const splitFolders: Record<Split, string> = { train: "train", validation: "val", test: "test" };
const splits = Object.keys(splitFolders) as Split[];
const manifestName = "synthasl.json";
const header =
  "VIDEO_ID\tVIDEO_NAME\tSENTENCE_ID\tSENTENCE_NAME\tSTART_REALIGNED\tEND_REALIGNED\tSENTENCE\tGLOSS\tSIGNER\tUNSEEN_SIGNER\n";
const csvOf = (folder: string, split: Split): string => join(folder, `how2sign_realigned_${splitFolders[split]}.csv`);

/**
 * Writes `how2sign_realigned_{train,val,test}.csv` and `{train,val,test}/<SENTENCE_NAME>.pkl` into `folder`; the csv's
 * last column is 1 where training never shows the signer. The folder appears whole or not at all: until then its parts
 * are in `.<name>.partial` beside it, from where a later call with the same options goes on. When the folder holds a
 * corpus of the same options already, nothing is done.
 * @returns whether it was written now
 * @throws UserError when the folder holds something else or another process writes it; those of `planSynthAsl`;
 * StoppedError on abort
 */
export function writeSynthAsl(folder: string, options: SynthAslOptions): boolean {
  const { seed, train, validation, test, maxSigns, onProgress, signal } = options;
  const manifest = `${JSON.stringify({ version: SYNTH_ASL_VERSION, seed, train, validation, test, maxSigns }, null, 2)}\n`;
  if (holds(folder, manifest)) return false;
  if (!existsSync(join(folder, manifestName)) && existsSync(folder) && readdirSync(folder).length > 0) {
    throw new UserError(`${folder} is not empty and holds no SynthASL corpus; name another folder`);
  }
  const plan = planSynthAsl(options);
  const partial = join(dirname(folder), `.${basename(folder)}.partial`);
  mkdirSync(partial, { recursive: true });
  const lock = lockFolder(partial);
  try {
    if (!holds(partial, manifest)) begin(partial, manifest);
    for (let i = finished(partial); i < plan.length; i++) {
      if (signal?.aborted)
        throw new StoppedError("stopped while SynthASL was being written; the next run goes on from here");
      const planned = plan[i] as PlannedClip;
      const { motion, segments } = performClip(planned, seed);
      writeFileSync(join(partial, splitFolders[planned.split], `${planned.id}.pkl`), encodeClip(motion, segments));
      // A row says that its clip is there.
      appendFileSync(csvOf(partial, planned.split), csvRow(planned, motion.frames));
      onProgress?.(i + 1, plan.length);
    }
  } finally {
    lock.release();
  }
  rmSync(folder, { recursive: true, force: true });
  renameSync(partial, folder);
  return true;
}

function holds(folder: string, manifest: string): boolean {
  const path = join(folder, manifestName);
  return existsSync(path) && readFileSync(path, "utf8") === manifest;
}

function begin(partial: string, manifest: string): void {
  for (const entry of readdirSync(partial)) {
    if (entry !== "lock.json") rmSync(join(partial, entry), { recursive: true });
  }
  for (const split of splits) {
    mkdirSync(join(partial, splitFolders[split]));
    writeFileSync(csvOf(partial, split), header);
  }
  writeFileSync(join(partial, manifestName), manifest);
}

/** How many clips an earlier run has written; what it left of a row is cut off. */
function finished(partial: string): number {
  let clips = 0;
  for (const split of splits) {
    const text = readFileSync(csvOf(partial, split), "utf8");
    const whole = text.slice(0, text.lastIndexOf("\n") + 1);
    if (whole !== text) writeFileSync(csvOf(partial, split), whole);
    clips += whole.split("\n").length - 2;
  }
  return clips;
}

function csvRow({ id, text, gloss, signer }: PlannedClip, frames: number): string {
  const end = (frames / SYNTH_FPS).toFixed(3);
  const unseen = isUnseenSigner(signer.id) ? 1 : 0;
  return `${[id, id, `${id}_0`, id, "0.0", end, text, gloss, signer.id, unseen].join("\t")}\n`;
}

function encodeClip(motion: SmplxMotion, segments: readonly Segment[]): Uint8Array {
  const { frames } = motion;
  const ones = new Uint8Array(frames).fill(1);
  const spans = Int32Array.from(segments.flatMap(({ start, end }) => [start, end]));
  return encodePickle({
    width: { data: Int32Array.of(1280), shape: [1] },
    height: { data: Int32Array.of(720), shape: [1] },
    total_valid_index: { data: Int32Array.from(ones, (_, i) => i), shape: [frames] },
    left_valid: { data: ones, shape: [frames] },
    right_valid: { data: ones, shape: [frames] },
    smplx: { data: rowsFromMotion(toCamera(motion)), shape: [frames, SIGN_AVATARS_WIDTH] },
    flat_hand_mean: { data: Uint8Array.of(0), shape: [1] },
    sign_spans: { data: spans, shape: [spans.length / 2, 2] },
  });
}

/** SignAvatars' conventions: the camera's y looks down, hands are relative to MANO's mean hand. */
function toCamera(motion: SmplxMotion): SmplxMotion {
  return turnAboutX(shiftHandMean(motion, -1), 180);
}
