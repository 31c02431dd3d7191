// One-dimensional convolution with stride or dilation, zero padding so that time becomes ceil(time / stride):
// y[t, o] = b[o] + Σ_k Σ_c x[stride·t + dilation·k − before, c] · w[k, c, o].
// Time comes before the batch: a shift in time is then a contiguous slice, which TensorFlow makes without a copy, and
// a dilation d is the same rows read as a batch d times as large. Forward and the weights' gradient are one matmul over
// the shifted frames side by side ("im2col", made once); the input's gradient is TensorFlow's own, which needs no copies.
import { DType, defineKernel, intAttr, runOp, stringAttr, tf, typeAttr } from "../backend";

export interface Conv1dAttributes {
  stride: number;
  dilation: number;
}

const float = typeAttr("T", DType.float32);
const channelsLast = stringAttr("data_format", "NHWC");

/** `[time, batch, in]` → `[out · batch, width · in]`: for each output frame, the input frames it sees. */
function columns(x: tf.Tensor3D, width: number, { stride, dilation }: Conv1dAttributes): tf.Tensor2D {
  const [time, batch, inputs] = x.shape;
  if (width === 1 && stride === 1) return x.reshape([time * batch, inputs]);
  const out = Math.ceil(time / stride);
  const before = dilation * Math.floor(Math.max(0, (out - 1) * stride + width - time) / 2);
  // Whole groups of `stride` frames, so that every tap is a run of frames of the same phase.
  const length = stride * (out + Math.floor(((width - 1) * dilation) / stride));
  const padded = tf.pad3d(x, [
    [before, length - before - time],
    [0, 0],
    [0, 0],
  ]);
  const phases =
    stride === 1
      ? [padded]
      : tf.unstack(padded.reshape([length / stride, stride, batch, inputs]), 1).map((phase) => phase as tf.Tensor3D);
  const taps = Array.from({ length: width }, (_, k) =>
    tf.slice(phases[k % stride] as tf.Tensor3D, [Math.floor(k / stride) * dilation, 0, 0], [out, batch, inputs]),
  );
  return tf.concat(taps, 2).reshape([out * batch, width * inputs]);
}

/** The gradient with respect to the input, `[time, batch, in]`. */
function inputGradient(
  dy: tf.Tensor3D,
  weight: tf.Tensor3D,
  [time, batch, inputs]: [number, number, number],
  { stride, dilation }: Conv1dAttributes,
): tf.Tensor3D {
  const [width, , outputs] = weight.shape;
  if (width === 1 && stride === 1) {
    const rows = dy.reshape([time * batch, outputs]) as tf.Tensor2D;
    return tf
      .matMul(rows, weight.reshape([inputs, outputs]) as tf.Tensor2D, false, true)
      .reshape([time, batch, inputs]);
  }
  const groups = Math.ceil(time / dilation);
  const missing = groups * dilation - time;
  const whole =
    missing === 0
      ? dy
      : tf.pad3d(dy, [
          [0, missing],
          [0, 0],
          [0, 0],
        ]);
  const attributes = [float, channelsLast, intAttr("strides", [1, stride, 1, 1]), stringAttr("padding", "SAME")];
  const gradient = runOp("Conv2DBackpropInput", attributes, [
    tf.tensor1d([1, groups, dilation * batch, inputs], "int32"),
    weight.reshape([width, 1, inputs, outputs]),
    whole.reshape([1, -1, dilation * batch, outputs]),
  ]).reshape([groups * dilation, batch, inputs]);
  return (missing === 0 ? gradient : tf.slice(gradient, [0, 0, 0], [time, batch, inputs])) as tf.Tensor3D;
}

const kernel = defineKernel<{ x: tf.Tensor; weight: tf.Tensor; bias: tf.Tensor }, Conv1dAttributes>({
  name: "LslmConv1d",
  forward: ({ x, weight, bias }, attributes) =>
    tf.tidy(() => {
      const [width, inputs, outputs] = weight.shape as [number, number, number];
      const frames = columns(x as tf.Tensor3D, width, attributes);
      const y = tf.matMul(frames, weight.reshape([width * inputs, outputs]) as tf.Tensor2D);
      const batch = x.shape[1] as number;
      return [runOp("BiasAdd", [float, channelsLast], [y, bias]).reshape([-1, batch, outputs]), frames];
    }),
  save: { inputs: ["x", "weight"], outputs: [false, true] },
  gradient: (dy, saved, attributes) => {
    const [x, weight, frames] = saved as [tf.Tensor3D, tf.Tensor3D, tf.Tensor2D];
    const outputs = weight.shape[2];
    return {
      x: () => tf.tidy(() => inputGradient(dy as tf.Tensor3D, weight, x.shape, attributes)),
      weight: () =>
        tf.tidy(() => {
          const gradient: tf.Tensor2D = tf.matMul(frames, dy.reshape([-1, outputs]) as tf.Tensor2D, true, false);
          return gradient.reshape(weight.shape);
        }),
      bias: () => runOp("BiasAddGrad", [float, channelsLast], [dy]),
    };
  },
});

/**
 * Convolution over time.
 * @param x `[time, batch, in]`
 * @param weight `[width, in, out]`; width is odd where there is dilation
 * @param bias `[out]`
 * @param options stride or dilation, not both
 * @returns `[ceil(time / stride), batch, out]`
 */
export function conv1d(
  x: tf.Tensor,
  weight: tf.Tensor,
  bias: tf.Tensor,
  { stride = 1, dilation = 1 }: Partial<Conv1dAttributes> = {},
): tf.Tensor {
  return kernel({ x, weight, bias }, { stride, dilation });
}
