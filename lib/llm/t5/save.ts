// A trained T5 as a Hugging Face folder: config.json, model.safetensors, the tokenizer's files.
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { float32Entry, type SafetensorsEntry, writeSafetensors } from "../../data/formats/safetensors";
import { writeFileAtomic } from "../../io/atomic";
import { tf } from "../../tensor/backend";
import { splitParts } from "../weightLayout";
import { NEW_HEAD, NEW_ROWS, type T5Model } from "./model";
import { type T5Config, t5Layout, t5Slots } from "./weights";

/** Rows that new tokens have behind these tables. */
const added: Readonly<Record<string, string>> = { "shared.weight": NEW_ROWS, "lm_head.weight": NEW_HEAD };

/**
 * Writes a model whose weights are all parameters, under Hugging Face's names. New tokens are the vocabulary's last
 * rows from then on; the text tokenizer does not know them.
 */
export function saveT5(folder: string, model: T5Model): void {
  const { parameters, config, tokenizer } = model;
  const ownHead = parameters.has("lm_head.weight");
  const entries = new Map<string, SafetensorsEntry>();
  tf.tidy(() => {
    for (const slot of t5Slots(t5Layout(config, ownHead))) {
      const tensors = splitParts(slot, parameters.get(slot.name));
      slot.parts.forEach(({ name }, i) => {
        const extra = added[name];
        const own = tensors[i] as tf.Tensor;
        const tensor = extra && parameters.has(extra) ? tf.concat([own, parameters.get(extra)], 0) : own;
        entries.set(name, float32Entry(tensor.dataSync() as Float32Array, tensor.shape));
      });
    }
  });
  mkdirSync(folder, { recursive: true });
  writeSafetensors(join(folder, "model.safetensors"), entries, { format: "pt" });
  tokenizer.save(folder);
  const json = t5ConfigJson({ ...config, vocabulary: model.vocabulary }, ownHead);
  writeFileAtomic(join(folder, "config.json"), `${JSON.stringify(json, null, 2)}\n`);
}

/** A configuration as transformers writes it. */
export function t5ConfigJson(config: T5Config, ownHead: boolean): object {
  return {
    architectures: ["T5ForConditionalGeneration"],
    model_type: "t5",
    is_encoder_decoder: true,
    num_layers: config.encoderLayers,
    num_decoder_layers: config.decoderLayers,
    d_model: config.width,
    d_ff: config.feedForward,
    num_heads: config.heads,
    d_kv: config.headDim,
    vocab_size: config.vocabulary,
    relative_attention_num_buckets: config.buckets,
    relative_attention_max_distance: config.maxDistance,
    layer_norm_epsilon: config.normEpsilon,
    feed_forward_proj: config.gated ? "gated-gelu" : "relu",
    tie_word_embeddings: !ownHead,
    scale_decoder_outputs: config.scaledOutput,
    dropout_rate: 0,
    decoder_start_token_id: config.start,
    pad_token_id: config.start,
    eos_token_id: config.end,
  };
}
