// The restricted unpickler against pickles of NumPy 1 and 2 at protocols 0–5 (test/fixtures/formats/make.py), against
// payloads that call, import, bomb or lie, and mutation fuzzing.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import fc from "fast-check";
import type { NumpyArray } from "../../../lib/data/formats/numpyArray";
import { parsePickle } from "../../../lib/data/formats/pickle";
import type { PickleValue } from "../../../lib/data/formats/pickleValues";
import { encodePickle } from "../../../lib/data/formats/pickleWriter";
import { FormatError } from "../../../lib/errors";

const folder = join(__dirname, "../../fixtures/formats");
const expected = JSON.parse(readFileSync(join(folder, "expected.json"), "utf8")) as Record<
  string,
  { shape: number[]; values: unknown[] }
>;
type Dict = Map<PickleValue, PickleValue>;

test("NumPy 1 and 2, protocols 0 to 5: twelve types, orders, scalars, plain values", () => {
  for (const numpy of [1, 2]) {
    for (let protocol = 0; protocol <= 5; protocol++) {
      const name = `numpy${numpy}-p${protocol}.pkl`;
      const root = parsePickle(readFileSync(join(folder, name)), name) as Dict;
      const arrays = root.get("arrays") as Dict;
      assert.equal(arrays.size, Object.keys(expected).length, name);
      for (const [key, { shape, values }] of Object.entries(expected)) {
        const array = arrays.get(key) as NumpyArray;
        assert.deepEqual(array.shape, shape, `${name} ${key}`);
        const read = Array.from(array.data as ArrayLike<unknown>, (value) =>
          typeof value === "bigint" ? Number(value) : value,
        );
        assert.deepEqual(read, values, `${name} ${key}`);
      }
      const plain = root.get("plain") as Dict;
      assert.equal(plain.get("none"), null);
      assert.equal(plain.get("true"), true);
      assert.equal(plain.get("negative"), -70000);
      assert.equal(plain.get("large"), 2 ** 40);
      assert.equal(plain.get("float"), 0.1);
      assert.equal(plain.get("text"), "grüß 😀 你\n\\u0041", name);
      assert.deepEqual(plain.get("list"), [1, [2, "x"], []]);
      assert.deepEqual(plain.get("tuple"), [1, [2, 3, 4, 5], []]);
      assert.deepEqual(
        [...(plain.get("dict") as Dict)],
        [
          ["a", 1],
          [2, "b"],
        ],
      );
      assert.deepEqual(
        [...(plain.get("ordered") as Dict)],
        [
          ["z", 1],
          ["a", 2],
        ],
      );
      const special = root.get("special") as Dict;
      assert.deepEqual([...(special.get("bytes") as Uint8Array)], [0, 255, 39, 34], name);
      assert.deepEqual([...(special.get("bytearray") as Uint8Array)], [128, 97, 98], name);
      assert.deepEqual(special.get("set"), new Set([3, 4]));
      assert.equal(special.get("scalar32"), 1.5);
      assert.equal(special.get("scalar_int"), -9n);
      assert.equal(special.get("scalar_bool"), true);
    }
  }
});

test("what is written is read back", () => {
  fc.assert(
    fc.property(fc.float32Array({ maxLength: 50 }), fc.float64Array({ maxLength: 300 }), (single, double) => {
      const bytes = encodePickle({
        a: { data: single, shape: [single.length, 1] },
        b: { data: double, shape: [double.length] },
      });
      const root = parsePickle(bytes, "x.pkl") as Dict;
      assert.deepEqual(root.get("a"), { dtype: "float32", shape: [single.length, 1], data: single });
      assert.deepEqual(root.get("b"), { dtype: "float64", shape: [double.length], data: double });
    }),
    { numRuns: 100 },
  );
  assert.throws(() => encodePickle({ a: { data: Float32Array.of(1), shape: [2] } }), RangeError);
});

const bytes = (text: string): Buffer => Buffer.from(text, "latin1");
const unicode = (text: string): string => `\x8c${String.fromCharCode(text.length)}${text}`;
const stackGlobal = (module: string, name: string): string => `${unicode(module)}${unicode(name)}\x93`;
const array = (state: string): string =>
  `cnumpy.core.multiarray\n_reconstruct\n(cnumpy\nndarray\n(I0\ntC\x01btR(${state}tb`;
const f4 = "cnumpy\ndtype\n(U\x02f4I0\nI1\ntR(I3\nU\x01<NNNI-1\nI-1\nI0\ntb";

