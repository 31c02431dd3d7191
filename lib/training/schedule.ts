// Learning-rate schedules: step → rate.

export interface Schedule {
  kind: "constant" | "cosine";
  /** peak rate */
  rate: number;
  /** steps of linear warm-up from 0 */
  warmup: number;
  /** last rate of the cosine, as a share of the peak */
  floor?: number;
}

/** Rate at `step` (0-based) of `steps`: linear warm-up, then constant, or rate · (floor + (1 − floor)(1 + cos πp) / 2). */
export function learningRate({ kind, rate, warmup, floor = 0.05 }: Schedule, step: number, steps: number): number {
  if (step < warmup) return (rate * (step + 1)) / (warmup + 1);
  if (kind === "constant") return rate;
  const progress = (step - warmup) / Math.max(1, steps - warmup);
  return rate * (floor + ((1 - floor) * (1 + Math.cos(Math.PI * progress))) / 2);
}
