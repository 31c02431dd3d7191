// Every setting of a run in one typed place: its meaning and unit beside it, the paper's value where it gives one.
// A profile (smoke · quick · course · paper) is a patch on the defaults; a notebook, the CLI or the environment patch it further.
import { z } from "zod";
import { UserError } from "./errors";
import { motionGptSchema } from "./motionGptSettings";
import { profiles } from "./profiles";

const count = z.number().int().positive();
const positive = z.number().positive();
const fraction = z.number().min(0).max(1);

/** How the motions of a corpus on disk are laid out; see data/README.md. */
export const CORPUS_FORMATS = ["signavatars", "soke", "motionx", "humanml3d", "smplx", "pose"] as const;
export type CorpusFormat = (typeof CORPUS_FORMATS)[number];

const corpusSchema = z.strictObject({
  /** which corpus: `fingerspelling` and `synthasl` are made here, any other name is of a folder */
  name: z
    .string()
    .regex(/^[a-z0-9][a-z0-9._-]*$/i, "letters, digits and . _ - are expected")
    .default("fingerspelling"),
  /** folder of a corpus on disk; `data/NAME` unless given */
  path: z.string().optional(),
  /** format of a folder's motions; the only one that is there unless given */
  format: z.enum(CORPUS_FORMATS).optional(),
  /** shares of the clips of a folder that says nothing of splits */
  validationShare: fraction.default(0.05),
  testShare: fraction.default(0.05),
  /** frames a second of a folder's files that do not say; the format's own unless given */
  fps: positive.optional(),
  /** frames a second that all clips of a folder are brought to; unless given, those that differ from the first are left out */
  targetFps: positive.optional(),
  /** whether a folder's hands are relative to the flat hand, not to MANO's mean hand; as the format has it unless given */
  flatHands: z.boolean().optional(),
  /** the user's SMPL-X model file (SMPLX_NEUTRAL.npz): bones as long as each clip's betas make them; a neutral body unless given */
  bodyModel: z.string().optional(),
  /** sentences, or words to be spelled, of each split of a corpus that is made here */
  train: count.default(1500),
  validation: count.default(100),
  test: count.default(100),
  /** clips of each fingerspelled training word, by different signers; 1 unless given */
  renditions: count.optional(),
  /** longest fingerspelled word, letters */
  maxLetters: count.default(6),
  /** slowest and fastest spelling, letters a second */
  lettersPerSecond: z.tuple([positive, positive]).default([2, 3.5]),
  /** longest synthesised sentence, signs */
  maxSigns: count.default(6),
});

const tokenizerSettings = z.strictObject({
  /**
   * how latents become codes: a codebook by moving average (T2M-GPT, LSLM), one by gradients, `layers` of them one after
   * the other (RVQ), or a fixed grid (FSQ)
   */
  quantizer: z.enum(["ema", "gradient", "residual", "fsq"]).default("ema"),
  /** codebooks of `residual`, each of `codes` entries */
  layers: z.number().int().min(2).max(6).default(4),
  /** body, left and right hand each with networks and codes of their own, as SOKE */
  decoupled: z.boolean().default(false),
  /** codebook entries; LSLM finds 1024 best of 512, 1024, 1528 */
  codes: count.default(512),
  /** dims of a code; 512 in T2M-GPT, not given in LSLM; those of `fsq` follow from `codes` */
  codeDim: count.default(128),
  /** channels of the convolutions; 512 in T2M-GPT */
  width: count.default(192),
  /** halvings of time: 2 makes one code of 4 frames */
  downsamplings: count.default(2),
  /** residual blocks a level; 3 in T2M-GPT */
  depth: count.default(2),
  /** dilation of block i is growth^i */
  dilationGrowth: count.default(3),
  /** β of LSLM Eq. 2; value not given there, 0.02 in T2M-GPT */
  commitment: positive.default(0.02),
  /** weight of the smooth-L1 over joint positions, beside the one over all dims; 0.5 in T2M-GPT */
  positionWeight: z.number().min(0).default(0.5),
  /** weight of the smooth-L1 over the finger joints' rotations: signs differ by fingers, errors by arms; ours */
  fingerWeight: z.number().min(0).default(3),
  /**
   * weight of the smooth-L1 over the rotations of spine, neck and head, which mark questions and negation by turns too
   * small to be kept beside arms and fingers; what it keeps of them a single codebook loses of the hands, while parts
   * with codebooks of their own keep them anyway (`decoupled`); none unless given; ours
   */
  nonManualWeight: z.number().min(0).optional(),
  /** μ of the codebook's moving average; 0.99 in T2M-GPT */
  decay: fraction.default(0.99),
  /** a code used less often than this a step, on average, restarts */
  deadBelow: positive.default(0.1),
  /** frames of a training window, a multiple of 2^downsamplings */
  window: count.default(32),
  batch: count.default(32),
  steps: count.default(250),
  learningRate: positive.default(6e-4),
  warmup: z.number().int().min(0).default(20),
});
const tokenizerSchema = tokenizerSettings
  .refine(({ quantizer, codes }) => quantizer !== "fsq" || largestPrimeFactor(codes) <= 13, {
    path: ["codes"],
    error: "the grid of fsq has 2 to 16 levels a dim, whose product are the codes: take e.g. 512, 1000, 1024 or 4096",
  })
  .refine(({ window, downsamplings }) => window % 2 ** downsamplings === 0, {
    path: ["window"],
    error: "a window is made of whole codes: take a multiple of 2^tokenizer.downsamplings frames",
  });

