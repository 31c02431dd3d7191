// Where each tensor of a checkpoint stands in a model: some are held side by side, matrices lie [in, out] as a product
// wants them, where files have [out, in].
import { FormatError } from "../errors";
import { tf } from "../tensor/backend";
import { Bfloat16Matrix } from "../tensor/frozenMatrix";
import { ParameterSet } from "../training/parameters";

/** A tensor of a checkpoint by its Hugging Face name. */
export interface Part {
  name: string;
  shape: readonly number[];
}

/** A tensor of the model: one or several of the checkpoint below each other, then turned where it is a matrix. */
export interface Slot {
  /** as a trained parameter is called; the tensor's own name where there is but one */
  name: string;
  parts: readonly Part[];
  /** held as `[in, Σ out]` */
  turned: boolean;
}

/** Where the tensors of a checkpoint come from. */
export interface WeightSource {
  /** the file or folder, for messages */
  readonly path: string;
  /** Hugging Face names of all tensors that are there */
  readonly names: readonly string[];
  /** @throws FormatError naming file and tensor when it is missing or of another shape */
  read(part: Part): Float32Array;
}

/** A slot of one matrix `[out, in]`. */
export const matrixSlot = (name: string, outputs: number, inputs: number): Slot => ({
  name,
  parts: [{ name, shape: [outputs, inputs] }],
  turned: true,
});

/** A slot of one tensor that is held as it lies in the file. */
export const plainSlot = (name: string, shape: readonly number[]): Slot => ({
  name,
  parts: [{ name, shape }],
  turned: false,
});

/** The tensor of a slot from the values of its parts. */
export function joinParts({ parts, turned }: Slot, values: readonly Float32Array[]): tf.Tensor {
  return tf.tidy(() => {
    const tensors = parts.map(({ shape }, i) => tf.tensor(values[i] as Float32Array, [...shape], "float32"));
    const joined = tensors.length === 1 ? (tensors[0] as tf.Tensor) : tf.concat(tensors, 0);
    return turned ? tf.transpose(joined) : joined;
  });
}

/** A slot's tensor, or its gradient, as the checkpoint's tensors, in the order of the parts. */
export function splitParts({ parts, turned }: Slot, tensor: tf.Tensor): tf.Tensor[] {
  return tf.tidy(() => {
    const joined = turned ? tf.transpose(tensor) : tf.clone(tensor);
    if (parts.length === 1) return [joined];
    return tf.split(
      joined,
      parts.map(({ shape }) => shape[0] as number),
      0,
    );
  });
}

/**
 * Checks that a checkpoint holds no tensor but those of the slots.
 * @param copies names that may be there too, for their values follow from the others
 * @throws FormatError naming a surplus tensor
 */
export function checkSurplus(source: WeightSource, slots: readonly Slot[], copies: (name: string) => boolean): void {
  const known = new Set(slots.flatMap(({ parts }) => parts.map(({ name }) => name)));
  const surplus = source.names.find((name) => !known.has(name) && !copies(name));
  if (surplus !== undefined) {
    throw new FormatError(source.path, `tensor ${surplus}`, "the architecture has no place for it");
  }
}

/** Gives the tensors of slots, frozen or as parameters that an optimizer moves. */
export class WeightReader {
  /** of a trainable model: every weight that was read, by its slot's name */
  readonly parameters: ParameterSet | undefined;

  constructor(
    private readonly source: WeightSource,
    trainable: boolean,
    /** whether frozen matrices are held in half the memory */
    private readonly bfloat16 = false,
  ) {
    this.parameters = trainable ? new ParameterSet() : undefined;
  }

  /** The tensors of slots under the same keys; a parameter is read anew each time, for training moves it. */
  read<K extends string>(slots: Readonly<Record<K, Slot>>): Record<K, tf.Tensor | Bfloat16Matrix> {
    const tensors = {} as Record<K, tf.Tensor | Bfloat16Matrix>;
    for (const [key, slot] of Object.entries(slots) as [K, Slot][]) {
      const values = slot.parts.map((part) => this.source.read(part));
      const tensor = joinParts(slot, values);
      const { parameters } = this;
      if (parameters) {
        parameters.add(slot.name, tensor.dataSync() as Float32Array, tensor.shape);
        tensor.dispose();
        Object.defineProperty(tensors, key, { enumerable: true, get: () => parameters.get(slot.name) });
      } else if (this.bfloat16 && tensor.rank === 2) {
        tensors[key] = Bfloat16Matrix.from(tensor as tf.Tensor2D);
        tensor.dispose();
      } else tensors[key] = tensor;
    }
    return tensors;
  }
}
