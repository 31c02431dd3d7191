// How instructions are followed, as tables and as the panels of a figure.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { UserError } from "../errors";
import type { ScorePanel } from "../plots/bars";
import type { Row } from "../plots/table";
import { INSTRUCTION_SETS } from "../translation/instructions/sets";
import type { InstructionAnswer, InstructionRow, InstructionScores } from "./instructionScores";
import { readPipelineRun } from "./referenceRuns";

/**
 * What a finished run found of its instructions.
 * @param name of a run below results/runs, or its folder
 * @throws UserError when there is no such run, or it has asked none
 */
export function readInstructions(name: string): InstructionScores {
  const { folder, summary } = readPipelineRun(name);
  const { instructions: rows } = summary;
  const file = join(folder, "instructions.json");
  if (!rows || !existsSync(file)) {
    throw new UserError(`${folder} has answered no instructions; take a run whose scheme trains on them`);
  }
  return { rows, answers: JSON.parse(readFileSync(file, "utf8")) as InstructionAnswer[] };
}

/** The rows for a table, those of the sets alone or with their families'. */
export const instructionTable = (rows: readonly InstructionRow[], { families = true } = {}): Row[] =>
  rows
    .filter(({ family }) => families || family === "all")
    .map(({ set, family, answers, form, followed, shuffled }) => ({
      set,
      ...(families ? { family } : {}),
      answers,
      "right form %": form,
      "followed %": followed,
      "followed %, by another clip": shuffled,
    }));

/** Decimals of its columns. */
export const instructionFormats: Record<string, number> = {
  "right form %": 0,
  "followed %": 0,
  "followed %, by another clip": 0,
};

/** Sets as bars: what is followed, and the same answers held against another clip. */
export function instructionPanels(rows: readonly InstructionRow[]): ScorePanel[] {
  const whole = rows.filter(({ family }) => family === "all");
  const bars = (score: "form" | "followed" | "shuffled") =>
    whole.map(({ set, [score]: share }) => ({
      name: set,
      value: share?.value ?? 0,
      ...(share ? { interval: share.interval } : {}),
    }));
  return [
    { metric: "right form", unit: "%", better: "higher", scores: bars("form") },
    { metric: "followed", unit: "%", better: "higher", scores: bars("followed") },
    { metric: "by another clip", unit: "%", better: "lower", scores: bars("shuffled") },
  ];
}

/** Answers of every set, spread over its instructions. */
export function instructionExamples(answers: readonly InstructionAnswer[], count = 3): Row[] {
  return INSTRUCTION_SETS.flatMap((set) => {
    const own = answers.filter((answer) => answer.set === set);
    const step = Math.max(1, Math.floor(own.length / count));
    return own
      .filter((_, i) => i % step === 0)
      .slice(0, count)
      .map(({ instruction, reference, answer, expected, followed }) => ({
        set,
        signed: reference,
        asked: instruction,
        answered: answer,
        expected,
        followed,
      }));
  });
}
