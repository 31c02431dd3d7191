// What codes mean, measured with SynthASL's ground truth: how much they tell of sign, handshape, location and movement,
// beside k-means, random prototypes and codes dealt out by chance; whether similar signs share codes; whether
// neighbours in the codebook mean the same.
import { FEATURE_COUNT } from "../body/features";
import { UserError } from "../errors";
import {
  type Association,
  association,
  labelCounts,
  mostFrequent,
  overlap,
  predictionAccuracy,
} from "../metrics/association";
import { kMeans, nearestCentres } from "../metrics/clustering";
import { Random } from "../random";
import { minimalPairs } from "../signing/lexicon/minimalPairs";
import { type PhonemeName, phonemeNames } from "../signing/phonemes";
import { tf } from "../tensor/backend";
import type { Tokenizer } from "../tokenizer/files";
import { framesPerCode } from "../tokenizer/network";
import type { PreparedClip } from "./preparedCorpus";
import { type SignCodes, signCodes } from "./signCodes";

/** What a way to give codes tells of one parameter of the signs. */
export interface ParameterMeaning extends Association {
  /** Share of test items whose label the table learned from the training items names. */
  predicted: number;
}

export interface CodeSystem {
  name: string;
  /** different codes in the training items */
  used: number;
  parameters: Record<PhonemeName, ParameterMeaning>;
}

/** Mean overlap (1 − Jensen–Shannon divergence) of the codes of two signs, over pairs of a kind. */
export interface SignOverlap {
  kind: string;
  pairs: number;
  overlap: number;
}

/** Share of codes whose most frequent label is also that of the nearest code, and of a code at random. */
export interface NeighbourConsistency {
  parameter: PhonemeName;
  nearest: number;
  random: number;
}

export interface CodeMeaning {
  items: { training: number; test: number };
  signs: number;
  /** the tokenizer first */
  systems: CodeSystem[];
  overlaps: SignOverlap[];
  neighbours: NeighbourConsistency[];
}

/** Fewest occurrences of a sign in each half of the clips, or of a code, to be compared. */
const ENOUGH = 5;
const RANDOM_PAIRS = 2000;

/**
 * @param training clips that tables are read off, and that k-means is fitted to
 * @param test clips that the tables are tried on
 * @param options `stream`: which of the codes of a position, where the tokenizer has several
 * @throws UserError when the clips say nothing of when a sign is made
 */
export function codeMeaning(
  tokenizer: Tokenizer,
  training: readonly PreparedClip[],
  test: readonly PreparedClip[],
  { stream = 0, seed = 0 }: { stream?: number; seed?: number } = {},
): CodeMeaning {
  const [own, unseen] = [signCodes(tokenizer, training, stream), signCodes(tokenizer, test, stream)];
  const measure = (name: string, codes: Int32Array, others: Int32Array): CodeSystem => ({
    name,
    used: new Set(codes).size,
    parameters: perParameter((parameter) => {
      const labels = (part: SignCodes) => Array.from(part.groups, (group) => part.instances[group]?.[parameter]);
      return {
        ...association(
          codes,
          own.groups,
          own.instances.map((instance) => instance[parameter]),
          { seed },
        ),
        predicted: predictionAccuracy(
          { codes: Array.from(codes), labels: labels(own) },
          { codes: Array.from(others), labels: labels(unseen) },
        ),
      };
    }),
  });
  const dealt = (codes: Int32Array, stream: string) =>
    Int32Array.from(new Random(seed, stream).shuffle(Array.from(codes)));
  const step = framesPerCode(tokenizer.vqvae.settings);
  const clusters = Math.min(tokenizer.vqvae.streams[stream]?.codes ?? 1, own.codes.length);
  const points = meanFrames(own, training, step);
  const others = meanFrames(unseen, test, step);
  const clustered = (rounds: number) => {
    const centres = kMeans(points, clusters, { rounds, seed });
    const assigned = [nearestCentres(points, centres), nearestCentres(others, centres)] as const;
    centres.dispose();
    return assigned;
  };
  const baselines = [
    measure("k-means of the features", ...clustered(10)),
    measure("random frames as codes", ...clustered(0)),
  ];
  tf.dispose([points, others]);
  return {
    items: { training: own.codes.length, test: unseen.codes.length },
    signs: new Set(own.instances.map(({ sign }) => sign)).size,
    systems: [
      measure("the tokenizer's codes", own.codes, unseen.codes),
      ...baselines,
      measure("codes dealt out by chance", dealt(own.codes, "training"), dealt(unseen.codes, "test")),
    ],
    overlaps: signOverlaps(own, seed),
    neighbours: neighbourConsistency(tokenizer, own, seed),
  };
}

const perParameter = <T>(of: (parameter: PhonemeName) => T): Record<PhonemeName, T> =>
  Object.fromEntries(phonemeNames.map((parameter) => [parameter, of(parameter)])) as Record<PhonemeName, T>;

