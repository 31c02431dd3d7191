// The codes of a tokenizer that signs use most, each with the motion that it decodes to, the signs and places in which it occurs,
// and the codes nearest to it: what the browser of codes shows.
import { UserError } from "../errors";
import { labelCounts, mostFrequent } from "../metrics/association";
import type { Tokenizer } from "../tokenizer/files";
import { framesPerCode } from "../tokenizer/network";
import { nearestCodes } from "./codeMeaning";
import type { PreparedClip } from "./preparedCorpus";
import { signCodes } from "./signCodes";
import { jointsOf } from "./tokenizerStage";

export interface CodeEntry {
  code: number;
  /** occurrences in all clips */
  count: number;
  /** share of the occurrences that lie within a sign */
  inSigns: number;
  /** the signs that it occurs in, most frequent first */
  signs: { sign: string; count: number }[];
  /** handshape and location that it goes with most often; none where it is in no sign */
  handshape?: string;
  location?: string;
  /** some occurrences */
  examples: { text: string; sign: string; second: number }[];
  /** nearest codes of the gallery, nearest first */
  neighbours: number[];
  /** `[frames, 52, 3]`, metres: decoded between the codes that stand beside it most often */
  joints: Float32Array;
  /** the frames of `joints` that are this code's own */
  own: { start: number; end: number };
}

const SIGNS = 6;
const EXAMPLES = 5;
const NEIGHBOURS = 6;

/**
 * @param clips with `segments`, e.g. SynthASL's training clips
 * @param size number of codes
 * @throws UserError for a tokenizer of several codes a position, or clips that say nothing of when a sign is made
 */
export function codeGallery(tokenizer: Tokenizer, clips: readonly PreparedClip[], size = 120): CodeEntry[] {
  const { vqvae, normalization } = tokenizer;
  if (vqvae.streams.length > 1) {
    throw new UserError("the gallery shows what one code decodes to; this tokenizer has several for each position");
  }
  const step = framesPerCode(vqvae.settings);
  const { sequences, instances, codes, groups, places } = signCodes(tokenizer, clips);
  const [before, after] = [-1, 1].map((shift) =>
    labelCounts(
      sequences.flatMap((sequence) => [...sequence]),
      sequences.flatMap((sequence) => [...sequence].map((code, i) => sequence[i + shift] ?? code)),
    ),
  ) as [Map<number, Map<number, number>>, Map<number, Map<number, number>>];
  const itemsOf = new Map<number, number[]>();
  codes.forEach((code, item) => {
    const items = itemsOf.get(code);
    if (items) items.push(item);
    else itemsOf.set(code, [item]);
  });
  // The codes of rest and transitions are the most frequent of all, and say nothing of signs.
  const uses = ({ code }: { code: number }) => itemsOf.get(code)?.length ?? 0;
  const occurrences = [...before].map(([code, counts]) => ({ code, count: sum(counts) }));
  const shown = occurrences.sort((a, b) => uses(b) - uses(a) || a.code - b.code).slice(0, size);
  const neighbours = nearestCodes(
    tokenizer,
    shown.map(({ code }) => code),
  );
  return shown.map(({ code, count }) => {
    const items = itemsOf.get(code) ?? [];
    const within = items.map((item) => instances[groups[item] as number] as (typeof instances)[number]);
    const counted = (values: string[]) =>
      labelCounts(
        values.map(() => 0),
        values,
      ).get(0) ?? new Map<string, number>();
    const signs = [...counted(within.map(({ sign }) => sign))].sort((a, b) => b[1] - a[1]);
    const beside = [before, after].map((table) => mostFrequent(table.get(code) as Map<number, number>));
    const features = vqvae.detokenize(Int32Array.of(beside[0] as number, code, beside[1] as number));
    const spaced = Array.from({ length: Math.min(EXAMPLES, items.length) }, (_, i) =>
      Math.floor((i * items.length) / Math.min(EXAMPLES, items.length)),
    );
    return {
      code,
      count,
      inSigns: items.length / count,
      signs: signs.slice(0, SIGNS).map(([sign, n]) => ({ sign, count: n })),
      ...(within.length > 0
        ? {
            handshape: mostFrequent(counted(within.map(({ handshape }) => handshape))),
            location: mostFrequent(counted(within.map(({ location }) => location))),
          }
        : {}),
      examples: spaced.map((i) => {
        const { clip, position } = places[items[i] as number] as (typeof places)[number];
        return {
          text: (clips[clip] as PreparedClip).clip.text,
          sign: (within[i] as (typeof within)[number]).sign,
          second: (position * step) / tokenizer.fps,
        };
      }),
      neighbours: neighbours.get(code)?.slice(0, NEIGHBOURS) ?? [],
      joints: jointsOf(features, 3 * step, normalization),
      own: { start: step, end: 2 * step },
    };
  });
}

const sum = (counts: ReadonlyMap<unknown, number>): number => [...counts.values()].reduce((total, n) => total + n, 0);
