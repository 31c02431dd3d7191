// Frozen matrices, in float32 or, at half the memory, in bfloat16 (8 bits of mantissa). Products with a bfloat16 matrix
// are float32 products with its values: on CPUs without bfloat16 instructions TensorFlow's own are many times slower.
import { backend, boolAttr, DType, type Handle, intAttr, tf, typeAttr } from "./backend";

/** A matrix in bfloat16, which TensorFlow.js has no tensor for; its owner disposes of it. */
export class Bfloat16Matrix {
  isDisposed = false;

  private constructor(
    private readonly handle: Handle,
    readonly shape: [number, number],
  ) {}

  /** Values of a float32 matrix, rounded to the nearest, ties to even; the matrix stays its owner's. */
  static from(matrix: tf.Tensor2D): Bfloat16Matrix {
    const id = backend().getInputTensorIds([matrix])[0] as number;
    return new Bfloat16Matrix(cast(id, DType.float32, DType.bfloat16), [...matrix.shape]);
  }

  /** The values as a float32 tensor of the caller's. */
  float32(): tf.Tensor2D {
    return backend().createOutputTensor(cast(this.handle.id, DType.bfloat16, DType.float32)) as tf.Tensor2D;
  }

  /** Some rows as float32: int32 ids `[...]` → `[..., columns]`. */
  rows(ids: tf.Tensor): tf.Tensor {
    const { binding } = backend();
    const axis = tf.scalar(0, "int32");
    const types = [
      typeAttr("Tparams", DType.bfloat16),
      typeAttr("Tindices", DType.int32),
      typeAttr("Taxis", DType.int32),
      intAttr("batch_dims", 0),
    ];
    const inputs = backend().getInputTensorIds([ids, axis]);
    const [found] = binding.executeOp("GatherV2", types, [this.handle.id, ...inputs], 1) as [Handle];
    axis.dispose();
    const rows = cast(found.id, DType.bfloat16, DType.float32);
    binding.deleteTensor(found.id);
    return backend().createOutputTensor(rows);
  }

  dispose(): void {
    if (this.isDisposed) return;
    backend().binding.deleteTensor(this.handle.id);
    this.isDisposed = true;
  }
}

/** A matrix without a gradient. */
export type FrozenMatrix = tf.Tensor2D | Bfloat16Matrix;

function cast(id: number, from: number, to: number): Handle {
  const attributes = [typeAttr("SrcT", from), typeAttr("DstT", to), boolAttr("Truncate", false)];
  return backend().binding.executeOp("Cast", attributes, [id], 1)[0] as Handle;
}

/** `x W` or, turned, `x Wᵀ`: x `[n, in]` float32. For kernels: a gradient of it would reach the weight. */
export function frozenProduct(x: tf.Tensor2D, weight: FrozenMatrix, turned: boolean): tf.Tensor2D {
  if (!(weight instanceof Bfloat16Matrix)) return tf.matMul(x, weight, false, turned) as tf.Tensor2D;
  const values = weight.float32();
  const product = tf.matMul(x, values, false, turned) as tf.Tensor2D;
  values.dispose();
  return product;
}

/** Rows of a frozen table: int32 ids `[...]` → `[..., columns]`. */
export function frozenRows(table: FrozenMatrix, ids: tf.Tensor): tf.Tensor {
  return table instanceof Bfloat16Matrix ? table.rows(ids) : tf.gather(table, ids);
}