const projectorSchema = z.strictObject({
  /** what φ is of: the tokenizer's code vectors, or embeddings of the codes that are learned; `codebook` unless given */
  input: z.enum(["codebook", "learned"]).optional(),
  /** hidden width of φ's two layers; not given in LSLM */
  hidden: count.default(512),
  /** steps of the lexical alignment that comes before the LLM sees a gesture; 0 leaves it out */
  lexicalSteps: z.number().int().min(0).default(300),
  /** clips a lexical step */
  lexicalBatch: count.default(256),
  lexicalLearningRate: positive.default(3e-3),
});

const loraSchema = z.strictObject({
  rank: count.default(16),
  alpha: positive.default(32),
  /** linear layers that get an adapter, by their Hugging Face names */
  targets: z
    .array(z.enum(["q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj"]))
    .default(["q_proj", "v_proj"]),
  /** share of an adapter's inputs left out in each training step; 0 unless given */
  dropout: fraction.optional(),
});

/** The rows of LSLM's table of schemes; see `translation/schemes.ts`. */
export const SCHEMES = ["direct-llm", "direct-both", "joint-llm", "joint-both", "staged-llm", "staged-both"] as const;
export type SchemeName = (typeof SCHEMES)[number];

/** A stretch of training. */
const stageSchema = z
  .strictObject({
    /** names its checkpoints, its metrics and its random numbers */
    name: z.string().regex(/^[a-z][a-z0-9 -]*$/, "small letters, digits, spaces and - are expected"),
    /** what moves, the rest stays as it is; of the llm what `translation.tuning` says */
    trains: z.array(z.enum(["projector", "llm"])).min(1),
    /** the corpus' own task, or instructions of all kinds */
    on: z.enum(["translation", "instructions"]),
    /** how long: a share of `translation.steps`, or steps */
    share: fraction.optional(),
    steps: z.number().int().min(0).optional(),
    /** whether the loss is the mean over tokens, the default, or over answers, so that a short one counts as much */
    meanOver: z.enum(["tokens", "answers"]).optional(),
  })
  .refine(({ share, steps }) => (share === undefined) !== (steps === undefined), {
    error: "a stage is as long as its share of translation.steps, or as its steps: give one of the two",
  });

/** What other parts of a run are named. */
const TAKEN_STAGES = ["tokenizer", "alignment", "evaluation"];

const stagesSchema = z
  .array(stageSchema)
  .min(1)
  .refine(
    (stages) => {
      const names = [...TAKEN_STAGES, ...stages.map(({ name }) => name)];
      return new Set(names).size === names.length;
    },
    { error: `every stage needs a name of its own, other than ${TAKEN_STAGES.join(", ")}` },
  );

const translationSchema = z.strictObject({
  /** the language model: a GGUF file, or a folder as Hugging Face lays it out */
  model: z.string().default(".cache/models/smollm2-135m-instruct.gguf"),
  steps: count.default(45),
  /** what is trained after the lexical alignment, on what and how long; projector and llm together unless given */
  scheme: z
    .union([z.enum(SCHEMES), stagesSchema], {
      error: (issue) => {
        const ofStages = issue.code === "invalid_union" && Array.isArray(issue.input) ? issue.errors.at(-1) : undefined;
        if (!ofStages) return `${SCHEMES.join(", ")} or a list of stages is expected`;
        return ofStages.map(({ path, message }) => [...path, message].join(": ")).join("; ");
      },
    })
    .optional(),
  /**
   * what is trained of the llm: adapters beside its weights, or all of its weights, which the run then saves, in
   * checkpoints of 12 bytes a weight; `lora` unless given
   */
  tuning: z.enum(["lora", "full"]).optional(),
  batch: count.default(16),
  /** peak rate of the LoRA adapters */
  learningRate: positive.default(2e-3),
  /** peak rate of all of the llm's weights, where these are tuned: far below that of adapters; 5e-5 unless given */
  fullLearningRate: positive.optional(),
  /** peak rate of the projector */
  projectorLearningRate: positive.default(2e-3),
  warmup: z.number().int().min(0).default(8),
  /** parts that a batch is computed in, for less memory and the same gradient; 1 unless given */
  parts: count.optional(),
  /** keeps only each layer's input for the gradient: less memory, a third more time */
  checkpointing: z.boolean().optional(),
  /** holds a frozen language model in half the memory, its weights rounded to 8 bits of mantissa */
  bfloat16: z.boolean().optional(),
  /** longest answer, text tokens */
  maxNewTokens: count.default(24),
});

