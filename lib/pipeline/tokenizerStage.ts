// Stage 1: the tokenizer, trained on the training clips, measured on clips it has not seen.
import { decodeFeatures, FEATURE_COUNT, FEATURE_SLICES, type Slice } from "../body/features";
import { denormalizeFeatures, type Normalization } from "../body/normalize";
import { JOINT_PARTS, jointIndex } from "../body/skeleton";
import type { Config } from "../config";
import { type CodebookStatistics, codebookStatistics } from "../metrics/motion/codebook";
import { fixedMotionEmbedding } from "../metrics/motion/embedding";
import { frechetDistance } from "../metrics/motion/fid";
import { averageMotionErrors, type MotionErrors, scoreMotion } from "../metrics/motion/mpjpe";
import type { Tokenizer } from "../tokenizer/files";
import type { Part, VqVaeSettings } from "../tokenizer/settings";
import { type TokenizerHooks, trainVqVae } from "../tokenizer/train";
import type { StepRecord } from "../training/trainer";
import type { PreparedClip, PreparedCorpus } from "./preparedCorpus";

/** What stage 1 reports on unseen clips. */
export interface TokenizerScores {
  errors: MotionErrors;
  /** Fréchet distance of a fixed, untrained embedding: comparable within this project only */
  fid: number;
  codebook: Pick<CodebookStatistics, "usage" | "perplexity" | "deadCodes">;
  /** of each of the 52 joints, root-aligned, mm */
  jointErrors: number[];
}

const FID_DIMENSIONS = 64;
const MILLIMETRES = 1000;

/** Body, left and right hand apart (as SOKE, Zuo et al. 2025): a joint's features go with its part, the rest with the body. */
const PARTS: readonly Part[] = Object.entries(JOINT_PARTS).map(([name, joints]) => {
  const first = joints[0] as number;
  const { root, position, rotation, velocity, contact } = FEATURE_SLICES;
  // Positions and rotations leave out the pelvis.
  const block = ([start]: Slice, size: number, from: number): Slice => [
    start + (Math.max(first, from) - from) * size,
    start + (first + joints.length - from) * size,
  ];
  const dims = [block(position, 3, 1), block(rotation, 6, 1), block(velocity, 3, 0)];
  return { name, dims: name === "body" ? [root, ...dims, contact] : dims };
});

/** The network's settings from the configuration; fingers and positions are emphasised in its loss. */
export function vqVaeSettings({ tokenizer }: Config): VqVaeSettings {
  const { codes, codeDim, width, downsamplings, depth, dilationGrowth, commitment, decay, deadBelow } = tokenizer;
  const [positionStart, positionEnd] = FEATURE_SLICES.position;
  const [rotationStart, rotationEnd] = FEATURE_SLICES.rotation;
  // The rotation block leaves out the pelvis, so the first finger joint comes after 21 body joints of 6 numbers.
  const fingerStart = rotationStart + (JOINT_PARTS.body.length - 1) * 6;
  return {
    features: FEATURE_COUNT,
    codes,
    codeDim,
    width,
    downsamplings,
    depth,
    dilationGrowth,
    commitment,
    decay,
    deadBelow,
    quantizer: tokenizer.quantizer,
    layers: tokenizer.layers,
    ...(tokenizer.decoupled ? { parts: PARTS } : {}),
    emphasis: [
      { start: positionStart, end: positionEnd, weight: tokenizer.positionWeight },
      { start: fingerStart, end: rotationEnd, weight: tokenizer.fingerWeight },
      ...nonManual(tokenizer.nonManualWeight ?? 0),
    ],
  };
}

const NON_MANUAL_JOINTS = ["spine1", "spine2", "spine3", "neck", "head"].map(jointIndex);

/** The weight shared by the rotations of trunk and head. */
function nonManual(weight: number): VqVaeSettings["emphasis"] {
  if (weight === 0) return [];
  const [start] = FEATURE_SLICES.rotation;
  return NON_MANUAL_JOINTS.map((joint) => ({
    start: start + 6 * (joint - 1),
    end: start + 6 * joint,
    weight: weight / NON_MANUAL_JOINTS.length,
  }));
}

