// First weights of a model that no checkpoint begins: matrices normal with deviation 0.02, those that write into the
// residual stream smaller by √(2 layers) (GPT-2's start), norms 1, biases 0.
import { Random } from "../random";
import type { Part, WeightSource } from "./weightLayout";

const DEVIATION = 0.02;

export class RandomWeights implements WeightSource {
  readonly path = "random weights";
  readonly names: readonly string[] = [];

  constructor(
    private readonly layers: number,
    private readonly seed: number,
  ) {}

  read({ name, shape }: Part): Float32Array {
    const length = shape.reduce((product, size) => product * size, 1);
    if (name.endsWith(".bias")) return new Float32Array(length);
    if (shape.length === 1) return new Float32Array(length).fill(1);
    const writes = /(o_proj|down_proj)\.weight$/.test(name);
    const deviation = writes ? DEVIATION / Math.sqrt(2 * this.layers) : DEVIATION;
    const random = new Random(this.seed, name);
    return Float32Array.from({ length }, () => deviation * random.normal());
  }
}
