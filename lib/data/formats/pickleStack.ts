// The stack and memo of a pickle's instructions: values are pushed, taken, put into lists and dicts, remembered. What an
// instruction needs and does not find is refused with the byte where it was missed.
import { PickleBytes } from "./pickleBytes";
import { type Item, mark, mostValues, type PickleValue } from "./pickleValues";

export class PickleStack extends PickleBytes {
  protected readonly stack: Item[] = [];
  protected readonly memo = new Map<number, Item>();

  protected append(items: Item[], start: number): boolean {
    const target = this.top();
    if (!Array.isArray(target) || Object.isFrozen(target))
      throw this.refuse(start, "something that is no list is added to");
    for (const item of items) target.push(item);
    return true;
  }

  protected setItems(map: Map<PickleValue, PickleValue> | undefined, items: Item[], start: number): boolean {
    const target = map ?? this.top();
    if (!(target instanceof Map) || items.length % 2 !== 0)
      throw this.refuse(start, "keys and values do not fit a dict");
    for (let i = 0; i < items.length; i += 2) {
      const key = items[i] as PickleValue;
      if (typeof key === "object" && key !== null && !Array.isArray(key))
        throw this.refuse(start, "a key is no plain value");
      target.set(key, items[i + 1] as PickleValue);
    }
    return true;
  }

  protected push(item: Item): boolean {
    if (this.stack.length >= mostValues) throw this.refuse(this.at, "it has too many values");
    this.stack.push(item);
    return true;
  }

  protected pop(): Item {
    const item = this.stack.pop();
    if (item === undefined || item === mark) throw this.refuse(this.at, "it takes a value where there is none");
    return item;
  }

  protected popMany(count: number): Item[] {
    const items: Item[] = [];
    for (let i = 0; i < count; i++) items.unshift(this.pop());
    return items;
  }

  protected top(): Item {
    const item = this.stack[this.stack.length - 1];
    if (item === undefined || item === mark) throw this.refuse(this.at, "it uses a value where there is none");
    return item;
  }

  protected toMark(): Item[] {
    const from = this.stack.lastIndexOf(mark);
    if (from < 0) throw this.refuse(this.at, "a mark is missing");
    const items = this.stack.splice(from);
    items.shift();
    return items;
  }

  protected remember(index: number): boolean {
    this.memo.set(index, this.top());
    return true;
  }

  protected recall(index: number, start: number): boolean {
    const item = this.memo.get(index);
    if (item === undefined) throw this.refuse(start, `it recalls value ${index}, which it never stored`);
    return this.push(item);
  }
}
