// One-dimensional convolution with stride and dilation, zero padding so that time becomes ceil(time / stride):
// y[t, o] = b[o] + Σ_k Σ_c x[stride·t + dilation·k − before, c] · w[k, c, o].
// Written as one matmul over shifted copies of x ("im2col"): TensorFlow's Conv2D has no gradient with dilation on
// CPUs without oneDNN, and where it has one this form is as fast (measured at widths 192 and 512).
import { defineKernel, tf } from "../backend";

export interface Conv1dAttributes {
  stride: number;
  dilation: number;
}

/** Output length and the zeros before and after the signal. */
function geometry(time: number, kernelWidth: number, { stride, dilation }: Conv1dAttributes) {
  const out = Math.ceil(time / stride);
  const total = Math.max(0, (out - 1) * stride + (kernelWidth - 1) * dilation + 1 - time);
  const before = Math.floor(total / 2);
  return { out, before, after: total - before };
}

/** `[batch, time, in]` → `[batch · out, width · in]`: for each output frame, the input frames it sees. */
function columns(x: tf.Tensor3D, width: number, attributes: Conv1dAttributes): tf.Tensor2D {
  const [batch, time, inputs] = x.shape;
  const { stride, dilation } = attributes;
  if (width === 1 && stride === 1) return x.reshape([batch * time, inputs]);
  const { out, before, after } = geometry(time, width, attributes);
  const padded = tf.pad3d(x, [
    [0, 0],
    [before, after],
    [0, 0],
  ]);
  const shifted = Array.from({ length: width }, (_, k) => {
    const begin = [0, k * dilation, 0];
    const end = [batch, k * dilation + (out - 1) * stride + 1, inputs];
    return stride === 1
      ? tf.slice(padded, begin, [batch, out, inputs])
      : tf.stridedSlice(padded, begin, end, [1, stride, 1]);
  });
  return tf.concat(shifted, 2).reshape([batch * out, width * inputs]);
}

/** The transpose of `columns`: adds each column back to the input frame it came from. */
function addColumns(
  gradient: tf.Tensor2D,
  [batch, time, inputs]: [number, number, number],
  width: number,
  attributes: Conv1dAttributes,
): tf.Tensor3D {
  const { stride, dilation } = attributes;
  if (width === 1 && stride === 1) return gradient.reshape([batch, time, inputs]);
  const { out, before, after } = geometry(time, width, attributes);
  const length = before + time + after;
  const parts = tf.split(gradient.reshape([batch, out, width * inputs]), width, 2).map((part, k) => {
    const spread = insertZeros(part as tf.Tensor3D, stride - 1);
    const start = k * dilation;
    const kept = Math.min(out * stride, length - start);
    return tf.pad3d(tf.slice(spread, [0, 0, 0], [batch, kept, inputs]), [
      [0, 0],
      [start, length - start - kept],
      [0, 0],
    ]);
  });
  return tf.slice(tf.addN(parts), [0, before, 0], [batch, time, inputs]) as tf.Tensor3D;
}

/** Puts `zeros` empty frames after each frame: the transpose of taking every (zeros + 1)-th. */
function insertZeros(x: tf.Tensor3D, zeros: number): tf.Tensor3D {
  if (zeros === 0) return x;
  const [batch, time, channels] = x.shape;
  const spread = tf.pad4d(x.reshape([batch, time, 1, channels]) as tf.Tensor4D, [
    [0, 0],
    [0, 0],
    [0, zeros],
    [0, 0],
  ]);
  return spread.reshape([batch, time * (zeros + 1), channels]);
}

const kernel = defineKernel<{ x: tf.Tensor; weight: tf.Tensor; bias: tf.Tensor }, Conv1dAttributes>({
  name: "LslmConv1d",
  forward: ({ x, weight, bias }, attributes) =>
    tf.tidy(() => {
      const [batch, time] = x.shape as [number, number];
      const [width, inputs, outputs] = weight.shape as [number, number, number];
      const filter = weight.reshape([width * inputs, outputs]) as tf.Tensor2D;
      const y = tf.matMul(columns(x as tf.Tensor3D, width, attributes), filter);
      return tf.add(y, bias).reshape([batch, Math.ceil(time / attributes.stride), outputs]);
    }),
  save: { inputs: ["x", "weight"] },
  gradient: (dy, [x, weight], attributes) => {
    const [width, inputs, outputs] = (weight as tf.Tensor).shape as [number, number, number];
    const rows = () => dy.reshape([-1, outputs]) as tf.Tensor2D;
    return {
      x: () =>
        tf.tidy(() => {
          const filter = (weight as tf.Tensor).reshape([width * inputs, outputs]) as tf.Tensor2D;
          const gradient: tf.Tensor2D = tf.matMul(rows(), filter, false, true);
          return addColumns(gradient, (x as tf.Tensor3D).shape, width, attributes);
        }),
      weight: () =>
        tf.tidy(() => {
          const frames = columns(x as tf.Tensor3D, width, attributes);
          const gradient = tf.matMul(frames, rows(), true, false);
          return gradient.reshape([width, inputs, outputs]);
        }),
      bias: () => tf.tidy(() => tf.sum(rows(), 0)),
    };
  },
});

/**
 * Convolution over time.
 * @param x `[batch, time, in]`
 * @param weight `[width, in, out]`
 * @param bias `[out]`
 * @returns `[batch, ceil(time / stride), out]`
 */
export function conv1d(
  x: tf.Tensor,
  weight: tf.Tensor,
  bias: tf.Tensor,
  { stride = 1, dilation = 1 }: Partial<Conv1dAttributes> = {},
): tf.Tensor {
  return kernel({ x, weight, bias }, { stride, dilation });
}