export const configSchema = z.strictObject({
  profile: z.enum(["smoke", "quick", "course", "paper"]).default("quick"),
  seed: z.number().int().min(0).default(0),
  corpus: corpusSchema.prefault({}),
  tokenizer: tokenizerSchema.prefault({}),
  projector: projectorSchema.prefault({}),
  lora: loraSchema.prefault({}),
  translation: translationSchema.prefault({}),
  /** the baseline; see `motionGptSettings.ts` */
  motionGpt: motionGptSchema.optional(),
});

export type Config = z.infer<typeof configSchema>;
export type Stage = z.infer<typeof stageSchema>;
export type ProfileName = Config["profile"];
export type CorpusName = Config["corpus"]["name"];

/**
 * A complete configuration: defaults, then the profile, then the overrides.
 * @param overrides dotted names to values, e.g. `{ "tokenizer.codes": 1024, seed: 3 }`
 * @throws UserError naming the setting, what it is and what it may be
 */
export function configure(
  profile: ProfileName,
  corpus: CorpusName,
  overrides: Readonly<Record<string, unknown>> = {},
): Config {
  const patches = [profiles[profile]?.all, profiles[profile]?.[corpus], { corpus: { name: corpus } }];
  const merged: Record<string, unknown> = { profile };
  for (const patch of patches) {
    for (const [section, values] of Object.entries(patch ?? {})) {
      merged[section] = { ...(merged[section] as object | undefined), ...(values as object) };
    }
  }
  for (const [name, value] of Object.entries(overrides)) setByName(merged, name, value);
  const parsed = configSchema.safeParse(merged);
  if (!parsed.success) throw new UserError(describe(parsed.error));
  return parsed.data;
}

/** The profile named by `LSLM_PROFILE` (default `quick`). */
export function profileFromEnvironment(environment: NodeJS.ProcessEnv = process.env): ProfileName {
  const name = environment.LSLM_PROFILE ?? "quick";
  const known = Object.keys(profiles);
  if (!known.includes(name)) {
    throw new UserError(`LSLM_PROFILE=${name}: there is no such profile; use one of ${known.join(", ")}`);
  }
  return name as ProfileName;
}

/**
 * Overrides from a text as the CLI's `--set` and `LSLM_SET` take it: `tokenizer.codes=1024,seed=3`. Lists, objects and
 * texts with commas are JSON: `lora.targets=["q_proj","v_proj"]`.
 */
export function parseOverrides(text: string): Record<string, unknown> {
  const overrides: Record<string, unknown> = {};
  for (const part of assignments(text)) {
    const [name, ...rest] = part.split("=");
    if (!name || rest.length === 0) throw new UserError(`"${part}" is not an override; write name=value`);
    const value = rest.join("=").trim();
    try {
      overrides[name.trim()] = JSON.parse(value);
    } catch {
      overrides[name.trim()] = value;
    }
  }
  return overrides;
}

/** The pieces between commas that are not within a list, an object or a string. */
function assignments(text: string): string[] {
  const pieces = [""];
  let depth = 0;
  for (const token of text.match(/"(?:[^"\\]|\\.)*"|./gs) ?? []) {
    if ("[{".includes(token)) depth++;
    if ("]}".includes(token)) depth = Math.max(0, depth - 1);
    if (token === "," && depth === 0) pieces.push("");
    else pieces[pieces.length - 1] += token;
  }
  return pieces.filter((piece) => piece.trim() !== "");
}

function setByName(target: Record<string, unknown>, name: string, value: unknown): void {
  const [section, field, ...rest] = name.split(".");
  const { shape } = configSchema;
  if (!section || rest.length > 0 || !Object.hasOwn(shape, section)) {
    throw new UserError(`there is no setting "${name}"; the sections are ${Object.keys(shape).join(", ")}`);
  }
  if (field === undefined) target[section] = value;
  else target[section] = { ...(target[section] as object | undefined), [field]: value };
}

function largestPrimeFactor(n: number): number {
  for (let factor = 2; factor * factor <= n; factor++) {
    if (n % factor === 0) return largestPrimeFactor(n / factor);
  }
  return n;
}

function describe(error: z.ZodError): string {
  return error.issues.map((issue) => `setting ${issue.path.join(".")}: ${issue.message}`).join("; ");
}
