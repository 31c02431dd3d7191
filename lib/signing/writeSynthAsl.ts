// SynthASL as files: SignAvatars' pickles and How2Sign's csv, so that the loader of the real corpus reads it back.
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Clip, SmplxMotion, Split } from "../data/clip";
import { encodePickle } from "../data/formats/pickleWriter";
import { rowsFromMotion, SIGN_AVATARS_WIDTH, shiftHandMean, turnAboutX } from "../data/formats/smplx";
import { UserError } from "../errors";
import { temporaryName } from "../io/atomic";
import { generateSynthAsl, SYNTH_ASL_VERSION, type SynthAslOptions } from "./synthAsl";

const splitFolders: Record<Split, string> = { train: "train", validation: "val", test: "test" };
const manifestName = "synthasl.json";
const header =
  "VIDEO_ID\tVIDEO_NAME\tSENTENCE_ID\tSENTENCE_NAME\tSTART_REALIGNED\tEND_REALIGNED\tSENTENCE\tGLOSS\tSIGNER";

/**
 * Writes `how2sign_realigned_{train,val,test}.csv` and `{train,val,test}/<SENTENCE_NAME>.pkl` into `folder`. The folder
 * appears whole or not at all; when it already holds a corpus of the same options, nothing is done.
 * @returns whether it was written now
 * @throws UserError when the folder holds something else; those of `generateSynthAsl`
 */
export function writeSynthAsl(folder: string, options: SynthAslOptions): boolean {
  const { seed, train, validation, test, maxSigns } = options;
  const manifest = `${JSON.stringify({ version: SYNTH_ASL_VERSION, seed, train, validation, test, maxSigns }, null, 2)}\n`;
  const manifestPath = join(folder, manifestName);
  if (existsSync(manifestPath)) {
    if (readFileSync(manifestPath, "utf8") === manifest) return false;
  } else if (existsSync(folder) && readdirSync(folder).length > 0) {
    throw new UserError(`${folder} is not empty and holds no SynthASL corpus; name another folder`);
  }
  const clips = generateSynthAsl(options);
  const temporary = temporaryName(folder);
  mkdirSync(temporary, { recursive: true });
  try {
    for (const split of Object.keys(splitFolders) as Split[]) {
      const name = splitFolders[split];
      const own = clips.filter((clip) => clip.split === split);
      mkdirSync(join(temporary, name));
      for (const clip of own) writeFileSync(join(temporary, name, `${clip.id}.pkl`), encodeClip(clip));
      const rows = own.map(csvRow);
      writeFileSync(join(temporary, `how2sign_realigned_${name}.csv`), `${[header, ...rows].join("\n")}\n`);
    }
    writeFileSync(join(temporary, manifestName), manifest);
    rmSync(folder, { recursive: true, force: true });
    renameSync(temporary, folder);
  } catch (error) {
    rmSync(temporary, { recursive: true, force: true });
    throw error;
  }
  return true;
}

function csvRow(clip: Clip): string {
  const end = (clip.frames / clip.fps).toFixed(3);
  return [clip.id, clip.id, `${clip.id}_0`, clip.id, "0.0", end, clip.text, clip.gloss ?? "", clip.signer ?? ""].join(
    "\t",
  );
}

function encodeClip(clip: Clip): Uint8Array {
  const { frames } = clip;
  const ones = new Uint8Array(frames).fill(1);
  const spans = Int32Array.from((clip.segments ?? []).flatMap(({ start, end }) => [start, end]));
  return encodePickle({
    width: { data: Int32Array.of(1280), shape: [1] },
    height: { data: Int32Array.of(720), shape: [1] },
    total_valid_index: { data: Int32Array.from(ones, (_, i) => i), shape: [frames] },
    left_valid: { data: ones, shape: [frames] },
    right_valid: { data: ones, shape: [frames] },
    smplx: { data: rowsFromMotion(toCamera(clip.smplx as SmplxMotion)), shape: [frames, SIGN_AVATARS_WIDTH] },
    flat_hand_mean: { data: Uint8Array.of(0), shape: [1] },
    sign_spans: { data: spans, shape: [spans.length / 2, 2] },
  });
}

/** SignAvatars' conventions: the camera's y looks down, hands are relative to MANO's mean hand. */
function toCamera(motion: SmplxMotion): SmplxMotion {
  return turnAboutX(shiftHandMean(motion, -1), 180);
}
