// Stage 1: trains the tokenizer on windows of normalised features.

import { UserError } from "../errors";
import { tf } from "../tensor/backend";
import { type StepRecord, type TrainingOptions, train } from "../training/trainer";
import { framesPerCode } from "./network";
import { componentsOf, principalDirections, startFromPrincipalDirections } from "./principalStart";
import { VqVae, type VqVaeSettings } from "./vqvae";
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

type Hooks = Pick<TrainingOptions, "checkpoints" | "checkpointEvery" | "signal" | "onProgress" | "onStep">;

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
  hooks: Hooks = {},
): Promise<{ vqvae: VqVae; records: StepRecord[] }> {
  const { steps, batch, window, learningRate, warmup } = training;
  if (window % framesPerCode(settings) !== 0) {
    throw new UserError(
      `tokenizer.window is ${window}; make it a multiple of ${framesPerCode(settings)}, the frames of a code`,
    );
  }
  const sampler = new WindowSampler(clips, settings.features, seed);
  const vqvae = new VqVae(settings, seed);
  startFromData(vqvae, (n) => sampler.draw(n, batch, window));
  let latents: tf.Tensor2D | undefined;
  try {
    const records = await train({
      ...hooks,
      stage: "tokenizer",
      steps,
      groups: [{ name: "vqvae", parameters: vqvae.parameters }],
      optimizer: { betas: [0.9, 0.99] },
      schedule: { kind: "cosine", rate: learningRate, warmup },
      loss: (step) => {
        const parts = vqvae.loss(sampler.draw(step, batch, window));
        latents = tf.keep(parts.latents.clone());
        return { loss: parts.loss, metrics: { reconstruction: parts.reconstruction, commitment: parts.commitment } };
      },
      afterStep: (step) => {
        if (latents) vqvae.updateCodebook(latents, step);
        latents?.dispose();
      },
      extraState: { save: () => vqvae.saveCodebook(), restore: (saved) => vqvae.restoreCodebook(saved) },
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

/** Networks from the principal directions of the features, codes by k-means of the latents that they give. */
function startFromData(vqvae: VqVae, draw: (n: number) => tf.Tensor3D): void {
  const { settings, parameters, lossWeight } = vqvae;
  const latents = tf.tidy(() => {
    const samples = Array.from({ length: START_BATCHES }, (_, n) => draw(n));
    const directions = principalDirections(samples, lossWeight, componentsOf(settings));
    startFromPrincipalDirections(parameters, settings, directions);
    const parts: tf.Tensor2D[] = [];
    for (let rows = 0; rows < LATENTS_PER_CODE * settings.codes; rows += (parts.at(-1) as tf.Tensor2D).shape[0]) {
      parts.push(vqvae.encode(draw(parts.length)));
    }
    return tf.concat(parts, 0);
  });
  vqvae.initializeCodebook(latents);
  latents.dispose();
}
