// .npz against NumPy's own archives and against bombs, traversal and lies.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { deflateRawSync } from "node:zlib";
import fc from "fast-check";
import { encodeNpy } from "../../../lib/data/formats/npy";
import { encodeNpz, parseNpz, readNpz } from "../../../lib/data/formats/npz";
import { FormatError } from "../../../lib/errors";

const folder = join(__dirname, "../../fixtures/formats");

test("NumPy's stored and packed archives", () => {
  const stored = readNpz(join(folder, "stored.npz"));
  assert.deepEqual(stored.names, ["a", "b"]);
  assert.deepEqual([...(stored.get("a").data as Float32Array)], [0, 1, 2, 3, 100, 1]);
  const packed = readNpz(join(folder, "packed.npz"));
  assert.deepEqual(packed.get("zeros").shape, [50, 3]);
  assert.ok((packed.get("zeros").data as Float32Array).every((value) => value === 0));
  assert.throws(() => packed.get("other"), /no such array; it holds a, zeros/);
});

test("what is written is read back", () => {
  const bytes = encodeNpz({
    x: { data: Float64Array.of(1, 2, 3, 4), shape: [2, 2] },
    y: { data: Int32Array.of(7), shape: [1] },
  });
  const npz = parseNpz(bytes, "x.npz");
  assert.deepEqual(npz.get("x"), { dtype: "float64", shape: [2, 2], data: Float64Array.of(1, 2, 3, 4) });
  assert.deepEqual(npz.get("y").data, Int32Array.of(7));
});

/** An archive of one entry whose headers can be made to lie. */
function archive(
  change: (parts: { local: Buffer; central: Buffer; data: Buffer; end: Buffer }) => void,
  name = "a.npy",
  packed = true,
): Buffer {
  const content = Buffer.from(encodeNpy(new Float32Array(64), [64]));
  const data = packed ? deflateRawSync(content) : content;
  const title = Buffer.from(name);
  const local = Buffer.alloc(30);
  local.write("PK\x03\x04", "latin1");
  local.writeUInt16LE(title.length, 26);
  const central = Buffer.alloc(46);
  central.write("PK\x01\x02", "latin1");
  central.writeUInt16LE(packed ? 8 : 0, 10);
  central.writeUInt32LE(crcOf(content), 16);
  central.writeUInt32LE(data.length, 20);
  central.writeUInt32LE(content.length, 24);
  central.writeUInt16LE(title.length, 28);
  const end = Buffer.alloc(22);
  end.write("PK\x05\x06", "latin1");
  end.writeUInt16LE(1, 8);
  end.writeUInt16LE(1, 10);
  end.writeUInt32LE(46 + title.length, 12);
  end.writeUInt32LE(30 + title.length + data.length, 16);
  change({ local, central, data, end });
  return Buffer.concat([local, title, data, central, title, end]);
}
function crcOf(bytes: Uint8Array): number {
  let value = ~0;
  for (const byte of bytes) {
    value ^= byte;
    for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  }
  return ~value >>> 0;
}

