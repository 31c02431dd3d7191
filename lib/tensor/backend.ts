import "../setup/node-compat.cjs";
import * as tf from "@tensorflow/tfjs-node-gpu";

export { tf };

/** TensorFlow's enum values of the dtypes used here (`tensorflow/core/framework/types.proto`). */
export const DType = {
  float32: 1,
  int32: 3,
  string: 7,
  int64: 9,
  bool: 10,
  bfloat16: 14,
  half: 19,
  resource: 20,
} as const;

/** TensorFlow's attribute kinds, as the binding numbers them (`TF_AttrType`). */
const AttrType = { string: 0, int: 1, float: 2, bool: 3, type: 4, shape: 5 } as const;

export interface OpAttribute {
  name: string;
  type: number;
  value: unknown;
}
export const intAttr = (name: string, value: number | number[]): OpAttribute => ({ name, type: AttrType.int, value });
export const floatAttr = (name: string, value: number): OpAttribute => ({ name, type: AttrType.float, value });
export const boolAttr = (name: string, value: boolean): OpAttribute => ({ name, type: AttrType.bool, value });
export const stringAttr = (name: string, value: string): OpAttribute => ({ name, type: AttrType.string, value });
export const typeAttr = (name: string, value: number): OpAttribute => ({ name, type: AttrType.type, value });
export const shapeAttr = (name: string, value: number[]): OpAttribute => ({ name, type: AttrType.shape, value });

/** A tensor of TensorFlow's own, of any dtype (bfloat16, half, resources too); its owner frees it. */
export interface Handle {
  id: number;
  shape: number[];
  dtype: number;
}

interface Binding {
  createTensor(shape: number[], dtype: number, data: ArrayBufferView | unknown[]): number;
  deleteTensor(id: number): void;
  tensorDataSync(id: number): Float32Array | Int32Array | Uint8Array;
  executeOp(name: string, attributes: OpAttribute[], inputs: number[], outputs: number): Handle[];
}
interface NodeBackend {
  binding: Binding;
  isUsingGpuDevice: boolean;
  executeSingleOutput(name: string, attributes: OpAttribute[], inputs: tf.TensorInfo[]): tf.Tensor;
  executeMultipleOutputs(
    name: string,
    attributes: OpAttribute[],
    inputs: tf.TensorInfo[],
    outputs: number,
  ): tf.Tensor[];
  getInputTensorIds(inputs: tf.TensorInfo[]): number[];
  createOutputTensor(handle: Handle): tf.Tensor;
}

/** The TensorFlow backend of this process; CPU or CUDA, the code is the same. */
export function backend(): NodeBackend {
  return tf.backend() as unknown as NodeBackend;
}

/** `"gpu"` when the TensorFlow library found a CUDA device, else `"cpu"`. */
export function device(): "cpu" | "gpu" {
  return backend().isUsingGpuDevice ? "gpu" : "cpu";
}

const constants = new Map<string, Handle>();

/**
 * A small tensor that ops need again and again, e.g. a shape: made once for the process, no one frees it.
 * @param shape `[values.length]` unless given, `[]` for a scalar
 */
export function constant(
  values: readonly number[],
  dtype: "int32" | "float32" = "int32",
  shape: readonly number[] = [values.length],
): Handle {
  const key = `${dtype}/${shape}/${values}`;
  let handle = constants.get(key);
  if (!handle) {
    const data = dtype === "int32" ? Int32Array.from(values) : Float32Array.from(values);
    const id = backend().binding.createTensor([...shape], DType[dtype], data);
    handle = { id, shape: [...shape], dtype: DType[dtype] };
    constants.set(key, handle);
  }
  return handle;
}

/** Runs any registered TensorFlow op with one output. Not on the gradient tape: see `defineKernel`. */
export function runOp(name: string, attributes: OpAttribute[], inputs: readonly (tf.TensorInfo | Handle)[]): tf.Tensor {
  const { binding } = backend();
  const ids = inputs.map((input) =>
    "dataId" in input ? (backend().getInputTensorIds([input])[0] as number) : input.id,
  );
  return backend().createOutputTensor(binding.executeOp(name, attributes, ids, 1)[0] as Handle);
}

/** As `runOp`, for ops with several outputs. */
export function runOpMulti(
  name: string,
  attributes: OpAttribute[],
  inputs: tf.TensorInfo[],
  outputs: number,
): tf.Tensor[] {
  return backend().executeMultipleOutputs(name, attributes, inputs, outputs);
}

type Inputs = Record<string, tf.Tensor>;
export interface KernelDefinition<I extends Inputs, A extends object> {
  /** Unique name, e.g. `"LslmConv1d"`. */
  name: string;
  /** Computes the outputs with `runOp`/`runOpMulti`; the first is the result, others may be saved for the gradient. */
  forward(inputs: I, attributes: A): tf.Tensor | tf.Tensor[];
  /** Which inputs and outputs the gradient needs. */
  save?: { inputs?: (keyof I & string)[]; outputs?: boolean[] };
  /**
   * Gradient with respect to each input, computed only when asked for (a frozen weight costs nothing).
   * `saved` holds the inputs of `save.inputs`, then the outputs marked in `save.outputs`.
   */
  gradient?(dy: tf.Tensor, saved: tf.Tensor[], attributes: A): Partial<{ [K in keyof I]: () => tf.Tensor }>;
}

/**
 * Registers a kernel of our own with its gradient and returns the differentiable function.
 * The engine tracks the outputs, so `tf.tidy` and the tape treat it as any op of tfjs.
 */
export function defineKernel<I extends Inputs, A extends object = Record<string, never>>(
  definition: KernelDefinition<I, A>,
): (inputs: I, attributes?: A) => tf.Tensor {
  const { name, forward, save, gradient } = definition;
  tf.registerKernel({
    kernelName: name,
    backendName: "tensorflow",
    kernelFunc: ({ inputs, attrs }) => forward(inputs as unknown as I, attrs as unknown as A),
  });
  if (gradient) {
    tf.registerGradient({
      kernelName: name,
      inputsToSave: save?.inputs ?? [],
      outputsToSave: save?.outputs ?? [],
      gradFunc: (dy, saved, attrs) =>
        gradient((Array.isArray(dy) ? dy[0] : dy) as tf.Tensor, saved, attrs as unknown as A) as Record<
          string,
          () => tf.Tensor
        >,
    });
  }
  return (inputs, attributes) => {
    const outputs = tf.engine().runKernel(name, inputs, attributes as never) as tf.Tensor | tf.Tensor[];
    if (!Array.isArray(outputs)) return outputs;
    const [result, ...others] = outputs as [tf.Tensor, ...tf.Tensor[]];
    // What the gradient needs of them the tape has taken its own copies of.
    tf.dispose(others);
    return result;
  };
}

// Steps are full of reshapes, for which tfjs makes and frees a tensor of the shape each time.
tf.unregisterKernel("Reshape", "tensorflow");
tf.registerKernel({
  kernelName: "Reshape",
  backendName: "tensorflow",
  kernelFunc: ({ inputs, attrs }) => {
    const { shape } = attrs as unknown as { shape: number[] };
    return runOp("Reshape", [], [inputs.x as tf.TensorInfo, constant(shape)]);
  },
});
