// Stage 1: trains the tokenizer on windows of normalised features.

import { UserError } from "../errors";
import { tf } from "../tensor/backend";
import { type StepRecord, type TrainingOptions, train } from "../training/trainer";
import { framesPerCode } from "./network";
import { componentsOf, principalDirections, startFromPrincipalDirections } from "./principalStart";
import type { VqVaeSettings } from "./settings";
import { VqVae } from "./vqvae";
import { type FeatureClip, WindowSampler } from "./windows";

export interface TokenizerTraining {
  steps: number;
  /** windows a step */
  batch: number;
  /** frames of a window */
  window: number;
  /** peak learning rate */
  learningRate: number;
  warmup: number;
}

export interface TokenizerHooks
  extends Pick<TrainingOptions, "checkpoints" | "checkpointEvery" | "signal" | "onProgress" | "onStep"> {
  /** Sees the tokenizer as it is after a step, to measure it; it must neither change nor keep it. */
  watch?(vqvae: VqVae, step: number): void;
}

/**
 * Trains a VQ-VAE (LSLM §3.1). The same seed, clips and settings give the same tokenizer.
 * @param clips normalised features of the training clips
 * @throws StoppedError when the signal fires; UserError for a window that codes do not fill
 */
export async function trainVqVae(
  clips: readonly FeatureClip[],
  settings: VqVaeSettings,
  training: TokenizerTraining,
  seed: number,
  { watch, ...hooks }: TokenizerHooks = {},
): Promise<{ vqvae: VqVae; records: StepRecord[] }> {
  const { steps, batch, window, learningRate, warmup } = training;
  if (window % framesPerCode(settings) !== 0) {
    throw new UserError(
      `tokenizer.window is ${window}; make it a multiple of ${framesPerCode(settings)}, the frames of a code`,
    );
  }
  const sampler = new WindowSampler(clips, settings.features, seed);
  const vqvae = new VqVae(settings, seed);
  startFromData(vqvae, batch, (n) => sampler.draw(n, batch, window));
  let latents: tf.Tensor2D[] = [];
  try {
    const records = await train({
      ...hooks,
      stage: "tokenizer",
      steps,
      groups: vqvae.groups,
      optimizer: { betas: [0.9, 0.99] },
      schedule: { kind: "cosine", rate: learningRate, warmup },
      loss: (step) => {
        const { loss, metrics, latents: own } = vqvae.loss(sampler.draw(step, batch, window));
        latents = own.map((tensor) => tf.keep(tensor.clone()));
        return { loss, metrics };
      },
      afterStep: (step) => {
        vqvae.update(latents, step);
        tf.dispose(latents);
        watch?.(vqvae, step);
      },
      extraState: { save: () => vqvae.saveQuantizers(), restore: (saved) => vqvae.restoreQuantizers(saved) },
    });
    return { vqvae, records };
  } catch (error) {
    vqvae.dispose();
    throw error;
  }
}

/** Batches of windows that the first weights are fitted to, and latents for each code that the codebook is. */
const START_BATCHES = 32;
const LATENTS_PER_CODE = 8;

/** Networks from the principal directions of the features, codes from the latents that they give. */
function startFromData(vqvae: VqVae, batch: number, draw: (n: number) => tf.Tensor3D): void {
  const { features, codes } = vqvae.settings;
  for (const branch of vqvae.branches) {
    tf.tidy(() => {
      const rows = (n: number) => draw(n).reshape([-1, features]) as tf.Tensor2D;
      const samples = Array.from({ length: START_BATCHES }, (_, n) => branch.own(rows(n)));
      const directions = principalDirections(samples, branch.lossWeight, componentsOf(branch.size));
      startFromPrincipalDirections(branch.parameters, branch.size, directions);
      const latents: tf.Tensor2D[] = [];
      for (let count = 0; count < LATENTS_PER_CODE * codes; count += (latents.at(-1) as tf.Tensor2D).shape[0]) {
        latents.push(branch.encode(rows(latents.length), batch));
      }
      branch.quantizer.initialize(tf.concat(latents, 0));
    });
  }
}
