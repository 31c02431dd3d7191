// Minimal pairs: signs that are told apart by one parameter alone, the classical evidence that the parameter is phonemic.
import type { Sign } from "../phonology";
import { signs } from "./signs";

export const parameters = ["handshape", "location", "movement", "orientation", "second hand"] as const;
export type Parameter = (typeof parameters)[number];

export interface MinimalPair {
  parameter: Parameter;
  first: string;
  second: string;
}

function parametersOf({ shape, at, offset, palm, fingers, move = {}, second }: Sign): Record<Parameter, string> {
  const { shape: lastShape, to, toOffset, palm: lastPalm, fingers: lastFingers, ...path } = move;
  const text = (value: unknown): string => JSON.stringify(value) ?? "";
  return {
    handshape: text([shape, lastShape]),
    location: text([at, offset, to, toOffset]),
    movement: text(path),
    orientation: text([palm, fingers, lastPalm, lastFingers]),
    "second hand": text(second),
  };
}

/** All pairs of the lexicon that differ in one parameter, by parameter. */
export function minimalPairs(): MinimalPair[] {
  const described = signs.map((sign) => ({ gloss: sign.gloss, own: parametersOf(sign) }));
  const pairs = described.flatMap(({ gloss: first, own }, i) =>
    described.slice(i + 1).flatMap(({ gloss: second, own: other }) => {
      const [parameter, ...more] = parameters.filter((name) => own[name] !== other[name]);
      return parameter && more.length === 0 ? [{ parameter, first, second }] : [];
    }),
  );
  return pairs.sort((a, b) => parameters.indexOf(a.parameter) - parameters.indexOf(b.parameter));
}
