// A sweep's points are runs: a stopped sweep goes on and ends as an uninterrupted one; what its tokenizers' codes mean.
import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { configure } from "../../lib/config";
import { FormatError, StoppedError, UserError } from "../../lib/errors";
import { codeGallery } from "../../lib/pipeline/codeGallery";
import { codeMeaning } from "../../lib/pipeline/codeMeaning";
import { browsedCodes, explainedBars, meaningRows, neighbourRows } from "../../lib/pipeline/meaningReport";
import { loadPreparedCorpus, type PreparedCorpus } from "../../lib/pipeline/preparedCorpus";
import { sweepPanels, sweepRows } from "../../lib/pipeline/sweepReport";
import { codebookUse, loadEvaluations, partRows } from "../../lib/pipeline/tokenizerReport";
import { runTokenizer } from "../../lib/pipeline/tokenizerRun";
import {
  readSweep,
  type Sweep,
  type SweepPlan,
  sweepConfigs,
  sweepTokenizer,
  writeSweep,
} from "../../lib/pipeline/tokenizerSweep";
import { codeBrowserHtml } from "../../lib/plots/codeBrowser";
import { overlapBars, shareBars } from "../../lib/plots/meaning";
import { sweepFigure } from "../../lib/plots/sweep";
import { tokenizerTraining } from "../../lib/plots/tokenizerTraining";
import { loadTokenizer, type Tokenizer } from "../../lib/tokenizer/files";

const folder = mkdtempSync(join(tmpdir(), "lslm-sweep-"));
const plan: SweepPlan = {
  profile: "smoke",
  corpus: "synthasl",
  settings: { "tokenizer.codes": [8, 32] },
  seeds: [0],
  overrides: { "tokenizer.steps": 3 },
};
let sweep: Sweep;
let corpus: PreparedCorpus;
let tokenizer: Tokenizer;

before(async () => {
  corpus = await loadPreparedCorpus(configure("smoke", "synthasl"));
  // As a pipeline would, without an extractor of FID: the sweep finds the run, and adds what is missing.
  const [{ config }] = sweepConfigs(plan) as [ReturnType<typeof sweepConfigs>[number]];
  const { summary } = await runTokenizer(config, corpus, { root: join(folder, "whole") });
  assert.equal(summary.encoderFid, undefined);
  sweep = await sweepTokenizer(plan, { root: join(folder, "whole") });
  tokenizer = loadTokenizer(join(folder, "whole", sweep.points[1]?.run ?? "", "tokenizer.safetensors"));
});
after(() => rmSync(folder, { recursive: true, force: true }));

test("a sweep has every combination, seed by seed, each with a run of its own", () => {
  const configs = sweepConfigs({
    ...plan,
    settings: { "tokenizer.codes": [8, 16], "tokenizer.width": [24, 32] },
    seeds: [0, 1],
  });
  assert.deepEqual(
    configs.map(({ config }) => [config.seed, config.tokenizer.codes, config.tokenizer.width]),
    [0, 1].flatMap((seed) => [8, 16].flatMap((codes) => [24, 32].map((width) => [seed, codes, width]))),
  );
  assert.equal(new Set(configs.map(({ run }) => run)).size, 8);
  assert.throws(() => sweepConfigs({ ...plan, seeds: [] }), UserError);
  assert.throws(() => sweepConfigs({ ...plan, settings: { "tokenizer.codes": [] } }), UserError);
  assert.throws(() => sweepConfigs({ ...plan, settings: { "tokenizer.colour": [1] } }), UserError);
});

test("stopped between and within points and called again, a sweep ends with the same scores", async () => {
  const root = join(folder, "stopped");
  for (const [point, step] of [
    [1, 2],
    [2, 1],
  ]) {
    const controller = new AbortController();
    const stopping = sweepTokenizer(plan, {
      root,
      signal: controller.signal,
      onProgress: ({ stage, done }) => {
        if (stage.startsWith(`${point} of 2`) && done === step) controller.abort();
      },
    });
    await assert.rejects(stopping, StoppedError);
  }
  assert.deepEqual((await sweepTokenizer(plan, { root })).points, sweep.points);
});

test("a point says how well motion survives, for known and unseen signers, under both FIDs", () => {
  const [few, many] = sweep.points.map(({ scores }) => scores);
  assert.ok(few && many);
  assert.ok(many.errors.whole.mpjpeRoot < few.errors.whole.mpjpeRoot, "more codes rebuild better");
  assert.ok(many.fid > 0 && (many.encoderFid ?? -1) >= 0);
  assert.ok(many.bySigner.known && many.bySigner.unseen);
  assert.equal(sweep.encoder?.retrieval.pool, corpus.splits.test.length);
  assert.match(sweep.command, /^npx lslm sweep tokenizer --codes 8,32 --seeds 0 --profile smoke .*tokenizer\.steps=3$/);
  assert.deepEqual(
    partRows(many).map(({ part }) => part),
    ["whole signer", "body", "left hand", "right hand"],
  );
});

