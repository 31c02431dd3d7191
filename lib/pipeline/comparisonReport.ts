// A comparison as tables and as the panels of its figure: rows, then controls; the paper's numbers in columns of their own.
import type { TextScore } from "../metrics/text/resampled";
import { rougeL } from "../metrics/text/rouge";
import type { ScorePanel } from "../plots/bars";
import type { Cell, Measured, Row } from "../plots/table";
import { INSTRUCTION_SETS } from "../translation/instructions/sets";
import type { ComparedRow, ComparisonRecord } from "./comparison";
import type { Condition } from "./evaluate";

const names: Record<TextScore, string> = {
  bleu1: "BLEU-1",
  bleu2: "BLEU-2",
  bleu3: "BLEU-3",
  bleu4: "BLEU-4",
  rougeL: "ROUGE-L",
  cider: "CIDEr ×100",
  wordErrorRate: "WER %",
  insertions: "insertions %",
  deletions: "deletions %",
  substitutions: "substitutions %",
  letterErrorRate: "letter errors %",
  exact: "exact %",
};

/** What a spelled word is judged by, and what a sentence. */
const shownScores = (corpus: string): readonly TextScore[] =>
  corpus === "fingerspelling"
    ? ["letterErrorRate", "exact", "cider"]
    : ["bleu1", "bleu4", "rougeL", "cider", "wordErrorRate"];

/** The score that significance is told of. */
const testedScore = (corpus: string) => (corpus === "fingerspelling" ? "letterErrorRate" : "cider");

type Scored = Pick<ComparedRow, "scores">["scores"];
const measured = (scores: Scored, score: TextScore): Measured => ({
  value: scores[score],
  interval: scores.intervals[score],
});

/** What the paper gives, in columns that say so. */
const paperColumns = ({ rows }: ComparisonRecord, wanted: readonly TextScore[], row?: ComparedRow): Row =>
  Object.fromEntries(
    wanted
      .filter((score) => rows.some(({ paper }) => paper?.[score] !== undefined))
      .map((score) => [`paper: ${names[score]}`, row?.paper?.[score]]),
  );

/** The first two are the first row's model's. */
const controlNames: Record<Exclude<Condition, "gestures">, string> = {
  shuffled: "another clip's gestures",
  none: "no gestures",
  constant: "one sentence for all",
  random: "random, of right length",
  nearest: "that of nearest gestures",
  glosses: "glosses, told (oracle)",
};

const controlsOf = ({ controls }: ComparisonRecord): { name: string; answers: readonly string[]; scores: Scored }[] =>
  Object.entries(controlNames).flatMap(([condition, name]) => {
    const own = controls[condition as Condition];
    return own ? [{ name, ...own }] : [];
  });

/** Scores with 95 % intervals, p of the difference from the first row, and the controls below. */
export function comparisonRows(record: ComparisonRecord): Row[] {
  const shown = shownScores(record.corpus);
  const tested = testedScore(record.corpus);
  const scoresOf = (scores: Scored): Row =>
    Object.fromEntries(shown.map((score): [string, Cell] => [names[score], measured(scores, score)]));
  const rows = record.rows.map((row) => ({
    "": row.name,
    ...scoresOf(row.scores),
    p: row.against?.[tested].pValue,
    ...paperColumns(record, shown, row),
  }));
  const controls = controlsOf(record).map(({ name, scores }) => ({ "": `control: ${name}`, ...scoresOf(scores) }));
  return [...rows, ...controls];
}

/** How a row errs: words put in, left out, put in another's place; and how much it depends on the gestures. */
export function signatureRows(record: ComparisonRecord): Row[] {
  const kinds = ["insertions", "deletions", "substitutions"] as const;
  const shown: readonly TextScore[] = record.corpus === "fingerspelling" ? kinds : ["bleu2", "bleu3", ...kinds];
  const lengthOf = (texts: readonly string[]) =>
    texts.reduce((sum, text) => sum + text.split(/\s+/).filter(Boolean).length, 0);
  const common = (name: string, { answers, scores }: { answers: readonly string[]; scores: Scored }): Row => ({
    "": name,
    ...Object.fromEntries(shown.map((score): [string, Cell] => [names[score], measured(scores, score)])),
    "length ratio": lengthOf(answers) / lengthOf(record.references),
    distinct: new Set(answers).size,
  });
  const rows = record.rows.map((row) => ({
    ...common(row.name, row),
    "CIDEr gap": { value: row.grounding.difference, interval: row.grounding.interval },
    ...paperColumns(record, kinds, row),
  }));
  return [...rows, ...controlsOf(record).map((control) => common(`control: ${control.name}`, control))];
}

/** Instructions that are followed, per cent, by set; empty where no row trains on any. */
export function instructionRows({ rows }: ComparisonRecord): Row[] {
  return rows
    .filter(({ instructions }) => instructions)
    .map(({ name, instructions }) => ({
      "": name,
      ...Object.fromEntries(INSTRUCTION_SETS.map((set): [string, Cell] => [set, instructions?.[set]])),
    }));
}

/** Decimals of the columns. */
export const comparisonFormats = (rows: readonly Row[]): Record<string, number> => {
  const digits: Record<string, number> = { p: 3, "length ratio": 2 };
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))].filter((column) => column !== "");
  const whole = new Set<string>(["distinct", ...INSTRUCTION_SETS]);
  return Object.fromEntries(columns.map((column) => [column, digits[column] ?? (whole.has(column) ? 0 : 1)]));
};

/** The figure's panels: rows in colour, controls hatched. */
export function comparisonPanels(record: ComparisonRecord): ScorePanel[] {
  const panels: [TextScore, "higher" | "lower"][] =
    record.corpus === "fingerspelling"
      ? [
          ["letterErrorRate", "lower"],
          ["exact", "higher"],
        ]
      : [
          ["cider", "higher"],
          ["bleu4", "higher"],
          ["wordErrorRate", "lower"],
        ];
  const rows = record.rows.map(({ name, scores }) => ({ name, scores, control: false }));
  const controls = controlsOf(record).map(({ name, scores }) => ({ name, scores, control: true }));
  return panels.map(([score, better]) => ({
    metric: names[score],
    better,
    scores: [...rows, ...controls].map(({ name, scores, control }) => ({ name, control, ...measured(scores, score) })),
  }));
}

/** Insertions, deletions and substitutions as panels: what kind of error is whose. */
export const signaturePanels = ({ rows }: ComparisonRecord): ScorePanel[] =>
  (["insertions", "deletions", "substitutions"] as const).map((kind) => ({
    metric: names[kind],
    better: "lower",
    scores: rows.map(({ name, scores }) => ({ name, ...measured(scores, kind) })),
  }));

/** Clips that the rows read best, then those they read worst: by ROUGE-L, all rows together. */
export function comparedExamples(record: ComparisonRecord, count = 4): Row[] {
  const { rows, references } = record;
  const order = references
    .map((reference, clip) => {
      const pairs = rows.map(({ answers }) => ({ hyp: answers[clip] as string, refs: [reference] }));
      return { clip, overlap: rougeL(pairs).rougeL };
    })
    .sort((a, b) => b.overlap - a.overlap || a.clip - b.clip)
    .map(({ clip }) => clip);
  return [...order.slice(0, count), ...order.slice(-count)].map((clip) => ({
    signed: references[clip],
    ...Object.fromEntries(rows.map(({ name, answers }) => [name, answers[clip]])),
  }));
}
