// First weights of a T5 that no checkpoint begins, as T5 draws them (Raffel et al. 2020): matrices normal with
// deviation 1/√inputs, queries smaller by √headDim, because scores are not divided by it; tokens with deviation 1; norms 1.
import { Random } from "../../random";
import type { Part, WeightSource } from "../weightLayout";
import type { T5Config } from "./weights";

export class RandomT5Weights implements WeightSource {
  readonly path = "random weights";
  readonly names: readonly string[] = [];

  constructor(
    private readonly config: Pick<T5Config, "width" | "headDim">,
    private readonly seed: number,
  ) {}

  read({ name, shape }: Part): Float32Array {
    const length = shape.reduce((product, size) => product * size, 1);
    if (shape.length === 1) return new Float32Array(length).fill(1);
    const deviation = this.deviation(name, shape[1] as number);
    const random = new Random(this.seed, name);
    return Float32Array.from({ length }, () => deviation * random.normal());
  }

  private deviation(name: string, inputs: number): number {
    const { width, headDim } = this.config;
    if (name === "shared.weight") return 1;
    if (name.endsWith("relative_attention_bias.weight")) return 1 / Math.sqrt(width);
    return 1 / Math.sqrt(name.endsWith(".q.weight") ? inputs * headDim : inputs);
  }
}
