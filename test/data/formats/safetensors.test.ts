// Safetensors against the reference implementation (test/fixtures/safetensors/make.py), against lies, and by mutation.
import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { gunzipSync } from "node:zlib";
import fc from "fast-check";
import {
  float32Entry,
  float32Values,
  numbersOf,
  readSafetensors,
  type SafetensorsEntry,
  safetensorsBytes,
  visitSafetensors,
  writeSafetensors,
} from "../../../lib/data/formats/safetensors";
import { FormatError, UserError } from "../../../lib/errors";

const fixtures = join(__dirname, "../../fixtures/safetensors");
const folder = mkdtempSync(join(tmpdir(), "safetensors-"));
after(() => rmSync(folder, { recursive: true }));

/** What reading these bytes as a file gives. */
function verdict(bytes: Uint8Array): { error?: unknown; tensors?: Map<string, SafetensorsEntry> } {
  const path = join(folder, "case.safetensors");
  writeFileSync(path, bytes);
  try {
    return { tensors: readSafetensors(path).tensors };
  } catch (error) {
    return { error };
  }
}

function pack(header: string | Uint8Array, data: Uint8Array = new Uint8Array(), length?: bigint): Buffer {
  const text = Buffer.from(header as string);
  const head = Buffer.alloc(8);
  head.writeBigUInt64LE(length ?? BigInt(text.length));
  return Buffer.concat([head, text, data]);
}

test("every type as the reference writes it", () => {
  const expected = JSON.parse(readFileSync(join(fixtures, "types.json"), "utf8")) as Record<
    string,
    { shape: number[]; values: (number | string | boolean)[] }
  >;
  const { tensors, metadata } = readSafetensors(join(fixtures, "types.safetensors"));
  assert.deepEqual(metadata, { "made by": "make.py, ö" });
  for (const [name, entry] of readSafetensors(join(fixtures, "bf16.safetensors")).tensors) tensors.set(name, entry);
  assert.deepEqual([...tensors.keys()].sort(), Object.keys(expected).sort());
  for (const [name, { shape, values }] of Object.entries(expected)) {
    const entry = tensors.get(name) as SafetensorsEntry;
    assert.deepEqual(entry.shape, shape, name);
    const read = Array.from(numbersOf(entry) as ArrayLike<number | bigint>, (value) => String(value));
    const wanted = values.map((value) => {
      if (typeof value === "boolean") return value ? "1" : "0";
      if (typeof value !== "string") return String(Number(value));
      return { inf: "Infinity", "-inf": "-Infinity", nan: "NaN" }[value] ?? value;
    });
    assert.deepEqual(read, wanted, name);
  }
});

test("writes the bytes that the reference writes", () => {
  const path = join(fixtures, "types.safetensors");
  const { tensors, metadata } = readSafetensors(path);
  const reversed = new Map([...tensors].reverse());
  assert.deepEqual(Buffer.concat(safetensorsBytes(reversed, metadata)), readFileSync(path));
});

test("agrees with the reference on a thousand sound and damaged files", () => {
  const packed = readFileSync(join(fixtures, "verdicts.json.gz"));
  const cases = JSON.parse(gunzipSync(packed).toString()) as [string, boolean][];
  assert.equal(cases.length, 1000);
  const disputed: string[] = [];
  for (const [base64, sound] of cases) {
    const bytes = Buffer.from(base64, "base64");
    const { error } = verdict(bytes);
    assert.ok(error === undefined || error instanceof FormatError, String(error));
    if ((error === undefined) !== sound) disputed.push(bytes.subarray(8).toString());
  }
  // The format's description says that the header begins with {; the reference's reader lets spaces pass.
  assert.deepEqual(disputed, [" {}"]);
});

