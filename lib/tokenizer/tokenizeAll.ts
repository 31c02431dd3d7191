// Codes of many clips at once: clips of one length go through the encoder side by side. None is padded, so each gets
// the codes that it gets alone.
import { tf } from "../tensor/backend";
import { framesPerCode } from "./network";
import type { VqVae } from "./vqvae";

/** Frames that go through the encoder together. */
const FRAMES = 4096;

/** A clip as the tokenizer sees it: `[frames, features]`, normalised. */
export interface FeatureClip {
  features: Float32Array;
  frames: number;
}

/** @returns of each clip what `vqvae.tokenize` gives: `[ceil(frames / framesPerCode), streams]` */
export function tokenizeAll(vqvae: VqVae, clips: readonly FeatureClip[]): Int32Array[] {
  const perCode = framesPerCode(vqvae.settings);
  const byLength = new Map<number, number[]>();
  for (const [i, { frames }] of clips.entries()) {
    const length = Math.ceil(frames / perCode) * perCode;
    const alike = byLength.get(length);
    if (alike) alike.push(i);
    else byLength.set(length, [i]);
  }
  const result = new Array<Int32Array>(clips.length);
  for (const [length, items] of byLength) {
    const batch = Math.floor(FRAMES / Math.max(1, length));
    for (let start = 0; start < items.length; start += Math.max(1, batch)) {
      const some = items.slice(start, start + Math.max(1, batch));
      const batched = some.map((i) => clips[i] as FeatureClip);
      // a clip that fills a batch by itself goes window by window
      const codes =
        batch < 2
          ? batched.map(({ features, frames }) => vqvae.tokenize(features, frames))
          : sideBySide(vqvae, batched, length);
      for (const [n, i] of some.entries()) result[i] = codes[n] as Int32Array;
    }
  }
  return result;
}

/** @param length frames of each clip when its last frame is held until the last code is full */
function sideBySide(vqvae: VqVae, clips: readonly FeatureClip[], length: number): Int32Array[] {
  const { features: dims } = vqvae.settings;
  const batch = clips.length;
  const rows = new Float32Array(length * batch * dims);
  for (const [n, { features, frames }] of clips.entries()) {
    for (let time = 0; time < length; time++) {
      const frame = Math.min(time, frames - 1);
      rows.set(features.subarray(frame * dims, (frame + 1) * dims), (time * batch + n) * dims);
    }
  }
  const codes = tf.tidy(() => vqvae.encode(tf.tensor3d(rows, [length, batch, dims])).dataSync() as Int32Array);
  const streams = vqvae.streams.length;
  const positions = codes.length / batch / streams;
  return clips.map((_, n) => {
    const own = new Int32Array(positions * streams);
    for (let at = 0; at < positions; at++) {
      const from = (at * batch + n) * streams;
      own.set(codes.subarray(from, from + streams), at * streams);
    }
    return own;
  });
}