/** `[items, 623]`: the mean of the frames that each code stands for. */
function meanFrames({ places }: SignCodes, clips: readonly PreparedClip[], step: number): tf.Tensor2D {
  const rows = new Float32Array(places.length * FEATURE_COUNT);
  places.forEach(({ clip, position }, item) => {
    const { features, frames } = clips[clip] as PreparedClip;
    const start = position * step;
    const end = Math.min(frames, start + step);
    for (let frame = start; frame < end; frame++) {
      for (let k = 0; k < FEATURE_COUNT; k++) {
        const at = item * FEATURE_COUNT + k;
        rows[at] = (rows[at] as number) + (features[frame * FEATURE_COUNT + k] as number) / (end - start);
      }
    }
  });
  return tf.tensor2d(rows, [places.length, FEATURE_COUNT]);
}

/**
 * Do similar signs share codes? Every comparison is between one half of the clips and the other, so that the overlap of
 * a sign with itself is what equal signs reach with as few occurrences.
 */
function signOverlaps({ codes, groups, instances }: SignCodes, seed: number): SignOverlap[] {
  const halves = [0, 1].map((half) => {
    const items = [...codes.keys()].filter((item) => (instances[groups[item] as number]?.clip ?? 0) % 2 === half);
    return labelCounts(
      items.map((item) => instances[groups[item] as number]?.sign ?? ""),
      items.map((item) => codes[item] as number),
    );
  }) as [Map<string, Map<number, number>>, Map<string, Map<number, number>>];
  const often = (counts?: ReadonlyMap<number, number>) =>
    counts !== undefined && [...counts.values()].reduce((sum, n) => sum + n, 0) >= ENOUGH;
  const signs = [...halves[0].keys()].filter((sign) => often(halves[0].get(sign)) && often(halves[1].get(sign)));
  const known = new Set(signs);
  const between = (first: string, second: string) =>
    overlap(halves[0].get(first) as ReadonlyMap<number, number>, halves[1].get(second) as ReadonlyMap<number, number>);
  const mean = (kind: string, pairs: readonly (readonly [string, string])[]): SignOverlap => ({
    kind,
    pairs: pairs.length,
    overlap: pairs.reduce((sum, [first, second]) => sum + between(first, second), 0) / pairs.length,
  });
  const minimal = minimalPairs().filter(({ first, second }) => known.has(first) && known.has(second));
  const byParameter = [...new Set(minimal.map(({ parameter }) => parameter))].map((parameter) =>
    mean(
      `differ in ${parameter} alone`,
      minimal.filter((pair) => pair.parameter === parameter).map(({ first, second }) => [first, second] as const),
    ),
  );
  const random = new Random(seed, "sign pairs");
  const others =
    signs.length > 1
      ? Array.from({ length: RANDOM_PAIRS }, () => random.shuffle(signs).slice(0, 2) as [string, string])
      : [];
  return [
    mean(
      "the same sign",
      signs.map((sign) => [sign, sign] as const),
    ),
    ...byParameter,
    mean("two signs at random", others),
  ].filter(({ pairs }) => pairs > 0);
}

/** Nearest by the distance of the codes' vectors, among codes that are used often enough. */
function neighbourConsistency(tokenizer: Tokenizer, own: SignCodes, seed: number): NeighbourConsistency[] {
  const codes = Array.from(own.codes);
  const occurrences = labelCounts(
    codes.map(() => 0),
    codes,
  ).get(0) as Map<number, number>;
  const frequent = [...occurrences].filter(([, count]) => count >= ENOUGH).map(([code]) => code);
  if (frequent.length < 2) return [];
  const nearest = nearestCodes(tokenizer, frequent);
  const random = new Random(seed, "neighbours");
  return phonemeNames.map((parameter) => {
    const labels = labelCounts(
      codes,
      Array.from(own.groups, (group) => own.instances[group]?.[parameter]),
    );
    const meaning = (code: number) => mostFrequent(labels.get(code) as Map<string | undefined, number>);
    const share = (other: (code: number) => number) =>
      frequent.filter((code) => meaning(other(code)) === meaning(code)).length / frequent.length;
    return {
      parameter,
      nearest: share((code) => nearest.get(code)?.[0] as number),
      random: share((code) => random.pick(frequent.filter((other) => other !== code))),
    };
  });
}

/** For each of some codes the others of them, nearest first. */
export function nearestCodes({ vqvae }: Tokenizer, among: readonly number[]): Map<number, number[]> {
  if (among.length === 0) throw new UserError("no code is used often enough to have neighbours");
  const distances = tf.tidy(() => {
    const vectors = tf.gather(vqvae.codeVectors(), tf.tensor1d([...among], "int32")) as tf.Tensor2D;
    const squares = tf.sum(tf.square(vectors), 1, true);
    const cross = tf.matMul(vectors, vectors, false, true);
    return tf.add(tf.sub(squares, tf.mul(cross, 2)), tf.transpose(squares)).dataSync() as Float32Array;
  });
  return new Map(
    among.map((code, i) => {
      const row = distances.subarray(i * among.length, (i + 1) * among.length);
      const order = [...among.keys()].filter((j) => j !== i).sort((a, b) => (row[a] as number) - (row[b] as number));
      return [code, order.map((j) => among[j] as number)];
    }),
  );
}
