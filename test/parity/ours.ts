// A checkpoint read and written again by us, with a LoRA adapter of ours, one with new tokens, and our logits of all
// three, for check_ours.py.
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { float32Entry, type SafetensorsEntry, writeSafetensors } from "../../lib/data/formats/safetensors";
import { saveAdapter } from "../../lib/llm/adapterFiles";
import { LanguageModel } from "../../lib/llm/languageModel";
import { Lora } from "../../lib/llm/lora";
import type { NewTokens } from "../../lib/llm/newTokens";
import { saveLanguageModel } from "../../lib/llm/saveModel";
import { Random } from "../../lib/random";
import { tf } from "../../lib/tensor/backend";
import { ADAPTER, Expected, logitsOf } from "./checkpoint";

const NEW_TOKENS = 4;

/** Writes the folder `target` from the checkpoint in `folder`. */
export async function writeOurs(folder: string, target: string): Promise<void> {
  const model = await LanguageModel.load(folder, { trainable: true });
  const expected = new Expected(folder);
  const shape = expected.get("ids").shape as [number, number];
  const ids = tf.tensor2d(expected.integers("ids"), shape, "int32");
  const mask = expected.integers("mask");
  const lora = new Lora(model.config, ADAPTER, 5);
  for (const name of lora.parameters.names.filter((name) => name.includes("lora_B"))) {
    const variable = lora.parameters.variable(name);
    const random = new Random(5, name);
    tf.tidy(() => {
      const size = variable.shape.reduce((product, length) => product * length, 1);
      variable.assign(
        tf.tensor(
          Float32Array.from({ length: size }, () => 0.3 * random.normal()),
          variable.shape,
        ),
      );
    });
  }
  for (const part of ["adapter", "new-tokens"]) mkdirSync(join(target, part), { recursive: true });
  saveLanguageModel(target, model);
  saveAdapter(join(target, "adapter"), lora, { baseModel: target });
  const larger = await LanguageModel.load(folder, { newTokens: NEW_TOKENS, seed: 5 });
  const { vocabulary } = model.config;
  const moreIds = expected.integers("ids").map((id, at) => (at % 3 === 0 ? vocabulary + (at % NEW_TOKENS) : id));
  const more = tf.tensor2d(moreIds, shape, "int32");
  saveAdapter(join(target, "new-tokens"), lora, { baseModel: target, newTokens: larger.newTokens as NewTokens });
  const integers = (values: Int32Array): SafetensorsEntry => {
    return { dtype: "I32", shape: [...shape], data: new Uint8Array(values.buffer) };
  };
  const floats = (values: Float32Array) => float32Entry(values, [...shape, values.length / (shape[0] * shape[1])]);
  writeSafetensors(
    join(target, "ours.safetensors"),
    new Map([
      ["ids", integers(expected.integers("ids"))],
      ["more_ids", integers(moreIds)],
      ["mask", integers(mask)],
      ["logits", floats(logitsOf(model, ids, mask))],
      ["adapter_logits", floats(logitsOf(model, ids, mask, lora))],
      ["new_tokens_logits", floats(logitsOf(larger, more, mask, lora))],
    ]),
  );
  tf.dispose([ids, more]);
  larger.dispose();
  lora.dispose();
  model.dispose();
}
