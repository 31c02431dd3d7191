// Sequences of a batch: where each position stands in its text, and at which others it may look.
import { tf } from "../tensor/backend";

/** Far below any score, yet its sum with one stays finite. */
export const FORBIDDEN = -1e9;

/**
 * Sequences of a pass. All sequences' positions lie below each other as rows, for only attention tells them apart.
 */
export interface Sequences {
  batch: number;
  time: number;
  /** int32 `[batch, time]` places in the text, for the rotary embedding */
  positions: tf.Tensor2D;
  /** `[batch, 1, time, keys]`, 0 where a position may look, −1e9 where not */
  attentionMask: tf.Tensor;
}

/**
 * Sequences of a padded batch, each position looking at itself and at what came before.
 * @param mask int32 `[batch · time]`, 1 in use, 0 padding
 * @param before positions of a prefix that all of them follow
 */
export function sequencesOf(mask: Int32Array, batch: number, time: number, before = 0): Sequences {
  const places = positionsOf(mask, batch, time);
  const own = causalMask(mask, batch, time);
  if (before === 0) return { batch, time, positions: places, attentionMask: own };
  return {
    batch,
    time,
    positions: tf.add(places, tf.scalar(before, "int32")) as tf.Tensor2D,
    attentionMask: tf.concat([tf.zeros([batch, 1, time, before]), own as tf.Tensor4D], 3),
  };
}

/** Each position's place among the positions in use: padding on the left does not count. */
function positionsOf(mask: Int32Array, batch: number, time: number): tf.Tensor2D {
  const positions = new Int32Array(batch * time);
  for (let row = 0; row < batch; row++) {
    let place = 0;
    for (let at = row * time; at < (row + 1) * time; at++) positions[at] = mask[at] ? place++ : 0;
  }
  return tf.tensor2d(positions, [batch, time], "int32");
}

/** `[batch, 1, time, time]`: a position looks at itself and what came before, never at padding. */
function causalMask(mask: Int32Array, batch: number, time: number): tf.Tensor {
  const values = new Float32Array(batch * time * time);
  for (let row = 0; row < batch; row++) {
    for (let query = 0; query < time; query++) {
      for (let key = 0; key < time; key++) {
        // A padding row looks at itself, lest its softmax divide by zero.
        const allowed = key === query || (key < query && mask[row * time + key] === 1);
        if (!allowed) values[(row * time + query) * time + key] = FORBIDDEN;
      }
    }
  }
  return tf.tensor4d(values, [batch, 1, time, time]);
}
