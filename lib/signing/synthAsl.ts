// SynthASL: a corpus of synthesised ASL sentences as SMPL-X motion with English, glosses and sign boundaries.
// Splits share no English sentence and no gloss sentence; half of the test clips are by signers never seen in training.
import { smplxToJoints } from "../body/kinematics";
import type { Clip, Segment, SmplxMotion, Split } from "../data/clip";
import { StoppedError, UserError } from "../errors";
import { Random } from "../random";
import { articulate } from "./articulation";
import { drawSentence } from "./grammar";
import type { Sentence } from "./sentences/parts";
import { type Signer, SYNTH_FPS, testSigners, trainSigners } from "./signers";

/** Raised whenever the same options would give other clips than before. */
export const SYNTH_ASL_VERSION = 4;

export interface SynthAslOptions {
  seed: number;
  /** clips of each split */
  train: number;
  validation: number;
  test: number;
  /** longest sentence, signs */
  maxSigns?: number;
  onProgress?: (done: number, total: number) => void;
  signal?: AbortSignal;
}

/** A sentence that a split was given, in one phrasing. */
export interface Assigned {
  split: Split;
  sentence: Sentence;
  text: string;
  gloss: string;
}

/** What decides a sentence's split: its signs in any order, so that a topic and its plain form stay together. */
function splitOf(sentence: Sentence, seed: number): Split {
  const bag = sentence.tokens
    .map(({ gloss }) => gloss)
    .sort()
    .join(" ");
  const draw = new Random(seed, `synthasl/split/${bag}`).uniform();
  return draw < 0.8 ? "train" : draw < 0.9 ? "validation" : "test";
}

/**
 * Distinct sentences for each split; English and gloss of one split never occur in another.
 * @throws UserError when the grammar has not that many sentences
 */
export function assignSentences(options: SynthAslOptions): Assigned[] {
  const wanted: Record<Split, number> = { train: options.train, validation: options.validation, test: options.test };
  const random = new Random(options.seed, "synthasl/sentences");
  const owner = new Map<string, Split>();
  const used = new Set<string>();
  const result: Assigned[] = [];
  const total = options.train + options.validation + options.test;
  for (let misses = 0; result.length < total; misses++) {
    if (misses > 20_000) {
      throw new UserError(
        `SynthASL has no ${total} distinct sentences of at most ${options.maxSigns} signs; ask for fewer`,
      );
    }
    const sentence = drawSentence(random);
    if (sentence.tokens.length > (options.maxSigns ?? 8)) continue;
    const split = splitOf(sentence, options.seed);
    if (wanted[split] === 0) continue;
    const gloss = sentence.tokens.map((token) => token.gloss).join(" ");
    const names = [gloss, ...sentence.english.map((text) => `"${text}`)];
    if (names.some((name) => (owner.get(name) ?? split) !== split)) continue;
    const text = random.pick(sentence.english);
    // The same signs may be a statement and a question; the same English twice teaches nothing new.
    if (used.has(text)) continue;
    used.add(text);
    for (const name of names) owner.set(name, split);
    wanted[split]--;
    misses = 0;
    result.push({ split, sentence, text, gloss });
  }
  const order: Record<Split, number> = { train: 0, validation: 1, test: 2 };
  return result.sort((a, b) => order[a.split] - order[b.split]);
}

/** Clip i of a split is signed by this signer: test clips alternate between known and unknown ones. */
export function signerOf(split: Split, index: number): Signer {
  if (split === "test" && index % 2 === 1) return testSigners[((index - 1) / 2) % testSigners.length] as Signer;
  const turn = split === "test" ? index / 2 : index;
  return trainSigners[turn % trainSigners.length] as Signer;
}

/** A clip that is not signed yet. */
export interface PlannedClip extends Assigned {
  id: string;
  /** within its split */
  index: number;
  signer: Signer;
}

/**
 * What is signed by whom: train, then validation, then test.
 * @throws UserError when the grammar has not that many sentences
 */
export function planSynthAsl(options: SynthAslOptions): PlannedClip[] {
  const counts: Record<Split, number> = { train: 0, validation: 0, test: 0 };
  return assignSentences(options).map((assigned) => {
    const index = counts[assigned.split]++;
    const id = `synth-${assigned.split}-${String(index).padStart(6, "0")}`;
    return { ...assigned, id, index, signer: signerOf(assigned.split, index) };
  });
}

/** The motion of a planned clip; each depends on nothing but the seed and its plan. */
export function performClip(planned: PlannedClip, seed: number): { motion: SmplxMotion; segments: Segment[] } {
  const random = new Random(seed, `synthasl/${planned.split}`, planned.index);
  return articulate(planned.sentence.tokens, planned.signer, random);
}

/**
 * The corpus in memory. The same options give the same clips.
 * @returns train, then validation, then test clips, with `joints`, `smplx`, `gloss`, `signer` and `segments`
 * @throws UserError when the grammar has not that many sentences; StoppedError on abort
 */
export function generateSynthAsl(options: SynthAslOptions): Clip[] {
  const plan = planSynthAsl(options);
  return plan.map((planned, i) => {
    if (options.signal?.aborted) throw new StoppedError("stopped while SynthASL was being made");
    const { id, split, text, gloss, signer } = planned;
    const { motion, segments } = performClip(planned, options.seed);
    options.onProgress?.(i + 1, plan.length);
    return {
      id,
      split,
      fps: SYNTH_FPS,
      frames: motion.frames,
      joints: smplxToJoints(motion),
      smplx: motion,
      text,
      gloss,
      signer: signer.id,
      segments,
    };
  });
}
