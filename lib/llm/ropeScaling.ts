// Scaled rotary frequencies: what each frequency base^(−2i / headDim) is divided by.
// llama3 (Llama 3.1): waves longer than L / low are slowed by `factor`, those shorter than L / high stay, with
// L = original_max_position_embeddings, and between them the frequency moves linearly in L / wavelength.
import { z } from "zod";
import { FormatError } from "../errors";

export const ropeScalingSchema = z.object({
  rope_type: z.string().optional(),
  /** the name of old files */
  type: z.string().optional(),
  rope_theta: z.number().positive().optional(),
  factor: z.number().positive().optional(),
  low_freq_factor: z.number().positive().optional(),
  high_freq_factor: z.number().positive().optional(),
  original_max_position_embeddings: z.number().int().positive().optional(),
});
export type RopeScaling = z.infer<typeof ropeScalingSchema>;

/**
 * @param file config.json, for messages
 * @returns `[headDim / 2]`, none where nothing is scaled
 * @throws FormatError when the kind of scaling is not known, or a number of it is missing
 */
export function ropeDivisors(scaling: RopeScaling, headDim: number, base: number, file: string): number[] | undefined {
  const kind = scaling.rope_type ?? scaling.type ?? "default";
  const number = (key: "factor" | "low_freq_factor" | "high_freq_factor" | "original_max_position_embeddings") => {
    const value = scaling[key];
    if (value === undefined) throw new FormatError(file, `rope_scaling.${key}`, `${kind} scaling needs it`);
    return value;
  };
  const half = headDim / 2;
  if (kind === "default") return undefined;
  if (kind === "linear") return new Array<number>(half).fill(number("factor"));
  if (kind !== "llama3") {
    throw new FormatError(file, "rope_scaling", `"${kind}" is not supported; default, linear and llama3 are`);
  }
  const [factor, low, high] = [number("factor"), number("low_freq_factor"), number("high_freq_factor")];
  const context = number("original_max_position_embeddings");
  return Array.from({ length: half }, (_, i) => {
    const turns = (context * base ** (-i / half)) / (2 * Math.PI);
    const kept = Math.min(1, Math.max(0, (turns - low) / (high - low)));
    return 1 / (kept + (1 - kept) / factor);
  });
}
