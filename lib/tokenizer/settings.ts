// What a tokenizer is made of, as it is written into its file.
import type { NetworkSize } from "./network";

/** Feature dims `start` (included) to `end` (excluded) and the weight λ of their mean error. */
export interface Emphasis {
  start: number;
  end: number;
  weight: number;
}

/** Feature dims that have networks and codes of their own. */
export interface Part {
  name: string;
  /** ranges `[start, end)` of dims */
  dims: readonly (readonly [start: number, end: number])[];
}

/**
 * How latents become codes: a codebook by moving average, a codebook by gradients, such codebooks by moving average one
 * after the other, or the points of a grid.
 */
export type QuantizerKind = "ema" | "gradient" | "residual" | "fsq";

export interface VqVaeSettings extends NetworkSize {
  /** entries of a codebook; the paper's best is 1024 */
  codes: number;
  /** β of Eq. 2 */
  commitment: number;
  /** λ_i: each adds λ · smoothL1 over a block of dims, e.g. the joint positions */
  emphasis: readonly Emphasis[];
  /** μ of the codebook's moving average */
  decay: number;
  /** a code whose average count a step falls below this restarts */
  deadBelow: number;
  /** `"ema"` unless given */
  quantizer?: QuantizerKind;
  /** codebooks of a residual quantizer */
  layers?: number;
  /** what is coded apart, each dim once; all dims are coded together unless given */
  parts?: readonly Part[];
}
