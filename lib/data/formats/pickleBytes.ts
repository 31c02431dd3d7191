// The bytes of a pickle as its instructions take them: counted strings, lines, integers and floats in their several forms.
import { FormatError } from "../../errors";

const longestInteger = 4096;

/** A place in a pickle that moves forward; it never reads past the end. */
export class PickleBytes {
  protected at = 0;
  protected readonly view: DataView;

  constructor(
    protected readonly bytes: Uint8Array,
    protected readonly file: string,
  ) {
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  protected take(count: number): number {
    const from = this.at;
    if (count > this.bytes.length - from) throw this.refuse(from, "the file ends in the middle of the pickle");
    this.at += count;
    return from;
  }
  protected byte(): number {
    return this.bytes[this.take(1)] as number;
  }
  protected length(width: 4 | 8): number {
    const at = this.take(width);
    return width === 4 ? this.view.getUint32(at, true) : Number(this.view.getBigUint64(at, true));
  }
  protected chunk(length: number): Uint8Array {
    const at = this.take(length);
    return this.bytes.subarray(at, at + length);
  }
  protected line(): string {
    const end = this.bytes.indexOf(10, this.at);
    if (end < 0) throw this.refuse(this.at, "a line has no end");
    const text = latin1(this.bytes.subarray(this.at, end));
    this.at = end + 1;
    return text;
  }
  protected digits(start: number): string {
    const text = this.line();
    if (!/^\d{1,10}$/.test(text)) throw this.refuse(start, "a place in the memo is no number");
    return text;
  }
  protected utf8(length: number, start: number): string {
    try {
      return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(this.chunk(length));
    } catch (error) {
      if (error instanceof FormatError) throw error;
      throw this.refuse(start, "text is not UTF-8");
    }
  }
  protected quoted(start: number): string {
    const text = this.line();
    const quote = text[0];
    if (text.length < 2 || (quote !== "'" && quote !== '"') || text[text.length - 1] !== quote) {
      throw this.refuse(start, "a string has no quotes");
    }
    return text
      .slice(1, -1)
      .replace(
        /\\(x[0-9a-fA-F]{2}|[0-7]{1,3}|[\\'"abfnrtv])/g,
        (_, code: string) => escapes[code] ?? numericEscape(code),
      );
  }
  protected integer(text: string, start: number): number | bigint {
    if (!/^\s*[-+]?\d+\s*$/.test(text) || text.length > longestInteger) throw this.refuse(start, "an integer is none");
    return narrow(BigInt(text.trim().replace(/^\+/, "")));
  }
  protected float(text: string, start: number): number {
    const named: Record<string, number> = {
      nan: Number.NaN,
      inf: Number.POSITIVE_INFINITY,
      "-inf": Number.NEGATIVE_INFINITY,
    };
    const value = Object.hasOwn(named, text) ? named[text] : /^[-+\d.eE]+$/.test(text) ? Number(text) : undefined;
    if (value === undefined || (Number.isNaN(value) && text !== "nan")) throw this.refuse(start, "a float is none");
    return value;
  }
  /** Little-endian two's complement. */
  protected longInteger(length: number): number | bigint {
    if (length > longestInteger) throw this.refuse(this.at, `an integer of ${length} bytes is too long`);
    let value = 0n;
    const chunk = this.chunk(length);
    for (let i = length - 1; i >= 0; i--) value = (value << 8n) | BigInt(chunk[i] as number);
    return narrow(length > 0 && (chunk[length - 1] as number) >= 128 ? value - (1n << BigInt(8 * length)) : value);
  }

  protected refuse(at: number, problem: string): FormatError {
    return new FormatError(this.file, `byte ${at}`, problem);
  }
}

const narrow = (value: bigint): number | bigint =>
  value >= BigInt(Number.MIN_SAFE_INTEGER) && value <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(value) : value;

const escapes: Record<string, string> = {
  "\\": "\\",
  "'": "'",
  '"': '"',
  a: "\x07",
  b: "\b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
  v: "\v",
};
const numericEscape = (code: string): string =>
  String.fromCharCode(code[0] === "x" ? Number.parseInt(code.slice(1), 16) : Number.parseInt(code, 8) & 0xff);

export function rawUnicodeEscape(text: string): string {
  return text.replace(/\\u([0-9a-fA-F]{4})|\\U([0-9a-fA-F]{8})/g, (whole, short?: string, long?: string) => {
    const point = Number.parseInt(short ?? long ?? "", 16);
    return point <= 0x10ffff ? String.fromCodePoint(point) : whole;
  });
}

export function latin1(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("latin1");
}
