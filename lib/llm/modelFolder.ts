// A model's folder as Hugging Face lays it out: config.json, model.safetensors whole or in shards named by
// model.safetensors.index.json, and small JSON files beside them. https://huggingface.co/docs/safetensors
import { existsSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { dequantize, type QuantizationName } from "../data/formats/ggufQuantization";
import { float32Values, SafetensorsFile } from "../data/formats/safetensors";
import { FormatError, UserError } from "../errors";
import type { Part, WeightSource } from "./weightLayout";

const WHOLE = "model.safetensors";
const INDEX = "model.safetensors.index.json";

/** Types that have a quick way to float32. */
const quick: ReadonlySet<string> = new Set(["F32", "F16", "BF16"] satisfies QuantizationName[]);

/** The weights of a folder, whichever shard they lie in; `close` it. */
export class ModelFolder implements WeightSource {
  private readonly shards = new Map<string, SafetensorsFile>();
  private readonly places: ReadonlyMap<string, SafetensorsFile>;

  /**
   * @throws UserError when there is no such folder or it holds no weights
   * @throws FormatError when a shard is damaged, or lacks what the index says
   */
  constructor(readonly path: string) {
    if (!existsSync(path) || !statSync(path).isDirectory()) {
      throw new UserError(`${path}: there is no such folder; name a .gguf file or a folder with config.json`);
    }
    try {
      this.places = existsSync(join(path, WHOLE)) ? this.whole() : this.sharded();
    } catch (error) {
      this.close();
      throw error;
    }
  }

  get names(): readonly string[] {
    return [...this.places.keys()];
  }

  read({ name, shape }: Part): Float32Array {
    const file = this.places.get(name);
    if (!file) throw new FormatError(this.path, `tensor ${name}`, "it is missing");
    const found = file.entries.get(name)?.shape ?? [];
    if (found.join() !== shape.join()) {
      throw new FormatError(file.path, `tensor ${name}`, `shape [${found}], expected [${shape}]`);
    }
    const entry = file.read(name);
    if (!quick.has(entry.dtype)) return float32Values(entry, file.path, name);
    const count = shape.reduce((product, size) => product * size, 1);
    return dequantize(entry.dtype as QuantizationName, entry.data, count);
  }

  close(): void {
    for (const shard of this.shards.values()) shard.close();
    this.shards.clear();
  }

  private whole(): Map<string, SafetensorsFile> {
    const file = this.open(WHOLE);
    return new Map([...file.entries.keys()].map((name) => [name, file]));
  }

  private sharded(): Map<string, SafetensorsFile> {
    if (!existsSync(join(this.path, INDEX))) {
      throw new UserError(`${this.path}: there is neither ${WHOLE} nor ${INDEX}; convert the weights to safetensors`);
    }
    const { weight_map: map } = readJsonFile(
      this.path,
      INDEX,
      z.object({ weight_map: z.record(z.string(), z.string()) }),
    );
    return new Map(
      Object.entries(map).map(([name, shard]) => {
        if (/[\\/]/.test(shard)) throw new FormatError(join(this.path, INDEX), name, `"${shard}" is no file name`);
        const file = this.shards.get(shard) ?? this.open(shard);
        if (!file.entries.has(name)) throw new FormatError(file.path, `tensor ${name}`, `${INDEX} says it is here`);
        return [name, file];
      }),
    );
  }

  private open(name: string): SafetensorsFile {
    const file = new SafetensorsFile(join(this.path, name));
    this.shards.set(name, file);
    return file;
  }
}

/**
 * A JSON file of a folder, checked.
 * @throws UserError when it is missing; FormatError naming the first field that is not as it should be
 */
export function readJsonFile<T>(folder: string, name: string, schema: z.ZodType<T>): T {
  const path = join(folder, name);
  if (!existsSync(path))
    throw new UserError(`${path}: there is no such file; name a folder as Hugging Face lays it out`);
  let json: unknown;
  try {
    json = JSON.parse(readFileSync(path, "utf8"));
  } catch (error) {
    throw new FormatError(path, "json", (error as Error).message);
  }
  const parsed = schema.safeParse(json);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new FormatError(path, issue?.path.join(".") || "json", issue?.message ?? "unreadable");
}
