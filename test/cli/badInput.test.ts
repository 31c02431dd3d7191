import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, it } from "node:test";
import { inspectFile } from "../../lib/cli/inspectFile";
import { plainLine } from "../../lib/cli/output";
import { encodeNpy } from "../../lib/data/formats/npy";
import { encodeNpz } from "../../lib/data/formats/npz";
import { float32Entry, safetensorsBytes } from "../../lib/data/formats/safetensors";
import { UserError } from "../../lib/errors";
import { lslm } from "./lslm";

const folder = mkdtempSync(join(tmpdir(), "lslm-bad-"));
after(() => rmSync(folder, { recursive: true }));
const FORMATS = join(__dirname, "../fixtures/formats");

const npy = encodeNpy(new Float32Array(2 * 156), [2, 52, 3]);
const npz = encodeNpz({ a: { data: new Float32Array(4), shape: [4] } });
const safetensors = Buffer.concat(safetensorsBytes(new Map([["w", float32Entry(new Float32Array(4), [4])]])));
const pickle = readFileSync(join(FORMATS, "numpy2-p4.pkl"));
const text = (content: string) => Buffer.from(content);
const cut = (bytes: Uint8Array, share: number) => bytes.subarray(0, Math.floor(bytes.length * share));
const withHeader = (header: string, data = "") => {
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(Buffer.byteLength(header)));
  return Buffer.concat([length, text(header), text(data)]);
};
const gguf = (version: number, tensors: bigint, values: bigint) => {
  const header = Buffer.alloc(24);
  header.write("GGUF");
  header.writeUInt32LE(version, 4);
  header.writeBigUInt64LE(tensors, 8);
  header.writeBigUInt64LE(values, 16);
  return header;
};

/** File name, content, and a word of the sentence. */
const files: [string, Uint8Array, RegExp][] = [
  ["cut.npy", cut(npy, 0.6), /need/],
  ["long.npy", Buffer.concat([npy, Buffer.alloc(1)]), /need/],
  ["object.npy", readFileSync(join(FORMATS, "object.npy")), /objects/],
  ["no.npy", text("no npy at all"), /NUMPY/],
  ["empty.npy", Buffer.alloc(0), /NUMPY/],
  ["steering.npy", text("\u001b[2J\u0093NUMPY\nat line two\n    at Object.<anonymous>"), /NUMPY/],
  ["cut.npz", cut(npz, 0.6), /zip/],
  ["empty.npz", Buffer.alloc(0), /zip/],
  ["cut.pkl", cut(pickle, 0.5), /cut\.pkl/],
  ["call.pkl", text("cos\nsystem\n(S'touch owned'\ntR."), /os.system/],
  ["recursive.pkl", text("(lp0\ng0\na."), /recursive/],
  ["empty.pkl", Buffer.alloc(0), /empty/],
  ["cut.gguf", text("GGUF\u0003"), /cut\.gguf/],
  ["old.gguf", gguf(1, 0n, 0n), /version/i],
  ["lying.gguf", gguf(3, 2n ** 60n, 0n), /lying/],
  ["values.gguf", gguf(3, 0n, 2n ** 60n), /values/],
  ["empty.gguf", Buffer.alloc(0), /empty/],
  ["cut.pose", Buffer.from([0xcd, 0xcc, 0xcc, 0x3d, 1]), /cut\.pose/],
  ["old.pose", Buffer.from([0, 0, 0x80, 0x40, 0, 0, 0, 0, 0, 0]), /version 4/],
  ["empty.pose", Buffer.alloc(0), /empty/],
  ["binary.csv", Buffer.from([0xff, 0xfe, 0, 1]), /UTF-8/],
  ["columns.csv", text("A\tB\n1\t2\n"), /VIDEO_ID|column/],
  ["empty.csv", Buffer.alloc(0), /empty/],
  ["cut.safetensors", cut(safetensors, 0.9), /bytes/],
  ["huge.safetensors", Buffer.alloc(16, 0xff), /header/],
  ["list.safetensors", withHeader("[]"), /JSON/],
  ["overlap.safetensors", withHeader('{"a":{"dtype":"U8","shape":[2],"data_offsets":[0,9]}}', "12"), /offsets/],
  ["empty.safetensors", Buffer.alloc(0), /few|short/],
  ["list.safetensors.index.json", text("[]"), /weight_map/],
  ["up.safetensors.index.json", text('{"weight_map": {"w": "../model.safetensors"}}'), /beside/],
  ["lost.safetensors.index.json", text('{"weight_map": {"w": "lost.safetensors"}}'), /no such file/],
  ["file.unknown", text("?"), /--format/],
];

