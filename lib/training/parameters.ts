// A named set of trainable float32 tensors, in the order in which they were added.
import { tf } from "../tensor/backend";
import { ResourceVariable } from "../tensor/variable";

export class ParameterSet {
  private readonly variables = new Map<string, ResourceVariable>();

  /** @throws Error when the name is taken or the values do not fill the shape */
  add(name: string, values: Float32Array, shape: readonly number[]): void {
    if (this.variables.has(name)) throw new Error(`parameter ${name} exists already`);
    const variable = new ResourceVariable([...shape]);
    const initial = tf.tensor(values, [...shape], "float32");
    variable.assign(initial);
    initial.dispose();
    this.variables.set(name, variable);
  }

  /** The current values, to be used on the tape; they belong to the set. */
  get(name: string): tf.Tensor {
    const variable = this.variables.get(name);
    if (!variable) throw new Error(`there is no parameter ${name}`);
    return variable.read();
  }

  has(name: string): boolean {
    return this.variables.has(name);
  }

  get names(): string[] {
    return [...this.variables.keys()];
  }

  /** Number of trainable values. */
  get size(): number {
    return [...this.variables.values()].reduce(
      (sum, { shape }) => sum + shape.reduce((product, length) => product * length, 1),
      0,
    );
  }

  variable(name: string): ResourceVariable {
    return this.variables.get(name) as ResourceVariable;
  }

  /** Every value by name; the tensors belong to the set. */
  save(): Map<string, tf.Tensor> {
    return new Map(this.names.map((name) => [name, this.get(name)]));
  }

  /** @throws Error when a parameter is missing or of another shape */
  restore(saved: ReadonlyMap<string, tf.Tensor>): void {
    for (const [name, variable] of this.variables) {
      const values = saved.get(name);
      if (!values) throw new Error(`the checkpoint lacks ${name}`);
      if (values.shape.join() !== variable.shape.join()) {
        throw new Error(`${name} is [${values.shape}] in the checkpoint, [${variable.shape}] in the model`);
      }
      variable.assign(values);
    }
  }

  dispose(): void {
    for (const variable of this.variables.values()) variable.dispose();
    this.variables.clear();
  }
}
