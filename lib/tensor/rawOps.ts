// Ops run one after the other on TensorFlow's own tensors, past the engine of TensorFlow.js: for loops of so many small
// ops that its bookkeeping takes several times as long as they do. Without gradients.
import {
  backend,
  boolAttr,
  constant,
  DType,
  device,
  type Handle,
  intAttr,
  type OpAttribute,
  tf,
  typeAttr,
} from "./backend";

export type RawInput = Handle | tf.Tensor;

/** Runs ops and knows what they have made, to free it. */
export class RawOps {
  private made: Handle[] = [];

  /** An op with one output. Types of single inputs need no attribute, for TensorFlow sees them. */
  run(name: string, inputs: readonly RawInput[], attributes: OpAttribute[] = []): Handle {
    return this.runMulti(name, inputs, attributes, 1)[0] as Handle;
  }

  runMulti(name: string, inputs: readonly RawInput[], attributes: OpAttribute[], outputs: number): Handle[] {
    const results = backend().binding.executeOp(name, attributes, inputs.map(idOf), outputs);
    this.made.push(...results);
    return results;
  }

  upload(data: Float32Array | Int32Array, shape: number[]): Handle {
    const dtype = data instanceof Float32Array ? DType.float32 : DType.int32;
    const handle = { id: backend().binding.createTensor(shape, dtype, data), shape, dtype };
    this.made.push(handle);
    return handle;
  }

  /** `a b`, or with turned `a bᵀ`, of the last two axes. */
  batchProduct(a: RawInput, b: RawInput, turned = false): Handle {
    // oneDNN takes over the second version alone, and prepares so long for every shape that small products take many
    // times their time.
    return device() === "cpu"
      ? this.run("BatchMatMulV3", [a, b], turned ? TURNED_THIRD : THIRD)
      : this.run("BatchMatMulV2", [a, b], turned ? TURNED : []);
  }

  /** Float32 parts behind each other. */
  concat(parts: readonly RawInput[], axis: number): Handle {
    const attributes = [intAttr("N", parts.length), typeAttr("T", DType.float32)];
    return this.run("ConcatV2", [...parts, constant([axis], "int32", [])], attributes);
  }

  /** A result that outlives `free`: it is the caller's now. */
  keep(handle: Handle): Handle {
    this.made = this.made.filter(({ id }) => id !== handle.id);
    return handle;
  }

  /** Frees all that was made and is not kept. */
  free(): void {
    freeHandles(this.made);
    this.made = [];
  }
}

export function freeHandles(handles: readonly Handle[]): void {
  const { binding } = backend();
  for (const { id } of handles) binding.deleteTensor(id);
}

const idOf = (input: RawInput): number =>
  input instanceof tf.Tensor ? (backend().getInputTensorIds([input])[0] as number) : input.id;

const TURNED: OpAttribute[] = [boolAttr("adj_y", true)];
const THIRD: OpAttribute[] = [typeAttr("Tout", DType.float32)];
const TURNED_THIRD: OpAttribute[] = [...THIRD, ...TURNED];
