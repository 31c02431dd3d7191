// Sees every tensor of TensorFlow's own that some work makes and frees, the engine's among them.
import { backend, type Handle } from "../../lib/tensor/backend";

interface Watcher {
  /** @param op what made it, with the ids of its inputs; none for values from JavaScript */
  made(tensor: Pick<Handle, "id" | "shape">, op?: { name: string; inputs: readonly number[] }): void;
  freed(id: number): void;
}

export function watchTensors({ made, freed }: Watcher, work: () => void): void {
  const { binding } = backend();
  const createTensor: typeof binding.createTensor = (...args) => {
    const id = binding.createTensor(...args);
    made({ id, shape: args[0] });
    return id;
  };
  const executeOp: typeof binding.executeOp = (...args) => {
    const outputs = binding.executeOp(...args);
    for (const output of outputs) made(output, { name: args[0], inputs: args[2] });
    return outputs;
  };
  const deleteTensor: typeof binding.deleteTensor = (id) => {
    freed(id);
    binding.deleteTensor(id);
  };
  const watched = Object.create(binding, {
    createTensor: { value: createTensor },
    executeOp: { value: executeOp },
    deleteTensor: { value: deleteTensor },
  });
  try {
    Object.assign(backend(), { binding: watched });
    work();
  } finally {
    Object.assign(backend(), { binding });
  }
}
