/** Which part of a corpus a clip belongs to. */
export type Split = "train" | "validation" | "test";

/**
 * SMPL-X parameters of one clip, axis-angle in radians, frame after frame.
 * `betas` is constant over the clip; `transl` is in metres.
 */
export interface SmplxMotion {
  frames: number;
  /** `[frames, 3]` */
  globalOrient: Float32Array;
  /** `[frames, 21 × 3]` */
  bodyPose: Float32Array;
  /** `[frames, 15 × 3]` */
  leftHandPose: Float32Array;
  /** `[frames, 15 × 3]` */
  rightHandPose: Float32Array;
  /** `[frames, 3]` */
  jawPose: Float32Array;
  /** `[frames, 10]` */
  expression: Float32Array;
  /** `[10]` */
  betas: Float32Array;
  /** `[frames, 3]`, metres */
  transl: Float32Array;
}

/** Frames `start` (included) to `end` (excluded) carry `label`: a gloss or a fingerspelled letter. */
export interface Segment {
  label: string;
  start: number;
  end: number;
}

/** One signed utterance with its English, whatever corpus it comes from. */
export interface Clip {
  id: string;
  split: Split;
  /** frames per second */
  fps: number;
  frames: number;
  /** `[frames, 52, 3]`, metres; y up, +x to the signer's left, the signer faces +z. */
  joints: Float32Array;
  /** The parameters behind `joints`, where the corpus has them. */
  smplx?: SmplxMotion;
  /** English */
  text: string;
  /** Glosses separated by spaces, where the corpus has them. */
  gloss?: string;
  signer?: string;
  /** `[frames, 52]`, 0 (missing) to 1, where the estimator reports it. */
  confidence?: Float32Array;
  /** Ground truth of what is signed when, in synthesised corpora. */
  segments?: Segment[];
}

/** What was left out of a corpus. */
export interface SkippedClip {
  /** of the clip; of a broken row its number */
  id: string;
  /** the file that is missing or broken */
  file: string;
  reason: string;
}
