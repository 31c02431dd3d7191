// GGUF's tensor types → float32. Quantized types hold blocks of 32 values with one half-precision scale d (and minimum m):
// Q8_0: d·q, q int8 · Q4_0: d·(q − 8) · Q4_1: d·q + m, q of 4 bits, the low halves of 16 bytes first, then the high halves.
import { halfToNumber } from "./halfPrecision";

export type QuantizationName = "F32" | "F16" | "BF16" | "Q8_0" | "Q4_0" | "Q4_1";

export interface Quantization {
  name: QuantizationName;
  /** values a block */
  block: number;
  /** bytes a block */
  bytes: number;
}

/** By GGML's type number. */
export const QUANTIZATIONS: ReadonlyMap<number, Quantization> = new Map<number, Quantization>([
  [0, { name: "F32", block: 1, bytes: 4 }],
  [1, { name: "F16", block: 1, bytes: 2 }],
  [2, { name: "Q4_0", block: 32, bytes: 18 }],
  [3, { name: "Q4_1", block: 32, bytes: 20 }],
  [8, { name: "Q8_0", block: 32, bytes: 34 }],
  [30, { name: "BF16", block: 1, bytes: 2 }],
]);

/** All 65,536 halves: a table is quicker than arithmetic for a hundred million of them. */
const HALF = Float32Array.from({ length: 65536 }, (_, bits) => halfToNumber(bits));

/** `count` values of the given type, from their bytes. */
export function dequantize(type: QuantizationName, raw: Uint8Array, count: number): Float32Array {
  const out = new Float32Array(count);
  const half = (at: number) => HALF[(raw[at] as number) | ((raw[at + 1] as number) << 8)] as number;
  switch (type) {
    case "F32":
      new Uint8Array(out.buffer).set(raw.subarray(0, count * 4));
      break;
    case "F16":
      for (let i = 0; i < count; i++) out[i] = half(2 * i);
      break;
    case "BF16": {
      const bits = new Uint32Array(out.buffer);
      for (let i = 0; i < count; i++)
        bits[i] = (((raw[2 * i] as number) | ((raw[2 * i + 1] as number) << 8)) << 16) >>> 0;
      break;
    }
    case "Q8_0":
      for (let block = 0, at = 0; block < count; block += 32, at += 34) {
        const d = half(at);
        for (let i = 0; i < 32; i++) out[block + i] = d * (((raw[at + 2 + i] as number) << 24) >> 24);
      }
      break;
    case "Q4_0":
    case "Q4_1": {
      const header = type === "Q4_0" ? 2 : 4;
      for (let block = 0, at = 0; block < count; block += 32, at += header + 16) {
        const d = half(at);
        const m = type === "Q4_0" ? -8 * d : half(at + 2);
        for (let i = 0; i < 16; i++) {
          const byte = raw[at + header + i] as number;
          out[block + i] = d * (byte & 15) + m;
          out[block + 16 + i] = d * (byte >> 4) + m;
        }
      }
      break;
    }
  }
  return out;
}
