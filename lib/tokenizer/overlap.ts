// A sequence of any length through a network that sees a bounded neighbourhood, window by window: each window has as
// much of its neighbours as the network sees, and what comes out of that margin is dropped. So the windows' results,
// one after the other, are those of the whole sequence.

type Values = Float32Array | Int32Array;

/** Steps that a window gives: enough that the margins cost little. */
const WINDOW = 256;

export interface Steps {
  /** values of a step that go in and come out */
  inputs: number;
  outputs: number;
  /** steps to each side on which a step's result depends */
  reach: number;
}

/**
 * @param parts of the sequence, whole steps each: `[steps, inputs]`
 * @param apply the network, `[steps, inputs]` → `[steps, outputs]`
 * @returns parts of the result, each as soon as what it depends on is there
 */
export function* overlap<I extends Values, O extends Values>(
  parts: Iterable<I>,
  { inputs, outputs, reach }: Steps,
  apply: (window: I) => O,
): Generator<O> {
  // Steps from `first` on; those before `next` are done and stay as margin.
  let known: I | undefined;
  let first = 0;
  let next = 0;
  const give = (count: number): O => {
    const values = known as I;
    const end = Math.min(next + count + reach - first, values.length / inputs);
    const result = apply(values.subarray(0, end * inputs) as I);
    const given = result.subarray((next - first) * outputs, (next - first + count) * outputs) as O;
    next += count;
    const kept = Math.max(first, next - reach);
    known = values.subarray((kept - first) * inputs) as I;
    first = kept;
    return given;
  };
  const waiting = () => (known ? first + known.length / inputs - next : 0);
  for (const part of parts) {
    known = known ? joined(known, part) : part;
    while (waiting() > WINDOW + reach) yield give(WINDOW);
  }
  if (waiting() > 0) yield give(waiting());
}

/** `b` after `a`. */
export function joined<T extends Values>(a: T, b: T): T {
  if (a.length === 0) return b;
  const result = new (a.constructor as new (length: number) => T)(a.length + b.length);
  result.set(a);
  result.set(b, a.length);
  return result;
}
