// Keys and values of a layer's positions so far, in one tensor with room for more: a new position is written into it by
// TensorFlow's InplaceUpdate, and the views of it that attention reads show that without being made anew.
import { constant, type Handle } from "../../tensor/backend";
import { freeHandles, type RawInput, type RawOps } from "../../tensor/rawOps";
import type { KeysValues } from "../languageModel";

export interface BufferShape {
  rows: number;
  kvHeads: number;
  headDim: number;
  /** positions that there is room for, a multiple of ROOM */
  capacity: number;
}

/** Positions by which a buffer grows. So many floats are whole cache lines, and only there a slice is a view. */
export const ROOM = 64;

/** Room for as many positions as there are, and one more. */
export const capacityFor = (positions: number): number => ROOM * (Math.floor(positions / ROOM) + 1);

export class KeyValueBuffer {
  /** `[2 · rows · kvHeads, capacity, headDim]`: the keys of every row's heads, then the values */
  private buffer: Handle | undefined;
  /** `[2 · rows · kvHeads · capacity, 2, headDim / 2]` */
  private flat!: Handle;
  /** `[rows, kvHeads, capacity, headDim]` */
  keys!: Handle;
  /** `[rows, kvHeads, capacity, headDim]` */
  values!: Handle;

  /** @param first what stands in it already, `[rows, kvHeads, time, headDim]` */
  constructor(raw: RawOps, shape: BufferShape, first: KeysValues) {
    const { rows, kvHeads, headDim, capacity } = shape;
    const time = first.keys.shape[2] as number;
    const blocks = [first.keys, first.values].map((each) =>
      raw.run("Reshape", [each, constant([rows * kvHeads, time, headDim])]),
    );
    this.replace(raw, shape, withRoom(raw, raw.concat(blocks, 0), capacity - time));
  }

  /**
   * Puts keys and values of the newest position into their places.
   * @param heads `[rows · 2 kvHeads, 2, headDim / 2]`, of each row its keys, then its values
   * @param places of `placesOf`
   */
  write(raw: RawOps, heads: RawInput, places: Handle): void {
    raw.run("InplaceUpdate", [this.flat, places, heads]);
  }

  /** Room for more positions. */
  grow(raw: RawOps, shape: BufferShape, more: number): void {
    this.replace(raw, shape, withRoom(raw, this.buffer as Handle, more));
  }

  /**
   * Goes on with other rows.
   * @param order of `blockOrder`
   */
  select(raw: RawOps, shape: BufferShape, order: Handle): void {
    this.replace(raw, shape, raw.run("GatherV2", [this.buffer as Handle, order, constant([0], "int32", [])]));
  }

  dispose(): void {
    if (this.buffer) freeHandles([this.buffer, this.flat, this.keys, this.values]);
    this.buffer = undefined;
  }

  private replace(raw: RawOps, { rows, kvHeads, headDim, capacity }: BufferShape, buffer: Handle): void {
    const blocks = rows * kvHeads;
    const half = (from: number) => {
      const cut = raw.run("Slice", [buffer, constant([from, 0, 0]), constant([blocks, capacity, headDim])]);
      return raw.keep(raw.run("Reshape", [cut, constant([rows, kvHeads, capacity, headDim])]));
    };
    this.dispose();
    this.buffer = raw.keep(buffer);
    this.flat = raw.keep(raw.run("Reshape", [buffer, constant([2 * blocks * capacity, 2, headDim / 2])]));
    this.keys = half(0);
    this.values = half(blocks);
    raw.free();
  }
}

/** Where the heads of a position go, row after row: keys, values. */
export function placesOf({ rows, kvHeads, capacity }: BufferShape, position: number): Int32Array {
  const places: number[] = [];
  for (let row = 0; row < rows; row++) {
    for (const start of [0, rows * kvHeads]) {
      for (let head = 0; head < kvHeads; head++) places.push((start + row * kvHeads + head) * capacity + position);
    }
  }
  return Int32Array.from(places);
}

/** Which blocks of a buffer make that of other rows. */
export function blockOrder({ rows, kvHeads }: BufferShape, taken: readonly number[]): Int32Array {
  const keys = taken.flatMap((row) => Array.from({ length: kvHeads }, (_, head) => row * kvHeads + head));
  return Int32Array.from([...keys, ...keys.map((block) => rows * kvHeads + block)]);
}

/** More positions, all 0, behind those that are there. */
const withRoom = (raw: RawOps, x: RawInput, positions: number) =>
  raw.run("Pad", [x, constant([0, 0, 0, positions, 0, 0], "int32", [3, 2])]);
