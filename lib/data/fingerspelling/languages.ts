// Other manual alphabets beside ASL's: which of their letters have ASL's handshape, and how that was measured.

import { UserError } from "../../errors";
import type { Letter } from "./letters";

/** A one-handed alphabet whose recordings can spell (part of) English as ASL does. */
export interface SharedAlphabet {
  /** Name of the sign language. */
  name: string;
  /** Letters that count as ASL's. */
  letters: string;
}

/**
 * Alphabets by ISO 639-3 code, for tests on recordings of signers and languages that training never saw.
 *
 * A letter counts as shared when, between the holds of the two recordings, finger bones differ by at most 20° (root
 * mean square over 15, in the palm's frame), palms by at most 45°, and no more than one other ASL letter is nearer
 * (`letterDistance`, fingers + palm / 4; all ASL letters but J and Z, which move). The one-handed alphabets of Europe and Latin America
 * descend from the same Spanish and French ones, hence the overlap; those left out are two-handed (Turkish), of another
 * script (Greek, Ukrainian, Jordanian), or too far in the recordings (Czech, Croatian, Estonian, Lithuanian,
 * Portuguese, Swedish). The lexicon's French entry (`fsl`) points to the American files themselves and is no test.
 */
export const SHARED_ALPHABETS: Readonly<Record<string, SharedAlphabet>> = {
  ase: { name: "American Sign Language", letters: "ABCDEFGHIJKLMNOPQRSTUVWXYZ" },
  gsg: { name: "German Sign Language", letters: "ABCDEFILMNORSUVXY" },
  sgg: { name: "Swiss German Sign Language", letters: "ABCDFHLORSUVWX" },
  asq: { name: "Austrian Sign Language", letters: "ABEFHIKLOPRUVWY" },
  bzs: { name: "Libras (Brazil)", letters: "ABCDFILOPRSUVWX" },
  ise: { name: "Italian Sign Language", letters: "ACDHILOUVWY" },
  mfs: { name: "Mexican Sign Language", letters: "BCDILOUVW" },
  svk: { name: "Slovak Sign Language", letters: "ABDFOUVWY" },
  ssp: { name: "Spanish Sign Language", letters: "CDEFILRUVW" },
};

/** Letters of a sign language that stand for ASL's. @throws UserError for a language not in `SHARED_ALPHABETS` */
export function sharedLetters(language: string): ReadonlySet<string> {
  const alphabet = SHARED_ALPHABETS[language];
  if (alphabet) return new Set(alphabet.letters);
  throw new UserError(
    `No letters of "${language}" are known to be ASL's; choose one of ${Object.keys(SHARED_ALPHABETS).join(", ")}.`,
  );
}

/**
 * How far two letters' holds are apart, in degrees: `fingers`, the root mean square angle between the 15 mean finger
 * bones in the palm's frame; `palm`, the angle between the palms in the middle of the holds.
 */
export function letterDistance(first: Letter, second: Letter): { fingers: number; palm: number } {
  const [a, b] = [first, second].map(meanFingers);
  let squares = 0;
  for (let bone = 0; bone < 45; bone += 3) {
    const cosine = a[bone] * b[bone] + a[bone + 1] * b[bone + 1] + a[bone + 2] * b[bone + 2];
    const norm = Math.hypot(a[bone], a[bone + 1], a[bone + 2]) * Math.hypot(b[bone], b[bone + 1], b[bone + 2]) || 1;
    squares += Math.acos(Math.max(-1, Math.min(1, cosine / norm))) ** 2 / 15;
  }
  let dot = 0;
  for (let i = 0; i < 4; i++) {
    dot += first.palm[(first.frames >> 1) * 4 + i] * second.palm[(second.frames >> 1) * 4 + i];
  }
  const degrees = 180 / Math.PI;
  return { fingers: Math.sqrt(squares) * degrees, palm: 2 * Math.acos(Math.min(1, Math.abs(dot))) * degrees };
}

function meanFingers(letter: Letter): Float64Array {
  const mean = new Float64Array(45);
  for (let i = 0; i < letter.fingers.length; i++) mean[i % 45] += letter.fingers[i] / letter.frames;
  return mean;
}
