// One-dimensional convolution with stride or dilation, zero padding so that time becomes ceil(time / stride):
// y[t, o] = b[o] + Σ_k Σ_c x[stride·t + dilation·k − before, c] · w[k, c, o].
// Frames are the rows of a matrix, those of one time together. Forward and the weights' gradient are one matmul over the
// rows that each output sees, gathered once ("im2col"). The input's gradient is TensorFlow's own, which gathers nothing;
// with time first, a dilation d is to it a batch d times as large.
import { boolAttr, DType, defineKernel, intAttr, runOp, stringAttr, tf, typeAttr } from "../backend";

export interface Conv1dAttributes {
  /** rows of one time */
  batch: number;
  stride: number;
  dilation: number;
}

const float = typeAttr("T", DType.float32);
const channelsLast = stringAttr("data_format", "NHWC");
const gatherAttributes = [
  typeAttr("Tparams", DType.float32),
  typeAttr("Tindices", DType.int32),
  typeAttr("Taxis", DType.int32),
  intAttr("batch_dims", 0),
];

const multiply = (a: tf.Tensor, b: tf.Tensor, transposeA = false, transposeB = false) =>
  runOp("MatMul", [float, boolAttr("transpose_a", transposeA), boolAttr("transpose_b", transposeB)], [a, b]);
const addBias = (y: tf.Tensor, bias: tf.Tensor) => runOp("BiasAdd", [float, channelsLast], [y, bias]);
const biasGradient = (dy: tf.Tensor) => runOp("BiasAddGrad", [float, channelsLast], [dy]);
const matrix = (weight: tf.Tensor) => weight.reshape([-1, weight.shape[2] as number]);

/** `[time · batch, in]` → `[out · batch, width · in]`: for each output row, the input rows it sees. */
function columns(x: tf.Tensor2D, width: number, { batch, stride, dilation }: Conv1dAttributes): tf.Tensor2D {
  if (width === 1 && stride === 1) return x.clone();
  const [rows, inputs] = x.shape;
  const time = rows / batch;
  const out = Math.ceil(time / stride);
  const before = dilation * Math.floor(Math.max(0, (out - 1) * stride + width - time) / 2);
  const seen = new Int32Array(out * batch * width);
  let at = 0;
  for (let t = 0; t < out; t++) {
    for (let row = 0; row < batch; row++) {
      for (let k = 0; k < width; k++) {
        const source = stride * t + dilation * k - before;
        // Outside lies the row of zeros that stands after the last.
        seen[at++] = source < 0 || source >= time ? rows : source * batch + row;
      }
    }
  }
  const padded = tf.pad2d(x, [
    [0, 1],
    [0, 0],
  ]);
  const taps = runOp("GatherV2", gatherAttributes, [padded, tf.tensor1d(seen, "int32"), tf.scalar(0, "int32")]);
  return taps.reshape([out * batch, width * inputs]);
}

/** The transpose: `[out · batch, out channels]` → what each of the `rows` = time · batch inputs gave to it, `[rows, in]`. */
function spread(
  dy: tf.Tensor2D,
  weight: tf.Tensor3D,
  rows: number,
  { batch, stride, dilation }: Conv1dAttributes,
): tf.Tensor {
  const [width, inputs, outputs] = weight.shape;
  if (width === 1 && stride === 1) {
    return multiply(dy, matrix(weight), false, true);
  }
  const group = dilation * batch;
  const groups = Math.ceil(rows / group);
  const missing = groups * group - rows;
  const whole =
    missing === 0
      ? dy
      : tf.pad2d(dy, [
          [0, missing],
          [0, 0],
        ]);
  const attributes = [float, channelsLast, intAttr("strides", [1, stride, 1, 1]), stringAttr("padding", "SAME")];
  const gradient = runOp("Conv2DBackpropInput", attributes, [
    tf.tensor1d([1, groups, group, inputs], "int32"),
    weight.reshape([width, 1, inputs, outputs]),
    whole.reshape([1, -1, group, outputs]),
  ]).reshape([groups * group, inputs]);
  return missing === 0 ? gradient : tf.slice(gradient, [0, 0], [rows, inputs]);
}

type Inputs = { x: tf.Tensor; weight: tf.Tensor; bias: tf.Tensor };

const convolution = defineKernel<Inputs, Conv1dAttributes>({
  name: "LslmConv1d",
  forward: ({ x, weight, bias }, attributes) =>
    tf.tidy(() => {
      const frames = columns(x as tf.Tensor2D, weight.shape[0] as number, attributes);
      return [addBias(multiply(frames, matrix(weight)), bias), frames];
    }),
  save: { inputs: ["x", "weight"], outputs: [false, true] },
  gradient: (dy, saved, attributes) => {
    const [x, weight, frames] = saved as [tf.Tensor2D, tf.Tensor3D, tf.Tensor2D];
    return {
      x: () => tf.tidy(() => spread(dy as tf.Tensor2D, weight, x.shape[0], attributes)),
      weight: () => tf.tidy(() => multiply(frames, dy, true).reshape(weight.shape)),
      bias: () => biasGradient(dy),
    };
  },
});

const transposed = defineKernel<Inputs, Conv1dAttributes>({
  name: "LslmTransposedConv1d",
  forward: ({ x, weight, bias }, attributes) =>
    tf.tidy(() => {
      const rows = (x.shape[0] as number) * attributes.stride;
      return addBias(spread(x as tf.Tensor2D, weight as tf.Tensor3D, rows, attributes), bias);
    }),
  save: { inputs: ["x", "weight"] },
  gradient: (dy, saved, attributes) => {
    const [x, weight] = saved as [tf.Tensor2D, tf.Tensor3D];
    const frames = () => columns(dy as tf.Tensor2D, weight.shape[0], attributes);
    return {
      x: () => tf.tidy(() => multiply(frames(), matrix(weight))),
      weight: () => tf.tidy(() => multiply(frames(), x, true).reshape(weight.shape)),
      bias: () => biasGradient(dy),
    };
  },
});

/**
 * Convolution over time.
 * @param x `[time · batch, in]`, the rows of one time together
 * @param weight `[width, in, out]`; width is odd where there is dilation
 * @param bias `[out]`
 * @param attributes stride or dilation, not both
 * @returns `[ceil(time / stride) · batch, out]`
 */
export function conv1d(
  x: tf.Tensor,
  weight: tf.Tensor,
  bias: tf.Tensor,
  { batch, stride = 1, dilation = 1 }: Pick<Conv1dAttributes, "batch"> & Partial<Conv1dAttributes>,
): tf.Tensor2D {
  return convolution({ x, weight, bias }, { batch, stride, dilation }) as tf.Tensor2D;
}

/**
 * The transpose of `conv1d` with a stride: each input frame is spread over `width` output frames.
 * @param x `[time · batch, in]`, the rows of one time together
 * @param weight `[width, out, in]`
 * @param bias `[out]`
 * @returns `[time · stride · batch, out]`
 */
export function transposedConv1d(
  x: tf.Tensor,
  weight: tf.Tensor,
  bias: tf.Tensor,
  { batch, stride }: Pick<Conv1dAttributes, "batch" | "stride">,
): tf.Tensor2D {
  return transposed({ x, weight, bias }, { batch, stride, dilation: 1 }) as tf.Tensor2D;
}
