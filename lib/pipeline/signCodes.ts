// Codes beside the ground truth of SynthASL: which sign each code falls into.
import type { Segment } from "../data/clip";
import { UserError } from "../errors";
import { type Phonemes, phonemesOf } from "../signing/phonemes";
import type { Tokenizer } from "../tokenizer/files";
import { framesPerCode } from "../tokenizer/network";
import { tokenizeAll } from "../tokenizer/tokenizeAll";
import type { PreparedClip } from "./preparedCorpus";

/** A sign as it is made once in a clip. */
export interface SignInstance extends Phonemes {
  /** index of the clip */
  clip: number;
  /** seconds from the clip's beginning */
  at: number;
}

/** The codes whose middle frame lies in a sign; everything between signs is left out. */
export interface SignCodes {
  /** every code of each clip */
  sequences: Int32Array[];
  instances: SignInstance[];
  /** `[items]` codes within signs, clip by clip */
  codes: Int32Array;
  /** `[items]` index into `instances` */
  groups: Int32Array;
  /** `[items]` index of the clip, and place of the code in it */
  places: { clip: number; position: number }[];
}

/**
 * @param clips with `segments` whose labels are glosses of the lexicon
 * @param stream which of the tokenizer's codes of a position, where it has several
 * @throws UserError when the clips say nothing of when a sign is made
 */
export function signCodes({ vqvae, fps }: Tokenizer, clips: readonly PreparedClip[], stream = 0): SignCodes {
  const step = framesPerCode(vqvae.settings);
  const streams = vqvae.streams.length;
  const sequences = tokenizeAll(vqvae, clips).map((codes) => codes.filter((_, i) => i % streams === stream));
  const instances: SignInstance[] = [];
  const codes: number[] = [];
  const groups: number[] = [];
  const places: SignCodes["places"] = [];
  clips.forEach(({ clip: { segments = [] } }, clip) => {
    const sequence = sequences[clip] as Int32Array;
    for (const { label, start, end } of segments) {
      const phonemes = phonemesOf(label);
      if (!phonemes) continue;
      for (const position of positionsIn({ start, end }, step, sequence.length)) {
        codes.push(sequence[position] as number);
        groups.push(instances.length);
        places.push({ clip, position });
      }
      instances.push({ ...phonemes, clip, at: start / fps });
    }
  });
  if (codes.length === 0) {
    throw new UserError("these clips do not say which sign is made when; SynthASL's do (corpus.name=synthasl)");
  }
  return { sequences, instances, codes: Int32Array.from(codes), groups: Int32Array.from(groups), places };
}

/** Places of the codes whose middle lies in a segment. */
function positionsIn({ start, end }: Pick<Segment, "start" | "end">, step: number, length: number): number[] {
  const first = Math.max(0, Math.ceil(start / step - 0.5));
  const last = Math.min(length, Math.ceil(end / step - 0.5));
  return Array.from({ length: Math.max(0, last - first) }, (_, i) => first + i);
}