/** Exit code 1, nothing on standard output, one sentence on standard error. */
function requireSentence(args: readonly string[], sentence: RegExp): void {
  const { code, stdout, stderr } = lslm(args, folder);
  assert.equal(code, 1, `${args.join(" ")}: ${stdout}${stderr}`);
  assert.equal(stdout, "");
  assert.match(stderr, sentence);
  assert.match(stderr, /^[^\n]{10,600}\n$/, "one line");
  assert.doesNotMatch(stderr, /\n\s+at |something failed|\p{Cc}(?!$)/u, "neither a stack nor what steers a terminal");
}

describe("bad input is one sentence and exit code 1", () => {
  for (const [name, content, sentence] of files) {
    it(`inspect ${name}`, () => {
      const path = join(folder, name);
      writeFileSync(path, content);
      assert.throws(
        () => inspectFile(path),
        (error) => error instanceof UserError && sentence.test(plainLine(error.message)),
      );
    });
  }

  it("one of each format from the shell", () => {
    for (const [name, , sentence] of files) {
      if (/^(cut|call|binary|steering|up)/.test(name)) requireSentence(["inspect", "--json", name], sentence);
    }
  });

  it("what is no file", () => {
    mkdirSync(join(folder, "folder.npy"));
    symlinkSync("nowhere", join(folder, "link.npz"));
    requireSentence(["inspect", "folder.npy"], /is a folder/);
    requireSentence(["inspect", "link.npz"], /no such file/);
    requireSentence(["inspect", "missing\u001b[31m.npy"], /no such file/);
    requireSentence(["inspect", "/dev/zero", "--format", "npy"], /no regular file/);
  });

  it("commands that are mistyped", () => {
    requireSentence(["inspekt"], /Did you mean inspect/);
    requireSentence(["inspect"], /missing required argument/);
    requireSentence(["inspect", "a", "--format", "zip"], /Allowed choices/);
    requireSentence(["score", "text"], /--pairs/);
  });

  it("pairs that are none", () => {
    const cases: [string, RegExp][] = [
      ["", /no pair/],
      ['{"hyp": "a", "refs": ["b"]}\n{"hyp": ', /line 2: it is not JSON/],
      ['{"hyp": "a"}', /line 1: .*refs/],
      ['{"hyp": "a", "refs": []}', /refs/],
      ["null", /hyp/],
      ['{"hyp": 3, "refs": ["b"]}', /hyp/],
    ];
    for (const [content, sentence] of cases) {
      writeFileSync(join(folder, "pairs.jsonl"), content);
      requireSentence(["score", "text", "--pairs", "pairs.jsonl", "--json"], sentence);
    }
  });

  it("shapes and numbers that do not fit", () => {
    writeFileSync(join(folder, "two.npy"), npy);
    writeFileSync(join(folder, "three.npy"), encodeNpy(new Float32Array(3 * 156), [3, 52, 3]));
    writeFileSync(join(folder, "nan.npy"), encodeNpy(new Float32Array(2 * 156).fill(Number.NaN), [2, 52, 3]));
    writeFileSync(join(folder, "one.npy"), encodeNpy(new Float32Array(156), [1, 52, 3]));
    requireSentence(["score", "motion", "two.npy", "three.npy"], /\[2, 52, 3\] is expected/);
    requireSentence(["score", "motion", "two.npy", "nan.npy"], /finite/);
    requireSentence(["score", "fid", "two.npy", "three.npy"], /\[vectors, numbers\] is expected/);
    requireSentence(["features", "encode", "nan.npy", "written.npy"], /nan\.npy: .*finite/);
    requireSentence(["features", "encode", "one.npy", "written.npy"], /at least 2 frames/);
    requireSentence(["features", "decode", "two.npy", "written.npy"], /\[frames, 623\] is expected/);
    requireSentence(["features", "encode", "three.npy", "two.npy/written.npy"], /cannot be written/);
    assert.ok(!readdirSync(folder).some((name) => /written|tmp/.test(name)));
  });

  it("runs and corpora that are none", () => {
    requireSentence(["runs", "nothing", "--root", folder], /there is no run nothing/);
    requireSentence(["corpus", "check", "nothing"], /no such folder/);
    requireSentence(["corpus", "check", ".", "--limit", "0"], /whole number/);
  });

  it("nothing was executed or written by any of this", () => {
    assert.ok(!readdirSync(folder).includes("owned"));
  });
});
