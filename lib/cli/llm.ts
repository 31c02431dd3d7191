// `lslm llm forward|generate`: what a language model computes of token ids, for scripts that compare libraries.
import { statSync } from "node:fs";
import { basename, dirname } from "node:path";
import type { Command } from "commander";
import { FormatError, UserError } from "../errors";
import type { tf } from "../tensor/backend";
import { requireFile } from "./files";
import { printResult } from "./output";

/** Label of a position that is not scored, as in transformers. */
const NOT_SCORED = -100;

interface Flags {
  model: string;
  adapter?: string;
  input: string;
  json?: boolean;
}

/** Token ids of the input file, row behind row. */
interface Batch {
  ids: Int32Array;
  /** 1 in use, 0 padding */
  mask: Int32Array;
  /** −100 where nothing is scored */
  labels?: Int32Array;
  batch: number;
  time: number;
}

export function register(program: Command): void {
  const llm = program.command("llm").description("logits and continuations of a language model");
  const common = (name: string, description: string, result: string): Command =>
    llm
      .command(name)
      .description(description)
      .requiredOption("--model <path>", "a folder as Hugging Face lays it out, or a GGUF file")
      .option("--adapter <folder>", "a LoRA adapter of ours or of PEFT")
      .requiredOption("--input <file>", "JSON, see below")
      .option("--json", `one JSON object: ${result}`);
  common("forward", "logits of every position, and the loss of labels", "{loss?, shape}")
    .requiredOption("--out <file>", "where the logits go, a float32 .npy file [batch, time, vocabulary]")
    .addHelpText(
      "after",
      `
The input is {"input_ids": [[…], …], "attention_mask": [[1, …], …], "labels": [[−100, …], …]}, mask and labels being
optional; labels are of the position itself, as transformers has them. T5 needs labels, and its logits are theirs.

Examples:
  $ echo '{"input_ids": [[504, 3575, 282]]}' > input.json
  $ npx lslm llm forward --model .cache/models/smollm2-135m-instruct.gguf --input input.json --out logits.npy --json`,
    )
    .action(forward);
  common("generate", "continue every row, likeliest token after likeliest token", "{tokens, text}")
    .requiredOption("--max-new-tokens <count>", "most tokens that are written")
    .addHelpText(
      "after",
      `
The input is {"input_ids": [[…], …], "attention_mask": [[0, 1, …], …]}, shorter rows padded on the left.

Examples:
  $ echo '{"input_ids": [[504, 3575, 282]]}' > input.json
  $ npx lslm llm generate --model .cache/models/smollm2-135m-instruct.gguf --input input.json --max-new-tokens 20`,
    )
    .action(generate);
}

/** Logits `[rows, vocabulary]`, and of each row the token that it should be likeliest, −100 for none. */
interface Forward {
  logits: tf.Tensor2D;
  targets?: Int32Array;
}

async function forward({ out, ...flags }: Flags & { out: string }): Promise<void> {
  const input = readBatch(flags.input);
  const { tf } = require("../tensor/backend") as typeof import("../tensor/backend");
  const { crossEntropy } = require("../tensor/kernels/crossEntropy") as typeof import("../tensor/kernels/crossEntropy");
  const { encodeNpy } = require("../data/formats/npy") as typeof import("../data/formats/npy");
  const { writeFileAtomic } = require("../io/atomic") as typeof import("../io/atomic");
  const { logits, targets } = isT5(flags.model) ? await t5Forward(flags, input) : await decoderForward(flags, input);
  const [rows, vocabulary] = logits.shape;
  const shape = [input.batch, rows / input.batch, vocabulary];
  writeFileAtomic(out, encodeNpy(logits.dataSync() as Float32Array, shape));
  const scored = targets && Int32Array.from(targets.keys()).filter((at) => (targets[at] as number) >= 0);
  if (!targets || !scored?.length) {
    printResult({ shape }, `logits [${shape.join(", ")}] in ${out}`, flags);
    return;
  }
  const places = tf.tensor1d(scored, "int32");
  const wanted = tf.tensor1d(
    scored.map((at) => targets[at] as number),
    "int32",
  );
  const [loss] = crossEntropy(tf.gather(logits, places) as tf.Tensor2D, wanted).dataSync();
  printResult({ loss, shape }, `logits [${shape.join(", ")}] in ${out}, loss ${(loss as number).toFixed(4)}`, flags);
}

async function decoderForward(flags: Flags, { ids, mask, labels, batch, time }: Batch): Promise<Forward> {
  const { tf } = require("../tensor/backend") as typeof import("../tensor/backend");
  const { sequencesOf } = require("../llm/sequences") as typeof import("../llm/sequences");
  const { model, options } = await loadDecoder(flags);
  checkIds(flags.input, ids, model.config.vocabulary);
  const logits = tf.tidy(() => {
    const embeddings = model.embed(tf.tensor1d(ids, "int32")) as tf.Tensor2D;
    return model.logits(model.forward(embeddings, [sequencesOf(mask, batch, time)], options).hidden);
  });
  // transformers' labels are of the position itself
  const targets = labels?.map((_, at) => ((at + 1) % time === 0 ? NOT_SCORED : (labels[at + 1] as number)));
  return { logits, ...(targets && { targets }) };
}

