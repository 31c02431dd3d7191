// Letters of the manual alphabet twice: as real signers hold them in recordings, and as SynthASL makes them from joint
// angles. For each letter both poses [52, 3] in metres, and how far the two hands are apart, in degrees.

import { smplxToJoints } from "../../body/kinematics";
import { Random } from "../../random";
import { articulate } from "../../signing/articulation";
import { trainSigners } from "../../signing/signers";
import { letterDistance } from "./languages";
import { describeHold, type Letter } from "./letters";
import { drawSpeller } from "./speller";
import { spell } from "./spelling";

export interface LetterPair {
  letter: string;
  /** `[52, 3]`, metres: the recorded hand on the neutral body, in the middle of its hold */
  recorded: Float32Array;
  /** `[52, 3]`, metres: SynthASL's first signer in the middle of the letter */
  synthesised: Float32Array;
  /** Root mean square angle between the finger bones of the two, seen from the palm, degrees */
  fingers: number;
  /** Angle between the two palms, degrees */
  palm: number;
  /** The estimator's mean confidence in the recorded hand, 0 to 1 */
  confidence: number;
}

/** Both forms of every letter that is held still, in the order of `letters` (see `loadLetters`). */
export function compareWithSynthAsl(letters: ReadonlyMap<string, Letter>): LetterPair[] {
  const [signer] = trainSigners;
  const plain = { lettersPerSecond: [3, 3], leftHanded: 0, variation: 0 } as const;
  const speller = drawSpeller("plain", new Random(0, "speller"), plain);
  const sure = new Float32Array(52).fill(1);
  return [...letters.values()]
    .filter(({ moving }) => !moving)
    .map((letter) => {
      const spelled = spell(letter.letter, letters, speller, new Random(0, "recorded"), 0);
      const recorded = middle(spelled.joints, spelled.segments[0]);
      const { motion, segments } = articulate([{ gloss: `FS-${letter.letter}` }], signer, new Random(0, "synthesised"));
      const synthesised = middle(smplxToJoints(motion), segments[0]);
      const distance = letterDistance(letter, describeHold(letter.letter, false, synthesised, sure, 0, 1));
      return { letter: letter.letter, recorded, synthesised, confidence: letter.confidence, ...distance };
    });
}

function middle(joints: Float32Array, { start, end }: { start: number; end: number }): Float32Array {
  const frame = (start + end) >> 1;
  return joints.slice(frame * 156, (frame + 1) * 156);
}
