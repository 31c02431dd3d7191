import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { resolve } from "node:path";
import { describe, test } from "node:test";

const ROOT = resolve(__dirname, "../..");

/** Runs a program in which `interruptSignal` is known; each time it prints "ready" it gets a SIGINT. */
function interrupt(program: string): Promise<{ text: string; code: number | null }> {
  const source = `const { interruptSignal } = require("./lib/io/interrupt"); ${program}`;
  const child = spawn(process.execPath, ["--require", "tsx/cjs", "--eval", source], { cwd: ROOT });
  let text = "";
  child.stderr.pipe(process.stderr);
  child.stdout.setEncoding("utf8").on("data", (chunk: string) => {
    text += chunk;
    if (chunk.includes("ready")) child.kill("SIGINT");
  });
  return new Promise((done) => child.on("close", (code) => done({ text, code })));
}
const wait = "setInterval(() => {}, 1000);";

describe("the stop signal in a terminal", { concurrency: 2 }, () => {
  test("fires at Ctrl-C, the same for all who asked; later there is a fresh one", async () => {
    const { text, code } = await interrupt(`${wait}
      const [a, b] = [interruptSignal(), interruptSignal()];
      a.addEventListener("abort", () => { console.log(a === b, interruptSignal().aborted); process.exit(0); });
      console.log("ready");`);
    assert.deepEqual([text, code], ["ready\ntrue false\n", 0]);
  });

  test("a second Ctrl-C ends the process", async () => {
    const { text, code } = await interrupt(`${wait}
      const signal = interruptSignal();
      signal.addEventListener("abort", () => console.log("ready again"));
      console.log("ready");`);
    assert.deepEqual([text, code], ["ready\nready again\n", 130]);
  });

  test("it does not keep a program running", async () => {
    const { text, code } = await interrupt(`interruptSignal(); console.log("over");`);
    assert.deepEqual([text, code], ["over\n", 0]);
  });
});
