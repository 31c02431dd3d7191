// A checkpoint read and written again by us, with a LoRA adapter of ours and our logits of both, for check_ours.py.
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { float32Entry, type SafetensorsEntry, writeSafetensors } from "../../lib/data/formats/safetensors";
import { saveAdapter } from "../../lib/llm/adapterFiles";
import { LanguageModel } from "../../lib/llm/languageModel";
import { Lora } from "../../lib/llm/lora";
import { saveLanguageModel } from "../../lib/llm/saveModel";
import { Random } from "../../lib/random";
import { tf } from "../../lib/tensor/backend";
import { ADAPTER, Expected, logitsOf } from "./checkpoint";

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
  mkdirSync(join(target, "adapter"), { recursive: true });
  saveLanguageModel(target, model);
  saveAdapter(join(target, "adapter"), lora, { baseModel: target });
  const integers = (name: string): SafetensorsEntry => {
    const values = expected.integers(name);
    return { dtype: "I32", shape: [...shape], data: new Uint8Array(values.buffer) };
  };
  const floats = (values: Float32Array) => float32Entry(values, [...shape, model.config.vocabulary]);
  writeSafetensors(
    join(target, "ours.safetensors"),
    new Map([
      ["ids", integers("ids")],
      ["mask", integers("mask")],
      ["logits", floats(logitsOf(model, ids, mask))],
      ["adapter_logits", floats(logitsOf(model, ids, mask, lora))],
    ]),
  );
  ids.dispose();
  lora.dispose();
  model.dispose();
}
