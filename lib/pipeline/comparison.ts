// A table of the paper, made: every row and seed is a run, so a table goes on where it stopped, and rows that share
// corpus and tokenizer share their runs. Scores are over the test clips of all seeds together.
import { existsSync, readFileSync } from "node:fs";
import { basename, relative } from "node:path";
import { type Config, type CorpusName, configure, type ProfileName } from "../config";
import { FormatError, UserError } from "../errors";
import { writeFileAtomic } from "../io/atomic";
import type { LanguageModel } from "../llm/languageModel";
import { REPOSITORY } from "../training/readRun";
import type { Progress } from "../training/trainer";
import type { InstructionSet } from "../translation/instructions/sets";
import {
  type Answers,
  COMPARED,
  type Comparison,
  type Comparisons,
  type Condition,
  type ConditionScores,
  compareAnswers,
  conditions,
  scoreCondition,
  withoutAnswers,
} from "./evaluate";
import { ciderGap, type MeanOfClips, meanOfClips } from "./grounding";
import type { InstructionAnswer } from "./instructionScores";
import { runLanguageModel } from "./languageModelRun";
import { backboneOf, isFullyTuned, modelPath } from "./lslm";
import { runMotionGpt } from "./motionGptRun";
import { loadPreparedCorpus } from "./preparedCorpus";
import { runPipeline, type Translation } from "./runPipeline";
import type { TableRow } from "./tables";

export interface ComparisonPlan {
  title: string;
  /** what makes it again */
  command?: string;
  rows: readonly TableRow[];
  profile: ProfileName;
  corpus: CorpusName;
  seeds: readonly number[];
  /** what all rows have in common beside the profile */
  overrides?: Readonly<Record<string, unknown>>;
}

type Scores = Omit<ConditionScores, "answers">;

export interface ComparedRow extends TableRow {
  /** one a seed */
  runs: string[];
  /** to every test clip of every seed */
  answers: string[];
  scores: Scores;
  /** CIDEr ×100 with the clips' own gestures minus that with another clip's */
  grounding: Comparison;
  /** this row minus the first on the same clips; not of the first */
  against?: Comparisons;
  /** per cent of the instructions that are followed, where the row trains on any */
  instructions?: Partial<Record<InstructionSet, MeanOfClips>>;
}

/** `comparison.json` */
export interface ComparisonRecord extends Omit<ComparisonPlan, "rows"> {
  ids: string[];
  references: string[];
  /** what one gets without reading the gestures, and who is told the glosses; by the first row's model where by any */
  controls: Partial<Record<Condition, { answers: string[]; scores: Scores }>>;
  rows: ComparedRow[];
}

export interface ComparisonOptions {
  /** where the runs lie; results/runs unless given */
  root?: string;
  signal?: AbortSignal;
  onProgress?(progress: Progress): void;
  onMessage?(message: string): void;
  /** told of the table as far as it is ready, row by row */
  onRow?(record: ComparisonRecord): void;
}

/** What one run answers. */
interface Answered {
  run: string;
  translations: readonly Translation[];
  instructions?: readonly InstructionAnswer[];
}

/**
 * Makes or goes on with a table.
 * @throws StoppedError when the signal fires: the same call goes on from there
 */
export async function compare(plan: ComparisonPlan, options: ComparisonOptions = {}): Promise<ComparisonRecord> {
  const { onRow, ...hooks } = options;
  const { rows, ...rest } = plan;
  if (plan.seeds.length === 0) throw new UserError("the table has no seed; name at least one");
  const models = new Backbones();
  const record: ComparisonRecord = { ...rest, ids: [], references: [], controls: {}, rows: [] };
  try {
    for (const [at, row] of rows.entries()) {
      const runs: Answered[] = [];
      for (const seed of plan.seeds) {
        const place = `${row.name}${plan.seeds.length > 1 ? `, seed ${seed}` : ""} (${at + 1} of ${rows.length})`;
        const onProgress = (progress: Progress) =>
          hooks.onProgress?.({ ...progress, stage: `${place}: ${progress.stage}` });
        const config = configure(plan.profile, plan.corpus, { ...plan.overrides, ...row.settings, seed });
        runs.push(await answersOf(row, config, models, { ...hooks, onProgress }));
      }
      addRow(record, row, runs);
      onRow?.(record);
    }
    return record;
  } finally {
    models.dispose();
  }
}

