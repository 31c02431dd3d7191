// A Qwen2 model in GGUF, written here from the fixture's folder: biases, no interleaved heads, transformers' logits.
import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { numbersOf, readSafetensors } from "../../lib/data/formats/safetensors";
import { LanguageModel } from "../../lib/llm/languageModel";
import { tf } from "../../lib/tensor/backend";
import { Expected, logitsOf, worstRow } from "../parity/checkpoint";

const fixture = join(__dirname, "../fixtures/llm/parity/qwen2");
const root = mkdtempSync(join(tmpdir(), "qwen-"));
after(() => rmSync(root, { recursive: true }));

type Value = string | number | { float: number } | string[] | number[];

const [UINT32, FLOAT32, STRING, ARRAY] = [4, 6, 8, 9];
const uint32 = (value: number) => Buffer.from(Uint32Array.of(value).buffer);
const uint64 = (value: number) => Buffer.from(BigUint64Array.of(BigInt(value)).buffer);
const string = (text: string) => Buffer.concat([uint64(Buffer.byteLength(text)), Buffer.from(text)]);

function encode(value: Value): { type: number; bytes: Buffer } {
  if (typeof value === "string") return { type: STRING, bytes: string(value) };
  if (typeof value === "number") return { type: UINT32, bytes: uint32(value) };
  if (!Array.isArray(value)) return { type: FLOAT32, bytes: Buffer.from(Float32Array.of(value.float).buffer) };
  const list = (value as (string | number)[]).map(encode);
  const type = list[0]?.type ?? UINT32;
  return { type: ARRAY, bytes: Buffer.concat([uint32(type), uint64(list.length), ...list.map(({ bytes }) => bytes)]) };
}

/** GGUF's name of a Qwen2 tensor. */
function ggufName(name: string): string {
  const parts: [string, string][] = [
    ["model.embed_tokens", "token_embd"],
    ["lm_head", "output"],
    ["model.norm", "output_norm"],
    ["model.layers.", "blk."],
    ["post_attention_layernorm", "ffn_norm"],
    ["input_layernorm", "attn_norm"],
    ["self_attn.o_proj", "attn_output"],
    ["self_attn.", "attn_"],
    ["mlp.", "ffn_"],
    ["_proj", ""],
  ];
  return parts.reduce((text, [theirs, ours]) => text.replace(theirs, ours), name);
}

function writeGguf(path: string): void {
  const json = (name: string) => JSON.parse(readFileSync(join(fixture, name), "utf8"));
  const [config, tokenizer] = [json("config.json"), json("tokenizer.json")];
  const words: Record<string, number> = { ...tokenizer.model.vocab };
  const control: number[] = tokenizer.added_tokens.map(({ id, content }: { id: number; content: string }) => {
    words[content] = id;
    return id;
  });
  const tokens = Array.from({ length: config.vocab_size }, (_, id) => `unused ${id}`);
  for (const [word, id] of Object.entries(words)) tokens[id] = word;
  const metadata: Record<string, Value> = {
    "general.architecture": "qwen2",
    "qwen2.block_count": config.num_hidden_layers,
    "qwen2.embedding_length": config.hidden_size,
    "qwen2.feed_forward_length": config.intermediate_size,
    "qwen2.attention.head_count": config.num_attention_heads,
    "qwen2.attention.head_count_kv": config.num_key_value_heads,
    "qwen2.attention.layer_norm_rms_epsilon": { float: config.rms_norm_eps },
    "qwen2.context_length": config.max_position_embeddings,
    "qwen2.rope.freq_base": { float: config.rope_parameters.rope_theta },
    "tokenizer.ggml.model": "gpt2",
    "tokenizer.ggml.pre": "qwen2",
    "tokenizer.ggml.tokens": tokens,
    "tokenizer.ggml.token_type": tokens.map((_, id) => (control.includes(id) ? 3 : 1)),
    "tokenizer.ggml.merges": tokenizer.model.merges.map((pair: string[]) => pair.join(" ")),
    "tokenizer.ggml.eos_token_id": config.eos_token_id,
  };
  const entries = Object.entries(metadata).map(([key, value]) => {
    const { type, bytes } = encode(value);
    return Buffer.concat([string(key), uint32(type), bytes]);
  });
  const { tensors } = readSafetensors(join(fixture, "model.safetensors"));
  const padding = (length: number) => Buffer.alloc((32 - (length % 32)) % 32);
  const table: Buffer[] = [];
  const data: Buffer[] = [];
  let offset = 0;
  for (const [name, entry] of tensors) {
    const bytes = Buffer.from(Float32Array.from(numbersOf(entry) as Float32Array).buffer);
    const shape = [...entry.shape].reverse().map(uint64);
    table.push(Buffer.concat([string(ggufName(name)), uint32(shape.length), ...shape, uint32(0), uint64(offset)]));
    data.push(bytes, padding(bytes.length));
    offset += bytes.length + padding(bytes.length).length;
  }
  const counts = [uint64(table.length), uint64(entries.length)];
  const header = Buffer.concat([Buffer.from("GGUF"), uint32(3), ...counts, ...entries, ...table]);
  writeFileSync(path, Buffer.concat([header, padding(header.length), ...data]));
}

test("configuration, logits and tokens are those of the folder", async () => {
  const path = join(root, "qwen2.gguf");
  writeGguf(path);
  const [model, folder] = [await LanguageModel.load(path), await LanguageModel.load(fixture)];
  const { normEpsilon, ...sizes } = model.config;
  const { normEpsilon: exact, ...expectedSizes } = folder.config;
  assert.deepEqual(sizes, expectedSizes);
  assert.equal(normEpsilon, Math.fround(exact));
  assert.deepEqual(model.tokenizer.encode("the cat sat"), folder.tokenizer.encode("the cat sat"));
  assert.equal(model.tokenizer.endOfTurn, folder.tokenizer.endOfTurn);
  const expected = new Expected(fixture);
  const { values, shape } = expected.get("logits");
  const [batch, time, vocabulary] = shape as [number, number, number];
  const ids = tf.tensor2d(expected.integers("ids"), [batch, time], "int32");
  const mask = expected.integers("mask");
  const worst = worstRow(logitsOf(model, ids, mask), values, vocabulary, (row) => mask[row] === 1);
  assert.ok(worst <= 2e-4, `logits differ by ${worst}`);
  tf.dispose(ids);
  model.dispose();
  folder.dispose();
});
