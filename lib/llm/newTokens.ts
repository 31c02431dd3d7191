// Tokens behind a language model's vocabulary, e.g. a motion's codes: rows of the embedding table and of the output head
// that alone are trained. Names are PEFT's for `trainable_token_indices`, so that they load there, into a model whose
// vocabulary was made as much larger.
import type { tf } from "../tensor/backend";
import { ParameterSet } from "../training/parameters";
import { newRows } from "./tokenTable";
import type { LlamaWeights } from "./weights";

const EMBEDDING = "base_model.model.model.embed_tokens.token_adapter.trainable_tokens_delta";
const HEAD = "base_model.model.lm_head.token_adapter.trainable_tokens_delta";

export class NewTokens {
  readonly parameters = new ParameterSet();
  /** the first one's id */
  readonly first: number;

  /**
   * Rows that begin as the tables' are distributed.
   * @param weights of the model that they are added to; where its head is its embedding table, theirs are the same too
   */
  constructor(
    { embedding, head }: Pick<LlamaWeights, "embedding" | "head">,
    readonly count: number,
    seed: number,
  ) {
    const [vocabulary, width] = embedding.shape;
    this.first = vocabulary;
    this.parameters.add(EMBEDDING, newRows(embedding, count, seed, "new tokens"), [count, width]);
    if (head !== embedding) this.parameters.add(HEAD, newRows(head, count, seed, "new tokens' head"), [count, width]);
  }

  /** `[count, width]` */
  get rows(): tf.Tensor2D {
    return this.parameters.get(EMBEDDING) as tf.Tensor2D;
  }

  /** `[count, width]`, of the output head */
  get headRows(): tf.Tensor2D {
    return this.parameters.get(this.parameters.has(HEAD) ? HEAD : EMBEDDING) as tf.Tensor2D;
  }

  /** PEFT's `trainable_token_indices`: the ids, by the module that has rows of them. */
  get indices(): Record<string, number[]> {
    const ids = Array.from({ length: this.count }, (_, i) => this.first + i);
    return { embed_tokens: ids, ...(this.parameters.has(HEAD) && { lm_head: ids }) };
  }
}
