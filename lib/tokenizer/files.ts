// A tokenizer as one safetensors file: networks, codes, normalisation of its features; settings as metadata.
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
import type { VqVaeSettings } from "./settings";
import { VqVae } from "./vqvae";

/** What turns a clip into codes: the network, and how its features are normalised. */
export interface Tokenizer {
  vqvae: VqVae;
  normalization: Normalization;
  /** frames per second that it was trained on */
  fps: number;
}

export function saveTokenizer(path: string, { vqvae, normalization, fps }: Tokenizer): void {
  const entries = new Map<string, SafetensorsEntry>();
  for (const [name, tensor] of vqvae.save()) {
    entries.set(name, float32Entry(tensor.dataSync() as Float32Array, tensor.shape));
  }
  entries.set("normalization.mean", float32Entry(normalization.mean, [normalization.mean.length]));
  entries.set("normalization.std", float32Entry(normalization.std, [normalization.std.length]));
  writeSafetensors(path, entries, {
    kind: "lslm-tokenizer",
    fps: String(fps),
    settings: JSON.stringify(vqvae.settings),
  });
}

/** @throws UserError when there is no such file; FormatError when it is no tokenizer */
export function loadTokenizer(path: string): Tokenizer {
  const { tensors, metadata } = readSafetensors(path);
  if (metadata.kind !== "lslm-tokenizer" || !metadata.settings) {
    throw new FormatError(path, "metadata", "not a tokenizer of this project");
  }
  const settings = JSON.parse(metadata.settings) as VqVaeSettings;
  const values = (name: string) => {
    const entry = tensors.get(name);
    if (!entry) throw new FormatError(path, name, "this tensor is missing");
    return float32Values(entry, path, name);
  };
  const vqvae = new VqVae(settings, 0);
  const saved = new Map<string, tf.Tensor>();
  for (const [name, entry] of tensors) saved.set(name, tf.tensor(values(name), entry.shape, "float32"));
  try {
    vqvae.restore(saved);
  } catch (error) {
    vqvae.dispose();
    throw new FormatError(path, "tensors", (error as Error).message);
  } finally {
    tf.dispose([...saved.values()]);
  }
  const normalization = { mean: values("normalization.mean"), std: values("normalization.std") };
  return { vqvae, normalization, fps: Number(metadata.fps) };
}
