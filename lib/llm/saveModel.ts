// A trained language model as a Hugging Face folder: config.json, model.safetensors, the tokenizer's files.
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { float32Entry, type SafetensorsEntry, writeSafetensors } from "../data/formats/safetensors";
import { UserError } from "../errors";
import { writeFileAtomic } from "../io/atomic";
import { tf } from "../tensor/backend";
import { llamaConfigJson } from "./folderModel";
import type { LanguageModel } from "./languageModel";
import { splitParts } from "./weightLayout";
import { llamaLayout, slotsOf } from "./weights";

/**
 * Writes a model whose weights are parameters, under Hugging Face's names, so that transformers loads the folder too.
 * @throws UserError when the weights are frozen: they are in the files that they were read from
 */
export function saveLanguageModel(folder: string, model: LanguageModel): void {
  const { parameters, config, tokenizer } = model;
  if (!parameters) throw new UserError(`${folder}: a frozen model is not saved; load it with trainable: true`);
  mkdirSync(folder, { recursive: true });
  const entries = new Map<string, SafetensorsEntry>();
  for (const slot of slotsOf(llamaLayout(config))) {
    const tensors = splitParts(slot, parameters.get(slot.name));
    slot.parts.forEach(({ name, shape }, i) => {
      entries.set(name, float32Entry((tensors[i] as tf.Tensor).dataSync() as Float32Array, shape));
    });
    tf.dispose(tensors);
  }
  writeSafetensors(join(folder, "model.safetensors"), entries, { format: "pt" });
  tokenizer.save(folder);
  writeFileAtomic(join(folder, "config.json"), `${JSON.stringify(llamaConfigJson(config), null, 2)}\n`);
}
