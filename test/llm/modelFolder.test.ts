// Hugging Face folders that are not as they should be: one sentence that names file and tensor.
import assert from "node:assert/strict";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { readSafetensors, type SafetensorsEntry, writeSafetensors } from "../../lib/data/formats/safetensors";
import { FormatError, UserError } from "../../lib/errors";
import { LanguageModel } from "../../lib/llm/languageModel";
import { ModelFolder } from "../../lib/llm/modelFolder";
import { ropeDivisors } from "../../lib/llm/ropeScaling";
import { T5Model } from "../../lib/llm/t5/model";
import { TextTokenizer } from "../../lib/llm/textTokenizer";

const fixtures = join(__dirname, "../fixtures/llm/parity");
const root = mkdtempSync(join(tmpdir(), "folder-"));
after(() => rmSync(root, { recursive: true }));

/** A copy of a fixture that may be damaged. */
function copyOf(name: string): string {
  const folder = mkdtempSync(join(root, `${name}-`));
  cpSync(join(fixtures, name), folder, { recursive: true });
  return folder;
}

function changeJson(folder: string, name: string, change: (json: Record<string, unknown>) => void): void {
  const json = JSON.parse(readFileSync(join(folder, name), "utf8"));
  change(json);
  writeFileSync(join(folder, name), JSON.stringify(json));
}

function changeTensors(folder: string, change: (tensors: Map<string, SafetensorsEntry>) => void): void {
  const path = join(folder, "model.safetensors");
  const { tensors } = readSafetensors(path);
  change(tensors);
  writeSafetensors(path, tensors);
}

const refused = (
  folder: string,
  message: RegExp,
  load = (path: string): Promise<unknown> => LanguageModel.load(path),
) =>
  assert.rejects(
    () => load(folder),
    (error: Error) => error instanceof UserError && message.test(error.message),
  );

const query = "model.layers.1.self_attn.q_proj.weight";

test("a tensor that is missing, surplus or of another shape is named with its file", async () => {
  const missing = copyOf("qwen2");
  changeTensors(missing, (tensors) => tensors.delete("model.layers.1.self_attn.k_proj.bias"));
  await refused(missing, /qwen2.*tensor model\.layers\.1\.self_attn\.k_proj\.bias: it is missing/);
  const surplus = copyOf("llama");
  changeTensors(surplus, (tensors) => tensors.set("model.layers.9.odd", tensors.get(query) as SafetensorsEntry));
  await refused(surplus, /llama.*tensor model\.layers\.9\.odd: the architecture has no place for it/);
  const reshaped = copyOf("llama");
  changeTensors(reshaped, (tensors) =>
    tensors.set(query, { ...(tensors.get(query) as SafetensorsEntry), shape: [16, 64] }),
  );
  await refused(
    reshaped,
    /model\.safetensors: tensor model\.layers\.1\.self_attn\.q_proj\.weight: shape \[16,64\], expected \[32,32\]/,
  );
  const decoder = copyOf("t5");
  changeTensors(decoder, (tensors) => tensors.delete("decoder.final_layer_norm.weight"));
  await refused(decoder, /tensor decoder\.final_layer_norm\.weight: it is missing/, T5Model.load);
});

test("another architecture, activation or rotary scaling is named", async () => {
  const changes: [(json: Record<string, unknown>) => void, RegExp][] = [
    [
      (json) => Object.assign(json, { model_type: "gpt_neox" }),
      /config\.json: model_type: .*"llama"\|"qwen2"\|"qwen3"/,
    ],
    [(json) => Object.assign(json, { hidden_act: "gelu" }), /config\.json: hidden_act/],
    [(json) => Object.assign(json, { attention_bias: true }), /attention_bias: biases of llama are not supported/],
    [(json) => Object.assign(json, { num_key_value_heads: 3 }), /num_attention_heads: 4 heads, 3 of them for keys/],
    [
      (json) => Object.assign(json, { rope_parameters: { rope_type: "yarn" } }),
      /rope_scaling: "yarn" is not supported/,
    ],
    [
      (json) => Object.assign(json, { rope_parameters: { rope_type: "llama3" } }),
      /rope_scaling\.factor: llama3 scaling/,
    ],
    [(json) => delete json.hidden_size, /config\.json: hidden_size/],
  ];
  for (const [change, message] of changes) {
    const folder = copyOf("llama");
    changeJson(folder, "config.json", change);
    await refused(folder, message);
  }
  await refused(join(fixtures, "llama"), /config\.json: model_type/, T5Model.load);
});

test("files that are missing or broken are named", async () => {
  for (const name of ["config.json", "model.safetensors", "tokenizer.json"]) {
    const folder = copyOf("llama");
    rmSync(join(folder, name));
    await refused(folder, new RegExp(name.replace(".", "\\.")));
  }
  const broken = copyOf("llama");
  writeFileSync(join(broken, "config.json"), "{");
  await assert.rejects(() => LanguageModel.load(broken), FormatError);
  await refused(join(root, "nowhere"), /there is no such file/);
});

test("an index that leads astray is refused", () => {
  const index = "model.safetensors.index.json";
  const folder = copyOf("llama3-tied");
  const [first] = Object.keys(JSON.parse(readFileSync(join(folder, index), "utf8")).weight_map);
  const pointTo = (shard: string) =>
    changeJson(folder, index, (json) => Object.assign(json.weight_map as object, { [first as string]: shard }));
  pointTo("../model-00001-of-00004.safetensors");
  assert.throws(() => new ModelFolder(folder), /is no file name/);
  pointTo("model-00004-of-00004.safetensors");
  assert.throws(() => new ModelFolder(folder), new RegExp(`tensor ${first}: .* says it is here`));
  pointTo("model-00009-of-00004.safetensors");
  assert.throws(() => new ModelFolder(folder), UserError);
});

test("chat template, end of turn and further stops come from the folder", async () => {
  const folder = copyOf("llama");
  changeJson(folder, "generation_config.json", (json) => Object.assign(json, { eos_token_id: [1, 0] }));
  const tokenizer = await TextTokenizer.fromFolder(folder);
  assert.deepEqual([tokenizer.endOfTurn, [...tokenizer.stops], tokenizer.vocabulary], [1, [1, 0], 97]);
  const text = tokenizer.chat([{ role: "user", content: "Where is the cat?" }]);
  assert.equal(text, "<|start|>user\nWhere is the cat?<|end|>\n<|start|>assistant\n");
  assert.equal(
    tokenizer.decode(tokenizer.encode("<|start|>Where is the cat?"), { controlTokens: true }),
    "<|start|>Where is the cat?",
  );
  rmSync(join(folder, "chat_template.jinja"));
  const bare = await TextTokenizer.fromFolder(folder);
  assert.throws(() => bare.chat([]), /no chat template/);
  const saved = mkdtempSync(join(root, "saved-"));
  tokenizer.save(saved);
  const again = await TextTokenizer.fromFolder(saved);
  assert.deepEqual([again.stops, again.encode(text)], [tokenizer.stops, tokenizer.encode(text)]);
});

test("rotary frequencies: linear scaling divides all, none divides none", () => {
  assert.deepEqual(ropeDivisors({ type: "linear", factor: 4 }, 8, 10_000, "f"), [4, 4, 4, 4]);
  assert.equal(ropeDivisors({ rope_theta: 5 }, 8, 5, "f"), undefined);
});
