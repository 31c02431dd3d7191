// Grounding: by how much a translator is better with a clip's own gestures than with another clip's. One that has only
// learned what the corpus' sentences are like has no gap.
import { StoppedError } from "../errors";
import { bootstrapInterval, type ResampledMetric } from "../metrics/bootstrap";
import type { Translator, Utterance } from "../translation/translator";
import { type Comparison, compareAnswers, type Interval } from "./evaluate";

/** A mean over clips with its 95 % interval. */
export interface MeanOfClips {
  value: number;
  interval: Interval;
}

/** Loss of the clips' own texts, nats a token. */
export interface LossGap {
  own: MeanOfClips;
  shuffled: MeanOfClips;
  /** shuffled − own */
  gap: MeanOfClips;
}

export interface Grounding {
  /** CIDEr ×100, own − shuffled */
  cider: Comparison;
  /** missing for a model whose loss is not asked for */
  loss?: LossGap;
}

/** CIDEr's gap, from the answers. */
export const ciderGap = (own: readonly string[], shuffled: readonly string[], references: readonly string[]) =>
  compareAnswers(own, shuffled, references, "cider");

/** Clips that go through the model side by side. */
const BATCH = 16;

/**
 * The loss of each clip's text, given its own gestures and given another clip's.
 * @param others the clip whose gestures a clip gets
 * @throws StoppedError when the signal fires
 */
export async function lossGap(
  translator: Pick<Translator, "losses">,
  test: readonly Utterance[],
  others: readonly number[],
  signal?: AbortSignal,
): Promise<LossGap> {
  const lossesOf = async (utterances: readonly Utterance[]) => {
    const losses: number[] = [];
    while (losses.length < utterances.length) {
      if (signal?.aborted) throw new StoppedError("grounding stopped; run the same command to go on");
      losses.push(...translator.losses(utterances.slice(losses.length, losses.length + BATCH)));
      // TensorFlow's CPU ops are synchronous: without this pause no signal arrives.
      await new Promise((resolve) => setImmediate(resolve));
    }
    return losses;
  };
  const own = await lossesOf(test);
  const shuffled = await lossesOf(
    test.map((utterance, i) => ({ ...utterance, codes: (test[others[i] as number] as Utterance).codes })),
  );
  return {
    own: meanOfClips(own),
    shuffled: meanOfClips(shuffled),
    gap: meanOfClips(own.map((loss, i) => (shuffled[i] as number) - loss)),
  };
}

/** Mean and interval of one number a clip. */
export function meanOfClips(values: readonly number[]): MeanOfClips {
  const mean: ResampledMetric = (drawn) => {
    let sum = 0;
    for (const i of drawn) sum += values[i] as number;
    return sum / drawn.length;
  };
  const { value, low, high } = bootstrapInterval(values.length, mean);
  return { value, interval: [low, high] };
}
