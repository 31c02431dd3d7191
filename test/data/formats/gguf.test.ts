import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import fc from "fast-check";
import { GgufFile } from "../../../lib/data/formats/gguf";
import { FormatError, UserError } from "../../../lib/errors";

const fixtures = join(__dirname, "../../fixtures/llm");
const folder = mkdtempSync(join(tmpdir(), "gguf-"));
after(() => rmSync(folder, { recursive: true }));

const uint32 = (value: number) => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
};
const uint64 = (value: number | bigint) => {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(BigInt(value));
  return bytes;
};
const string = (text: string) => Buffer.concat([uint64(Buffer.byteLength(text)), Buffer.from(text)]);

interface TableEntry {
  name?: string;
  shape?: (number | bigint)[];
  type?: number;
  offset?: number | bigint;
}
const entry = ({ name = "w", shape = [8], type = 0, offset = 0 }: TableEntry) =>
  Buffer.concat([string(name), uint32(shape.length), ...shape.map(uint64), uint32(type), uint64(offset)]);
const metadata = (key: string, type: number, value: Buffer) => Buffer.concat([string(key), uint32(type), value]);

interface Layout {
  magic?: string;
  version?: number;
  tensors?: Buffer[];
  tensorCount?: number | bigint;
  entries?: Buffer[];
  entryCount?: number | bigint;
  data?: number;
}
/** A GGUF file's bytes; counts are those of the parts unless given. */
function bytesOf(layout: Layout): Buffer {
  const { magic = "GGUF", version = 3, tensors = [entry({})], entries = [], data = 32 } = layout;
  const header = Buffer.concat([
    Buffer.from(magic),
    uint32(version),
    uint64(layout.tensorCount ?? tensors.length),
    uint64(layout.entryCount ?? entries.length),
    ...entries,
    ...tensors,
  ]);
  return Buffer.concat([header, Buffer.alloc((32 - (header.length % 32)) % 32), Buffer.alloc(data)]);
}

function open(bytes: Buffer): GgufFile {
  const path = join(folder, "file.gguf");
  writeFileSync(path, bytes);
  return new GgufFile(path);
}

test("tensors of every type equal what Python's gguf reads", () => {
  const expected = JSON.parse(readFileSync(join(fixtures, "small.json"), "utf8")) as Record<
    string,
    { shape: number[]; values: number[] }
  >;
  const file = new GgufFile(join(fixtures, "small.gguf"));
  try {
    assert.deepEqual([...file.tensors.keys()].sort(), Object.keys(expected).sort());
    for (const [name, { shape, values }] of Object.entries(expected)) {
      const found = file.read(name);
      assert.deepEqual(found.shape, shape, name);
      // Adding 0 makes −0 and 0 one: a quantized zero has no sign.
      const unsigned = (list: Iterable<number>) => Array.from(list, (value) => value + 0);
      assert.deepEqual(unsigned(found.data), unsigned(Float32Array.from(values)), name);
    }
  } finally {
    file.close();
  }
});

test("metadata of every type", () => {
  const file = new GgufFile(join(fixtures, "small.gguf"));
  try {
    const small = [...file.metadata].filter(([key]) => key.startsWith("small."));
    assert.deepEqual(Object.fromEntries(small.map(([key, value]) => [key.slice(6), value])), {
      uint32: 4294967295,
      int32: -7,
      uint8: 255,
      int8: -128,
      uint16: 65535,
      int16: -32768,
      uint64: 2n ** 63n + 1n,
      int64: -(2n ** 62n),
      float32: Math.fround(0.1),
      float64: 0.1,
      true: true,
      false: false,
      string: "naïve ✋🏽",
      strings: ["", "a", "Ġb"],
      numbers: [1, -2, 3],
    });
    assert.equal(file.number("small.int32"), -7);
    assert.deepEqual(file.strings("small.strings"), ["", "a", "Ġb"]);
    assert.deepEqual(file.numbers("small.numbers"), [1, -2, 3]);
    assert.throws(() => file.number("small.string"), FormatError);
    assert.throws(() => file.numbers("small.strings"), FormatError);
    assert.throws(() => file.strings("small.uint8"), FormatError);
    assert.throws(() => file.read("nothing"), FormatError);
  } finally {
    file.close();
  }
});

test("a file of our own making is read", () => {
  const file = open(bytesOf({ tensors: [entry({ shape: [4, 2] })] }));
  assert.deepEqual(file.read("w"), { shape: [2, 4], data: new Float32Array(8) });
  file.close();
});

const nested = (depth: number): Buffer =>
  depth === 0 ? uint32(4) : Buffer.concat([uint32(9), uint64(1), nested(depth - 1)]);
