import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import { UserError } from "../../lib/errors";
import { jointErrors, partErrors, scoreComparison } from "../../lib/plots/bars";
import { codebookUsage, tokenTimeline } from "../../lib/plots/codes";
import { errorOverTime, smooth, trainingCurves } from "../../lib/plots/curves";
import { featureDeviations } from "../../lib/plots/deviations";
import { featureMap } from "../../lib/plots/featureMap";
import type { Figure } from "../../lib/plots/figure";
import { confusionMatrix, textOverGesture } from "../../lib/plots/heatmaps";
import { candidateSteps, layerBars } from "../../lib/plots/languageModel";
import { noiseErrors } from "../../lib/plots/noise";
import { lslmStages, pipelineDiagram } from "../../lib/plots/pipeline";
import { toPng } from "../../lib/plots/png";
import { skeletonMap } from "../../lib/plots/skeleton";

const segments = [
  { label: "MAN", start: 0, end: 12 },
  { label: "BUY", start: 12, end: 24 },
];
const steps = Array.from({ length: 200 }, (_, i) => i);
const FIGURES: Record<string, Figure> = {
  curves: trainingCurves(
    [
      { name: "train", steps, values: steps.map((step) => 1 / (step + 1)) },
      { name: "validation", steps: [0, 100], values: [1, 0.5], points: true },
    ],
    { title: "Loss", quantity: "Smooth L1", unit: "normalised features" },
  ),
  error: errorOverTime([{ name: "1024", errors: steps.slice(0, 24) }], { title: "Error", fps: 24, segments }),
  usage: codebookUsage([{ name: "vq", counts: [0, 9, 100, 0, 1], perplexity: 1.4, usage: 0.6 }], { title: "Codes" }),
  timeline: tokenTimeline([{ name: "codes", codes: [3, 1, 4, 1, 5, 9] }], {
    title: "Codes",
    fps: 24,
    framesPerCode: 4,
    codebookSize: 16,
    segments,
  }),
  joints: jointErrors(
    Array.from({ length: 52 }, (_, joint) => joint),
    { title: "By joint" },
  ),
  parts: partErrors([{ name: "a", whole: 1, body: 2, leftHand: 3, rightHand: 4 }], { title: "By part" }),
  scores: scoreComparison(
    [
      {
        metric: "BLEU-1",
        better: "higher",
        scores: [
          { name: "LSLM", value: 14, interval: [12, 15], seeds: [13, 15] },
          { name: "shuffled", value: 3, control: true },
        ],
      },
      {
        metric: "WER",
        unit: "%",
        better: "lower",
        scores: [
          { name: "LSLM", value: 90 },
          { name: "shuffled", value: 104, control: true },
        ],
      },
    ],
    { title: "Scores" },
  ),
  confusion: confusionMatrix(
    ["A", "B"],
    [
      [9, 1],
      [0, 8],
    ],
    { title: "Letters" },
  ),
  attention: textOverGesture(
    ["the", "man", "the"],
    [
      [0.1, 0.9],
      [0.5, 0.5],
      [1, 0],
    ],
    {
      title: "Attention",
      secondsPerCode: 0.5,
      segments,
    },
  ),
  features: featureMap(
    Float32Array.from({ length: 30 * 623 }, (_, i) => (i % 623 === 4 ? Math.floor(i / 623) : 7)),
    { title: "Features", fps: 24, segments },
  ),
  skeleton: skeletonMap({ title: "Joints" }),
  deviations: featureDeviations(
    Array.from({ length: 623 }, (_, column) => column / 600),
    new Float32Array(623).fill(0.01),
    { title: "Deviations" },
  ),
  noise: noiseErrors(
    [0.5, 1].flatMap((strength) =>
      ["jitter", "droppedFrames"].map((model) => ({ model, strength, whole: 20 * strength, fingers: 8 * strength })),
    ),
    { title: "Noise" },
  ),
  candidates: candidateSteps(
    [
      [
        { token: "A", probability: 0.9 },
        { token: "The", probability: 0.05 },
      ],
      [
        { token: "␣sign", probability: 0.4 },
        { token: "␣hand", probability: 0.3 },
      ],
    ],
    { title: "Candidates" },
  ),
  layers: layerBars([{ name: "q_proj", values: [0.1, 0.2] }], { title: "Layers", quantity: "Size" }),
  pipeline: pipelineDiagram(lslmStages({ codebookSize: 512, llm: "Qwen2.5-0.5B" }), { title: "LSLM", highlight: [3] }),
};

/** Titles of all axes that have one. */
function axisTitles({ layout }: Figure): string[] {
  return Object.keys(layout)
    .filter((key) => /^[xy]axis/.test(key))
    .map((key) => (layout[key] as { title?: { text?: string } }).title?.text ?? "")
    .filter(Boolean);
}

