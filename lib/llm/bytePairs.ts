// A byte-level byte-pair encoding learned from texts (Sennrich et al. 2016): starting from 256 bytes, the pair of
// neighbours that stands most often in words becomes a token, again and again. Written as a tokenizer.json.
import type { TokenizerFiles } from "./textTokenizer";

/** Marks of a turn in a conversation, as ChatML has them; the first is padding. */
const CONTROL_TOKENS = ["<|endoftext|>", "<|im_start|>", "<|im_end|>"];
const TEMPLATE =
  "{% for message in messages %}<|im_start|>{{ message.role }}\n{{ message.content }}<|im_end|>\n{% endfor %}" +
  "{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}";
/** Words with the space before them, numbers, signs and further space: GPT-2's split, which ByteLevel applies too. */
const WORDS = /'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+/gu;

/** The printable character by which byte-level vocabularies write each byte. */
const BYTES = byteCharacters();

function byteCharacters(): string[] {
  const printable = (byte: number) => (byte >= 33 && byte <= 126) || (byte >= 161 && byte <= 172) || byte >= 174;
  let next = 256;
  return Array.from({ length: 256 }, (_, byte) => String.fromCharCode(printable(byte) ? byte : next++));
}

/**
 * Learns a vocabulary and a ChatML tokenizer of it.
 * @param size tokens at most, at least 259 for the bytes and the control tokens; fewer where no pair stands twice
 */
export function learnBytePairs(texts: Iterable<string>, size: number): TokenizerFiles {
  const words = countWords(texts);
  const alphabet = [...BYTES].sort();
  const merges: [string, string][] = [];
  while (CONTROL_TOKENS.length + alphabet.length + merges.length < size) {
    const best = commonestPair(words);
    if (!best) break;
    merges.push(best);
    for (const word of words) word.pieces = merge(word.pieces, best);
  }
  const tokens = [...CONTROL_TOKENS, ...alphabet, ...merges.map(([a, b]) => a + b)];
  const flags = { single_word: false, lstrip: false, rstrip: false, normalized: false, special: true };
  const byteLevel = { type: "ByteLevel", add_prefix_space: false, trim_offsets: true, use_regex: true };
  return {
    json: {
      version: "1.0",
      truncation: null,
      padding: null,
      added_tokens: CONTROL_TOKENS.map((content, id) => ({ id, content, ...flags })),
      normalizer: null,
      pre_tokenizer: byteLevel,
      post_processor: null,
      decoder: byteLevel,
      model: {
        type: "BPE",
        dropout: null,
        unk_token: null,
        continuing_subword_prefix: null,
        end_of_word_suffix: null,
        fuse_unk: false,
        byte_fallback: false,
        ignore_merges: false,
        vocab: Object.fromEntries([...new Set(tokens)].map((token, id) => [token, id])),
        merges,
      },
    },
    settings: {
      chat_template: TEMPLATE,
      eos_token: "<|im_end|>",
      pad_token: "<|endoftext|>",
      clean_up_tokenization_spaces: false,
    },
  };
}

interface Word {
  pieces: string[];
  count: number;
}

function countWords(texts: Iterable<string>): Word[] {
  const counts = new Map<string, number>();
  for (const text of texts) {
    for (const [word] of text.matchAll(WORDS)) counts.set(word, (counts.get(word) ?? 0) + 1);
  }
  return Array.from(counts, ([word, count]) => ({
    pieces: Array.from(Buffer.from(word), (byte) => BYTES[byte] as string),
    count,
  }));
}

/** Of pairs as common as each other the first in alphabetical order, so that the result depends on the texts alone. */
function commonestPair(words: readonly Word[]): [string, string] | undefined {
  const counts = new Map<string, number>();
  for (const { pieces, count } of words) {
    for (let i = 1; i < pieces.length; i++) {
      // No byte's character is a space.
      const pair = `${pieces[i - 1]} ${pieces[i]}`;
      counts.set(pair, (counts.get(pair) ?? 0) + count);
    }
  }
  let best: string | undefined;
  let most = 1;
  for (const [pair, count] of counts) {
    if (count > most || (count === most && best !== undefined && pair < best)) [best, most] = [pair, count];
  }
  return best?.split(" ") as [string, string] | undefined;
}

function merge(pieces: readonly string[], [left, right]: readonly [string, string]): string[] {
  const result: string[] = [];
  for (let i = 0; i < pieces.length; i++) {
    if (pieces[i] === left && pieces[i + 1] === right) {
      result.push(left + right);
      i++;
    } else result.push(pieces[i] as string);
  }
  return result;
}
