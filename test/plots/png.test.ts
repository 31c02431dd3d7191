import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { test } from "node:test";
import { promisify } from "node:util";
import type { Figure } from "../../lib/plots/figure";
import { findKaleido, kaleidoPid, PictureError, toPng } from "../../lib/plots/png";

const figure: Figure = { data: [{ type: "scatter", y: [1, 3, 2] }], layout: { title: { text: "é ± φ → x₂" } } };

function pngSize(png: Buffer): [width: number, height: number] {
  assert.equal(png.subarray(0, 8).toString("latin1"), "\x89PNG\r\n\x1a\n");
  return [png.readUInt32BE(16), png.readUInt32BE(20)];
}

test("the set-up has installed Kaleido", () => {
  assert.ok(findKaleido(), "Kaleido is missing: run `npm run setup`");
});

test("a figure becomes a PNG of the size asked for, and of the same bytes each time", async () => {
  const first = await toPng(figure, 320, 200);
  assert.deepEqual(pngSize(first), [320, 200]);
  assert.deepEqual(await toPng(figure, 320, 200), first);
  assert.deepEqual(pngSize(await toPng(figure, 320, 200, { scale: 2 })), [640, 400]);
});

test("figures asked for together come back each as itself", async () => {
  const sizes = [100, 140, 180, 220];
  const pictures = await Promise.all(sizes.map((size) => toPng(figure, size, size)));
  assert.deepEqual(
    pictures.map((png) => pngSize(png)[0]),
    sizes,
  );
});

test("3D figures and typed arrays with gaps are drawn", async () => {
  const signal = Float32Array.from([1, Number.NaN, 3]);
  const three: Figure = { data: [{ type: "scatter3d", x: signal, y: signal, z: signal, mode: "lines" }], layout: {} };
  assert.deepEqual(pngSize(await toPng(three, 200, 150)), [200, 150]);
});

test("a Kaleido that dies is started again", async () => {
  await toPng(figure, 100, 100);
  const pid = kaleidoPid();
  assert.ok(pid);
  process.kill(pid, "SIGKILL");
  assert.deepEqual(pngSize(await toPng(figure, 120, 100)), [120, 100]);
  assert.notEqual(kaleidoPid(), pid);
});

test("a figure that Plotly refuses, or that takes too long, is an error of its own and harms no other", async () => {
  const broken = { data: "none", layout: {} } as unknown as Figure;
  await assert.rejects(
    toPng(broken, 100, 100),
    (error) => error instanceof PictureError && /refuses/.test(error.message),
  );
  await assert.rejects(toPng(figure, 100, 100, { timeout: 0 }), /took more than/);
  assert.deepEqual(pngSize(await toPng(figure, 100, 100)), [100, 100]);
});

test("an idle Kaleido does not keep Node from ending", async () => {
  const module = resolve(__dirname, "../../lib/plots/png.ts");
  const code = `require(${JSON.stringify(module)}).toPng({data:[],layout:{}}, 80, 60).then((png) => console.log(png.length))`;
  const { stdout } = await promisify(execFile)(process.execPath, ["--import", "tsx", "--eval", code], {
    cwd: resolve(__dirname, "../.."),
    timeout: 60_000,
  });
  assert.ok(Number(stdout) > 100);
});

test("Kaleido is found in a folder tree of any Python version", () => {
  const root = mkdtempSync(join(tmpdir(), "kaleido-"));
  const elsewhere = process.env.KALEIDO_HOME;
  try {
    delete process.env.KALEIDO_HOME;
    assert.equal(findKaleido(root), undefined);
    const folder = join(root, ".venv/lib/python3.99/site-packages/kaleido/executable");
    const program = join(folder, "bin", process.platform === "win32" ? "kaleido.exe" : "kaleido");
    mkdirSync(dirname(program), { recursive: true });
    writeFileSync(program, "");
    assert.equal(findKaleido(root), folder);
  } finally {
    if (elsewhere !== undefined) process.env.KALEIDO_HOME = elsewhere;
    rmSync(root, { recursive: true });
  }
});