/** Trains the tokenizer of a configuration on a corpus. */
export async function trainTokenizer(
  config: Config,
  corpus: PreparedCorpus,
  hooks: TokenizerHooks = {},
): Promise<{ tokenizer: Tokenizer; records: StepRecord[] }> {
  const clips = corpus.splits.train;
  const { vqvae, records } = await trainVqVae(clips, vqVaeSettings(config), config.tokenizer, config.seed, hooks);
  return { tokenizer: { vqvae, normalization: corpus.normalization, fps: corpus.fps }, records };
}

/** A clip's features after a trip through the codes, `[frames, 623]`, normalised. */
export function reconstruct({ vqvae }: Tokenizer, { features, frames }: PreparedClip): Float32Array {
  return vqvae.detokenize(vqvae.tokenize(features, frames)).slice(0, frames * FEATURE_COUNT);
}

/** Normalised features → joints `[frames, 52, 3]`, metres. */
export function jointsOf(features: Float32Array, frames: number, normalization: Normalization): Float32Array {
  return decodeFeatures(denormalizeFeatures(features, normalization), frames);
}

/** Reconstruction on clips. */
export function reconstructionErrors(tokenizer: Tokenizer, clips: readonly PreparedClip[]): MotionErrors {
  const { normalization } = tokenizer;
  const each = clips.map((clip) => {
    const { features, frames } = clip;
    const truth = jointsOf(features, frames, normalization);
    return {
      errors: scoreMotion(jointsOf(reconstruct(tokenizer, clip), frames, normalization), truth, frames),
      frames,
    };
  });
  return averageMotionErrors(each);
}

/**
 * Reconstruction and codebook use on clips.
 * @throws UserError when there are fewer than two clips, of which no Fréchet distance can be told
 */
export function scoreTokenizer(tokenizer: Tokenizer, clips: readonly PreparedClip[]): TokenizerScores {
  const { vqvae, normalization } = tokenizer;
  const errors: { errors: MotionErrors; frames: number }[] = [];
  const codes: number[] = [];
  const truths: number[] = [];
  const copies: number[] = [];
  const perJoint = new Float64Array(52);
  let total = 0;
  for (const clip of clips) {
    const { features, frames } = clip;
    codes.push(...vqvae.tokenize(features, frames));
    const decoded = reconstruct(tokenizer, clip);
    truths.push(...fixedMotionEmbedding(features, frames, { dimension: FID_DIMENSIONS }));
    copies.push(...fixedMotionEmbedding(decoded, frames, { dimension: FID_DIMENSIONS }));
    const truth = jointsOf(features, frames, normalization);
    const copy = jointsOf(decoded, frames, normalization);
    errors.push({ errors: scoreMotion(copy, truth, frames), frames });
    addJointErrors(perJoint, copy, truth, frames);
    total += frames;
  }
  const { usage, perplexity, deadCodes } = codebookStatistics(Int32Array.from(codes), vqvae.codeCount);
  return {
    errors: averageMotionErrors(errors),
    fid: frechetDistance(Float64Array.from(truths), Float64Array.from(copies), FID_DIMENSIONS).fid,
    codebook: { usage, perplexity, deadCodes },
    jointErrors: Array.from(perJoint, (sum) => (MILLIMETRES * sum) / total),
  };
}

/** Adds each joint's distance, pelvis on pelvis, over all frames, metres. */
function addJointErrors(sums: Float64Array, copy: Float32Array, truth: Float32Array, frames: number): void {
  for (let frame = 0; frame < frames; frame++) {
    const root = frame * 156;
    for (let joint = 0; joint < 52; joint++) {
      let square = 0;
      for (let axis = 0; axis < 3; axis++) {
        const at = root + joint * 3 + axis;
        const difference =
          (copy[at] as number) - (copy[root + axis] as number) - (truth[at] as number) + (truth[root + axis] as number);
        square += difference * difference;
      }
      sums[joint] = (sums[joint] as number) + Math.sqrt(square);
    }
  }
}
