// A tokenizer that trains in a second: its settings, clips that a codebook can learn, and a hash of all that it is.
// As a program: `small.ts FOLDER KIND` trains with checkpoints in FOLDER, tells of steps and saves, ends with the hash.
import { createHash } from "node:crypto";
import { writeSync } from "node:fs";
import { Random } from "../../lib/random";
import type { VqVaeSettings } from "../../lib/tokenizer/settings";
import { trainVqVae } from "../../lib/tokenizer/train";
import type { VqVae } from "../../lib/tokenizer/vqvae";
import { CheckpointFolder, fingerprintOf } from "../../lib/training/checkpoint";

export const settings: VqVaeSettings = {
  features: 12,
  codes: 24,
  codeDim: 8,
  width: 16,
  downsamplings: 2,
  depth: 2,
  dilationGrowth: 3,
  commitment: 0.02,
  decay: 0.9,
  deadBelow: 0.05,
  emphasis: [{ start: 4, end: 8, weight: 0.5 }],
};

const parts: VqVaeSettings["parts"] = [
  {
    name: "first",
    dims: [
      [0, 3],
      [7, 9],
    ],
  },
  {
    name: "second",
    dims: [
      [9, 12],
      [3, 7],
    ],
  },
];

/** Every kind of quantizer, of all features together and of two parts. */
export const variants: Record<string, VqVaeSettings> = {
  ema: { ...settings, quantizer: "ema" },
  gradient: { ...settings, quantizer: "gradient" },
  residual: { ...settings, quantizer: "residual", layers: 3 },
  fsq: { ...settings, quantizer: "fsq" },
  "ema of parts": { ...settings, quantizer: "ema", parts },
  "gradient of parts": { ...settings, quantizer: "gradient", parts },
  "residual of parts": { ...settings, quantizer: "residual", layers: 2, parts },
  "fsq of parts": { ...settings, quantizer: "fsq", parts },
};

/** Clips that switch between a few poses: what a codebook can learn. */
export function clips(count: number) {
  return Array.from({ length: count }, (_, which) => {
    const random = new Random(5, "clips", which);
    const frames = random.integer(18, 41);
    const features = new Float32Array(frames * settings.features);
    for (let frame = 0; frame < frames; frame++) {
      const pose = new Random(5, "pose", Math.floor(frame / 8 + which) % 6);
      for (let d = 0; d < settings.features; d++) features[frame * settings.features + d] = pose.normal();
    }
    return { features, frames };
  });
}

export const training = { steps: 60, batch: 8, window: 16, learningRate: 5e-3, warmup: 5 };

/** sha256 of everything that a tokenizer is. */
export function hashOf(vqvae: VqVae): string {
  const hash = createHash("sha256");
  for (const [name, tensor] of vqvae.save()) {
    hash.update(name).update(new Uint8Array(Float32Array.from(tensor.dataSync()).buffer));
  }
  return hash.digest("hex");
}

export const STEPS = 24;

class TellingFolder extends CheckpointFolder {
  override save(...state: Parameters<CheckpointFolder["save"]>): void {
    writeSync(1, `saving ${state[0]}\n`);
    super.save(...state);
  }
}

async function main(folder: string, variant: string): Promise<void> {
  const checkpoints = new TellingFolder(folder, fingerprintOf(variant));
  const onStep = ({ step }: { step: number }) => writeSync(1, `step ${step}\n`);
  const own = variants[variant] as VqVaeSettings;
  const options = { checkpoints, checkpointEvery: 2, onStep };
  const { vqvae } = await trainVqVae(clips(6), own, { ...training, steps: STEPS }, 1, options);
  writeSync(1, `tokenizer ${hashOf(vqvae)}\n`);
}

if (require.main === module) void main(process.argv[2] as string, process.argv[3] as string);
