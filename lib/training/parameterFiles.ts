// A parameter set as a safetensors file.
import {
  float32Entry,
  float32Values,
  readSafetensors,
  type SafetensorsEntry,
  writeSafetensors,
} from "../data/formats/safetensors";
import { FormatError } from "../errors";
import { tf } from "../tensor/backend";
import type { ParameterSet } from "./parameters";

export function saveParameters(path: string, parameters: ParameterSet, metadata: Record<string, string> = {}): void {
  const entries = new Map<string, SafetensorsEntry>();
  for (const [name, tensor] of parameters.save()) {
    entries.set(name, float32Entry(tensor.dataSync() as Float32Array, tensor.shape));
  }
  writeSafetensors(path, entries, metadata);
}

/** @throws UserError when there is no such file; FormatError when a tensor is missing or of another shape */
export function loadParameters(path: string, parameters: ParameterSet): void {
  const saved = new Map<string, tf.Tensor>();
  for (const [name, entry] of readSafetensors(path).tensors) {
    saved.set(name, tf.tensor(float32Values(entry, path, name), entry.shape, "float32"));
  }
  try {
    parameters.restore(saved);
  } catch (error) {
    throw new FormatError(path, "tensors", (error as Error).message);
  } finally {
    tf.dispose([...saved.values()]);
  }
}
