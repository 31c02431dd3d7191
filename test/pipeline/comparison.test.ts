// A table's rows are runs that share their tokenizer: what is scored, what is tested against what, and the controls.
import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { SCHEMES } from "../../lib/config";
import { FormatError, StoppedError, UserError } from "../../lib/errors";
import {
  type ComparisonPlan,
  type ComparisonRecord,
  compare,
  readComparison,
  writeComparison,
} from "../../lib/pipeline/comparison";
import {
  comparedExamples,
  comparisonFormats,
  comparisonPanels,
  comparisonRows,
  instructionRows,
  signaturePanels,
  signatureRows,
} from "../../lib/pipeline/comparisonReport";
import { scoreCondition } from "../../lib/pipeline/evaluate";
import { backboneRows, TABLES } from "../../lib/pipeline/tables";
import { scoreComparison } from "../../lib/plots/bars";
import { tableForms } from "../../lib/plots/table";

const folder = mkdtempSync(join(tmpdir(), "lslm-table-"));
const plan: ComparisonPlan = {
  title: "Rows of every kind",
  profile: "smoke",
  corpus: "synthasl",
  seeds: [0, 1],
  overrides: { "corpus.test": 4, "translation.maxNewTokens": 4, "translation.steps": 2 },
  rows: [
    { name: "LSLM", paper: { bleu1: 12.1, insertions: 4 } },
    { name: "Llama architecture", backbone: "llama", settings: { "translation.steps": 1 } },
    { name: "MotionGPT", baseline: "pre-training", paper: { bleu1: 7.9 } },
    { name: "MotionGPT, tuned", baseline: "instruction tuning" },
  ],
};
let record: ComparisonRecord;
const made: number[] = [];

before(async () => {
  record = await compare(plan, { root: folder, onRow: ({ rows }) => made.push(rows.length) });
});
after(() => rmSync(folder, { recursive: true, force: true }));

test("a row has a run a seed, and answers to the clips of all seeds", () => {
  assert.deepEqual(made, [1, 2, 3, 4]);
  assert.equal(record.references.length, 8);
  for (const { runs, answers } of record.rows) {
    assert.equal(runs.length, 2);
    assert.equal(answers.length, 8);
  }
  const [pretrained, tuned] = record.rows.slice(2);
  assert.deepEqual(pretrained?.runs, tuned?.runs, "both stages are of one run");
  assert.match(record.rows[1]?.runs[0] ?? "", /translation\.model/);
});

test("rows of one corpus and tokenizer share its run", () => {
  const tokenizers = readdirSync(folder).filter((name) => name.startsWith("tokenizer-"));
  assert.equal(tokenizers.length, plan.seeds.length, tokenizers.join(", "));
});

test("scores are those of all clips together, and each row is held against the first", () => {
  for (const [at, { answers, scores, against, grounding }] of record.rows.entries()) {
    const { answers: _own, ...whole } = scoreCondition("gestures", answers, record.references);
    assert.deepEqual(scores, whole);
    assert.equal(against === undefined, at === 0);
    assert.ok(Number.isFinite(grounding.difference));
  }
  const { cider } = record.rows[1]?.against ?? {};
  const [first, second] = record.rows.map(({ scores }) => scores.cider) as [number, number];
  assert.ok(Math.abs((cider?.difference ?? Number.NaN) - (second - first)) < 1e-9);
});

test("every control stands in the table, and the paper's numbers in columns of their own", () => {
  const rows = comparisonRows(record);
  for (const control of ["another clip", "no gestures", "one sentence", "random", "nearest", "glosses"]) {
    assert.ok(
      rows.some((row) => String(row[""]).includes(control)),
      `${control} is missing`,
    );
  }
  assert.deepEqual(
    rows.slice(0, 4).map((row) => row["paper: BLEU-1"]),
    [12.1, undefined, 7.9, undefined],
  );
  assert.equal(signatureRows(record)[0]?.["paper: insertions %"], 4);
  for (const table of [rows, signatureRows(record)]) {
    const { text } = tableForms(table, { formats: comparisonFormats(table) });
    assert.ok(!/undefined|NaN/.test(text), text);
  }
  assert.deepEqual(instructionRows(record), []);
});

test("figures name rows and controls, and examples show what each row answers", () => {
  const panels = comparisonPanels(record);
  assert.deepEqual(
    panels.map(({ scores }) => scores.filter(({ control }) => control).length),
    [6, 6, 6],
  );
  assert.ok(scoreComparison(panels, { title: "t" }).data.length > 0);
  assert.equal(signaturePanels(record)[0]?.scores.length, 4);
  const examples = comparedExamples(record, 2);
  assert.equal(examples.length, 4);
  assert.deepEqual(Object.keys(examples[0] ?? {}), ["signed", ...plan.rows.map(({ name }) => name)]);
});

test("a table that is stopped goes on, and one that is made is read", async () => {
  const controller = new AbortController();
  const root = join(folder, "stopped");
  const one = { ...plan, seeds: [0], rows: plan.rows.slice(0, 1) };
  const onProgress = ({ stage }: { stage: string }) => {
    if (stage.includes("translation")) controller.abort();
  };
  await assert.rejects(compare(one, { root, signal: controller.signal, onProgress }), StoppedError);
  const stages: string[] = [];
  const again = await compare(one, { root, onProgress: ({ stage }) => stages.push(stage) });
  assert.ok(!stages.some((stage) => /: tokenizer/.test(stage)));
  assert.deepEqual(again.rows[0]?.answers, record.rows[0]?.answers.slice(0, 4));
  const file = join(root, "comparison.json");
  writeComparison(file, again);
  assert.deepEqual(readComparison(file), JSON.parse(JSON.stringify(again)));
  writeFileSync(file, "{}");
  assert.throws(() => readComparison(file), FormatError);
  assert.throws(() => readComparison(join(root, "none.json")), UserError);
});

test("the paper's tables have all six schemes, both families and both stages of the baseline", () => {
  const schemes = TABLES.alignment.rows.flatMap((row) => ("settings" in row ? row.settings["translation.scheme"] : []));
  assert.deepEqual(schemes, [...SCHEMES]);
  assert.deepEqual(
    backboneRows(["data/Llama-3.2-3B-Instruct/"]).map(({ name, settings }) => [name, settings?.["translation.model"]]),
    [["Llama-3.2-3B-Instruct", "data/Llama-3.2-3B-Instruct/"]],
  );
});
