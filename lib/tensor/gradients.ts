// Reverse-mode gradients on the tape of TensorFlow.js. Its own walk back keeps every tensor of the forward pass and every
// slope until it is through; here each goes when the last op that reads it is done, so that a step takes half the memory.
import { tf } from "./backend";

/** An op on the tape, as TensorFlow.js records it. */
interface TapeNode {
  kernelName: string;
  inputs: Record<string, tf.Tensor>;
  outputs: tf.Tensor[];
  /** clones of its own that its gradient reads */
  saved: tf.Tensor[];
  gradient?(slopes: (tf.Tensor | undefined)[]): Record<string, () => tf.Tensor>;
}
interface Recorder {
  startTape(): void;
  endTape(): void;
  state: { activeTape: TapeNode[] | null };
}

/**
 * A function's value and its gradient in tensors that it uses.
 * @param slope of something further on in the value; 1 unless given
 * @returns for each input its gradient, none where the value does not depend on it
 */
export function gradients<T extends tf.Tensor>(
  f: () => T,
  inputs: readonly tf.Tensor[],
  slope?: tf.Tensor,
): { value: T; grads: (tf.Tensor | undefined)[] } {
  const { value, tape } = recorded(f);
  const grads = tf.tidy(() => {
    const depending = dependents(tape, inputs);
    const asked = new Set(inputs.map(({ id }) => id));
    const slopes = new Map<number, tf.Tensor>([[value.id, slope?.clone() ?? tf.ones(value.shape)]]);
    for (const node of [...tape].reverse()) {
      const own = node.outputs.map(({ id }) => slopes.get(id));
      if (own.some(Boolean)) addSlopes(node, own, depending, slopes);
      tf.dispose(node.saved);
      for (const { id } of node.outputs) {
        if (asked.has(id)) continue;
        slopes.get(id)?.dispose();
        slopes.delete(id);
      }
    }
    return inputs.map(({ id }) => slopes.get(id));
  });
  return { value, grads };
}

/** The ops of a function that have a gradient, in their order. */
function recorded<T extends tf.Tensor>(f: () => T): { value: T; tape: TapeNode[] } {
  const engine = tf.engine() as unknown as Recorder;
  // The engine has one tape, which that of a gradient inside of a gradient replaces.
  const outer = engine.state.activeTape;
  engine.startTape();
  try {
    const value = tf.tidy(f);
    return { value, tape: engine.state.activeTape as TapeNode[] };
  } finally {
    engine.endTape();
    engine.state.activeTape = outer;
  }
}

/** Ids of all tensors that depend on the inputs, these among them. */
function dependents(tape: readonly TapeNode[], inputs: readonly tf.Tensor[]): Set<number> {
  const found = new Set(inputs.map(({ id }) => id));
  for (const node of tape) {
    if (Object.values(node.inputs).some(({ id }) => found.has(id))) for (const { id } of node.outputs) found.add(id);
  }
  return found;
}

/** Adds what the slopes of an op's outputs make of its inputs'. */
function addSlopes(
  { kernelName, inputs, saved, gradient }: TapeNode,
  own: (tf.Tensor | undefined)[],
  depending: ReadonlySet<number>,
  slopes: Map<number, tf.Tensor>,
): void {
  const wanted = Object.entries(inputs).filter(([, { id }]) => depending.has(id));
  if (wanted.length === 0) return;
  if (!gradient) throw new Error(`${kernelName} has no gradient`);
  const others = new Set([...own, ...saved]);
  const parts = tf.tidy(() => {
    const partOf = gradient(own);
    return wanted.map(([name]) => {
      const part = (partOf[name] as () => tf.Tensor)();
      if (others.has(part)) return part.clone();
      others.add(part);
      return part;
    });
  });
  wanted.forEach(([, { id }], i) => {
    const part = parts[i] as tf.Tensor;
    const before = slopes.get(id);
    slopes.set(id, before ? tf.add(before, part) : part);
    if (before) tf.dispose([before, part]);
  });
}