test("everything that could run, reach out or exhaust is refused, and globals are named", () => {
  const cases: [string, string, RegExp][] = [
    ["os.system by GLOBAL", "cos\nsystem\n(S'id'\ntR.", /"os\.system"/],
    ["posix.system", "cposix\nsystem\n(S'id'\ntR.", /"posix\.system"/],
    ["nt.system", "cnt\nsystem\n(S'id'\ntR.", /"nt\.system"/],
    ["eval by STACK_GLOBAL", `\x80\x04${stackGlobal("builtins", "eval")}${unicode("1")}\x85R.`, /"builtins\.eval"/],
    ["exec", "c__builtin__\nexec\n(S'1'\ntR.", /"__builtin__\.exec"/],
    ["getattr", "cbuiltins\ngetattr\n.", /"builtins\.getattr"/],
    ["__import__", "cbuiltins\n__import__\n.", /"builtins\.__import__"/],
    ["open", "cio\nopen\n.", /"io\.open"/],
    ["subprocess", `\x80\x04${stackGlobal("subprocess", "Popen")}.`, /"subprocess\.Popen"/],
    ["dotted name", `\x80\x04${stackGlobal("numpy", "ndarray.tofile")}.`, /"numpy\.ndarray\.tofile"/],
    ["numpy's own loader", "cnumpy\nload\n.", /"numpy\.load"/],
    ["numpy runs code", "cnumpy.testing._private.utils\nrunstring\n.", /runstring/],
    ["a name with a line break", `\x80\x04${stackGlobal("numpy\nndarray", "x")}.`, /refused/],
    ["_codecs.decode", "c_codecs\ndecode\n.", /"_codecs\.decode"/],
    ["encode by another codec", "c_codecs\nencode\n(S'x'\nS'rot13'\ntR.", /unusual arguments/],
    ["copyreg rebuilds objects", "ccopy_reg\n_reconstructor\n.", /_reconstructor/],
    ["functools.partial", "cfunctools\npartial\n.", /partial/],
    ["operator.attrgetter", "coperator\nattrgetter\n.", /attrgetter/],
    ["INST", "(S'id'\nios\nsystem\n.", /os\.system/],
    ["INST of an allowed name", "(icollections\nOrderedDict\n.", /refused/],
    ["OBJ", "(ccollections\nOrderedDict\no.", /instance/],
    ["NEWOBJ", "\x80\x02cnumpy\nndarray\n)\x81.", /numpy\.ndarray/],
    ["NEWOBJ_EX", "\x80\x04cnumpy\nndarray\n)}\x92.", /instance/],
    ["a call of text", "S'os'\n)R.", /no allowed function/],
    ["a call with a list", "ccollections\nOrderedDict\n(lR.", /no allowed function/],
    ["a chain of calls", "ccollections\nOrderedDict\n)R)R.", /no allowed function/],
    ["ndarray called", "cnumpy\nndarray\n(I1\ntR.", /unusual arguments/],
    ["state of a dict", "}}b.", /no array/],
    ["state of text", "S'x'\n}b.", /no array/],
    ["a global as value", "cnumpy\ndtype\n.", /type or function/],
    ["a type as value", "cnumpy\ndtype\n(S'f4'\nI0\nI1\ntR.", /type or function/],
    ["extension 1 byte", "\x80\x02\x82\x01.", /extension/],
    ["extension 2 bytes", "\x80\x02\x83\x01\x00.", /extension/],
    ["extension 4 bytes", "\x80\x02\x84\x01\x00\x00\x00.", /extension/],
    ["persistent id", "Pfile\n.", /persistent/],
    ["persistent id from the stack", "I1\nQ.", /persistent/],
    ["buffer outside", "\x80\x05\x97.", /buffers/],
    ["protocol 6", "\x80\x06N.", /protocol 6/],
    ["text of 2^40 bytes", "\x8d\x00\x00\x00\x00\x00\x01\x00\x00.", /ends in the middle/],
    ["bytes of 2^63", "\x8e\x00\x00\x00\x00\x00\x00\x00\x80.", /ends in the middle/],
    ["bytes of 4 GB", "B\xff\xff\xff\xff.", /ends in the middle/],
    ["integer of 2 GB", "\x8b\xff\xff\xff\x7f.", /too long/],
    ["integer of 5000 digits", `I${"9".repeat(5000)}\n.`, /an integer is none/],
    ["frame past the end", "\x80\x04\x95\xff\x00\x00\x00\x00\x00\x00\x00N.", /frame/],
    ["200,000 levels", `${"(".repeat(200_000)}${"l".repeat(200_000)}.`, /levels deep/],
    ["2^40 values by sharing", `]q\x000${"](h\x00h\x00eq\x000".repeat(40)}h\x00.`, /by sharing/],
    [
      "2^24 values by sharing",
      `(I1\nI1\nlq\x00${Array.from({ length: 23 }, () => "0(h\x00h\x00lq\x00").join("")}.`,
      /by sharing/,
    ],
    ["a list in itself", "]q\x00h\x00a.", /holds itself/],
    [
      "object array",
      array(`I1\n(I1\ntcnumpy\ndtype\n(U\x02O8I0\nI1\ntR(I3\nU\x01|NNNI-1\nI-1\nI63\ntbI0\n]`),
      /Python objects/,
    ],
    ["array shorter than its shape", array(`I1\n(I9\nt${f4}I0\nC\x04abcd`), /need 36 bytes/],
    ["array of 2^60 elements", array(`I1\n(L1152921504606846976L\nt${f4}I0\nC\x04abcd`), /no tuple of sizes|no length/],
    ["array of negative size", array(`I1\n(I-1\nt${f4}I0\nC\x04abcd`), /no length/],
    ["array without state", "cnumpy.core.multiarray\n_reconstruct\n(cnumpy\nndarray\n(I0\ntC\x01btR.", /no data/],
    [
      "array of another class",
      "cnumpy.core.multiarray\n_reconstruct\n(ccollections\nOrderedDict\n(I0\ntC\x01btR.",
      /unusual/,
    ],
    ["bytes after the end", "N.cos\nsystem\n(S'id'\ntR.", /bytes follow/],
    ["values left over", "NN.", /left over/],
    ["empty", "", /ends in the middle/],
    ["only a stop", ".", /no value|where there is none/],
    ["no stop", "N", /ends in the middle/],
    ["tuple that is appended to", "(I1\ntI2\na.", /no list/],
    ["memo that was never set", "h\x09.", /never stored/],
    ["mark missing", "t.", /mark is missing/],
    ["odd dict", "(I1\nd.", /do not fit/],
    ["text, no pickle", "hello, world", /recalls|no pickle/],
  ];
  for (const [name, text, message] of cases) {
    const payload = bytes(text);
    const started = performance.now();
    assert.throws(
      () => parsePickle(payload, "x.pkl"),
      (error) => error instanceof FormatError && message.test(error.message) && error.message.length < 300,
      name,
    );
    assert.ok(performance.now() - started < 20_000, `${name} took ${performance.now() - started} ms`);
  }
});