test("bombs, traversal, lies and damage are refused", () => {
  assert.equal(
    parseNpz(
      archive(() => {}),
      "x",
    ).get("a").data.length,
    64,
  );
  const bomb = deflateRawSync(Buffer.alloc(50_000_000));
  const cases: [string, Buffer, RegExp][] = [
    ["no archive", Buffer.from("PK nothing"), /no zip directory/],
    ["cut off", archive(() => {}).subarray(0, 60), /no zip directory/],
    ["parent folder", archive(() => {}, "../a.npy"), /leaves the archive/],
    ["absolute", archive(() => {}, "/a.npy"), /no plain relative/],
    ["drive", archive(() => {}, "C:\\a.npy"), /no plain relative/],
    ["zero in the name", archive(() => {}, "a\0.npy"), /no plain relative/],
    ["other kind of file", archive(() => {}, "a.exe"), /only \.npy/],
    ["encrypted", archive(({ central }) => central.writeUInt16LE(1, 8)), /encrypted/],
    ["symbolic link", archive(({ central }) => central.writeUInt32LE(0xa1ff0000, 38)), /symbolic link/],
    ["unknown method", archive(({ central }) => central.writeUInt16LE(12, 10)), /method 12/],
    [
      "claims 4 GB",
      archive(({ central }) => central.writeUInt32LE(0xfffffffe, 24)),
      /unpacks to 4294967294 bytes; the limit is 1000000000: set LSLM_MAX_FILE_MB=4295/,
    ],
    ["zip64", archive(({ central }) => central.writeUInt32LE(0xffffffff, 24)), /4 GB/],
    ["ratio", archive(({ central }) => central.writeUInt32LE(5_000_000, 24)), /unpack over 1032-fold/],
    ["claims less than it is", archive(({ central }) => central.writeUInt32LE(100, 24)), /cannot be unpacked/],
    ["claims more than it is", archive(({ central }) => central.writeUInt32LE(500, 24)), /claims 500/],
    ["stored with two sizes", archive(({ central }) => central.writeUInt32LE(9, 24), "a.npy", false), /sizes differ/],
    ["packed data past the end", archive(({ central }) => central.writeUInt32LE(90_000, 20)), /overlaps/],
    ["local header elsewhere", archive(({ central }) => central.writeUInt32LE(3, 42)), /overlaps|local header/],
    ["damaged data", archive(({ data }) => data.fill(0x55, 4, 8)), /cannot be unpacked|checksum|claims/],
    ["wrong checksum", archive(({ central }) => central.writeUInt32LE(1, 16)), /checksum/],
    [
      "65,535 entries",
      archive(({ end }) => end.writeUInt16LE(0xffff, 10).valueOf() && end.writeUInt16LE(0xffff, 8)),
      /65,534/,
    ],
    [
      "more entries than there are",
      archive(({ end }) => end.writeUInt16LE(2, 10).valueOf() && end.writeUInt16LE(2, 8)),
      /broken/,
    ],
    ["several disks", archive(({ end }) => end.writeUInt16LE(1, 4)), /several files/],
    ["directory elsewhere", archive(({ end }) => end.writeUInt32LE(0, 16)), /not where/],
  ];
  for (const [name, bytes, message] of cases) {
    assert.throws(
      () => parseNpz(bytes, "x.npz").get("a"),
      (error) => error instanceof FormatError && message.test(error.message),
      name,
    );
  }
  const twice = Buffer.from(
    encodeNpz({ aa: { data: Float32Array.of(1), shape: [1] }, ab: { data: Float32Array.of(1), shape: [1] } }),
  );
  for (let at = twice.indexOf("ab.npy"); at >= 0; at = twice.indexOf("ab.npy")) twice.write("aa", at);
  assert.throws(() => parseNpz(twice, "x"), /twice/);

  const before = process.memoryUsage().arrayBuffers;
  const zip = archive(({ central }) => central.writeUInt32LE(bomb.length, 20));
  const at = zip.indexOf("PK\x01\x02");
  const swapped = Buffer.concat([zip.subarray(0, 35), bomb, zip.subarray(at)]);
  swapped.writeUInt32LE(35 + bomb.length, swapped.length - 6);
  assert.throws(() => parseNpz(swapped, "x").get("a"), FormatError);
  assert.ok(process.memoryUsage().arrayBuffers - before < 64e6, "the bomb is not unpacked");
});

test("mutated archives give arrays or a FormatError", () => {
  const seeds = ["stored.npz", "packed.npz"].map((name) => readFileSync(join(folder, name)));
  const edits = fc.array(fc.tuple(fc.nat(), fc.nat(255)), { minLength: 1, maxLength: 4 });
  fc.assert(
    fc.property(fc.constantFrom(...seeds), edits, (seed, changes) => {
      const bytes = Buffer.from(seed);
      for (const [at, value] of changes) bytes[at % bytes.length] = value;
      try {
        const npz = parseNpz(bytes, "x.npz");
        for (const name of npz.names) npz.get(name);
      } catch (error) {
        assert.ok(error instanceof FormatError, String(error));
      }
    }),
    { numRuns: 3000 },
  );
});
