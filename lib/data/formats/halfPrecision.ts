// IEEE 754 half precision: 1 sign bit, 5 exponent bits, 10 fraction bits ⇄ number.

/**
 * Number → the 16 bits of the nearest half, ties to even.
 * @throws RangeError when a finite value is beyond 65504
 */
export function numberToHalf(value: number): number {
  const sign = value < 0 || Object.is(value, -0) ? 0x8000 : 0;
  const size = Math.abs(value);
  if (Number.isNaN(value)) return 0x7e00;
  if (size === Number.POSITIVE_INFINITY) return sign | 0x7c00;
  // Steps between neighbours are 2^(e − 10), and 2^−24 at the least: count in them, and the fraction carries by itself.
  const exponent = Math.max(-14, size === 0 ? -14 : Math.floor(Math.log2(size)));
  const steps = size / 2 ** (exponent - 10);
  const down = Math.floor(steps);
  const up = steps - down > 0.5 || (steps - down === 0.5 && down % 2 === 1);
  const bits = (exponent + 14) * 1024 + down + Number(up);
  if (bits >= 0x7c00) throw new RangeError(`${value} is beyond half precision`);
  return sign | bits;
}

/** 16 bits of a half → number. */
export function halfToNumber(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction ? Number.NaN : sign * Number.POSITIVE_INFINITY;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}