test("keys called __proto__ stay plain keys", () => {
  const root = parsePickle(bytes("(S'__proto__'\n(S'polluted'\nI1\ndS'constructor'\nI2\nd."), "x") as Dict;
  assert.deepEqual([...root.keys()], ["__proto__", "constructor"]);
  assert.equal(({} as Record<string, unknown>).polluted, undefined);
});

test("one byte string shared by many arrays does not unpack without limit", () => {
  const data = `B\x00\x00\x10\x00${"\0".repeat(2 ** 20)}`;
  const one = array(`I1\n(I262144\nt${f4}I0\nh\x01`);
  const bomb = bytes(`\x80\x03${data}q\x010(${one.repeat(400)}l.`);
  assert.throws(() => parsePickle(bomb, "x"), /far more than the file holds/);
});

test("mutated pickles give a value or a FormatError", () => {
  const seeds = [1, 2].flatMap((numpy) =>
    [0, 1, 2, 3, 4, 5].map((protocol) => readFileSync(join(folder, `numpy${numpy}-p${protocol}.pkl`))),
  );
  const edits = fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 5 });
  const splice = fc.option(fc.tuple(fc.nat(), fc.nat(), fc.nat(64)));
  fc.assert(
    fc.property(
      fc.constantFrom(...seeds),
      edits,
      fc.option(fc.nat(), { freq: 3 }),
      splice,
      (seed, changes, cut, move) => {
        const mutated = Buffer.from(seed);
        for (const [at, value] of changes) mutated[at % mutated.length] = value;
        if (move)
          mutated.copyWithin(move[0] % mutated.length, move[1] % mutated.length, (move[1] % mutated.length) + move[2]);
        const input = cut === null ? mutated : mutated.subarray(0, cut % (mutated.length + 1));
        try {
          parsePickle(input, "x.pkl");
        } catch (error) {
          assert.ok(error instanceof FormatError, String(error));
        }
      },
    ),
    { numRuns: 3000 },
  );
});
