// What a language model is loaded from, whatever the files: configuration, weights and text tokenizer.
import type { TextTokenizer } from "./textTokenizer";
import type { WeightSource } from "./weightLayout";
import type { LlamaConfig } from "./weights";

export interface ModelSource extends WeightSource {
  readonly config: LlamaConfig;
  tokenizer(): Promise<TextTokenizer>;
  close(): void;
}
