// Matrix products in bfloat16 beside float32, with and without the casts: whether a bfloat16 mode would pay here.
import { backend, boolAttr, DType, type Handle, tf, typeAttr } from "../lib/tensor/backend";

/** rows × inner × columns: the tokenizer's widest convolution in a step of the paper's network, and a square. */
const SIZES = [
  [4096, 1536, 512],
  [1024, 1024, 1024],
] as const;
const SECONDS = 2;

const { binding } = backend();
const idOf = (tensor: tf.Tensor) => backend().getInputTensorIds([tensor])[0] as number;

function multiply(a: number, b: number, dtype: number): void {
  const attributes = [boolAttr("transpose_a", false), boolAttr("transpose_b", false), typeAttr("T", dtype)];
  const [product] = binding.executeOp("MatMul", attributes, [a, b], 1) as [Handle];
  binding.deleteTensor(product.id);
}

function narrowed(id: number): number {
  const attributes = [typeAttr("SrcT", DType.float32), typeAttr("DstT", DType.bfloat16), boolAttr("Truncate", false)];
  return (binding.executeOp("Cast", attributes, [id], 1)[0] as Handle).id;
}

/** The least time of a call, ms, in turn with the others. */
function least(calls: readonly (() => void)[]): number[] {
  const best = calls.map(() => Number.POSITIVE_INFINITY);
  const end = performance.now() + 1000 * SECONDS;
  while (performance.now() < end) {
    calls.forEach((call, i) => {
      const start = performance.now();
      call();
      best[i] = Math.min(best[i] as number, performance.now() - start);
    });
  }
  return best;
}

for (const [rows, inner, columns] of SIZES) {
  const [a, b] = [tf.randomNormal([rows, inner]), tf.randomNormal([inner, columns])].map(idOf) as [number, number];
  const [narrowA, narrowB] = [narrowed(a), narrowed(b)];
  const withCasts = () => {
    const ids = [narrowed(a), narrowed(b)] as const;
    multiply(...ids, DType.bfloat16);
    for (const id of ids) binding.deleteTensor(id);
  };
  const [single, half, cast] = least([
    () => multiply(a, b, DType.float32),
    () => multiply(narrowA, narrowB, DType.bfloat16),
    withCasts,
  ]) as [number, number, number];
  const speed = (milliseconds: number) => `${((2 * rows * inner * columns) / milliseconds / 1e6).toFixed(0)} GFLOP/s`;
  console.log(
    `${rows}×${inner} · ${inner}×${columns}: float32 ${speed(single)}; bfloat16 ${speed(half)}, ratio of times ` +
      `${(half / single).toFixed(2)}; with the casts of both ${(cast / single).toFixed(2)}`,
  );
}
