// A LoRA adapter, and new tokens beside it, as a folder that PEFT loads: adapter_config.json and
// adapter_model.safetensors, names as PEFT saves them.
// https://huggingface.co/docs/peft/developer_guides/checkpoint
import { join } from "node:path";
import { z } from "zod";
import {
  float32Entry,
  float32Values,
  halfEntry,
  readSafetensors,
  type SafetensorsEntry,
  writeSafetensors,
} from "../data/formats/safetensors";
import { FormatError } from "../errors";
import { writeFileAtomic } from "../io/atomic";
import { tf } from "../tensor/backend";
import { LORA_TARGETS, type Lora, type LoraSettings } from "./lora";
import { readJsonFile } from "./modelFolder";
import type { NewTokens } from "./newTokens";

const CONFIG = "adapter_config.json";

export interface AdapterFileOptions {
  /** Hugging Face id of the model that the adapter belongs to */
  baseModel?: string;
  /** rows that are stored beside the adapter */
  newTokens?: NewTokens;
  /** store half precision: half the size, 3 decimal digits */
  half?: boolean;
}

/** Writes `adapter_config.json` and `adapter_model.safetensors` into the folder. */
export function saveAdapter(
  folder: string,
  lora: Lora,
  { baseModel = "HuggingFaceTB/SmolLM2-135M-Instruct", newTokens, half = false }: AdapterFileOptions = {},
): void {
  const entryOf = half ? halfEntry : float32Entry;
  const entries = new Map<string, SafetensorsEntry>();
  for (const [name, tensor] of [...lora.parameters.save(), ...(newTokens?.parameters.save() ?? [])]) {
    entries.set(name, entryOf(tensor.dataSync() as Float32Array, tensor.shape));
  }
  const { rank, alpha, targets, dropout = 0 } = lora.settings;
  const config = {
    base_model_name_or_path: baseModel,
    bias: "none",
    fan_in_fan_out: false,
    inference_mode: true,
    init_lora_weights: true,
    lora_alpha: alpha,
    lora_dropout: dropout,
    modules_to_save: null,
    peft_type: "LORA",
    r: rank,
    target_modules: [...targets].sort(),
    task_type: "CAUSAL_LM",
    trainable_token_indices: newTokens?.indices ?? null,
    use_dora: false,
    use_rslora: false,
  };
  writeSafetensors(join(folder, "adapter_model.safetensors"), entries, { format: "pt" });
  writeFileAtomic(join(folder, CONFIG), `${JSON.stringify(config, null, 2)}\n`);
}

/**
 * Reads a folder of `saveAdapter` or of PEFT into an adapter of the same rank, scale and targets, and into as many new
 * tokens.
 * @throws UserError when a file is missing; FormatError when the adapter is of another kind or size
 */
export function loadAdapter(folder: string, lora: Lora, newTokens?: NewTokens): void {
  checkConfig(folder, lora, newTokens);
  const path = join(folder, "adapter_model.safetensors");
  const { tensors } = readSafetensors(path);
  const sets = [lora.parameters, ...(newTokens ? [newTokens.parameters] : [])];
  const unknown = [...tensors.keys()].find((name) => !sets.some((set) => set.has(name)));
  if (unknown) throw new FormatError(path, `tensor ${unknown}`, "this adapter has no place for it");
  const saved = new Map<string, tf.Tensor>();
  try {
    for (const set of sets) {
      for (const name of set.names) {
        const entry = tensors.get(name);
        if (!entry) throw new FormatError(path, `tensor ${name}`, "it is missing");
        const { shape } = set.variable(name);
        if (entry.shape.join() !== shape.join()) {
          throw new FormatError(path, `tensor ${name}`, `shape [${entry.shape}], expected [${shape}]`);
        }
        saved.set(name, tf.tensor(float32Values(entry, path, name), entry.shape, "float32"));
      }
    }
    for (const set of sets) set.restore(saved);
  } finally {
    tf.dispose([...saved.values()]);
  }
}

const settingsSchema = z.object({
  r: z.number().int().positive(),
  lora_alpha: z.number(),
  lora_dropout: z.number().gte(0).lt(1).default(0),
  target_modules: z.array(z.enum(LORA_TARGETS)),
});

/**
 * What kind of adapter a folder of `saveAdapter` or of PEFT holds, to make one that `loadAdapter` fills.
 * @throws UserError when there is no such folder; FormatError naming what is not as ours are
 */
export function adapterSettings(folder: string): Required<LoraSettings> {
  const { r, lora_alpha, lora_dropout, target_modules } = readJsonFile(folder, CONFIG, settingsSchema);
  const targets = LORA_TARGETS.filter((target) => target_modules.includes(target));
  return { rank: r, alpha: lora_alpha, targets, dropout: lora_dropout };
}

function checkConfig(folder: string, lora: Lora, newTokens: NewTokens | undefined): void {
  const config = readJsonFile(folder, CONFIG, z.record(z.string(), z.unknown()));
  const path = join(folder, CONFIG);
  const { rank, alpha, targets } = lora.settings;
  const expected: Record<string, unknown> = {
    peft_type: "LORA",
    r: rank,
    lora_alpha: alpha,
    target_modules: [...targets].sort(),
    trainable_token_indices: newTokens?.indices ?? null,
  };
  for (const [key, value] of Object.entries(expected)) {
    const given = config[key] ?? null;
    const found: unknown = Array.isArray(given) ? [...given].sort() : given;
    if (JSON.stringify(found) !== JSON.stringify(value)) {
      throw new FormatError(path, key, `${JSON.stringify(found)}, expected ${JSON.stringify(value)}`);
    }
  }
  // These change what the same matrices mean.
  for (const key of ["use_dora", "use_rslora", "fan_in_fan_out"]) {
    if (config[key]) throw new FormatError(path, key, "this variant of LoRA is not supported");
  }
}
