// Beam search as transformers does it (early_stopping = False): of each item's `beams` sequences all continuations are
// scored, the best go on; a sequence that ends among the best `beams` is finished with the score
// Σ log p / length^lengthPenalty; an item is done when no running sequence can beat the worst of its finished ones.
import { tf } from "../../tensor/backend";
import type { Decoder } from "./decoder";

export interface BeamOptions {
  beams: number;
  /** above 0 longer answers score higher; 1 unless given */
  lengthPenalty?: number;
  maxNewTokens: number;
  /** how many tokens end an answer */
  stops: number;
  /** whether an answer ends with its newest token */
  ended(ids: readonly number[], item: number): boolean;
  /** changes log probabilities `[vocabulary]` in place, where they are to be changed */
  adjust?(scores: Float32Array, ids: readonly number[], item: number): void;
  /** called before every step */
  beforeStep(): Promise<void>;
}

interface Beam {
  ids: number[];
  score: number;
}
interface Continuation extends Beam {
  /** the running beam it continues */
  from: number;
  ends: boolean;
}
interface Item {
  running: Beam[];
  finished: Beam[];
  improvable: boolean;
}

/** Stands for "not at all", yet sums of it stay ordered. */
const NEVER = -1e9;

/**
 * @param decoder whose rows are the items; they become `beams` rows each
 * @returns the best answer of each item, its ending token included
 */
export async function beamSearch(decoder: Decoder, options: BeamOptions): Promise<number[][]> {
  const { beams, lengthPenalty = 1, maxNewTokens, stops, ended, beforeStep } = options;
  const keep = Math.max(2, 1 + stops) * beams;
  const items = Array.from({ length: decoder.rows }, (): Item => {
    // All beams of an item begin alike: only one of them counts at first.
    const running = Array.from({ length: beams }, (_, i) => ({ ids: [], score: i === 0 ? 0 : NEVER }));
    return { running, finished: [], improvable: true };
  });
  let newest: number[] | undefined;
  for (let length = 1; length <= maxNewTokens; length++) {
    await beforeStep();
    const logits = decoder.next(newest);
    if (!newest) decoder.select(items.flatMap((_, item) => new Array<number>(beams).fill(item)));
    const best = bestContinuations(logits, items, keep, options, !newest);
    logits.dispose();
    items.forEach((item, index) => {
      const list = best[index] as Continuation[];
      for (const each of list) each.ends = length === maxNewTokens || ended(each.ids, index);
      if (item.improvable) {
        const fresh = list.slice(0, beams).filter(({ ends }) => ends);
        const scored = fresh.map(({ ids, score }) => ({ ids, score: score / length ** lengthPenalty }));
        item.finished = [...item.finished, ...scored].sort((a, b) => b.score - a.score).slice(0, beams);
      }
    });
    if (best.every((list) => list.every(({ ends }) => ends))) break;
    const rows: number[] = [];
    items.forEach((item, index) => {
      const list = (best[index] as Continuation[]).map((each) => ({
        ...each,
        score: each.score + (each.ends ? NEVER : 0),
      }));
      const running = list.sort((a, b) => b.score - a.score).slice(0, beams);
      for (const { from } of running) rows.push(index * beams + from);
      item.running = running;
      const { finished } = item;
      const possible = (running[0] as Beam).score / length ** lengthPenalty;
      item.improvable &&= finished.length < beams || possible > (finished[beams - 1] as Beam).score;
    });
    if (!items.some(({ improvable }) => improvable)) break;
    decoder.select(rows);
    newest = items.flatMap(({ running }) => running.map(({ ids }) => ids[ids.length - 1] as number));
  }
  return items.map(({ finished, running }) => (finished[0] ?? (running[0] as Beam)).ids);
}

/**
 * The best continuations of each item, best first.
 * @param logits `[items · beams, vocabulary]`, or `[items, vocabulary]` of the prompt
 */
function bestContinuations(
  logits: tf.Tensor2D,
  items: readonly Item[],
  keep: number,
  { beams, adjust }: BeamOptions,
  first: boolean,
): Continuation[][] {
  const vocabulary = logits.shape[1];
  const [scores, places] = tf.tidy(() => {
    let logProbabilities: tf.Tensor = tf.logSoftmax(logits);
    if (adjust) {
      const values = logProbabilities.dataSync() as Float32Array;
      const perItem = first ? 1 : beams;
      for (let row = 0; row < logits.shape[0]; row++) {
        const item = Math.floor(row / perItem);
        const { ids } = (items[item] as Item).running[row % perItem] as Beam;
        adjust(values.subarray(row * vocabulary, (row + 1) * vocabulary), ids, item);
      }
      logProbabilities = tf.tensor2d(values, logits.shape);
    }
    const before = tf.tensor3d(
      items.flatMap(({ running }) => running.map(({ score }) => score)),
      [items.length, beams, 1],
    );
    const own = logProbabilities.reshape([items.length, first ? 1 : beams, vocabulary]);
    const { values, indices } = tf.topk(tf.add(own, before).reshape([items.length, beams * vocabulary]), keep);
    return [values.dataSync(), indices.dataSync()];
  });
  return items.map(({ running }, item) =>
    Array.from({ length: keep }, (_, i): Continuation => {
      const place = places[item * keep + i] as number;
      const from = Math.floor(place / vocabulary);
      const { ids } = running[from] as Beam;
      return { from, ids: [...ids, place % vocabulary], score: scores[item * keep + i] as number, ends: false };
    }),
  );
}
