// `lslm score text|motion|fid`: the metrics of lib/metrics on files.
import { readFileSync } from "node:fs";
import type { Command } from "commander";
import { FormatError } from "../errors";
import type { TextPair } from "../metrics/text/pairs";
import { readNumbers, requireFile } from "./files";
import { formatColumns, printMessage, printResult } from "./output";

export function register(program: Command): void {
  const score = program.command("score").description("score translations or motions as the standard tools do");
  registerText(score);
  registerMotion(score);
  registerFid(score);
}

function registerText(score: Command): void {
  score
    .command("text")
    .description("BLEU, ROUGE-L, CIDEr and WER of sentences against references")
    .requiredOption("--pairs <file>", 'JSON lines: {"hyp": "…", "refs": ["…", …]}')
    .option("--json", "one JSON object: {sacrebleu, coco, rougeL, wer, signatures}")
    .addHelpText(
      "after",
      `
Scales are those of the tools: sacrebleu 0–100, coco-caption's BLEU and ROUGE-L 0–1 and CIDEr 0–10, WER a share.

Examples:
  $ npx lslm score text --pairs answers.jsonl
  $ echo '{"hyp": "the cat sat", "refs": ["the cat sat down"]}' > one.jsonl && npx lslm score text --pairs one.jsonl --json`,
    )
    .action(async ({ pairs: file, json }: { pairs: string; json?: boolean }) => {
      const { scoreText } = require("../metrics/text/score") as typeof import("../metrics/text/score");
      const pairs = readPairs(file);
      const scores = scoreText(pairs);
      const { sacrebleu, coco, wer, signatures } = scores;
      const table = formatColumns(
        ["metric", "score", "signature"],
        [
          ...sacrebleu.bleu.map((bleu, i) => [`BLEU-${i + 1}`, bleu.toFixed(2), signatures.sacrebleu[i] as string]),
          ...coco.bleu.map((bleu, i) => [`coco BLEU-${i + 1}`, bleu.toFixed(4), signatures.coco.bleu]),
          ["coco ROUGE-L", coco.rougeL.toFixed(4), signatures.coco.rougeL],
          ["coco CIDEr-D", coco.cider.toFixed(4), signatures.coco.cider],
          ["ROUGE-L", scores.rougeL.toFixed(4), signatures.rougeL],
          ["WER", wer.wer.toFixed(4), signatures.wer],
        ],
      );
      const { substitutions, insertions, deletions, referenceWords } = wer;
      const counts = `${pairs.length} pairs; ${substitutions} substitutions, ${insertions} insertions and ${deletions} deletions in ${referenceWords} words`;
      printResult(scores, `${table}\n${counts}`, { json: json === true });
    });
}

function readPairs(file: string): TextPair[] {
  requireFile(file);
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(readFileSync(file));
  } catch {
    throw new FormatError(file, "text", "it is not UTF-8; save it as JSON lines in UTF-8");
  }
  const pairs: TextPair[] = [];
  for (const [i, line] of text.split(/\r?\n/).entries()) {
    if (line.trim() === "") continue;
    const where = `line ${i + 1}`;
    let value: unknown;
    try {
      value = JSON.parse(line);
    } catch {
      throw new FormatError(file, where, 'it is not JSON; write {"hyp": "…", "refs": ["…"]} on each line');
    }
    const { hyp, refs } = (value ?? {}) as Partial<TextPair>;
    if (typeof hyp !== "string" || !Array.isArray(refs) || refs.length === 0 || refs.some((r) => typeof r !== "string"))
      throw new FormatError(file, where, 'a string "hyp" and a list "refs" of at least one string are expected');
    pairs.push({ hyp, refs });
  }
  if (pairs.length === 0) throw new FormatError(file, "line 1", "there is no pair to score");
  return pairs;
}

function registerMotion(score: Command): void {
  score
    .command("motion")
    .description("joint position errors of a motion against the true one, in millimetres")
    .argument("<predicted>", ".npy, [frames, 52, 3], metres")
    .argument("<true>", ".npy of the same shape")
    .option("--json", "one JSON object: {whole, body, leftHand, rightHand: {mpjpe, mpjpeRoot, paMpjpe, acceleration}}")
    .addHelpText(
      "after",
      `
mpjpe: distances as they are; mpjpeRoot: pelvis on pelvis (hands: wrist on wrist); paMpjpe: after the best similarity
transform of each frame; acceleration: mm per frame².

Example:
  $ npx lslm score motion reconstructed.npy recorded.npy`,
    )
    .action(async (predicted: string, truth: string, options: { json?: boolean }) => {
      const { scoreMotion } = require("../metrics/motion/mpjpe") as typeof import("../metrics/motion/mpjpe");
      const a = readNumbers(predicted, ["frames", 52, 3]);
      const b = readNumbers(truth, [a.shape[0] as number, 52, 3]);
      const errors = scoreMotion(Float32Array.from(a.data), Float32Array.from(b.data), a.shape[0] as number);
      const table = formatColumns(
        ["part", "MPJPE", "root-aligned", "PA-MPJPE", "acceleration"],
        Object.entries(errors).map(([part, { mpjpe, mpjpeRoot, paMpjpe, acceleration }]) => [
          part,
          ...[mpjpe, mpjpeRoot, paMpjpe, acceleration].map((value) => value.toFixed(2)),
        ]),
      );
      printResult(errors, `${table}\nmillimetres (acceleration: mm per frame²), ${a.shape[0]} frames`, options);
    });
}

function registerFid(score: Command): void {
  score
    .command("fid")
    .description("Fréchet distance between two sets of feature vectors")
    .argument("<a>", ".npy, [vectors, numbers]")
    .argument("<b>", ".npy with as many numbers a vector")
    .option("--json", "one JSON object: {fid}")
    .addHelpText("after", "\nExample:\n  $ npx lslm score fid generated.npy recorded.npy")
    .action(async (first: string, second: string, options: { json?: boolean }) => {
      const { frechetDistance } = require("../metrics/motion/fid") as typeof import("../metrics/motion/fid");
      const a = readNumbers(first, ["vectors", "numbers"]);
      const dimension = a.shape[1] as number;
      const b = readNumbers(second, ["vectors", dimension]);
      const { fid, samples, warnings } = frechetDistance(a.data, b.data, dimension);
      for (const warning of warnings) printMessage(warning);
      const text = `FID ${fid.toPrecision(7)} between ${samples[0]} and ${samples[1]} vectors of ${dimension} numbers`;
      printResult({ fid }, text, options);
    });
}
