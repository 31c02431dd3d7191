// One-dimensional convolution with stride or dilation, zero padding so that time becomes ceil(time / stride):
// y[t, o] = b[o] + Σ_k Σ_c x[stride·t + dilation·k − before, c] · w[k, c, o].
// Frames are the rows of a matrix, those of one time together. Forward and the weights' gradient are one matmul over the
// rows that each output sees, gathered once ("im2col"). The input's gradient is TensorFlow's own, which gathers nothing;
// with time first, a dilation d is to it a batch d times as large.
import { boolAttr, constant, defineKernel, intAttr, runOp, stringAttr, tf } from "../backend";

export interface Conv1dAttributes {
  /** rows of one time */
  batch: number;
  stride: number;
  dilation: number;
}

const multiply = (a: tf.Tensor, b: tf.Tensor, transposeA = false, transposeB = false) =>
  runOp("MatMul", [boolAttr("transpose_a", transposeA), boolAttr("transpose_b", transposeB)], [a, b]);
const addBias = (y: tf.Tensor, bias: tf.Tensor) => runOp("BiasAdd", [], [y, bias]);
const biasGradient = (dy: tf.Tensor) => runOp("BiasAddGrad", [], [dy]);
const reshape = (x: tf.Tensor, shape: number[]) => runOp("Reshape", [], [x, constant(shape)]);
/** `[width, in, out]` → `[width · in, out]` */
const matrix = (weight: tf.Tensor) => reshape(weight, [-1, weight.shape[2] as number]);
const addZeroRows = (x: tf.Tensor, rows: number) =>
  runOp("PadV2", [], [x, constant([0, rows, 0, 0], "int32", [2, 2]), constant([0], "float32", [])]);

/** `[time · batch, in]` → `[out · batch, width · in]`: for each output row, the input rows it sees. */
function columns(x: tf.Tensor, width: number, { batch, stride, dilation }: Conv1dAttributes): tf.Tensor {
  if (width === 1 && stride === 1) return x.clone();
  const [rows, inputs] = x.shape as [number, number];
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
  const taps = runOp("GatherV2", [], [addZeroRows(x, 1), tf.tensor1d(seen, "int32"), constant([0], "int32", [])]);
  return reshape(taps, [-1, width * inputs]);
}

/** The transpose: `[out · batch, out channels]` → what each of the `rows` = time · batch inputs gave to it, `[rows, in]`. */
function spread(
  dy: tf.Tensor,
  weight: tf.Tensor,
  rows: number,
  { batch, stride, dilation }: Conv1dAttributes,
): tf.Tensor {
  const [width, inputs, outputs] = weight.shape as [number, number, number];
  if (width === 1 && stride === 1) return multiply(dy, matrix(weight), false, true);
  const group = dilation * batch;
  const groups = Math.ceil(rows / group);
  const missing = groups * group - rows;
  const attributes = [intAttr("strides", [1, stride, 1, 1]), stringAttr("padding", "SAME")];
  const gradient = runOp("Conv2DBackpropInput", attributes, [
    constant([1, groups, group, inputs]),
    reshape(weight, [width, 1, inputs, outputs]),
    reshape(missing === 0 ? dy : addZeroRows(dy, missing), [1, -1, group, outputs]),
  ]);
  const all = reshape(gradient, [-1, inputs]);
  return missing === 0 ? all : tf.slice(all, [0, 0], [rows, inputs]);
}

type Inputs = { x: tf.Tensor; weight: tf.Tensor; bias: tf.Tensor };

const convolution = defineKernel<Inputs, Conv1dAttributes>({
  name: "LslmConv1d",
  forward: ({ x, weight, bias }, attributes) =>
    tf.tidy(() => {
      const frames = columns(x, weight.shape[0] as number, attributes);
      return [addBias(multiply(frames, matrix(weight)), bias), frames];
    }),
  save: { inputs: ["x", "weight"], outputs: [false, true] },
  gradient: (dy, saved, attributes) => {
    const [x, weight, frames] = saved as [tf.Tensor2D, tf.Tensor3D, tf.Tensor];
    return {
      x: () => tf.tidy(() => spread(dy, weight, x.shape[0], attributes)),
      weight: () => tf.tidy(() => reshape(multiply(frames, dy, true), weight.shape)),
      bias: () => biasGradient(dy),
    };
  },
});

const transposed = defineKernel<Inputs, Conv1dAttributes>({
  name: "LslmTransposedConv1d",
  forward: ({ x, weight, bias }, attributes) =>
    tf.tidy(() => {
      const rows = (x.shape[0] as number) * attributes.stride;
      return addBias(spread(x, weight, rows, attributes), bias);
    }),
  save: { inputs: ["x", "weight"] },
  gradient: (dy, saved, attributes) => {
    const [x, weight] = saved as [tf.Tensor2D, tf.Tensor3D];
    const frames = () => columns(dy, weight.shape[0], attributes);
    return {
      x: () => tf.tidy(() => multiply(frames(), matrix(weight))),
      weight: () => tf.tidy(() => reshape(multiply(frames(), x, true), weight.shape)),
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
