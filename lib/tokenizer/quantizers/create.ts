// The kinds of quantizers by name.
import type { ParameterSet } from "../../training/parameters";
import type { VqVaeSettings } from "../settings";
import { EmaCodebook } from "./emaCodebook";
import { FiniteScalarQuantizer, fsqLevels } from "./fsq";
import { GradientCodebook } from "./gradientCodebook";
import type { Quantizer } from "./quantizer";
import { ResidualQuantizer } from "./residual";

const DEFAULT_LAYERS = 4;

/** Dims of a latent: those of the settings, but a grid of so many points has its own. */
export const latentDims = ({ quantizer, codes, codeDim }: VqVaeSettings): number =>
  quantizer === "fsq" ? fsqLevels(codes).length : codeDim;

/**
 * @param parameters gets what gradients train
 * @param prefix of names and random streams
 */
export function createQuantizer(
  settings: VqVaeSettings,
  parameters: ParameterSet,
  seed: number,
  prefix: string,
): Quantizer {
  switch (settings.quantizer ?? "ema") {
    case "ema":
      return new EmaCodebook(settings, seed, prefix);
    case "gradient":
      return new GradientCodebook(settings, parameters, seed, prefix);
    case "residual":
      return new ResidualQuantizer(settings, settings.layers ?? DEFAULT_LAYERS, seed, prefix);
    case "fsq":
      return new FiniteScalarQuantizer(fsqLevels(settings.codes), prefix);
  }
}
