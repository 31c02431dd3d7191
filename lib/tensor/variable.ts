// A float32 variable that TensorFlow's fused optimizers update in place: no new tensor, no pass over memory too many.
import {
  backend,
  boolAttr,
  DType,
  type Handle,
  type OpAttribute,
  shapeAttr,
  stringAttr,
  tf,
  typeAttr,
} from "./backend";

let created = 0;

export class ResourceVariable {
  private readonly handle: Handle;
  private value: tf.Tensor | undefined;

  constructor(readonly shape: number[]) {
    const attributes = [
      stringAttr("container", ""),
      // A shared name would make two variables one.
      stringAttr("shared_name", `lslm-${process.pid}-${created++}`),
      typeAttr("dtype", DType.float32),
      shapeAttr("shape", shape),
    ];
    this.handle = backend().binding.executeOp("VarHandleOp", attributes, [], 1)[0] as Handle;
  }

  /** Takes a copy of the values. */
  assign(values: tf.Tensor): void {
    this.release();
    this.execute("AssignVariableOp", [typeAttr("dtype", DType.float32), boolAttr("validate_shape", false)], [values]);
  }

  /** The values as a tensor, the same one until the next update; it belongs to the variable. */
  read(): tf.Tensor {
    if (!this.value || this.value.isDisposed) {
      const { binding } = backend();
      const [output] = binding.executeOp("ReadVariableOp", [typeAttr("dtype", DType.float32)], [this.handle.id], 1);
      this.value = tf.keep(backend().createOutputTensor(output as Handle));
    }
    return this.value;
  }

  /** Runs an op of no output on the variables and tensors given, this variable first. */
  execute(name: string, attributes: OpAttribute[], inputs: readonly (tf.Tensor | ResourceVariable)[]): void {
    const { binding } = backend();
    const ids = inputs.map((input) =>
      input instanceof ResourceVariable ? input.handle.id : (backend().getInputTensorIds([input])[0] as number),
    );
    binding.executeOp(name, attributes, [this.handle.id, ...ids], 0);
  }

  /** Lets go of the tensor that `read` gave: while someone holds it, an update in place must copy first. */
  release(): void {
    this.value?.dispose();
    this.value = undefined;
  }

  dispose(): void {
    this.release();
    const { binding } = backend();
    binding.executeOp("DestroyResourceOp", [boolAttr("ignore_lookup_error", true)], [this.handle.id], 0);
    binding.deleteTensor(this.handle.id);
  }
}
