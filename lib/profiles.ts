// The profiles: smoke (tests, seconds), quick (`npm start`), course (an evening on two cores), paper (a GPU).
import type { CorpusName, ProfileName } from "./config";

type Patch = Record<string, Record<string, unknown>>;

/** Nearly all words of the list whose letters were recorded, those for training spelled by three signers each. */
const allWords = { train: 2500, validation: 300, test: 300, renditions: 3, maxLetters: 8 };

/**
 * What each profile changes, per corpus. `quick` is `npm start`; `smoke` runs in seconds, for tests.
 * SynthASL has 60, 2,000, 10,000 and 30,000 sentences.
 */
export const profiles: Record<ProfileName, Partial<Record<CorpusName | "all", Patch>>> = {
  smoke: {
    all: {
      corpus: { train: 24, validation: 4, test: 6, maxLetters: 4 },
      tokenizer: { codes: 32, codeDim: 16, width: 24, depth: 1, batch: 4, steps: 6, warmup: 2 },
      projector: { hidden: 32, lexicalSteps: 4, lexicalBatch: 8 },
      lora: { rank: 2, alpha: 4, targets: ["q_proj", "v_proj"] },
      translation: { steps: 3, batch: 2, warmup: 1, maxNewTokens: 6 },
    },
    synthasl: { corpus: { train: 48, validation: 6, test: 6 } },
  },
  quick: { synthasl: { corpus: { train: 1800 }, tokenizer: { codes: 1024 }, translation: { steps: 65 } } },
  course: {
    all: {
      corpus: { validation: 400, test: 400, maxLetters: 8 },
      tokenizer: { codes: 1024, codeDim: 256, width: 256, depth: 3, batch: 32, window: 64, steps: 3000 },
      projector: { lexicalSteps: 1000 },
      lora: { targets: ["q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj"] },
      translation: { steps: 400, learningRate: 1.5e-3 },
    },
    fingerspelling: { corpus: allWords },
    synthasl: { corpus: { train: 9200 }, translation: { steps: 600 } },
  },
  paper: {
    all: {
      tokenizer: {
        codes: 1024,
        codeDim: 512,
        width: 512,
        depth: 3,
        batch: 256,
        window: 64,
        steps: 300_000,
        learningRate: 2e-4,
        warmup: 1000,
      },
      translation: {
        steps: 30_000,
        batch: 16,
        learningRate: 2e-4,
        maxNewTokens: 128,
        // 3 billion weights, and what a layer's gradient needs of it.
        bfloat16: true,
        checkpointing: true,
      },
    },
    fingerspelling: { corpus: allWords },
    synthasl: { corpus: { train: 28_000, validation: 1000, test: 1000 } },
  },
};
