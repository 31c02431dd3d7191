// Training windows of fixed length: which clip and which frame is a function of (seed, step).
import { Random } from "../random";
import { tf } from "../tensor/backend";

/** Features of one clip, `[frames, dims]`. */
export interface FeatureClip {
  features: Float32Array;
  frames: number;
}

/**
 * A batch of windows. Long clips are drawn more often, so that every frame is as likely as any other; a clip shorter
 * than the window holds its last frame.
 * @returns `[window, batch, dims]`
 */
export class WindowSampler {
  private readonly ends: number[] = [];
  private readonly total: number;

  constructor(
    private readonly clips: readonly FeatureClip[],
    private readonly dims: number,
    private readonly seed: number,
  ) {
    let total = 0;
    for (const { frames } of clips) {
      total += frames;
      this.ends.push(total);
    }
    this.total = total;
  }

  draw(step: number, batch: number, window: number): tf.Tensor3D {
    const random = new Random(this.seed, "windows", step);
    const data = new Float32Array(batch * window * this.dims);
    for (let row = 0; row < batch; row++) {
      const { features, frames } = this.clips[this.clipAt(random.integer(0, this.total - 1))] as FeatureClip;
      const start = random.integer(0, Math.max(0, frames - window));
      for (let t = 0; t < window; t++) {
        const frame = Math.min(start + t, frames - 1);
        const source = features.subarray(frame * this.dims, (frame + 1) * this.dims);
        data.set(source, (t * batch + row) * this.dims);
      }
    }
    return tf.tensor3d(data, [window, batch, this.dims]);
  }

  /** Index of the clip that holds the frame, counted over all clips. */
  private clipAt(frame: number): number {
    let low = 0;
    let high = this.ends.length - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.ends[middle] as number) > frame) high = middle;
      else low = middle + 1;
    }
    return low;
  }
}
