import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, it } from "node:test";
import { atFrameRate, encodeFeatures } from "../../lib/body/features";
import { SMPLX_SKELETON } from "../../lib/body/skeleton";
import { encodeNpy, readNpy } from "../../lib/data/formats/npy";
import { encodeNpz } from "../../lib/data/formats/npz";
import { float32Entry, writeSafetensors } from "../../lib/data/formats/safetensors";
import { scoreMotion } from "../../lib/metrics/motion/mpjpe";
import { scoreText } from "../../lib/metrics/text/score";
import { Random } from "../../lib/random";
import { lslm } from "./lslm";

const folder = mkdtempSync(join(tmpdir(), "lslm-cli-"));
after(() => rmSync(folder, { recursive: true }));
const FORMATS = join(__dirname, "../fixtures/formats");

const FRAMES = 6;
/** A signer who sways. */
function motion(seed: number): Float32Array {
  const random = new Random(seed, "motion");
  return Float32Array.from({ length: FRAMES * 156 }, (_, i) => {
    const rest = SMPLX_SKELETON.restJoints[i % 156] as number;
    return rest + 0.01 * random.normal() + 0.01 * Math.floor(i / 156);
  });
}

/** The one JSON object that a command prints, with nothing beside it. */
function json(...args: string[]): unknown {
  const { code, stdout, stderr } = lslm([...args, "--json"], folder);
  assert.equal(code, 0, stderr);
  assert.equal(stdout.trim().split("\n").length, 1);
  return JSON.parse(stdout);
}

describe("lslm inspect", () => {
  it("gives shapes and sums as NumPy has them", () => {
    const expected = JSON.parse(readFileSync(join(FORMATS, "expected.json"), "utf8")).f4 as {
      shape: number[];
      values: number[];
    };
    const sum = expected.values.reduce((total, value) => total + value, 0);
    assert.deepEqual(json("inspect", join(FORMATS, "f4.npy")), {
      format: "npy",
      arrays: { array: { shape: expected.shape, dtype: "float32", sum } },
      warnings: [],
    });
  });

  it("reads npz, safetensors and their index", () => {
    writeFileSync(
      join(folder, "two.npz"),
      encodeNpz({ a: { data: Int32Array.of(1, 2, 3), shape: [3] }, b: { data: Float32Array.of(0.5), shape: [] } }),
    );
    assert.deepEqual(json("inspect", "two.npz"), {
      format: "npz",
      arrays: { a: { shape: [3], dtype: "int32", sum: 6 }, b: { shape: [], dtype: "float32", sum: 0.5 } },
      warnings: [],
    });
    const shard = (name: string, tensor: string) =>
      writeSafetensors(join(folder, name), new Map([[tensor, float32Entry(Float32Array.of(1, 2), [2])]]));
    shard("model-1.safetensors", "__proto__");
    shard("model-2.safetensors", "w");
    const map = { ["__proto__"]: "model-1.safetensors", w: "model-2.safetensors" };
    const index = join(folder, "model.safetensors.index.json");
    writeFileSync(index, JSON.stringify({ metadata: { total_size: 17 }, weight_map: map }));
    const inspection = json("inspect", index) as { format: string; arrays: object; warnings: string[] };
    assert.equal(inspection.format, "safetensors_index");
    assert.deepEqual(Object.keys(inspection.arrays), ["__proto__", "w"]);
    assert.deepEqual(inspection.warnings, ["metadata.total_size is 17, the tensors have 16 bytes"]);
  });

  it("reads pickles of every protocol alike", () => {
    const [first, ...others] = [0, 2, 5].map((protocol) => json("inspect", join(FORMATS, `numpy2-p${protocol}.pkl`)));
    assert.ok(Object.keys((first as { arrays: object }).arrays).length > 0);
    for (const other of others) assert.deepEqual(other, first);
  });

  it("reads How2Sign's csv, and names the rows it leaves out", () => {
    const heading = "VIDEO_ID\tVIDEO_NAME\tSENTENCE_ID\tSENTENCE_NAME\tSTART_REALIGNED\tEND_REALIGNED\tSENTENCE";
    const rows = ["v\tv-5-rgb_front\ts1\ts1-5\t1.5\t3\tHello.", "v\tv-5-rgb_front\ts2\ts2-5\t9\t3\tBackwards."];
    writeFileSync(join(folder, "train.csv"), [heading, ...rows].join("\n"));
    const { arrays, warnings } = json("inspect", "train.csv") as {
      arrays: Record<string, unknown>;
      warnings: string[];
    };
    assert.deepEqual(arrays.start, { shape: [1], dtype: "float64", sum: 1.5 });
    assert.deepEqual(arrays.sentence, { shape: [1], dtype: "str", sum: null });
    assert.match(warnings[0] as string, /^row 3 is left out: /);
  });

  it("tells of numbers that are not finite, and prints a table for people", () => {
    writeFileSync(join(folder, "nan.npy"), encodeNpy(Float32Array.of(1, Number.NaN), [2]));
    const { stdout } = lslm(["inspect", "nan.npy"], folder);
    assert.match(stdout, /nan\.npy: npy, 136 bytes, 1 array\n/);
    assert.match(stdout, /array +\[2\] +float32/);
    assert.match(stdout, /warning: array holds numbers that are not finite/);
  });
});

