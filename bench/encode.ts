// Features to codes beside PyTorch: a batch of windows, and one clip of ten seconds.
import { Random } from "../lib/random";
import { tf } from "../lib/tensor/backend";
import { VqVae } from "../lib/tokenizer/vqvae";
import { least, race, SIZES } from "./peers/torch";

const SECONDS = 2;
/** frames, as many as `clip` in peers/vqvae.py */
const CLIP = 252;

async function main(): Promise<void> {
  for (const size of SIZES) {
    const { settings, training } = size;
    const vqvae = new VqVae(settings, 0);
    const windows = tf.randomNormal([training.window, training.batch, settings.features]) as tf.Tensor3D;
    const random = new Random(5, "clip");
    const clip = Float32Array.from({ length: CLIP * settings.features }, () => random.normal());
    const batch = () => tf.tidy(() => void vqvae.encode(windows).dataSync());
    const ours = () => ({
      "encode a batch": least(batch, SECONDS),
      "encode a clip": least(() => vqvae.tokenize(clip, CLIP), SECONDS / 2),
    });
    await race(size, ["encode a batch", "encode a clip"], ours, vqvae.size, SECONDS);
    windows.dispose();
    vqvae.dispose();
  }
}

main();