async function answersOf(
  row: TableRow,
  config: Config,
  models: Backbones,
  hooks: Omit<ComparisonOptions, "onRow">,
): Promise<Answered> {
  if (row.baseline) {
    const { translations, folder } = await runMotionGpt(config, await loadPreparedCorpus(config, hooks), hooks);
    return { run: basename(folder), translations: translations[row.baseline] };
  }
  const own = row.backbone ? await withBackbone(config, row.backbone, hooks) : config;
  const model = await models.of(own);
  const { lslm, translations, instructions, folder } = await runPipeline(own, {
    ...hooks,
    ...(model ? { model } : {}),
  });
  lslm.dispose();
  return { run: basename(folder), translations, ...(instructions ? { instructions } : {}) };
}

/** The configuration with a small language model, which is trained unless it is there. */
async function withBackbone(
  config: Config,
  architecture: NonNullable<TableRow["backbone"]>,
  hooks: Omit<ComparisonOptions, "onRow">,
): Promise<Config> {
  const { model } = await runLanguageModel(config, architecture, hooks);
  return { ...config, translation: { ...config.translation, model: relative(REPOSITORY, model) } };
}

/** Language models that several runs share: one at a time is kept. */
class Backbones {
  private key: string | undefined;
  private model: LanguageModel | undefined;

  /** None where a run tunes all of the model: it will be another. */
  async of(config: Config): Promise<LanguageModel | undefined> {
    if (isFullyTuned(config)) return undefined;
    const key = JSON.stringify([modelPath(config), config.translation.bfloat16]);
    if (!this.model || this.key !== key) {
      this.dispose();
      this.model = await backboneOf(config);
      this.key = key;
    }
    return this.model;
  }

  dispose(): void {
    this.model?.dispose();
    this.model = undefined;
  }
}

function addRow(record: ComparisonRecord, row: TableRow, runs: readonly Answered[]): void {
  const translations = runs.flatMap((run) => run.translations);
  const first = record.rows[0];
  if (!first) {
    record.ids = translations.map(({ id }) => id);
    record.references = translations.map(({ reference }) => reference);
    record.controls = controlsOf(translations, record.references);
  } else if (translations.some(({ reference }, i) => reference !== record.references[i])) {
    throw new UserError(`${row.name} answers other clips than ${first.name}: rows of a table share their corpus`);
  }
  const { references } = record;
  const answers = translations.map(({ gestures }) => gestures);
  const shuffled = translations.map((translation) => translation.shuffled);
  const instructions = runs.flatMap((run) => run.instructions ?? []);
  record.rows.push({
    ...row,
    runs: runs.map(({ run }) => run),
    answers,
    scores: scoresOf("gestures", answers, references),
    grounding: ciderGap(answers, shuffled, references),
    ...(first ? { against: against(answers, first.answers, references) } : {}),
    ...(instructions.length > 0 ? { instructions: followed(instructions) } : {}),
  });
}

function controlsOf(translations: readonly Translation[], references: readonly string[]): ComparisonRecord["controls"] {
  const given = conditions.filter(
    (condition) => condition !== "gestures" && translations.every((one) => condition in one),
  );
  return Object.fromEntries(
    given.map((condition) => {
      const answers = translations.map((translation) => translation[condition] as string);
      return [condition, { answers, scores: scoresOf(condition, answers, references) }];
    }),
  );
}

const scoresOf = (condition: Condition, own: Answers["gestures"], references: readonly string[]): Scores =>
  withoutAnswers(scoreCondition(condition, own, references));

const against = (answers: string[], others: string[], references: readonly string[]): Comparisons =>
  Object.fromEntries(
    COMPARED.map((score) => [score, compareAnswers(answers, others, references, score)]),
  ) as Comparisons;

function followed(answers: readonly InstructionAnswer[]): NonNullable<ComparedRow["instructions"]> {
  const sets = [...new Set(answers.map(({ set }) => set))];
  const share = (set: InstructionSet) =>
    meanOfClips(answers.filter((one) => one.set === set).map((one) => (one.followed ? 100 : 0)));
  return Object.fromEntries(sets.map((set) => [set, share(set)]));
}

export function writeComparison(file: string, record: ComparisonRecord): void {
  writeFileAtomic(file, `${JSON.stringify(record, null, 1)}\n`);
}

/** @throws UserError when there is no such file; FormatError when it is no table */
export function readComparison(file: string): ComparisonRecord {
  if (!existsSync(file)) throw new UserError(`there is no table ${file}`);
  try {
    const record = JSON.parse(readFileSync(file, "utf8")) as ComparisonRecord;
    if (Array.isArray(record.rows) && Array.isArray(record.references)) return record;
  } catch (error) {
    throw new FormatError(file, "json", `it cannot be read: ${(error as Error).message}`);
  }
  throw new FormatError(file, "rows", "a list of rows is expected");
}