test("a sweep is written, read, and refused when it is something else", () => {
  const file = join(folder, "sweep.json");
  writeSweep(file, sweep);
  assert.deepEqual(readSweep(file), JSON.parse(JSON.stringify(sweep)));
  writeFileSync(file, "{}");
  assert.throws(() => readSweep(file), FormatError);
  writeFileSync(file, "{");
  assert.throws(() => readSweep(file), FormatError);
  assert.throws(() => readSweep(join(folder, "none.json")), UserError);
});

test("rows and panels take the mean of the seeds and their spread", () => {
  const [first, second] = sweep.points;
  assert.ok(first && second);
  const other = { ...first, seed: 1, scores: { ...first.scores, fid: first.scores.fid + 2 } };
  const two: Sweep = { ...sweep, points: [first, second, other] };
  const [row] = sweepRows(two);
  assert.ok(row);
  assert.deepEqual([row.codes, row.seeds], [8, 2]);
  const { value, plusMinus } = row["FID (fixed features)"] as { value: number; plusMinus: number };
  assert.ok(Math.abs(value - first.scores.fid - 1) < 1e-9 && Math.abs(plusMinus - Math.SQRT2) < 1e-9);
  const panels = sweepPanels(two, "tokenizer.codes");
  assert.deepEqual(
    panels[0]?.samples.map(({ x, values }) => [x, values.length]),
    [
      [8, 2],
      [32, 1],
    ],
  );
  const figure = sweepFigure(panels, { title: "t", over: "Codes", marked: { values: [8], text: "marked" } });
  assert.equal(figure.data.length, 2 * panels.length);
});

test("a run measures itself while it trains", () => {
  const run = join(folder, "whole", sweep.points[1]?.run ?? "");
  const points = loadEvaluations(run);
  assert.deepEqual(
    points.map(({ step }) => step),
    [0, 1, 2],
  );
  assert.ok(points.every(({ mpjpe, hands, usage }) => mpjpe > 0 && hands > 0 && usage > 0 && usage <= 1));
  assert.equal(tokenizerTraining(points, { title: "t", steps: 3, codes: 32 }).data.length, 4);
});

test("codes tell of signs what chance does not, and signs overlap most with themselves", () => {
  const meaning = codeMeaning(tokenizer, corpus.splits.train, corpus.splits.test);
  const [codes, , , chance] = meaning.systems;
  assert.ok(codes && chance && meaning.systems.length === 4);
  for (const parameter of ["sign", "handshape", "location", "movement"] as const) {
    const [ours, dealt] = [codes.parameters[parameter], chance.parameters[parameter]];
    assert.ok(ours.explained > dealt.explained + 0.05, `${parameter}: ${ours.explained} and ${dealt.explained}`);
    assert.ok(ours.purity >= dealt.purity && ours.explained < 1);
  }
  // every clip in both halves, often enough
  const { train } = corpus.splits;
  const often = Array.from({ length: 6 }, () => [...train, ...train.slice(0, 1)]).flat();
  const { overlaps } = codeMeaning(tokenizer, often, corpus.splits.test);
  const overlap = (kind: string) => overlaps.find((row) => row.kind === kind)?.overlap ?? Number.NaN;
  assert.ok(overlap("the same sign") > overlap("two signs at random"));
  assert.equal(meaningRows(meaning).length, 16);
  assert.equal(neighbourRows(meaning).length, meaning.neighbours.length);
  assert.equal(shareBars(["Sign"], explainedBars(meaning), { title: "t", quantity: "q" }).data.length, 4);
  assert.equal(overlapBars(overlaps, { title: "t" }).data.length, 1);
  const silent = corpus.splits.test.map(({ clip: { segments: _segments, ...clip }, ...rest }) => ({ ...rest, clip }));
  assert.throws(() => codeMeaning(tokenizer, silent, silent), UserError);
});

test("the gallery shows the codes that signs use most, with motion, signs and neighbours, and the browser holds them", () => {
  const gallery = codeGallery(tokenizer, corpus.splits.train, 6);
  const { counts } = codebookUse("", tokenizer, corpus.splits.train);
  const uses = (size: number) =>
    codeGallery(tokenizer, corpus.splits.train, size).map(({ count, inSigns }) => Math.round(count * inSigns));
  const all = uses(counts.length);
  assert.deepEqual(uses(6), all.sort((a, b) => b - a).slice(0, 6));
  assert.ok((all[0] as number) > (all[5] as number));
  for (const { code, count, inSigns, signs, neighbours, joints, own } of gallery) {
    assert.equal(count, counts[code]);
    assert.ok(signs.reduce((sum, sign) => sum + sign.count, 0) <= Math.round(inSigns * count));
    assert.ok(neighbours.length === 5 && !neighbours.includes(code));
    assert.equal(joints.length, 12 * 156);
    assert.deepEqual(own, { start: 4, end: 8 });
  }
  const html = codeBrowserHtml(browsedCodes(gallery), { title: "<codes>", fps: 24 });
  assert.match(html, /&#60;codes&#62;/);
  for (const { code } of gallery) assert.ok(html.includes(`"code":${code},`));
});
