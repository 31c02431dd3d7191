// A sweep as tables and as the series of its figure: mean and spread over the seeds.

import type { SweepPanel } from "../plots/sweep";
import type { Measured, Row } from "../plots/table";
import { handError } from "./tokenizerRun";
import type { Sweep, SweepPoint } from "./tokenizerSweep";

type Score = (point: SweepPoint) => number;

/** What a sweep reports, by the name that tables and figures use. */
export const SWEEP_SCORES: Readonly<Record<string, Score>> = {
  "FID (fixed features)": ({ scores }) => scores.fid,
  "FID (motion encoder)": ({ scores }) => scores.encoderFid ?? Number.NaN,
  "MPJPE mm": ({ scores }) => scores.errors.whole.mpjpeRoot,
  "PA-MPJPE mm": ({ scores }) => scores.errors.whole.paMpjpe,
  "hands mm": ({ scores }) => handError(scores.errors),
  "hands, unseen signers mm": ({ scores: { bySigner } }) => (bySigner.unseen ? handError(bySigner.unseen) : Number.NaN),
  "codes used %": ({ scores }) => 100 * scores.codebook.usage,
  perplexity: ({ scores }) => scores.codebook.perplexity,
  "bits/s": ({ scores }) => scores.lengths.bitsPerSecond,
};

export const sweepFormats: Record<string, number> = {
  "FID (fixed features)": 2,
  "FID (motion encoder)": 3,
  "MPJPE mm": 1,
  "PA-MPJPE mm": 1,
  "hands mm": 1,
  "hands, unseen signers mm": 1,
  "codes used %": 1,
  perplexity: 0,
  "bits/s": 1,
};

/** The points of a sweep that differ in the seed alone, in the order of the sweep. */
export function groupPoints({ points }: Sweep): { settings: Record<string, unknown>; points: SweepPoint[] }[] {
  const groups = new Map<string, { settings: Record<string, unknown>; points: SweepPoint[] }>();
  for (const point of points) {
    const key = JSON.stringify(point.settings);
    const group = groups.get(key) ?? { settings: point.settings, points: [] };
    group.points.push(point);
    groups.set(key, group);
  }
  return [...groups.values()];
}

/** Mean and sample standard deviation of the seeds; 0 for a single seed. */
export function spread(values: readonly number[]): { value: number; plusMinus: number } {
  const value = values.reduce((sum, x) => sum + x, 0) / values.length;
  const squares = values.reduce((sum, x) => sum + (x - value) ** 2, 0);
  return { value, plusMinus: values.length > 1 ? Math.sqrt(squares / (values.length - 1)) : 0 };
}

/** One row a setting. */
export function sweepRows(sweep: Sweep): Row[] {
  return groupPoints(sweep).map(({ settings, points }) => {
    const named = Object.entries(settings).map(([name, value]) => [name.replace("tokenizer.", ""), value as number]);
    const scores = Object.entries(SWEEP_SCORES).map(([name, score]): [string, Measured | number] => {
      const measured = spread(points.map(score));
      return [name, points.length > 1 ? measured : measured.value];
    });
    return Object.fromEntries([...named, ["seeds", points.length], ...scores]);
  });
}

const panels: Record<string, Omit<SweepPanel, "samples">> = {
  "FID (fixed features)": { title: "FID, fixed features", better: "lower" },
  "FID (motion encoder)": { title: "FID, motion encoder", better: "lower" },
  "MPJPE mm": { title: "MPJPE", unit: "mm", better: "lower" },
  "PA-MPJPE mm": { title: "PA-MPJPE", unit: "mm", better: "lower" },
  "hands, unseen signers mm": { title: "Hands, unseen signers", unit: "mm", better: "lower" },
  "codes used %": { title: "Codes used", unit: "%" },
  perplexity: { title: "Perplexity", unit: "codes" },
  "bits/s": { title: "Bits a second" },
};

/** The panels of a sweep's figure over one setting, e.g. `tokenizer.codes`. */
export function sweepPanels(sweep: Sweep, setting: string, scores = Object.keys(panels)): SweepPanel[] {
  const groups = groupPoints(sweep);
  return scores.map((name) => ({
    ...(panels[name] as Omit<SweepPanel, "samples">),
    samples: groups.map(({ settings, points }) => ({
      x: Number(settings[setting]),
      values: points.map(SWEEP_SCORES[name] as Score),
    })),
  }));
}
