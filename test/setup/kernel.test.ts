// Each test is a fault of tslab as it comes; it fails when the mend in lib/setup/kernel/ is taken out.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { type Answer, abandonKernel, runCells } from "./kernelClient";

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

async function endsWithin(pid: number, ms: number): Promise<boolean> {
  for (const start = Date.now(); Date.now() - start < ms; await new Promise((wake) => setTimeout(wake, 100))) {
    if (!isAlive(pid)) return true;
  }
  process.kill(pid, "SIGKILL");
  return false;
}

describe("notebook kernel", { concurrency: 2 }, () => {
  test("cells: imports from lib, counts, errors, rich results, output of a busy loop", () => {
    const { cells, shutdown_seconds } = runCells([
      'import { UserError } from "./lib/errors"; process.cwd()',
      'for (let i = 0; i < 20000; i++) console.log("line " + i);',
      'throw new UserError("the file is missing; give its path")',
      'const n: number = new Map<string, number>().get("none");',
      'function outer() { throw new RangeError("too far"); }\nouter()',
      'await Promise.reject(new TypeError("later"))',
      'import * as dfd from "danfojs-node"; const frame = new dfd.DataFrame({ word: ["a<b", "c"], score: [1, 0.5] }); frame',
      'frame["score"]',
      '({ [Symbol.for("Jupyter.display")]: () => ({ "text/html": "<b>7</b>", "text/plain": "7" }) })',
      'import { tf } from "./lib/tensor/backend"; tf.tensor1d([1, 2, 3])',
      "1 + 1",
      'process.stdout.write("first "); process.stderr.write("warn"); await new Promise<void>((done) => process.stdout.write("last", () => done()));',
    ]);
    const [imports, loop, user, types, thrown, rejected, table, series, shown, tensor, sum, written] = cells as [
      Answer,
      Answer,
      Answer,
      Answer,
      Answer,
      Answer,
      Answer,
      Answer,
      Answer,
      Answer,
      Answer,
      Answer,
    ];

    assert.equal(imports.status, "ok", JSON.stringify(imports.error));
    assert.match(imports.results[0]?.["text/plain"] ?? "", /^\//);
    assert.doesNotMatch(imports.results[0]?.["text/plain"] ?? "", /notebooks$/, "it runs in the repository's root");

    assert.equal(loop.stdout, Array.from({ length: 20000 }, (_, i) => `line ${i}\n`).join(""));
    assert.ok(loop.messages < 1000, `${loop.messages} messages`);

    assert.equal(user.status, "error");
    assert.equal(user.error?.ename, "UserError");
    assert.deepEqual(user.error?.traceback, ["UserError: the file is missing; give its path"]);

    assert.equal(types.error?.ename, "TypeScript");
    assert.match(types.error?.evalue ?? "", /1:7 - Type 'number \| undefined' is not assignable to type 'number'/);

    assert.deepEqual([thrown.error?.ename, thrown.error?.evalue], ["RangeError", "too far"]);
    assert.ok((thrown.error?.traceback.length ?? 99) < 8, thrown.error?.traceback.join("\n"));
    assert.match(thrown.error?.traceback.join("\n") ?? "", /outer/);
    assert.doesNotMatch(thrown.error?.traceback.join("\n") ?? "", /node:|tslab/);
    assert.equal(rejected.error?.ename, "TypeError");

    assert.match(table.results[0]?.["text/html"] ?? "", /<table.*<th>word<\/th>.*a&#60;b.*0\.5.*2 rows × 2 columns/s);
    assert.match(series.results[0]?.["text/html"] ?? "", /<table.*2 rows × 1 column/s);
    assert.equal(shown.results[0]?.["text/html"], "<b>7</b>");
    assert.match(tensor.results[0]?.["text/plain"] ?? "", /shape: \[3\].*\[1, 2, 3\]/s);
    assert.equal(sum.results[0]?.["text/plain"], "2");
    assert.deepEqual([written.stdout, written.stderr], ["first last", "warn"]);

    assert.deepEqual(
      cells.map(({ count }) => count),
      cells.map((_, i) => i + 1),
    );
    assert.deepEqual(
      cells.map(({ input_count }) => input_count),
      cells.map((_, i) => i + 1),
    );
    assert.doesNotMatch(cells.map(({ stderr }) => stderr).join(""), /oneDNN|cpu_feature_guard/, "TensorFlow is quiet");
    assert.ok(shutdown_seconds < 15, `a kernel with TensorFlow loaded took ${shutdown_seconds} s to shut down`);
  });

  test("cells sent together: those behind a failure are dropped, unless it was expected", () => {
    const { cells } = runCells(
      [
        { code: 'throw new Error("expected")', stop_on_error: false },
        { code: 'console.log("after an expected error")' },
        { code: 'throw new Error("not expected")' },
        { code: 'console.log("dropped")' },
      ],
      "together",
    );
    assert.deepEqual(
      cells.map(({ status }) => status),
      ["error", "ok", "error", "aborted"],
    );
    assert.deepEqual(
      cells.map(({ stdout }) => stdout),
      ["", "after an expected error\n", "", ""],
    );
  });

  test("an interrupt ends a loop that watches the signal, one that does not, and one that never awaits", () => {
    const { cells } = runCells([
      'import { interruptSignal } from "./lib/io/interrupt"; import { StoppedError } from "./lib/errors"; let steps = 0;',
      {
        code: "await new Promise((wake) => setTimeout(wake, 60000))",
        interrupt_after: 0.3,
      },
      {
        code: `const signal = interruptSignal();
while (true) {
  if (signal.aborted) throw new StoppedError(\`stopped cleanly\`);
  steps++;
  await new Promise((wake) => setTimeout(wake, 5));
}`,
        interrupt_after: 0.5,
      },
      "const before = steps; await new Promise((wake) => setTimeout(wake, 200)); [steps === before, interruptSignal().aborted]",
      { code: "while (true) {}", interrupt_after: 0.3 },
      '"alive"',
    ]);
    const [, waiting, watching, later, busy, alive] = cells as [Answer, Answer, Answer, Answer, Answer, Answer];
    assert.equal(waiting.error?.ename, "Interrupted");
    assert.ok(waiting.seconds < 20);
    assert.deepEqual(watching.error?.traceback, ["StoppedError: stopped cleanly"]);
    assert.equal(later.results[0]?.["text/plain"], "[ true, false ]", "the loop is over, the next signal is fresh");
    assert.equal(busy.error?.ename, "Interrupted");
    assert.equal(alive.results[0]?.["text/plain"], "alive");
  });

  for (const [name, code] of [
    ["waits", "await new Promise(() => setInterval(() => {}, 1000))"],
    ["computes without a pause", "while (true) {}"],
  ] as const) {
    test(`a kernel that ${name} ends when its client is killed`, async () => {
      const pid = await abandonKernel(code);
      assert.ok(await endsWithin(pid, 20_000), `kernel ${pid} was left behind`);
    });
  }
});
