// The text tokenizer of a language model, from the metadata of its GGUF file or from the files of its Hugging Face
// folder (tokenizer.json, tokenizer_config.json, chat_template.jinja, generation_config.json), through transformers.js.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { PreTrainedTokenizer } from "@huggingface/transformers";
import { z } from "zod";
import type { GgufFile } from "../data/formats/gguf";
import { FormatError, UserError } from "../errors";
import { writeFileAtomic } from "../io/atomic";
import { readJsonFile } from "./modelFolder";

export interface ChatMessage {
  role: "system" | "user" | "assistant";
  content: string;
}

/** GGUF's mark of a control token such as `<|im_end|>`. */
const CONTROL = 3;

/** Words, digits in runs of so many, and signs, each with the space before it: the pattern that Llama 3 and Qwen share. */
const wordPattern = (digits: string) => [
  {
    type: "Split",
    pattern: {
      Regex: `(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}${digits}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+`,
    },
    behavior: "Isolated",
    invert: false,
  },
  { type: "ByteLevel", add_prefix_space: false, trim_offsets: true, use_regex: false },
];
const byteLevel = { type: "ByteLevel", add_prefix_space: false, trim_offsets: true, use_regex: true };

/** Splitting before byte-pair encoding, by the name GGUF gives it. */
const preTokenizers: Record<string, object[]> = {
  smollm: [
    // Not "Digits": transformers.js takes that for decimal digits alone, the model's own tokenizer for ½ and ² too.
    { type: "Split", pattern: { Regex: "\\p{N}" }, behavior: "Isolated", invert: false },
    byteLevel,
  ],
  "gpt-2": [byteLevel],
  "llama-bpe": wordPattern("{1,3}"),
  qwen2: wordPattern(""),
};

const tokenIds = z.union([z.number().int(), z.array(z.number().int()).min(1)]).nullish();
const eosSchema = z.object({ eos_token_id: tokenIds });
const jsonObject = z.record(z.string(), z.unknown());

/** Contents of tokenizer.json and of tokenizer_config.json. */
export interface TokenizerFiles {
  json: object;
  settings: Record<string, unknown>;
}

async function build({ json, settings }: TokenizerFiles): Promise<PreTrainedTokenizer> {
  const { PreTrainedTokenizer } = await import("@huggingface/transformers");
  return new PreTrainedTokenizer(json, settings);
}

export class TextTokenizer {
  private constructor(
    private readonly tokenizer: PreTrainedTokenizer,
    private readonly files: TokenizerFiles,
    /** what the model writes when its turn is over */
    readonly endOfTurn: number,
    /** every id that ends an answer, `endOfTurn` among them */
    readonly stops: readonly number[] = [endOfTurn],
  ) {}

  /**
   * @throws UserError when the folder has no tokenizer.json
   * @throws FormatError when a file is damaged or names no token that ends a turn
   */
  static async fromFolder(folder: string): Promise<TextTokenizer> {
    if (!existsSync(join(folder, "tokenizer.json"))) {
      throw new UserError(`${folder}: there is no tokenizer.json; save the model's fast tokenizer into the folder`);
    }
    const json = readJsonFile(folder, "tokenizer.json", jsonObject);
    const optional = (name: string) => (existsSync(join(folder, name)) ? readJsonFile(folder, name, jsonObject) : {});
    const settings = optional("tokenizer_config.json");
    const template = join(folder, "chat_template.jinja");
    if (existsSync(template)) settings.chat_template = readFileSync(template, "utf8");
    const files = { json, settings };
    let tokenizer: PreTrainedTokenizer;
    try {
      tokenizer = await build(files);
    } catch (error) {
      throw new FormatError(join(folder, "tokenizer.json"), "tokenizer", (error as Error).message);
    }
    const declared = ["generation_config.json", "config.json"]
      .filter((name) => existsSync(join(folder, name)))
      .flatMap((name) => readJsonFile(folder, name, eosSchema).eos_token_id ?? []);
    const endOfTurn = (tokenizer.eos_token_id as number | undefined) ?? declared[0];
    if (endOfTurn === undefined) {
      throw new FormatError(join(folder, "tokenizer_config.json"), "eos_token", "it names no token of the vocabulary");
    }
    return new TextTokenizer(tokenizer, files, endOfTurn, [...new Set([endOfTurn, ...declared])]);
  }

  /** A tokenizer from the contents of its files; its settings name an `eos_token` of the vocabulary. */
  static async fromFiles(files: TokenizerFiles): Promise<TextTokenizer> {
    const tokenizer = await build(files);
    return new TextTokenizer(tokenizer, files, tokenizer.eos_token_id as number);
  }

  /** @throws FormatError when the file's vocabulary is of a kind that is not read */
  static async fromGguf(file: GgufFile): Promise<TextTokenizer> {
    const model = file.metadata.get("tokenizer.ggml.model");
    const pre = String(file.metadata.get("tokenizer.ggml.pre"));
    const pretokenizers = preTokenizers[pre];
    if (model !== "gpt2" || !pretokenizers) {
      throw new FormatError(
        file.path,
        "tokenizer",
        `vocabulary "${model}/${pre}" is not read; byte-level BPE (${Object.keys(preTokenizers).join(", ")}) is`,
      );
    }
    const tokens = file.strings("tokenizer.ggml.tokens");
    const types = file.numbers("tokenizer.ggml.token_type");
    const token = (key: string) => {
      const name = `tokenizer.ggml.${key}_token_id`;
      return file.metadata.has(name) ? tokens[file.number(name)] : undefined;
    };
    const special = { single_word: false, lstrip: false, rstrip: false, normalized: false, special: true };
    const files = {
      json: {
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
      settings: {
        chat_template: file.metadata.get("tokenizer.chat_template"),
        bos_token: token("bos"),
        eos_token: token("eos"),
        unk_token: token("unknown"),
        pad_token: token("padding"),
        clean_up_tokenization_spaces: false,
      },
    };
    return new TextTokenizer(await build(files), files, file.number("tokenizer.ggml.eos_token_id"));
  }

  /** Tokens there are, control tokens among them. */
  get vocabulary(): number {
    return this.tokenizer.get_vocab().size;
  }

  /** Writes the files that `fromFolder` and transformers read. */
  save(folder: string): void {
    const write = (name: string, json: object) =>
      writeFileAtomic(join(folder, name), `${JSON.stringify(json, null, 1)}\n`);
    write("tokenizer.json", this.files.json);
    write("tokenizer_config.json", { ...this.files.settings, tokenizer_class: "PreTrainedTokenizerFast" });
    write("generation_config.json", { eos_token_id: [...this.stops] });
  }

  /** Token ids of a text; nothing is added to it. */
  encode(text: string): number[] {
    return Array.from(this.tokenizer.encode(text, { add_special_tokens: false }));
  }

  /** Text of token ids, without control tokens unless asked for. */
  decode(ids: readonly number[], { controlTokens = false } = {}): string {
    return ids.length === 0 ? "" : this.tokenizer.decode([...ids], { skip_special_tokens: !controlTokens });
  }

  /**
   * The messages in the model's own chat template, ready for its answer.
   * @param variables what the template may ask for besides, e.g. `date_string`
   * @throws UserError when the model has none
   */
  chat(messages: ChatMessage[], variables: Record<string, unknown> = {}): string {
    if (!this.tokenizer.chat_template) {
      throw new UserError(
        "the model has no chat template; choose an instruction-tuned one or write the prompt yourself",
      );
    }
    const options = { ...variables, tokenize: false, add_generation_prompt: true };
    return this.tokenizer.apply_chat_template(messages, options) as string;
  }
}
