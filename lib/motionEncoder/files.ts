// A motion encoder as one safetensors file: weights, the normalisation of its features, settings and words as metadata.
import type { Normalization } from "../body/normalize";
import {
  float32Entry,
  float32Values,
  readSafetensors,
  type SafetensorsEntry,
  writeSafetensors,
} from "../data/formats/safetensors";
import { FormatError } from "../errors";
import { tf } from "../tensor/backend";
import { MotionEncoder, type MotionEncoderSettings } from "./motionEncoder";

/** An encoder, and how the features that it reads are normalised. */
export interface SavedMotionEncoder {
  encoder: MotionEncoder;
  normalization: Normalization;
}

const KIND = "lslm-motion-encoder";

export function saveMotionEncoder(path: string, { encoder, normalization }: SavedMotionEncoder): void {
  const entries = new Map<string, SafetensorsEntry>();
  for (const [name, tensor] of encoder.parameters.save()) {
    entries.set(name, float32Entry(tensor.dataSync() as Float32Array, tensor.shape));
  }
  entries.set("normalization.mean", float32Entry(normalization.mean, [normalization.mean.length]));
  entries.set("normalization.std", float32Entry(normalization.std, [normalization.std.length]));
  writeSafetensors(path, entries, { kind: KIND, settings: JSON.stringify(encoder.settings) });
}

/** @throws UserError when there is no such file; FormatError when it is no motion encoder */
export function loadMotionEncoder(path: string): SavedMotionEncoder {
  const { tensors, metadata } = readSafetensors(path);
  if (metadata.kind !== KIND || !metadata.settings) {
    throw new FormatError(path, "metadata", "not a motion encoder of this project");
  }
  const saved = new Map<string, tf.Tensor>();
  const encoder = new MotionEncoder(JSON.parse(metadata.settings) as MotionEncoderSettings, 0);
  const values = new Map([...tensors].map(([name, entry]) => [name, float32Values(entry, path, name)]));
  for (const [name, entry] of tensors) saved.set(name, tf.tensor(values.get(name) as Float32Array, entry.shape));
  try {
    encoder.parameters.restore(saved);
  } catch (error) {
    encoder.dispose();
    throw new FormatError(path, "tensors", (error as Error).message);
  } finally {
    tf.dispose([...saved.values()]);
  }
  const [mean, std] = [values.get("normalization.mean"), values.get("normalization.std")];
  if (!mean || !std) throw new FormatError(path, "normalization", "this tensor is missing");
  return { encoder, normalization: { mean, std } };
}
