import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { halfToNumber } from "../../lib/data/formats/halfPrecision";
import { halfEntry, readSafetensors } from "../../lib/data/formats/safetensors";
import { FormatError, UserError } from "../../lib/errors";
import { adapterSettings, loadAdapter, saveAdapter } from "../../lib/llm/adapterFiles";
import { Lora } from "../../lib/llm/lora";
import { tf } from "../../lib/tensor/backend";
import { tinyConfig, tinyLora } from "./tinyModel";

const root = mkdtempSync(join(tmpdir(), "adapter-"));
after(() => rmSync(root, { recursive: true }));
let folders = 0;
const folder = () => join(root, `adapter ${folders++}`);
const values = (lora: Lora) => lora.parameters.names.map((name) => [...lora.parameters.get(name).dataSync()]);

test("what is loaded is what was saved, to the bit", () => {
  const [saved, loaded] = [tinyLora(), tinyLora(undefined, 2)];
  assert.notDeepEqual(values(loaded), values(saved));
  const path = folder();
  saveAdapter(path, saved);
  const before = tf.memory().numTensors;
  loadAdapter(path, loaded);
  assert.deepEqual(values(loaded), values(saved));
  assert.ok(tf.memory().numTensors <= before + loaded.parameters.names.length);
});

test("names and settings are PEFT's", () => {
  const path = folder();
  saveAdapter(path, tinyLora(["q_proj", "down_proj"]), { baseModel: "some/model" });
  const config = JSON.parse(readFileSync(join(path, "adapter_config.json"), "utf8"));
  assert.equal(config.peft_type, "LORA");
  assert.equal(config.task_type, "CAUSAL_LM");
  assert.equal(config.base_model_name_or_path, "some/model");
  assert.deepEqual([config.r, config.lora_alpha, config.lora_dropout], [3, 5, 0]);
  assert.deepEqual(config.target_modules, ["down_proj", "q_proj"]);
  const { tensors, metadata } = readSafetensors(join(path, "adapter_model.safetensors"));
  assert.deepEqual(metadata, { format: "pt" });
  assert.deepEqual(
    [...tensors.keys()].sort(),
    [0, 1].flatMap((layer) =>
      ["mlp.down_proj", "self_attn.q_proj"].flatMap((module) =>
        ["A", "B"].map((which) => `base_model.model.model.layers.${layer}.${module}.lora_${which}.weight`),
      ),
    ),
  );
  const shapeOf = (name: string) => tensors.get(`base_model.model.model.layers.0.${name}.weight`)?.shape;
  assert.deepEqual(shapeOf("mlp.down_proj.lora_A"), [3, 10]);
  assert.deepEqual(shapeOf("mlp.down_proj.lora_B"), [12, 3]);
});

test("an adapter's settings are read back, its dropout too; of older files 0", () => {
  const path = folder();
  const settings = { rank: 2, alpha: 5, targets: ["q_proj", "down_proj"], dropout: 0.25 } as const;
  saveAdapter(path, new Lora(tinyConfig, settings, 1));
  assert.deepEqual(adapterSettings(path), settings);
  const file = join(path, "adapter_config.json");
  const { lora_dropout: _, ...config } = JSON.parse(readFileSync(file, "utf8"));
  writeFileSync(file, JSON.stringify(config));
  assert.equal(adapterSettings(path).dropout, 0);
  writeFileSync(file, JSON.stringify({ ...config, target_modules: ["lm_head"] }));
  assert.throws(() => adapterSettings(path), /target_modules/);
});

test("half precision: half the size, values within 2⁻¹¹", () => {
  const [whole, half] = [folder(), folder()];
  const saved = tinyLora();
  saveAdapter(whole, saved);
  saveAdapter(half, saved, { half: true });
  const loaded = tinyLora(undefined, 2);
  loadAdapter(half, loaded);
  values(saved).forEach((list, i) => {
    list.forEach((value, j) => {
      const error = Math.abs((values(loaded)[i]?.[j] as number) - value);
      assert.ok(error <= Math.abs(value) * 2 ** -11 + 2 ** -25, `${value} became off by ${error}`);
    });
  });
  const bytes = (path: string) =>
    [...readSafetensors(join(path, "adapter_model.safetensors")).tensors.values()].reduce(
      (sum, { data }) => sum + data.length,
      0,
    );
  assert.equal(bytes(half) * 2, bytes(whole));
});

test("every half-precision number is its own nearest, a midpoint goes to the even one", () => {
  const bitsOf = (list: Iterable<number>) => {
    const { data } = halfEntry(Float32Array.from(list), []);
    return new Uint16Array(data.buffer);
  };
  const finite = Array.from({ length: 65536 }, (_, bits) => bits).filter((bits) => ((bits >> 10) & 31) !== 31);
  assert.deepEqual([...bitsOf(finite.map(halfToNumber))], finite);
  for (const [low, high] of [
    [0, 1],
    [1, 2],
    [0x03ff, 0x0400],
    [0x3bff, 0x3c00],
    [0x3c00, 0x3c01],
  ] as const) {
    const middle = (halfToNumber(low) + halfToNumber(high)) / 2;
    assert.deepEqual(
      [...bitsOf([middle, -middle])],
      [low, high].filter((bits) => bits % 2 === 0).flatMap((bits) => [bits, bits | 0x8000]),
    );
    assert.deepEqual([...bitsOf([middle * 0.9999, middle * 1.0001])], [low, high]);
  }
  assert.deepEqual([...bitsOf([Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])], [0x7c00, 0xfc00]);
  assert.ok(Number.isNaN(halfToNumber(bitsOf([Number.NaN])[0] as number)));
  assert.throws(() => bitsOf([65520]), RangeError);
});

test("an adapter of another kind or size is refused, and nothing is changed", () => {
  const path = folder();
  saveAdapter(path, tinyLora());
  const others = [
    new Lora(tinyConfig, { rank: 2, alpha: 5, targets: tinyLora().settings.targets }, 1),
    new Lora(tinyConfig, { rank: 3, alpha: 6, targets: tinyLora().settings.targets }, 1),
    tinyLora(["q_proj"]),
  ];
  for (const other of others) {
    const before = values(other);
    assert.throws(() => loadAdapter(path, other), FormatError);
    assert.deepEqual(values(other), before);
  }
  const wider = new Lora({ ...tinyConfig, feedForward: 11 }, tinyLora().settings, 1);
  assert.throws(() => loadAdapter(path, wider), /gate_proj.*shape \[10,3\], expected \[11,3\]/);
  const deeper = new Lora({ ...tinyConfig, layers: 3 }, tinyLora().settings, 1);
  assert.throws(() => loadAdapter(path, deeper), /layers\.2.*missing/);
  const shallower = new Lora({ ...tinyConfig, layers: 1 }, tinyLora().settings, 1);
  assert.throws(() => loadAdapter(path, shallower), /no place/);
});

test("missing and damaged files", () => {
  const path = folder();
  assert.throws(() => loadAdapter(path, tinyLora()), UserError);
  saveAdapter(path, tinyLora());
  const file = join(path, "adapter_config.json");
  const config = readFileSync(file, "utf8");
  for (const text of [
    "",
    "[",
    "null",
    "3",
    config.replace("LORA", "IA3"),
    config.replace(`"use_dora": false`, `"use_dora": true`),
  ]) {
    writeFileSync(file, text);
    assert.throws(() => loadAdapter(path, tinyLora()), FormatError);
  }
  writeFileSync(file, config);
  rmSync(join(path, "adapter_model.safetensors"));
  assert.throws(() => loadAdapter(path, tinyLora()), UserError);
});
