import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { test } from "node:test";
import { executeNotebook } from "../../lib/setup/notebook";

const root = resolve(__dirname, "../..");
const notebooks = readdirSync(join(root, "notebooks")).filter((name) => name.endsWith(".ipynb"));

interface Cell {
  cell_type: string;
  outputs?: { output_type: string; data?: Record<string, unknown> }[];
}
const cellsOf = (path: string) => (JSON.parse(readFileSync(path, "utf8")) as { cells: Cell[] }).cells;

for (const name of notebooks) {
  test(`${name} runs from top to bottom at smoke, and shows pictures and tables`, async () => {
    // Runs of an older checkout have other settings and would be refused.
    const runs = join(root, "results/runs");
    for (const old of readdirSync(join(root, "results")).includes("runs") ? readdirSync(runs) : []) {
      if (/(^|-)smoke-/.test(old)) rmSync(join(runs, old), { recursive: true, force: true });
    }
    const folder = mkdtempSync(join(tmpdir(), "lslm-notebook-"));
    try {
      const output = join(folder, name);
      const done = await executeNotebook(join(root, "notebooks", name), {
        output,
        html: join(folder, "page.html"),
        profile: "smoke",
        env: { LSLM_SET: "" },
      });
      const cells = cellsOf(output).filter(({ cell_type }) => cell_type === "code");
      assert.equal(done.length, cells.length);
      const shown = cells.flatMap(({ outputs = [] }) => outputs.flatMap(({ data = {} }) => Object.keys(data)));
      assert.ok(shown.includes("image/png"), "no picture");
      assert.ok(shown.includes("text/html"), "no table or signer");
      assert.match(readFileSync(join(folder, "page.html"), "utf8"), /data:image\/png;base64/);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  test(`${name} is committed with its outputs and without an error`, () => {
    const cells = cellsOf(join(root, "notebooks", name)).filter(({ cell_type }) => cell_type === "code");
    const outputs = cells.flatMap(({ outputs: list = [] }) => list);
    assert.ok(outputs.length > 0, "execute the notebook before committing it");
    assert.ok(!outputs.some(({ output_type }) => output_type === "error"));
  });
}
