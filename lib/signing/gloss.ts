// How a gloss is signed: one sign, or several in turn. `A^B` is a compound, `A++` a plural by repetition, `FS-ANNA` is
// spelled and `NUM-25` given in digits, `1-GIVE-2` is an agreement verb from the signer (1) to the addressee (2) or a
// third person at the signer's side (3).
import { spell } from "./lexicon/alphabet";
import { signOf } from "./lexicon/signs";
import type { Sign } from "./phonology";

/** A sign as a part of what one gloss stands for. */
export interface SignPart {
  sign: Sign;
  /** length relative to the sign's own */
  length: number;
  /** metres that both hands are moved toward the signing hand's side */
  aside?: number;
  /** radians that the sign is turned toward the signing hand's side, about the vertical */
  heading?: number;
}

const agreement = /^([123])-(.+)-([123])$/;
/** Where a third person is: this far to the side. */
const thirdPerson = 0.7;

const known = new Map<string, readonly SignPart[]>();

/** @throws RangeError for a gloss whose signs the lexicon lacks */
export function partsOf(gloss: string): readonly SignPart[] {
  const before = known.get(gloss);
  if (before) return before;
  const parts = resolve(gloss);
  known.set(gloss, parts);
  return parts;
}

function resolve(gloss: string): SignPart[] {
  if (gloss.startsWith("FS-")) return spell(gloss.slice(3)).map((sign) => ({ sign, length: 0.4 }));
  if (gloss.startsWith("NUM-")) return spell(gloss.slice(4)).map((sign) => ({ sign, length: 0.6 }));
  const directed = agreement.exec(gloss);
  if (directed) return [directSign(directed[2] as string, directed[1] as string, directed[3] as string)];
  if (gloss.endsWith("++")) {
    const sign = reduced(signOf(gloss.slice(0, -2)));
    return [-0.05, 0.05, 0.15].map((aside) => ({ sign, length: 0.55, aside }));
  }
  const names = gloss.split("^");
  if (names.length === 1) return [{ sign: signOf(gloss), length: 1 }];
  return names.map((name, i) => ({ sign: reduced(signOf(name)), length: i === names.length - 1 ? 0.8 : 0.6 }));
}

/** Within compounds and plurals a sign is made once. */
function reduced(sign: Sign): Sign {
  const { move } = sign;
  if (!move) return sign;
  const { repeats: _once, ...rest } = move;
  return {
    ...sign,
    length: Math.min(1, sign.length ?? 1),
    move: {
      ...rest,
      ...(move.taps ? { taps: { ...move.taps, count: 1 } } : {}),
      ...(move.wrist ? { wrist: { ...move.wrist, cycles: Math.min(1, move.wrist.cycles) } } : {}),
      ...(move.circle ? { circle: { ...move.circle, turns: Math.min(1, move.circle.turns) } } : {}),
    },
  };
}

/** Away from the signer as in the lexicon; toward the signer the way is reversed and the hand turned round. */
function directSign(gloss: string, from: string, to: string): SignPart {
  const sign = signOf(gloss);
  if (!sign.agrees) throw new RangeError(`${gloss} is no agreement verb`);
  const heading = from === "3" || to === "3" ? thirdPerson * (to === "2" ? -0.5 : 1) : 0;
  if (to !== "1") return { sign, length: 1, heading };
  const { palm: _palm, fingers: _fingers, ...path } = sign.move ?? {};
  const [side, up, front] = path.by ?? [0, 0, 0];
  const [x, y, z] = sign.offset ?? [0, 0, 0];
  return {
    sign: {
      ...sign,
      offset: [x + side, y + up, z + front],
      palm: sign.agrees.palm,
      fingers: sign.agrees.fingers,
      move: { ...path, by: [-side, -up, -front] },
    },
    length: 1,
    heading,
  };
}