test("lies are refused by name", () => {
  const entry = '{"dtype":"F32","shape":[1],"data_offsets":[0,4]}';
  const four = new Uint8Array(4);
  const cases: [string, Buffer, RegExp][] = [
    ["no bytes", Buffer.alloc(0), /too few/],
    ["header longer than the file", pack("{}", four, 99n), /at most 6/],
    ["header of 2^63 bytes", pack("{}", four, 1n << 63n), /9223372036854775808/],
    ["header above the limit", pack("{}", four, 100_000_001n), /100000001/],
    ["not UTF-8", pack(Buffer.from([0x7b, 0xff, 0x7d])), /header/],
    ["a list", pack("[]"), /begin with \{/],
    ["byte order mark", pack("\ufeff{}"), /begin with \{/],
    ["name twice", pack(`{"a":${entry},"a":${entry}}`, four), /"a" is there twice/],
    ["name twice, once escaped", pack(`{"a":${entry},"\\u0061":${entry}}`, four), /"a" is there twice/],
    ["field twice", pack(`{"a":{"dtype":"U8",${entry.slice(1)}}`, four), /"dtype" is there twice/],
    ["metadata twice", pack(`{"__metadata__":{},"__metadata__":{},"a":${entry}}`, four), /twice/],
    ["metadata with numbers", pack(`{"__metadata__":{"k":1},"a":${entry}}`, four), /object of strings/],
    ["no tensor, but bytes", pack("{}", four), /4 follow the header/],
    ["cut off", pack(`{"a":${entry}}`, four.subarray(1)), /cut off/],
    ["bytes left over", pack(`{"a":${entry}}`, new Uint8Array(5)), /5 follow the header/],
    ["shape and offsets disagree", pack(`{"a":${entry.replace("[1]", "[2]")}}`, four), /takes 8 bytes/],
    ["gap", pack(`{"a":${entry.replace("[0,4]", "[4,8]")}}`, new Uint8Array(8)), /a gap or an overlap/],
    ["overlap", pack(`{"a":${entry},"b":${entry}}`, four), /a gap or an overlap/],
    ["size beyond 2^53", pack(`{"a":${entry.replace("[1]", "[4294967296,4294967296]")}}`, four), /more bytes/],
    ["overflow hidden by a 0", pack(`{"a":${entry.replace("[1]", "[4294967296,4294967296,0]")}}`, four), /more bytes/],
    ["negative size", pack(`{"a":${entry.replace("[1]", "[-1]")}}`, four), /-1 is no size/],
    ["fraction", pack(`{"a":${entry.replace("[1]", "[1.0]")}}`, four), /1\.0 is no size/],
    ["size as text", pack(`{"a":${entry.replace("[1]", '["1"]')}}`, four), /no list of sizes/],
    ["unknown type", pack(`{"a":${entry.replace("F32", "F99")}}`, four), /"F99" is not read/],
    ["type from the prototype", pack(`{"a":${entry.replace("F32", "constructor")}}`, four), /is not read/],
    ["no fields", pack('{"a":{}}'), /nothing is not read/],
    ["null", pack('{"a":null}'), /is not read/],
    ["three offsets", pack(`{"a":${entry.replace("[0,4]", "[0,4,4]")}}`, four), /two offsets/],
    ["offsets reversed", pack(`{"a":${entry.replace("[0,4]", "[4,0]")}}`, four), /offsets hold -4/],
    ["deep nesting", pack(`{"a":${"[".repeat(100_000)}`), /header/],
  ];
  for (const [name, bytes, message] of cases) {
    const { error } = verdict(bytes);
    assert.ok(error instanceof FormatError, `${name}: ${error}`);
    assert.match(error.message, message, name);
    assert.ok(error.message.length < 400, `${name}: a message of ${error.message.length} characters`);
  }
});

test("names of the prototype are names like others", () => {
  const path = join(folder, "names.safetensors");
  const names = ["__proto__", "constructor", "toString", ""];
  const tensors = new Map(names.map((name, i) => [name, float32Entry(Float32Array.of(i), [1])]));
  writeSafetensors(path, tensors, { hasOwnProperty: "text" });
  const read = readSafetensors(path);
  assert.deepEqual([...read.tensors.keys()].sort(), [...names].sort());
  assert.equal(read.metadata.hasOwnProperty, "text");
  assert.equal(Object.getPrototypeOf({}), Object.prototype);
});

test("time grows with the size of the header, not faster", () => {
  const entries = Array.from({ length: 20_000 }, (_, i) => {
    return `"layer.${i}":{"dtype":"U8","shape":[1],"data_offsets":[${i},${i + 1}]}`;
  });
  const long = "x".repeat(10_000_000);
  const files = [
    pack(`{${entries.join()}}`, new Uint8Array(20_000)),
    pack(`{"${long}":{"dtype":"U8","shape":[1],"data_offsets":[0,1]}}`, new Uint8Array(1)),
    pack(`{"${long}":{"dtype":"U9","shape":[1],"data_offsets":[0,1]}}`, new Uint8Array(1)),
    pack(`{"${'\\"'.repeat(5_000_000)}`),
    pack(`{${'"'.repeat(10_000_000)}`),
    pack(`{"a":${"0".repeat(10_000_000)}}`),
  ];
  for (const file of files) {
    const start = performance.now();
    verdict(file);
    // Quadratic time would take minutes; a busy machine takes a second.
    assert.ok(performance.now() - start < 10_000, `${performance.now() - start} ms`);
  }
});

test("what is written is read back, aligned", () => {
  const dtypes = { F32: 4, F64: 8, I64: 8, BF16: 2, U8: 1, BOOL: 1 } as const;
  const tensor = fc
    .record({
      dtype: fc.constantFrom(...(Object.keys(dtypes) as (keyof typeof dtypes)[])),
      shape: fc.array(fc.nat(4), { maxLength: 3 }),
    })
    .map(({ dtype, shape }): SafetensorsEntry => {
      const bytes = shape.reduce((product, size) => product * size, dtypes[dtype]);
      return { dtype, shape, data: Uint8Array.from({ length: bytes }, (_, i) => (i * 37) & 0xff) };
    });
  const name = fc
    .string({ unit: "binary" })
    .filter((text) => text !== "__metadata__" && Buffer.from(text).toString() === text);
  fc.assert(
    fc.property(
      fc.dictionary(name, tensor),
      fc.dictionary(name, fc.string({ unit: "grapheme" })),
      (tensors, metadata) => {
        const path = join(folder, "case.safetensors");
        writeSafetensors(path, new Map(Object.entries(tensors)), metadata);
        const read = readSafetensors(path);
        assert.deepEqual({ ...read.metadata }, { ...metadata });
        assert.equal(read.tensors.size, Object.keys(tensors).length);
        for (const [key, entry] of Object.entries(tensors)) assert.deepEqual(read.tensors.get(key), entry);
        const bytes = readFileSync(path);
        assert.equal(bytes.readBigUInt64LE() % 8n, 0n);
        visitSafetensors(path, (key, entry) => assert.deepEqual(entry, tensors[key]));
      },
    ),
    { numRuns: 60 },
  );
});

test("mutated files are read whole or refused, never anything else", () => {
  const sound = readFileSync(join(fixtures, "types.safetensors"));
  const change = fc.record({ at: fc.nat(sound.length - 1), value: fc.nat(255), kind: fc.nat(3) });
  fc.assert(
    fc.property(fc.array(change, { minLength: 1, maxLength: 4 }), (changes) => {
      let bytes = Buffer.from(sound);
      for (const { at, value, kind } of changes) {
        if (kind === 0) bytes[at % bytes.length] = value;
        else if (kind === 1) bytes = bytes.subarray(0, at);
        else if (kind === 2) bytes = Buffer.concat([bytes.subarray(0, at), bytes.subarray(at / 2)]);
        else bytes = Buffer.concat([bytes.subarray(0, at), Buffer.from([value]), bytes.subarray(at)]);
        if (bytes.length === 0) break;
      }
      const { error, tensors } = verdict(bytes);
      if (error) assert.ok(error instanceof FormatError, String(error));
      else {
        const total = [...(tensors?.values() ?? [])].reduce((sum, { data }) => sum + data.length, 0);
        assert.equal(8 + Number(bytes.readBigUInt64LE()) + total, bytes.length);
      }
    }),
    { numRuns: 600 * Number(process.env.FUZZ ?? 1) },
  );
});

test("a missing file, a folder and integers where floats belong are told in a sentence", () => {
  assert.throws(
    () => readSafetensors(join(folder, "none.safetensors")),
    /none\.safetensors cannot be opened \(ENOENT\)/,
  );
  assert.throws(() => readSafetensors(folder), UserError);
  const entry: SafetensorsEntry = { dtype: "I32", shape: [1], data: new Uint8Array(4) };
  assert.throws(() => float32Values(entry, "f", "w"), /tensor w: I32 where floating-point numbers are expected/);
  assert.throws(() => safetensorsBytes(new Map([["w", { ...entry, shape: [2] }]])), RangeError);
});

test("no reader or writer leaves files open or beside", () => {
  const open = () => readdirSync("/proc/self/fd").length;
  const before = open();
  for (let i = 0; i < 20; i++) verdict(pack("{", new Uint8Array(3)));
  assert.equal(open(), before);
  assert.deepEqual(
    readdirSync(folder).filter((name) => name.includes(".tmp-")),
    [],
  );
});
