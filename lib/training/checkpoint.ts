import type { tf } from "../tensor/backend";
export interface CheckpointFolder { load(): { step: number; tensors: Map<string, tf.Tensor> } | undefined; save(step: number, tensors: ReadonlyMap<string, tf.Tensor>): void }