test("every figure has a title, a size, typed traces, and becomes a picture of that size", async () => {
  for (const [name, figure] of Object.entries(FIGURES)) {
    assert.ok(figure.layout.title?.text, name);
    assert.ok(figure.data.length > 0 && figure.data.every(({ type }) => typeof type === "string"), name);
    const png = await toPng(figure);
    assert.deepEqual([png.readUInt32BE(16), png.readUInt32BE(20)], [figure.layout.width, figure.layout.height], name);
    assert.ok(png.length > 3000, `${name} is not blank`);
  }
});

test("axes say what they show, in which unit", () => {
  const expected: Record<string, string[]> = {
    curves: ["Optimizer step", "Smooth L1 (normalised features)"],
    error: ["Time (s)", "Error (mm)"],
    usage: ["Code, most used first (rank)", "Times chosen (count)"],
    timeline: ["Time (s)", "Code (index)"],
    joints: ["Error (mm)", "Error (mm)", "Error (mm)"],
    parts: ["MPJPE (mm)"],
    scores: ["BLEU-1 ↑", "WER ↓ (%)"],
    confusion: ["Recognised", "Signed"],
    attention: ["Time (s)", "Token"],
    features: ["Time (s)"],
    skeleton: [],
    deviations: ["Feature", "Standard deviation, in the feature's unit"],
    noise: ["Moved by (mm)", "Moved by (mm)"],
  };
  for (const [name, titles] of Object.entries(expected)) assert.deepEqual(axisTitles(FIGURES[name]), titles, name);
});

test("a training curve is drawn faintly as it is, and smoothed in the same colour; exact points stay exact", () => {
  const [raw, smoothed, validation] = FIGURES.curves.data;
  assert.deepEqual(
    raw.y,
    steps.map((step) => 1 / (step + 1)),
  );
  assert.equal(raw.showlegend, false);
  assert.notDeepEqual(smoothed.y, raw.y);
  assert.deepEqual(validation.y, [1, 0.5]);
  const [short] = trainingCurves([{ name: "a", steps: [0, 1], values: [3, 1] }], { title: "", quantity: "" }).data;
  assert.deepEqual(short.y, [3, 1], "few values are not smoothed");
});

test("smoothing keeps constants, stays inside the range, and passes gaps through", () => {
  const values = fc.array(fc.double({ min: -1e3, max: 1e3, noNaN: true }), { minLength: 1, maxLength: 50 });
  fc.assert(
    fc.property(values, fc.double({ min: 0, max: 0.999, noNaN: true }), (series, weight) => {
      const [low, high] = [Math.min(...series), Math.max(...series)];
      for (const value of smooth(series, weight)) assert.ok(value >= low - 1e-6 && value <= high + 1e-6);
    }),
  );
  const [, gap, after] = smooth([2, Number.NaN, 2], 0.9);
  assert.ok(Number.isNaN(gap));
  assert.ok(Math.abs(after - 2) < 1e-12);
});

test("codebook use: sorted counts of used codes, the facts in words", () => {
  const { data, layout } = FIGURES.usage;
  assert.deepEqual(data[0].y, [100, 9, 1]);
  assert.deepEqual(data[0].x, [1, 2, 3]);
  const { subtitle } = layout.title as unknown as { subtitle: { text: string } };
  assert.equal(subtitle.text, "perplexity 1.4 of 5, 60 % used, 2 dead");
  assert.equal((layout.annotations as { text: string }[])[0].text, "2 codes<br>never chosen");
});

test("the timeline holds a code for its frames, and the signs stand below at their times", () => {
  const { data, layout } = FIGURES.timeline;
  assert.deepEqual(data[0].y, [3, 1, 4, 1, 5, 9, 9]);
  assert.ok(Math.abs((data[0].x as number[])[6] - 1) < 1e-9);
  const labels = layout.annotations as { text: string; x: number }[];
  assert.deepEqual(
    labels.map(({ text, x }) => [text, x]),
    [
      ["MAN", 0.25],
      ["BUY", 0.75],
    ],
  );
});

test("joint errors stand at their joints: three columns, hands without the side in each name", () => {
  const [body, left, right] = FIGURES.joints.data as unknown as { x: number[]; y: string[] }[];
  const of = ({ x, y }: { x: number[]; y: string[] }, name: string) => x[y.indexOf(name)];
  assert.equal(of(body, "wrist, left"), 20);
  assert.equal(of(body, "spine 3"), 9);
  assert.equal(of(left, "index 1"), 22);
  assert.equal(of(right, "thumb 3"), 51);
  assert.deepEqual([body.x.length, left.x.length, right.x.length], [22, 15, 15]);
});

