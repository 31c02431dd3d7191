import assert from "node:assert/strict";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, test } from "node:test";
import { StoppedError, UserError } from "../../lib/errors";
import { executeNotebook, NotebookError } from "../../lib/setup/notebook";

const folder = mkdtempSync(join(tmpdir(), "lslm notebook "));
after(() => rmSync(folder, { recursive: true }));

const DOT = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";

interface Cell {
  source: string;
  tags?: string[];
  markdown?: boolean;
}

function write(name: string, cells: readonly Cell[]): string {
  const path = join(folder, name);
  const content = cells.map(({ source, tags, markdown }, i) => ({
    cell_type: markdown ? "markdown" : "code",
    id: `cell-${i}`,
    metadata: { ...(tags && { tags }), collapsed: true },
    source,
    ...(markdown ? {} : { outputs: [], execution_count: null }),
  }));
  const metadata = { kernelspec: { name: "python3", display_name: "Python" }, note: "of an editor" };
  writeFileSync(path, JSON.stringify({ nbformat: 4, nbformat_minor: 5, metadata, cells: content }));
  return path;
}

describe("executing a notebook", { concurrency: 2 }, () => {
  test("writes the executed notebook with little metadata, and a page that needs no network", async () => {
    const input = write("good.ipynb", [
      { source: "# A title", markdown: true },
      { source: '// reads the profile\nimport { UserError } from "./lib/errors";\nprocess.env.LSLM_PROFILE' },
      { source: 'throw new UserError("shown on purpose")', tags: ["raises-exception"] },
      { source: `import { display } from "tslab";\ndisplay.png(Buffer.from("${DOT}", "base64"));` },
    ]);
    const [output, html] = [join(folder, "out/good.ipynb"), join(folder, "out/good.html")];
    const told: string[] = [];
    const cells = await executeNotebook(input, {
      output,
      html,
      profile: "smoke",
      onCell: ({ title }) => told.push(title),
    });
    assert.deepEqual(
      cells.map(({ cell, of }) => [cell, of]),
      [1, 2, 3].map((cell) => [cell, 4]),
    );
    assert.equal(told[0], "reads the profile");

    const executed = JSON.parse(readFileSync(output, "utf8"));
    assert.deepEqual(Object.keys(executed.metadata), ["kernelspec", "language_info"]);
    assert.equal(executed.metadata.kernelspec.name, "tslab");
    assert.deepEqual(
      executed.cells.map((cell: { metadata: object }) => cell.metadata),
      [{}, {}, { tags: ["raises-exception"] }, {}],
    );
    assert.deepEqual(
      executed.cells.map((cell: { execution_count?: number }) => cell.execution_count),
      [undefined, 1, 2, 3],
    );
    assert.equal(executed.cells[1].outputs[0].data["text/plain"].join(""), "smoke");
    assert.equal(executed.cells[2].outputs[0].ename, "UserError");

    const page = readFileSync(html, "utf8");
    assert.ok(page.includes(`data:image/png;base64,${DOT}`));
    assert.doesNotMatch(page, /<script[^>]+src=|<link[^>]+href="http/);
  });

  test("a cell that throws ends it; what came before is written", async () => {
    const input = write("bad.ipynb", [
      { source: "const limit = 1; limit" },
      { source: 'import { UserError } from "./lib/errors";\nthrow new UserError("the file is missing")' },
      { source: 'console.log("never")' },
    ]);
    const output = join(folder, "out/bad.ipynb");
    await assert.rejects(executeNotebook(input, { output }), (error: unknown) => {
      assert.ok(error instanceof NotebookError);
      assert.equal(error.message, "bad.ipynb, cell 2: UserError: the file is missing");
      assert.equal(error.cell, 1);
      return true;
    });
    const { cells } = JSON.parse(readFileSync(output, "utf8"));
    assert.deepEqual(
      cells.map((cell: { outputs: unknown[] }) => cell.outputs.length),
      [1, 1, 0],
    );
  });

  test("a stop signal ends it within seconds", async () => {
    const input = write("long.ipynb", [
      { source: "const ready = true" },
      { source: "await new Promise((wake) => setTimeout(wake, 120_000))" },
    ]);
    const controller = new AbortController();
    const running = executeNotebook(input, {
      output: join(folder, "out/long.ipynb"),
      signal: controller.signal,
      onCell: () => setTimeout(() => controller.abort(), 200),
    });
    await assert.rejects(running, StoppedError);
  });

  test("a missing notebook is one sentence", async () => {
    const output = join(folder, "out/none.ipynb");
    await assert.rejects(executeNotebook(join(folder, "none.ipynb"), { output }), UserError);
    assert.equal(existsSync(output), false);
  });
});