async function t5Forward(flags: Flags, { ids, mask, labels, batch }: Batch): Promise<Forward> {
  const { tf } = require("../tensor/backend") as typeof import("../tensor/backend");
  if (!labels) throw new FormatError(flags.input, "labels", "T5 needs them: its decoder reads what it is to write");
  const model = await loadT5(flags);
  checkIds(flags.input, ids, model.config.vocabulary);
  const logits = tf.tidy(() => {
    return model.logits(model.decode(model.encode({ ids, mask, batch }), model.shiftRight(labels, batch)).hidden);
  });
  return { logits, targets: labels };
}

async function generate({ maxNewTokens: count, ...flags }: Flags & { maxNewTokens: string }): Promise<void> {
  if (!/^[1-9]\d*$/.test(count)) throw new UserError(`--max-new-tokens ${count}: a number of 1 or more is expected`);
  const input = readBatch(flags.input);
  const { interruptSignal } = require("../io/interrupt") as typeof import("../io/interrupt");
  const limits = { maxNewTokens: Number(count), signal: interruptSignal() };
  const { tokens, tokenizer } = isT5(flags.model)
    ? await t5Continuation(flags, input, limits)
    : await decoderContinuation(flags, input, limits);
  const text = tokens.map((ids) => tokenizer.decode(ids));
  printResult({ tokens, text }, text.join("\n"), flags);
}

interface Limits {
  maxNewTokens: number;
  signal: AbortSignal;
}

async function decoderContinuation(flags: Flags, { ids, mask, batch, time }: Batch, limits: Limits) {
  const { tf } = require("../tensor/backend") as typeof import("../tensor/backend");
  const { generate } = require("../llm/generate") as typeof import("../llm/generate");
  const gap = mask.findIndex((used, at) => (at + 1) % time !== 0 && used === 1 && mask[at + 1] === 0);
  if (gap >= 0) throw new FormatError(flags.input, "attention_mask", "padding stands behind a prompt; put it before");
  const { model, options } = await loadDecoder(flags);
  checkIds(flags.input, ids, model.config.vocabulary);
  const embeddings = tf.tidy(() => model.embed(tf.tensor2d(ids, [batch, time], "int32")) as tf.Tensor3D);
  const { tokenizer } = model;
  const tokens = await generate(model, embeddings, mask, { ...limits, ...options, stop: tokenizer.stops });
  return { tokens, tokenizer };
}

async function t5Continuation(flags: Flags, { ids, mask, batch }: Batch, limits: Limits) {
  const { generateT5 } = require("../llm/t5/generate") as typeof import("../llm/t5/generate");
  const model = await loadT5(flags);
  checkIds(flags.input, ids, model.config.vocabulary);
  return { tokens: await generateT5(model, { ids, mask, batch }, limits), tokenizer: model.tokenizer };
}

async function loadDecoder({ model: path, adapter }: Flags) {
  const { LanguageModel } = require("../llm/languageModel") as typeof import("../llm/languageModel");
  const { Lora } = require("../llm/lora") as typeof import("../llm/lora");
  const { adapterSettings, loadAdapter } = require("../llm/adapterFiles") as typeof import("../llm/adapterFiles");
  const settings = adapter === undefined ? undefined : adapterSettings(adapter);
  const model = await LanguageModel.load(path);
  const lora = settings && new Lora(model.config, settings, 0);
  if (lora) loadAdapter(adapter as string, lora);
  return { model, options: lora ? { lora } : {} };
}

function loadT5({ model, adapter }: Flags) {
  const { T5Model } = require("../llm/t5/model") as typeof import("../llm/t5/model");
  if (adapter !== undefined) throw new UserError("--adapter: adapters are of decoder-only models, this one is a T5");
  return T5Model.load(model);
}

function isT5(model: string): boolean {
  const { readJsonFile } = require("../llm/modelFolder") as typeof import("../llm/modelFolder");
  const { z } = require("zod") as typeof import("zod");
  if (!statSync(model, { throwIfNoEntry: false })?.isDirectory()) return false;
  return readJsonFile(model, "config.json", z.object({ model_type: z.unknown() })).model_type === "t5";
}

/** @throws FormatError naming the field when the file is not as the help says */
function readBatch(file: string): Batch {
  requireFile(file);
  const { readJsonFile } = require("../llm/modelFolder") as typeof import("../llm/modelFolder");
  const { z } = require("zod") as typeof import("zod");
  const rows = z.array(
    z.array(
      z
        .number()
        .int()
        .gte(NOT_SCORED)
        .lt(2 ** 31),
    ),
  );
  const schema = z.object({ input_ids: rows, attention_mask: rows.nullish(), labels: rows.nullish() });
  const { input_ids, attention_mask, labels } = readJsonFile(dirname(file), basename(file), schema);
  const [batch, time] = [input_ids.length, input_ids[0]?.length ?? 0];
  if (time === 0) throw new FormatError(file, "input_ids", "there is no token");
  const flat = (field: string, list: number[][], width = list[0]?.length ?? 0): Int32Array => {
    if (list.length === batch && width > 0 && list.every((row) => row.length === width))
      return Int32Array.from(list.flat());
    throw new FormatError(file, field, `${batch} rows of one length are expected; pad the shorter ones`);
  };
  const mask = attention_mask ? flat("attention_mask", attention_mask, time) : new Int32Array(batch * time).fill(1);
  return { ids: flat("input_ids", input_ids), mask, batch, time, ...(labels && { labels: flat("labels", labels) }) };
}

function checkIds(file: string, ids: Int32Array, vocabulary: number): void {
  const wrong = ids.find((id) => id < 0 || id >= vocabulary);
  if (wrong !== undefined)
    throw new FormatError(file, "input_ids", `${wrong} is no token of a vocabulary of ${vocabulary}`);
}