const hostile: Record<string, Buffer> = {
  empty: Buffer.alloc(0),
  "three bytes": Buffer.from("GGU"),
  "another magic": bytesOf({ magic: "GGML" }),
  "version 2": bytesOf({ version: 2 }),
  "big-endian version": bytesOf({ version: 0x03000000 }),
  "more tensors than bytes": bytesOf({ tensorCount: 1e6 }),
  "2^64 − 1 tensors": bytesOf({ tensorCount: 2n ** 64n - 1n }),
  "one tensor too many": bytesOf({ tensorCount: 2 }),
  "2^63 metadata entries": bytesOf({ entryCount: 2n ** 63n }),
  "a key longer than the file": bytesOf({ entries: [Buffer.concat([uint64(1e9), uint32(4), uint32(0)])] }),
  "a key of 2^62 bytes": bytesOf({ entries: [Buffer.concat([uint64(2n ** 62n), uint32(4), uint32(0)])] }),
  "a string longer than the file": bytesOf({ entries: [metadata("a", 8, uint64(5000))] }),
  "a list longer than the file": bytesOf({ entries: [metadata("a", 9, Buffer.concat([uint32(0), uint64(1e7)]))] }),
  "lists of lists, deep": bytesOf({ entries: [metadata("a", 9, Buffer.concat([nested(50), uint64(0)]))] }),
  "an unknown metadata type": bytesOf({ entries: [metadata("a", 13, uint32(0))] }),
  "a key twice": bytesOf({ entries: [metadata("a", 4, uint32(0)), metadata("a", 4, uint32(1))] }),
  "alignment 0": bytesOf({ entries: [metadata("general.alignment", 4, uint32(0))] }),
  "alignment 24": bytesOf({ entries: [metadata("general.alignment", 4, uint32(24))] }),
  "alignment as text": bytesOf({ entries: [metadata("general.alignment", 8, string("32"))] }),
  "a tensor beyond the end": bytesOf({ data: 31 }),
  "a tensor far beyond the end": bytesOf({ tensors: [entry({ offset: 2 ** 40 })] }),
  "an offset of 2^63": bytesOf({ tensors: [entry({ offset: 2n ** 63n })] }),
  "an offset off the grid": bytesOf({ tensors: [entry({ shape: [1], offset: 4 })] }),
  "a tensor twice": bytesOf({ tensors: [entry({}), entry({})] }),
  "five dimensions": bytesOf({ tensors: [entry({ shape: [1, 1, 1, 1, 1] })] }),
  "an empty dimension": bytesOf({ tensors: [entry({ shape: [0] })] }),
  "a product beyond 2^64": bytesOf({ tensors: [entry({ shape: [2n ** 32n, 2n ** 32n, 2, 1] })] }),
  "an unknown type": bytesOf({ tensors: [entry({ type: 14 })] }),
  "a row of half a block": bytesOf({ tensors: [entry({ shape: [16, 2], type: 8 })], data: 64 }),
};
for (const [what, bytes] of Object.entries(hostile)) {
  test(`${what}: a FormatError of one sentence`, () => {
    assert.throws(
      () => open(bytes),
      (error) => {
        assert.ok(error instanceof FormatError, `${error}`);
        assert.ok(error.message.includes("file.gguf") && !error.message.includes("\n"));
        return true;
      },
    );
  });
}

test("no file, or a folder: a UserError", () => {
  assert.throws(() => new GgufFile(join(folder, "absent.gguf")), UserError);
  assert.throws(() => new GgufFile(folder), UserError);
});

test("a file that shrinks while it is open: a FormatError", () => {
  const file = open(bytesOf({}));
  writeFileSync(file.path, bytesOf({}).subarray(0, 80));
  assert.throws(() => file.read("w"), FormatError);
  file.close();
});

test("every truncation is noticed", () => {
  const whole = readFileSync(join(fixtures, "small.gguf"));
  for (let length = 0; length < whole.length - 32; length += 7) {
    assert.throws(() => open(whole.subarray(0, length)), FormatError);
  }
});

test("whatever the bytes, values or a FormatError", () => {
  const whole = readFileSync(join(fixtures, "small.gguf"));
  const mutation = fc.record({ at: fc.nat(whole.length - 1), value: fc.constantFrom(0, 1, 8, 9, 127, 128, 254, 255) });
  fc.assert(
    fc.property(fc.array(mutation, { minLength: 1, maxLength: 6 }), (mutations) => {
      const bytes = Buffer.from(whole);
      for (const { at, value } of mutations) bytes[at] = value;
      try {
        const file = open(bytes);
        try {
          for (const name of file.tensors.keys()) file.read(name);
        } finally {
          file.close();
        }
      } catch (error) {
        assert.ok(error instanceof FormatError, `${error}`);
      }
    }),
    { numRuns: 500, seed: 5 },
  );
});
