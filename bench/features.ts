// Frames a second of encoding and decoding the features on one core, next to vectorised NumPy in the same run.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { decodeFeatures, encodeFeatures, FEATURE_COUNT } from "../lib/body/features";
import { boneLengths, SMPLX_SKELETON } from "../lib/body/skeleton";
import { encodeNpy, readNpy } from "../lib/data/formats/npy";
import { Random } from "../lib/random";
import { median, report, runPeer } from "./peers/peer";

const CLIPS = 80;
const FRAMES = 250;
const REPEATS = 5;

/** `[clips, frames, 52, 3]`: the neutral body, every joint swaying. */
function randomClips(): Float32Array {
  const random = new Random(623, "bench");
  const width = 156;
  const joints = new Float32Array(CLIPS * FRAMES * width);
  for (let clip = 0; clip < CLIPS; clip++) {
    for (let column = 0; column < width; column++) {
      const [phase, rate, size] = [random.uniform(0, 6), random.uniform(0.05, 0.3), random.uniform(0, 0.05)];
      for (let frame = 0; frame < FRAMES; frame++) {
        joints[(clip * FRAMES + frame) * width + column] =
          (SMPLX_SKELETON.restJoints[column] as number) + size * Math.sin(phase + rate * frame);
      }
    }
  }
  return joints;
}

/** Processor seconds: what other programs do on the machine does not count, what the garbage collector does, does. */
function seconds(work: () => void): number {
  const start = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1e6;
}

const joints = randomClips();
const clips = Array.from({ length: CLIPS }, (_, clip) =>
  joints.subarray(clip * FRAMES * 156, (clip + 1) * FRAMES * 156),
);
let features: Float32Array[] = [];
const encode = () => {
  features = clips.map((clip) => encodeFeatures(clip, FRAMES));
};
const decode = () => {
  for (const clip of features) decodeFeatures(clip, FRAMES - 1);
};
// the first round is compiled while it runs
encode();
decode();
const repeat = (work: () => void) => median(Array.from({ length: REPEATS }, () => seconds(work)));
const ours = { encode: repeat(encode), decode: repeat(decode) };

const folder = mkdtempSync(join(tmpdir(), "lslm-bench-"));
try {
  const input = join(folder, "joints.npy");
  const output = join(folder, "features.npy");
  writeFileSync(input, encodeNpy(joints, [CLIPS, FRAMES, 52, 3]));
  const peer = runPeer<{ encode: number[]; decode: number[] }>("features", "numpy", {
    joints: input,
    features: output,
    repeats: REPEATS,
    parents: SMPLX_SKELETON.parents,
    chainParents: SMPLX_SKELETON.chainParents,
    rawOffsets: [...SMPLX_SKELETON.rawOffsets],
    lengths: [...boneLengths(SMPLX_SKELETON)],
  });
  for (const name of ["encode", "decode"] as const) {
    const rate = (spent: number) => (CLIPS * FRAMES) / spent;
    report({ name, unit: "frames/s", ours: rate(ours[name]), peer: peer && rate(median(peer[name])) });
  }
  if (peer) {
    const theirs = readNpy(output).data as Float64Array;
    let most = 0;
    for (const [clip, row] of features.entries()) {
      const start = clip * (FRAMES - 1) * FEATURE_COUNT;
      for (let i = 0; i < row.length; i++) most = Math.max(most, Math.abs(row[i] - theirs[start + i]));
    }
    console.error(`largest difference of the features: ${most.toExponential(1)}`);
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
