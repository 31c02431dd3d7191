// What a pickle's machine makes: finished values, and what stands on its stack until they are finished.
import { FormatError } from "../../errors";
import type { NumpyArray } from "./numpyArray";
import { type Global, isGlobal, PendingArray, PendingDtype } from "./pickleGlobals";

/** Lists are arrays, tuples are frozen arrays, dicts are Maps, bytes are Uint8Arrays, None is null. */
export type PickleValue =
  | null
  | boolean
  | number
  | bigint
  | string
  | Uint8Array
  | NumpyArray
  | readonly PickleValue[]
  | Map<PickleValue, PickleValue>
  | Set<PickleValue>;

/** What the machine's stack holds while it runs: values, what will become one, allowed globals, marks. */
export type Item = PickleValue | PendingArray | PendingDtype | Global | Item[] | typeof mark;

export const mark = Symbol("mark");
const deepest = 100;
export const mostValues = 4_000_000;

/** A finished value, how many values it is when written out, and how many levels it has. */
interface Finished {
  value: PickleValue;
  values: number;
  levels: number;
}

/**
 * Replaces what was pending and checks that nothing is left of the machine: no globals, no unfinished arrays, no
 * structure so deep, so large when written out, or so circular that a user of it would run out of time. What the
 * pickle shares stays shared.
 */
export function finish(root: Item, file: string): PickleValue {
  const refuse = (problem: string): FormatError => new FormatError(file, "pickle", problem);
  const known = new Map<Item, Finished>();
  const open = new Set<Item>();
  const visit = (item: Item, depth: number): Finished => {
    if (item instanceof PendingArray) return { value: item.finished(file), values: 1, levels: 1 };
    if (item instanceof PendingDtype || isGlobal(item) || item === mark) {
      throw refuse("it holds a type or function as a value, which is refused");
    }
    if (!(Array.isArray(item) || item instanceof Map || item instanceof Set)) {
      return { value: item as PickleValue, values: 1, levels: 1 };
    }
    const before = known.get(item);
    if (before) return before;
    if (open.has(item)) throw refuse("a value holds itself, so it has no end");
    if (depth > deepest) throw refuse(`it is nested over ${deepest} levels deep`);
    open.add(item);
    let values = 1;
    let levels = 1;
    const part = (entry: Item): PickleValue => {
      const inner = visit(entry, depth + 1);
      values += inner.values;
      levels = Math.max(levels, 1 + inner.levels);
      return inner.value;
    };
    let value: PickleValue;
    if (Array.isArray(item)) {
      const items = item.map((entry) => part(entry as Item));
      value = Object.isFrozen(item) ? Object.freeze(items) : items;
    } else if (item instanceof Map) {
      value = new Map([...item].map(([key, entry]) => [part(key), part(entry)]));
    } else {
      value = new Set([...item].map(part));
    }
    if (values > mostValues) throw refuse(`by sharing it stands for over ${mostValues} values`);
    if (levels > deepest) throw refuse(`it is nested over ${deepest} levels deep`);
    open.delete(item);
    const finished = { value, values, levels };
    known.set(item, finished);
    return finished;
  };
  return visit(root, 0).value;
}