test("scores: whiskers only where measured, a dot a seed, controls grey and hatched", () => {
  const { data } = FIGURES.scores;
  const [bars, whiskers, seeds, second] = data;
  assert.deepEqual((bars.marker as { color: string[] }).color[1], "#A3ABB8");
  assert.deepEqual((bars.marker as { pattern: { shape: string[] } }).pattern.shape, ["", "/"]);
  const { array, arrayminus } = whiskers.error_x as { array: number[]; arrayminus: number[] };
  assert.deepEqual([whiskers.y, array, arrayminus], [["LSLM"], [1], [2]]);
  assert.deepEqual(seeds.x, [13, 15]);
  assert.equal(second.xaxis, "x2");
  assert.equal(data.length, 4);
});

test("repeated words keep their own rows in the attention map", () => {
  const { ticktext, tickvals } = FIGURES.attention.layout.yaxis as { ticktext: string[]; tickvals: number[] };
  assert.deepEqual(ticktext, ["the", "man", "the"]);
  assert.deepEqual(tickvals, [0, 1, 2]);
});

test("the feature map: a row a feature by its name, in deviations from its mean; what does not move is blank", () => {
  const [{ z, y }] = FIGURES.features.data as unknown as { z: number[][]; y: string[] }[];
  assert.deepEqual([z.length, z[0].length, y[4], y[622]], [623, 30, "position left_hip x", "contact right_foot"]);
  assert.ok(z[4][0] < -1.6 && z[4][29] > 1.6 && z[4].every((value, i) => i === 0 || value > z[4][i - 1]));
  assert.ok(z[5].every((value) => value === 0));
  const { annotations } = FIGURES.features.layout as unknown as { annotations: { text: string }[] };
  assert.ok(annotations.some(({ text }) => text.includes("velocity</b> 463–618")));
  assert.throws(() => featureMap(new Float32Array(600), { title: "", fps: 24 }), /whole frames/);
});

test("the diagram has a box a stage, an arrow between, and names the run's sizes", () => {
  const { shapes, annotations } = FIGURES.pipeline.layout as unknown as {
    shapes: { type: string; line: { width: number } }[];
    annotations: { text: string; showarrow: boolean }[];
  };
  const boxes = shapes.filter(({ type }) => type === "path");
  assert.equal(boxes.length, 7);
  assert.equal(annotations.filter(({ showarrow }) => showarrow).length, 6);
  assert.deepEqual(
    boxes.map(({ line }) => line.width === 3),
    [false, false, false, true, false, false, false],
  );
  const words = annotations.map(({ text }) => text).join(" ");
  for (const word of ["623 numbers", "512 codes", "Qwen2.5-0.5B", "Projector φ"]) assert.ok(words.includes(word), word);
});

test("the map of the skeleton numbers every joint once in its part, and names it", () => {
  const labelled = FIGURES.skeleton.data.filter(({ mode }) => mode === "markers+text");
  const numbers = labelled.flatMap(({ text }) => text as string[]).map(Number);
  // the wrists stand in the body and again where the hands begin
  assert.deepEqual(
    numbers.sort((a, b) => a - b),
    [...Array.from({ length: 52 }, (_, joint) => joint), 20, 21].sort((a, b) => a - b),
  );
  assert.ok(labelled.some(({ customdata }) => (customdata as string[]).includes("left_thumb3")));
});

test("what does not vary stands at the foot of the picture; noise models are named in words, weakest first", () => {
  const [root] = FIGURES.deviations.data;
  assert.equal((root.y as number[])[0], 1e-6);
  assert.throws(() => featureDeviations([1], [1], { title: "" }), UserError);
  assert.deepEqual(
    FIGURES.noise.data.map(({ name }) => name),
    ["strength 0.5", "strength 1", "strength 0.5", "strength 1"],
  );
  assert.deepEqual(FIGURES.noise.data[0].y, ["jitter", "dropped frames"]);
});

test("each candidate stands on its cell, readable on its colour; bars stand at their layers", () => {
  const { data, layout } = FIGURES.candidates as Figure;
  const labels = layout.annotations as { x: number; y: number; text: string; font: { color: string } }[];
  const cells = data[0] as unknown as { x: number[]; y: number[]; z: number[][] };
  for (const { x, y, text, font } of labels) {
    const probability = cells.z[cells.y.indexOf(y)]?.[cells.x.indexOf(x)] as number;
    assert.equal({ A: 0.9, The: 0.05, "␣sign": 0.4, "␣hand": 0.3 }[text], probability);
    assert.equal(font.color === "#FFF", probability > 0.5);
  }
  assert.equal(labels.length, 4);
  const [bars] = (FIGURES.layers as Figure).data as unknown as [{ x: number[]; y: number[] }];
  assert.deepEqual(
    [bars.x, bars.y],
    [
      [0, 1],
      [0.1, 0.2],
    ],
  );
});
