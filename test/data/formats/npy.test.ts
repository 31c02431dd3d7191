// .npy against files that NumPy wrote (test/fixtures/formats/make.py), against damaged ones, and mutation fuzzing.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import fc from "fast-check";
import { encodeNpy, parseNpy, readNpy } from "../../../lib/data/formats/npy";
import { FormatError, UserError } from "../../../lib/errors";

const folder = join(__dirname, "../../fixtures/formats");
const fixture = (name: string): Buffer => readFileSync(join(folder, name));
const expected = JSON.parse(fixture("expected.json").toString()) as Record<
  string,
  { shape: number[]; values: unknown[] }
>;

test("arrays written by NumPy: half to 64 bits, bool, text, Fortran order, big endian, empty, 0-d", () => {
  for (const name of ["f2", "f4", "i8", "b1", "fortran", "big_endian", "text", "empty", "scalar_array"]) {
    const array = readNpy(join(folder, `${name}.npy`));
    const wanted = expected[name] as { shape: number[]; values: unknown[] };
    assert.deepEqual(array.shape, wanted.shape, name);
    assert.deepEqual(
      Array.from(array.data as ArrayLike<unknown>, (value) => (typeof value === "bigint" ? Number(value) : value)),
      wanted.values,
      name,
    );
  }
});

test("format versions 2 and 3", () => {
  for (const version of [2, 3]) {
    const array = parseNpy(fixture(`version${version}.npy`), "x.npy");
    assert.deepEqual(array.shape, [2, 3]);
    assert.deepEqual([...(array.data as Int32Array)], [0, 1, 2, 3, 4, 5]);
  }
});

test("what is written is read back", () => {
  fc.assert(
    fc.property(fc.float32Array({ maxLength: 40 }), (data) => {
      const array = parseNpy(encodeNpy(data, [data.length]), "x");
      assert.deepEqual(array.shape, [data.length]);
      assert.deepEqual(array.data, data);
    }),
    { numRuns: 200 },
  );
  assert.throws(() => encodeNpy(new Float32Array(3), [2]), RangeError);
});

function withHeader(header: string, data: number): Buffer {
  const start = Buffer.from("\x93NUMPY\x01\x00\x00\x00", "latin1");
  start.writeUInt16LE(header.length, 8);
  return Buffer.concat([start, Buffer.from(header, "latin1"), Buffer.alloc(data)]);
}
const header = (descr: string, shape: string): string =>
  `{'descr': ${descr}, 'fortran_order': False, 'shape': ${shape}, }\n`;

test("damaged and hostile files are refused with where and what", () => {
  const good = fixture("f4.npy");
  const changed = (at: number, ...bytes: number[]): Buffer => {
    const copy = Buffer.from(good);
    copy.set(bytes, at);
    return copy;
  };
  const cases: [string, Buffer, RegExp][] = [
    ["empty file", Buffer.alloc(0), /does not begin/],
    ["wrong magic", changed(0, 0x92), /does not begin/],
    ["version 4", changed(6, 4), /version 4/],
    ["header longer than the file", changed(8, 255, 255), /longer/],
    ["header of 4 GB", Buffer.from("\x93NUMPY\x02\x00\xff\xff\xff\xff          ", "latin1"), /longer/],
    ["one byte short", good.subarray(0, good.length - 1), /need 24 bytes of data, there are 23/],
    ["one byte long", Buffer.concat([good, Buffer.alloc(1)]), /there are 25/],
    ["objects", fixture("object.npy"), /Python objects/],
    ["records", fixture("record.npy"), /records/],
    ["complex", withHeader(header("'<c16'", "(1,)"), 16), /"<c16" is not read/],
    ["dates", withHeader(header("'<M8[ns]'", "(1,)"), 8), /is not read/],
    ["float of 3 bytes", withHeader(header("'<f3'", "(1,)"), 3), /is not read/],
    ["2^40 elements", withHeader(header("'<f4'", "(1048576, 1048576)"), 8), /2\^31/],
    ["product beyond 2^53", withHeader(header("'<f4'", "(999999999999999, 999999999999999, 0)"), 0), /2\^31/],
    ["negative size", withHeader(header("'<f4'", "(-1,)"), 0), /something other|no length/],
    ["40 axes", withHeader(header("'|u1'", `(${"1, ".repeat(40)})`), 1), /40 axes/],
    ["text of 4 GB", withHeader(header("'<U999999999'", "(1,)"), 4), /need/],
    ["no dict", withHeader("[1, 2]\n", 0), /not a Python dict/],
    [
      "call in the header",
      withHeader("{'descr': __import__('os'), 'fortran_order': False, 'shape': ()}\n", 0),
      /something other/,
    ],
    ["a key twice", withHeader("{'descr': '<f4', 'descr': '<f4', 'fortran_order': False, 'shape': ()}\n", 4), /twice/],
    ["a key too many", withHeader("{'descr': '<f4', 'fortran_order': False, 'shape': (), 'x': True}\n", 4), /exactly/],
    ["a key missing", withHeader("{'descr': '<f4', 'shape': ()}\n", 4), /exactly/],
    ["shape is text", withHeader(header("'<f4'", "'(1,)'"), 4), /wrong form/],
    ["shape has a hole", withHeader(header("'<f4'", "(1,,2)"), 8), /not a tuple/],
  ];
  for (const [name, bytes, message] of cases) {
    assert.throws(
      () => parseNpy(bytes, "x.npy"),
      (error) => error instanceof FormatError && message.test(error.message),
      name,
    );
  }
  assert.throws(() => readNpy(join(folder, "nothing.npy")), UserError);
});

test("mutated files give an array or a FormatError", () => {
  const seeds = ["f4.npy", "text.npy", "fortran.npy", "version3.npy"].map(fixture);
  const edits = fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 4 });
  fc.assert(
    fc.property(fc.constantFrom(...seeds), edits, fc.option(fc.nat()), (seed, changes, cut) => {
      const bytes = Buffer.from(seed);
      for (const [at, value] of changes) bytes[at % bytes.length] = value;
      const input = cut === null ? bytes : bytes.subarray(0, cut % (bytes.length + 1));
      try {
        parseNpy(input, "x.npy");
      } catch (error) {
        assert.ok(error instanceof FormatError, String(error));
      }
    }),
    { numRuns: 4000 },
  );
});