describe("lslm score", () => {
  it("text: the scores of lib/metrics", () => {
    const pairs = [
      { hyp: "the cat sat", refs: ["the cat sat down", "a cat sat"] },
      { hyp: "", refs: ["nothing"] },
    ];
    writeFileSync(join(folder, "pairs.jsonl"), `${pairs.map((pair) => JSON.stringify(pair)).join("\r\n\n")}\n`);
    assert.deepEqual(json("score", "text", "--pairs", "pairs.jsonl"), scoreText(pairs));
    assert.match(lslm(["score", "text", "--pairs", "pairs.jsonl"], folder).stdout, /BLEU-4 .*tok:13a/);
  });

  it("motion and fid: numbers from single and double precision files", () => {
    const [a, b] = [motion(1), motion(2)];
    writeFileSync(join(folder, "a.npy"), encodeNpy(a, [FRAMES, 52, 3]));
    writeFileSync(join(folder, "b.npy"), encodeNpy(Float64Array.from(b), [FRAMES, 52, 3]));
    assert.deepEqual(json("score", "motion", "a.npy", "b.npy"), scoreMotion(a, b, FRAMES));
    writeFileSync(join(folder, "c.npy"), encodeNpy(Float64Array.of(0, 0, 2, 2, 0, 2, 2, 0), [4, 2]));
    writeFileSync(join(folder, "d.npy"), encodeNpy(Float64Array.of(3, 0, 5, 2, 3, 2, 5, 0), [4, 2]));
    const { fid } = json("score", "fid", "c.npy", "d.npy") as { fid: number };
    assert.ok(Math.abs(fid - 9) < 1e-9);
  });
});

describe("lslm features", () => {
  it("encodes and decodes", () => {
    const joints = motion(3);
    writeFileSync(join(folder, "joints.npy"), encodeNpy(joints, [FRAMES, 52, 3]));
    const encoded = json("features", "encode", "joints.npy", "out/features.npy", "--recipe", "corrected");
    assert.deepEqual(encoded, { shape: [FRAMES - 1, 623], recipe: "corrected" });
    const features = readNpy(join(folder, "out/features.npy"));
    assert.deepEqual(features.data, encodeFeatures(joints, FRAMES, { recipe: "corrected" }));
    for (const from of ["positions", "rotations"]) {
      const decoded = json("features", "decode", "out/features.npy", `${from}.npy`, "--from", from);
      assert.deepEqual(decoded, { shape: [FRAMES - 1, 52, 3], recipe: "published", from });
      assert.deepEqual(readNpy(join(folder, `${from}.npy`)).shape, [FRAMES - 1, 52, 3]);
    }
  });

  it("asks when a signer is not upright, and takes a camera's axes and another frame rate", () => {
    const upright = Float32Array.from({ length: FRAMES * 156 }, (_, i) => SMPLX_SKELETON.restJoints[i % 156]);
    const seen = upright.map((value, i) => (i % 3 === 0 ? value : -value));
    writeFileSync(join(folder, "seen.npy"), encodeNpy(seen, [FRAMES, 52, 3]));
    const asked = lslm(["features", "encode", "seen.npy", "wrong.npy"], folder);
    assert.match(asked.stderr, /seen\.npy: the head is not above the pelvis/);
    const taken = lslm(["features", "encode", "seen.npy", "right.npy", "--axes", "camera", "--fps", "24"], folder);
    assert.equal(taken.stderr, "");
    const expected = encodeFeatures(upright, FRAMES, atFrameRate(24));
    assert.deepEqual(readNpy(join(folder, "right.npy")).data, expected);
    assert.match(
      lslm(["features", "encode", "seen.npy", "x.npy", "--fps", "0"], folder).stderr,
      /rate must be positive/,
    );
  });
});

describe("lslm runs", () => {
  it("lists runs, shows one, and says when there is none", () => {
    const root = join(folder, "runs");
    assert.deepEqual(json("runs", "--root", root), { runs: [] });
    mkdirSync(join(root, "first"), { recursive: true });
    const config = { format: 1, name: "first", created: "2026-01-02T03:04:05Z", config: { seed: 1 }, sessions: [] };
    writeFileSync(join(root, "first/config.json"), JSON.stringify(config));
    writeFileSync(join(root, "first/metrics.jsonl"), '{"stage":"toy","step":0,"loss":0.5}\n{"stage":"to');
    assert.match(lslm(["runs", "--root", root], folder).stdout, /first +stopped +2026-01-02 03:04 +toy +1 +0\.5000/);
    const shown = json("runs", "first", "--root", root) as { settings: object; steps: number };
    assert.deepEqual([shown.settings, shown.steps], [config, 1]);
  });
});

describe("lslm --help", () => {
  it("teaches every command with an example", () => {
    const commands = [["inspect"], ["score", "text"], ["score", "motion"], ["score", "fid"], ["runs"]];
    const nested = [
      ["features", "encode"],
      ["features", "decode"],
      ["corpus", "check"],
    ];
    for (const command of [[], ...commands, ...nested]) {
      const { code, stdout } = lslm([...command, "--help"], folder);
      assert.equal(code, 0);
      assert.match(stdout, new RegExp(`Examples?:\\n {2}\\$ npx lslm ${command.join(" ")}`));
    }
  });
});
