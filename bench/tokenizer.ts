// The tokenizer's training step and its forward pass beside PyTorch; with --memory, what 2,000 steps of a small one hold.
import { configure } from "../lib/config";
import { StoppedError } from "../lib/errors";
import { vqVaeSettings } from "../lib/pipeline/tokenizerStage";
import { Random } from "../lib/random";
import { tf } from "../lib/tensor/backend";
import { trainVqVae } from "../lib/tokenizer/train";
import { VqVae } from "../lib/tokenizer/vqvae";
import { least, race, SIZES, type Size } from "./peers/torch";

const SECONDS = { quick: 4, paper: 10 } as Record<string, number>;
const MEMORY_STEPS = 2000;

/** Clips of slow waves: something to learn, so that gradients are as large as in earnest. */
function waves(dims: number) {
  return Array.from({ length: 40 }, (_, clip) => {
    const random = new Random(3, "bench", clip);
    const frames = random.integer(70, 140);
    const rates = Array.from({ length: 16 }, () => random.uniform(0.05, 0.4));
    const features = Float32Array.from({ length: frames * dims }, (_, i) => {
      const [frame, dim] = [Math.floor(i / dims), i % dims];
      return Math.sin((rates[dim % 16] as number) * frame + dim);
    });
    return { features, frames };
  });
}

/** The fastest step as the pipeline trains: windows drawn, loss, gradients, AdamW, codebook. */
async function fastestStep({ settings, training }: Size, seconds: number): Promise<number> {
  const stop = new AbortController();
  let [last, end, best] = [0, 0, Number.POSITIVE_INFINITY];
  const onStep = () => {
    const now = performance.now();
    if (last > 0) best = Math.min(best, now - last);
    else end = now + 1000 * seconds;
    if (now > end) stop.abort();
    last = now;
  };
  try {
    await trainVqVae(waves(settings.features), settings, training, 0, { onStep, signal: stop.signal });
  } catch (error) {
    if (!(error instanceof StoppedError)) throw error;
  }
  return best;
}

async function memory(): Promise<void> {
  const config = configure("smoke", "fingerspelling");
  const settings = vqVaeSettings(config);
  const print = (step: number) => {
    const megabytes = (process.memoryUsage().rss / 1e6).toFixed(0);
    console.log(`step ${String(step).padStart(5)}  ${tf.memory().numTensors} tensors  ${megabytes} MB resident`);
  };
  const onStep = ({ step }: { step: number }) => {
    if ([10, 100, 500, 1000, 1500, MEMORY_STEPS].includes(step + 1)) print(step + 1);
  };
  const { vqvae } = await trainVqVae(
    waves(settings.features),
    settings,
    { ...config.tokenizer, steps: MEMORY_STEPS },
    0,
    {
      onStep,
    },
  );
  vqvae.dispose();
}

async function main(): Promise<void> {
  if (process.argv.includes("--memory")) return memory();
  for (const size of SIZES) {
    const { settings, training, name } = size;
    const vqvae = new VqVae(settings, 0);
    const features = tf.randomNormal([training.window, training.batch, settings.features]) as tf.Tensor3D;
    const forward = () => tf.tidy(() => void vqvae.loss(features).loss.dataSync());
    const seconds = SECONDS[name] as number;
    const ours = async () => ({ step: await fastestStep(size, seconds), forward: least(forward, seconds / 2) });
    await race(size, ["step", "forward"], ours, vqvae.size, seconds);
    features.dispose();
    vqvae.dispose();
  }
}

main();
