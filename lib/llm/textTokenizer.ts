// The text tokenizer of a language model, from the metadata of its GGUF file, through transformers.js.
import type { PreTrainedTokenizer } from "@huggingface/transformers";
import type { GgufFile } from "../data/formats/gguf";
import { FormatError } from "../errors";

export interface ChatMessage {
  role: "system" | "user" | "assistant";
  content: string;
}

/** GGUF's mark of a control token such as `<|im_end|>`. */
const CONTROL = 3;

/** Splitting before byte-pair encoding, by the name GGUF gives it. */
const preTokenizers: Record<string, object[]> = {
  smollm: [
    // Not "Digits": transformers.js takes that for decimal digits alone, the model's own tokenizer for ½ and ² too.
    { type: "Split", pattern: { Regex: "\\p{N}" }, behavior: "Isolated", invert: false },
    { type: "ByteLevel", add_prefix_space: false, trim_offsets: true, use_regex: true },
  ],
  "gpt-2": [{ type: "ByteLevel", add_prefix_space: false, trim_offsets: true, use_regex: true }],
};

export class TextTokenizer {
  private constructor(
    private readonly tokenizer: PreTrainedTokenizer,
    readonly endOfTurn: number,
  ) {}

  /** @throws FormatError when the file's vocabulary is of a kind that is not read */
  static async fromGguf(file: GgufFile): Promise<TextTokenizer> {
    const model = file.metadata.get("tokenizer.ggml.model");
    const pre = String(file.metadata.get("tokenizer.ggml.pre"));
    const pretokenizers = preTokenizers[pre];
    if (model !== "gpt2" || !pretokenizers) {
      throw new FormatError(
        file.path,
        "tokenizer",
        `vocabulary "${model}/${pre}" is not read; byte-level BPE (smollm, gpt-2) is`,
      );
    }
    const tokens = file.strings("tokenizer.ggml.tokens");
    const types = file.numbers("tokenizer.ggml.token_type");
    const token = (key: string) => tokens[file.number(`tokenizer.ggml.${key}_token_id`)];
    const special = { single_word: false, lstrip: false, rstrip: false, normalized: false, special: true };
    const { PreTrainedTokenizer } = await import("@huggingface/transformers");
    const tokenizer = new PreTrainedTokenizer(
      {
        version: "1.0",
        added_tokens: tokens.flatMap((content, id) => (types[id] === CONTROL ? [{ id, content, ...special }] : [])),
        normalizer: null,
        pre_tokenizer: { type: "Sequence", pretokenizers },
        post_processor: null,
        decoder: { type: "ByteLevel", add_prefix_space: true, trim_offsets: true, use_regex: true },
        model: {
          type: "BPE",
          unk_token: null,
          fuse_unk: false,
          byte_fallback: false,
          vocab: Object.fromEntries(tokens.map((content, id) => [content, id])),
          merges: file.strings("tokenizer.ggml.merges"),
        },
      },
      {
        chat_template: file.metadata.get("tokenizer.chat_template"),
        bos_token: token("bos"),
        eos_token: token("eos"),
        unk_token: token("unknown"),
        pad_token: token("padding"),
        clean_up_tokenization_spaces: false,
      },
    );
    return new TextTokenizer(tokenizer, file.number("tokenizer.ggml.eos_token_id"));
  }

  /** Token ids of a text; nothing is added to it. */
  encode(text: string): number[] {
    return Array.from(this.tokenizer.encode(text, { add_special_tokens: false }));
  }

  /** Text of token ids, without control tokens unless asked for. */
  decode(ids: readonly number[], { controlTokens = false } = {}): string {
    return ids.length === 0 ? "" : this.tokenizer.decode([...ids], { skip_special_tokens: !controlTokens });
  }

  /** The messages in the model's own chat template, ready for its answer. */
  chat(messages: ChatMessage[]): string {
    return this.tokenizer.apply_chat_template(messages, { tokenize: false, add_generation_prompt: true }) as string;
  }
}
