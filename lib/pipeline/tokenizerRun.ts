// A tokenizer alone, as a run that goes on where it stopped: corpus → features → tokenizer → scores on test clips,
// all of them and those of signers that training has or has not.
import { existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { denormalizeFeatures, normalizeFeatures } from "../body/normalize";
import type { Config } from "../config";
import { type CodebookStatistics, type CodeLengths, codebookStatistics, codeLengths } from "../metrics/motion/codebook";
import { frechetDistance } from "../metrics/motion/fid";
import type { MotionErrors } from "../metrics/motion/mpjpe";
import type { SavedMotionEncoder } from "../motionEncoder/files";
import { loadTokenizer, saveTokenizer, type Tokenizer } from "../tokenizer/files";
import { framesPerCode } from "../tokenizer/network";
import { tokenizeAll } from "../tokenizer/tokenizeAll";
import type { VqVae } from "../tokenizer/vqvae";
import { openRun } from "../training/run";
import type { Progress } from "../training/trainer";
import { type PreparedClip, type PreparedCorpus, writeSkipped } from "./preparedCorpus";
import { tokenizerCommand, tokenizerRunName } from "./runName";
import { bySigner, type Familiarity } from "./signers";
import {
  reconstruct,
  reconstructionErrors,
  scoreTokenizer,
  type TokenizerScores,
  trainTokenizer,
} from "./tokenizerStage";

/** `summary.json` of a tokenizer's run. */
export interface TokenizerSummary extends Omit<TokenizerScores, "codebook"> {
  /** on the training clips, of which there are enough to use every code */
  codebook: Pick<CodebookStatistics, "usage" | "perplexity" | "deadCodes">;
  /** on the training clips */
  lengths: CodeLengths;
  /** errors on test clips by signers that training has, and by others; one is missing where there are none */
  bySigner: Partial<Record<Familiarity, MotionErrors>>;
  /** Fréchet distance of decoded from true test clips as a trained encoder sees them; missing without one */
  encoderFid?: number;
}

export interface TokenizerRunOptions {
  /** run name below results/runs, or a folder; named after the settings unless given */
  run?: string;
  root?: string;
  signal?: AbortSignal;
  onProgress?(progress: Progress): void;
  onMessage?(message: string): void;
}

/** The tokenizer while it is trained, on some clips: stage `evaluation` of the run's metrics. */
export interface TokenizerEvaluation {
  step: number;
  /** root-aligned error of all joints on validation clips, mm */
  mpjpe: number;
  /** error of both hands, each wrist on its wrist, mm */
  hands: number;
  /** share of the codes that some training clips use */
  usage: number;
  perplexity: number;
}

export interface TokenizerScoring {
  /** trained extractor for a second FID */
  encoder?: SavedMotionEncoder;
  /** told about ten times in a training */
  onEvaluation?(evaluation: TokenizerEvaluation): void;
}

/** The trained tokenizer in its run's folder. */
export const TOKENIZER_FILE = "tokenizer.safetensors";

const EVALUATIONS = 10;
const EVALUATION_CLIPS = { validation: 16, training: 100 };

/**
 * Trains or resumes the tokenizer of a configuration; a finished run is read, not made again. Whatever has the same
 * corpus and tokenizer shares it: pipelines, sweeps, the baseline, notebooks.
 * @returns its scores, and where it lies (`TOKENIZER_FILE` in the folder)
 * @throws StoppedError when the signal fires: the same call goes on from the last checkpoint
 * @throws UserError when the run was begun with other settings or data
 */
export async function runTokenizer(
  config: Config,
  corpus: PreparedCorpus,
  {
    run: name = tokenizerRunName(config),
    root,
    signal,
    onProgress,
    onMessage,
    encoder,
    onEvaluation,
  }: TokenizerRunOptions & TokenizerScoring = {},
): Promise<{ summary: TokenizerSummary; folder: string }> {
  const { profile, seed } = config;
  const run = openRun(name, {
    config: { profile, seed, corpus: config.corpus, tokenizer: config.tokenizer },
    command: tokenizerCommand(config),
    data: corpus.fingerprint,
    ...(root === undefined ? {} : { root }),
    ...(onMessage ? { onMessage } : {}),
  });
  try {
    const { folder } = run;
    writeSkipped(folder, corpus);
    const scored = existsSync(run.path("summary.json"))
      ? (JSON.parse(readFileSync(run.path("summary.json"), "utf8")) as TokenizerSummary)
      : undefined;
    if (scored && (!encoder || scored.encoderFid !== undefined)) return { summary: scored, folder };
    const file = run.path(TOKENIZER_FILE);
    if (!existsSync(file)) {
      const evaluated = run.recorder("evaluation");
      const every = Math.max(1, Math.floor(config.tokenizer.steps / EVALUATIONS));
      const { tokenizer } = await trainTokenizer(config, corpus, {
        ...(signal ? { signal } : {}),
        ...(onProgress ? { onProgress } : {}),
        checkpoints: run.checkpoints("tokenizer"),
        checkpointEvery: 100,
        onStep: run.recorder("tokenizer"),
        watch: (vqvae, step) => {
          if (step % every !== 0) return;
          const evaluation = evaluate(vqvae, corpus, step);
          evaluated({ ...evaluation });
          onEvaluation?.(evaluation);
        },
      });
      saveTokenizer(file, tokenizer);
      tokenizer.vqvae.dispose();
      // A sweep has many runs, and what a checkpoint holds is in the file by now.
      rmSync(run.path("checkpoint"), { recursive: true });
    }
    const tokenizer = loadTokenizer(file);
    const summary: TokenizerSummary = {
      ...(scored ?? summarize(tokenizer, corpus)),
      ...(encoder ? { encoderFid: encoderFid(encoder, tokenizer, corpus.splits.test) } : {}),
    };
    tokenizer.vqvae.dispose();
    run.finish(summary);
    return { summary, folder };
  } finally {
    run.close();
  }
}

/** The trained tokenizer of a configuration, with its scores: its run among those of `root` is read, or made. */
export async function sharedTokenizer(
  config: Config,
  corpus: PreparedCorpus,
  options: Omit<TokenizerRunOptions, "run">,
): Promise<{ tokenizer: Tokenizer; summary: TokenizerSummary }> {
  const { summary, folder } = await runTokenizer(config, corpus, options);
  return { tokenizer: loadTokenizer(join(folder, TOKENIZER_FILE)), summary };
}

function evaluate(vqvae: VqVae, { splits, normalization, fps }: PreparedCorpus, step: number): TokenizerEvaluation {
  const codes = tokenizeAll(vqvae, splits.train.slice(0, EVALUATION_CLIPS.training)).flatMap((own) => [...own]);
  const { usage, perplexity } = codebookStatistics(Int32Array.from(codes), vqvae.codeCount);
  const clips = splits.validation.slice(0, EVALUATION_CLIPS.validation);
  const errors = reconstructionErrors({ vqvae, normalization, fps }, clips);
  return { step, mpjpe: errors.whole.mpjpeRoot, hands: handError(errors), usage, perplexity };
}

/** Mean of both hands, each wrist on its wrist, mm. */
export const handError = ({ leftHand, rightHand }: MotionErrors): number =>
  (leftHand.mpjpeRoot + rightHand.mpjpeRoot) / 2;

function summarize(tokenizer: Tokenizer, { splits, fps }: PreparedCorpus): TokenizerSummary {
  const { vqvae } = tokenizer;
  const sequences = tokenizeAll(vqvae, splits.train);
  const { usage, perplexity, deadCodes } = codebookStatistics(
    Int32Array.from(sequences.flatMap((codes) => [...codes])),
    vqvae.codeCount,
  );
  return {
    ...scoreTokenizer(tokenizer, splits.test),
    codebook: { usage, perplexity, deadCodes },
    lengths: codeLengths(sequences, fps / framesPerCode(vqvae.settings)),
    bySigner: bySigner(clipsOf(splits.test), clipsOf(splits.train), (group) =>
      reconstructionErrors(
        tokenizer,
        group.map((i) => splits.test[i] as PreparedClip),
      ),
    ),
  };
}

const clipsOf = (prepared: readonly PreparedClip[]) => prepared.map(({ clip }) => clip);

/** Clips before and after the codes, each in the encoder's own normalisation. */
function encoderFid(
  { encoder, normalization }: SavedMotionEncoder,
  tokenizer: Tokenizer,
  clips: readonly PreparedClip[],
): number {
  const embed = (features: Float32Array, frames: number) => {
    const metres = denormalizeFeatures(features, tokenizer.normalization);
    return encoder.embedMotion(normalizeFeatures(metres, normalization), frames);
  };
  const vectors = (featuresOf: (clip: PreparedClip) => Float32Array) =>
    Float32Array.from(clips.flatMap((clip) => [...embed(featuresOf(clip), clip.frames)]));
  const decoded = vectors((clip) => reconstruct(tokenizer, clip));
  return frechetDistance(
    vectors(({ features }) => features),
    decoded,
    encoder.settings.dimension,
  ).fid;
}
