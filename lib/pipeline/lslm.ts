// A trained LSLM: signing in, English out. On disk it is a folder: config.json, tokenizer.safetensors,
// projector.safetensors and the LoRA adapter in PEFT's files, where the language model stays where it is and is named by
// its path; or, where all of it was tuned, the language model itself as a Hugging Face folder.
import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { resampleJoints } from "../body/resample";
import { type Config, configSchema } from "../config";
import type { Clip } from "../data/clip";
import { FormatError, UserError } from "../errors";
import { writeFileAtomic } from "../io/atomic";
import { loadAdapter, saveAdapter } from "../llm/adapterFiles";
import { llamaConfigJson } from "../llm/folderModel";
import { LanguageModel } from "../llm/languageModel";
import { saveLanguageModel } from "../llm/saveModel";
import { loadTokenizer, saveTokenizer, type Tokenizer } from "../tokenizer/files";
import { loadParameters, saveParameters } from "../training/parameterFiles";
import type { Translator } from "../translation/translator";
import { prepareClip } from "./preparedCorpus";
import { untrainedTranslator } from "./translatorStage";

/** The repository's root: relative paths of models begin there. */
const ROOT = resolve(__dirname, "../..");

/** In a model's folder: the language model, where all of it was tuned. */
const TUNED_MODEL = "language-model";

export const modelPath = (config: Config): string => resolve(ROOT, config.translation.model);

/** The default model by its Hugging Face id, any other by its path: both are what PEFT can load. */
const baseModelOf = ({ translation: { model } }: Config): string =>
  basename(model) === "smollm2-135m-instruct.gguf" ? "HuggingFaceTB/SmolLM2-135M-Instruct" : model;

export const isFullyTuned = ({ translation }: Config): boolean => translation.tuning === "full";

/**
 * The language model that a configuration trains with: the one that is loaded already, unless all of it is tuned; then
 * one of its own, for it will be another.
 * @throws UserError when it could not be saved when tuned, and as `LanguageModel.load`
 */
export async function backboneOf(config: Config, loaded?: LanguageModel): Promise<LanguageModel> {
  if (loaded && !isFullyTuned(config)) return loaded;
  const { bfloat16 = false } = config.translation;
  const model = await LanguageModel.load(modelPath(config), { trainable: isFullyTuned(config), bfloat16 });
  // Said before hours of training rather than after them.
  if (isFullyTuned(config)) llamaConfigJson(model.config);
  return model;
}

/** Everything between a clip and its English. */
export class Lslm {
  constructor(
    readonly config: Config,
    readonly tokenizer: Tokenizer,
    readonly translator: Translator,
  ) {}

  save(folder: string): void {
    mkdirSync(folder, { recursive: true });
    saveTokenizer(join(folder, "tokenizer.safetensors"), this.tokenizer);
    saveParameters(join(folder, "projector.safetensors"), this.translator.projector.parameters);
    const { lora, model } = this.translator;
    if (lora) saveAdapter(folder, lora, { baseModel: baseModelOf(this.config) });
    else saveLanguageModel(join(folder, TUNED_MODEL), model);
    writeFileAtomic(join(folder, "config.json"), `${JSON.stringify(this.config, null, 2)}\n`);
  }

  /**
   * @param model the language model, where it is loaded already; one that was tuned itself is read from the folder
   * @throws UserError when the folder holds no model; FormatError when a file of it is damaged
   */
  static async load(folder: string, model?: LanguageModel): Promise<Lslm> {
    const file = join(folder, "config.json");
    if (!existsSync(file))
      throw new UserError(`${folder}: there is no trained model (no config.json); name a run's model folder`);
    const config = readConfig(file);
    const tokenizer = loadTokenizer(join(folder, "tokenizer.safetensors"));
    const backbone = isFullyTuned(config)
      ? await LanguageModel.load(join(folder, TUNED_MODEL))
      : await backboneOf(config, model);
    // The words only place an untrained φ; the saved one overwrites it.
    const translator = untrainedTranslator(config, backbone, tokenizer, [0, 1]);
    loadParameters(join(folder, "projector.safetensors"), translator.projector.parameters);
    if (translator.lora) loadAdapter(folder, translator.lora);
    return new Lslm(config, tokenizer, translator);
  }

  /** Codes of a clip of any frame rate and any position. */
  codesOf(clip: Clip): Int32Array {
    const { vqvae, normalization, fps } = this.tokenizer;
    const same = clip.fps === fps;
    const resampled = same ? clip : { ...clip, ...resampleJoints(clip.joints, clip.frames, clip.fps, fps), fps };
    const { features, frames } = prepareClip(resampled, normalization);
    return vqvae.tokenize(features, frames);
  }

  /** English of each clip. */
  async translate(clips: readonly Clip[], signal?: AbortSignal): Promise<string[]> {
    const { maxNewTokens } = this.config.translation;
    return this.translator.translate(
      clips.map((clip) => this.codesOf(clip)),
      { maxNewTokens, ...(signal ? { signal } : {}) },
    );
  }

  /** Frees tokenizer and translator; the language model is its owner's, unless it was tuned itself. */
  dispose(): void {
    this.tokenizer.vqvae.dispose();
    this.translator.dispose();
    if (isFullyTuned(this.config)) this.translator.model.dispose();
  }
}

function readConfig(file: string): Config {
  try {
    return configSchema.parse(JSON.parse(readFileSync(file, "utf8")));
  } catch (error) {
    throw new FormatError(file, "settings", (error as Error).message.split("\n")[0] ?? "unreadable");
  }
}
