// Names of runs: profile, corpus, seed, and what differs from the profile, so that other settings lie beside it and
// equal ones are found again, however they were given; and the commands that make them.
import { type Config, configure } from "../config";
import { fingerprintOf } from "../training/checkpoint";

/** The sections that a model depends on. */
type Section = "corpus" | "tokenizer" | "projector" | "lora" | "translation" | "motionGpt";
const TOKENIZER: readonly Section[] = ["corpus", "tokenizer"];
const LSLM: readonly Section[] = [...TOKENIZER, "projector", "lora", "translation"];
const MOTION_GPT: readonly Section[] = [...LSLM, "motionGpt"];

/** Settings of some sections that are not the profile's, by dotted name. */
export function changedSettings(config: Config, sections: readonly Section[] = LSLM): Record<string, unknown> {
  const usual = configure(config.profile, config.corpus.name);
  const changed: Record<string, unknown> = {};
  for (const section of sections) {
    const before = (usual[section] ?? {}) as Record<string, unknown>;
    for (const [name, value] of Object.entries(config[section] ?? {})) {
      if (fingerprintOf([value]) !== fingerprintOf([before[name]])) changed[`${section}.${name}`] = value;
    }
  }
  return changed;
}

/** A run's name, e.g. `quick-synthasl-seed0-translation.scheme-staged-llm`; of an LSLM unless sections are given. */
export function runName(config: Config, sections: readonly Section[] = LSLM): string {
  const { profile, corpus, seed } = config;
  const changed = Object.entries(changedSettings(config, sections)).map(([name, value]) =>
    `-${name}-${shown(value)}`.replace(/[^A-Za-z0-9.-]+/g, "-"),
  );
  return `${profile}-${corpus.name}-seed${seed}${changed.join("")}`;
}

export const tokenizerRunName = (config: Config): string => `tokenizer-${runName(config, TOKENIZER)}`;
export const encoderRunName = (config: Config): string => `motion-encoder-${runName(config, ["corpus"])}`;
export const motionGptRunName = (config: Config): string => `motiongpt-${runName(config, MOTION_GPT)}`;
export const languageModelRunName = (config: Config, architecture: string): string =>
  `${architecture}-${runName(config, ["corpus"])}`;

/** Of the baseline's settings, those of the small T5 that it begins with. */
const T5_SETTINGS = ["layers", "width", "feedForward", "heads", "vocabulary", "englishSteps"] as const;

export function t5RunName({ motionGpt = {}, ...config }: Config): string {
  const own = Object.fromEntries(T5_SETTINGS.flatMap((name) => (name in motionGpt ? [[name, motionGpt[name]]] : [])));
  return `t5-${runName({ ...config, motionGpt: own }, ["corpus", "motionGpt"])}`;
}

/** The command that makes the run, of an LSLM unless sections are given. */
export function trainCommand(
  model: "tokenizer" | "lslm" | "motiongpt",
  config: Config,
  sections: readonly Section[] = LSLM,
): string {
  const { profile, corpus, seed } = config;
  const settings = quoted(
    Object.entries(changedSettings(config, sections))
      .map(([name, value]) => `${name}=${isPlain(value) ? value : JSON.stringify(value)}`)
      .join(","),
  );
  const command = `npx lslm train ${model} --profile ${profile} --corpus ${corpus.name} --seed ${seed}`;
  return settings ? `${command} --set ${settings}` : command;
}

export const tokenizerCommand = (config: Config) => trainCommand("tokenizer", config, TOKENIZER);
export const motionGptCommand = (config: Config) => trainCommand("motiongpt", config, MOTION_GPT);

const isPlain = (value: unknown): boolean => typeof value === "string" && !/[,[\]{}"]/.test(value);

/** As a shell takes it for one word. */
const quoted = (text: string): string => (/^[\w.,=/+-]*$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`);

/** Lists of objects, such as a scheme's stages, by a fingerprint. */
function shown(value: unknown): unknown {
  const isList = Array.isArray(value) && value.some((item) => typeof item === "object");
  return isList ? fingerprintOf(value).slice(0, 8) : value;
}
