import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";

import { takeLock } from "../../lib/setup/lock.mjs";
import { endAbandonedProgram, startOf } from "../../lib/setup/processes.mjs";

const folder = mkdtempSync(join(tmpdir(), "lslm-lock-"));
after(() => rmSync(folder, { recursive: true }));
const module = new URL("../../lib/setup/lock.mjs", import.meta.url).href;

/** A process that takes the lock, does `work` with it, and gives it back unless it is killed. */
function holder(path, work) {
  const program = `const { takeLock } = await import(${JSON.stringify(module)});
    const fs = await import("node:fs");
    const release = await takeLock(${JSON.stringify(path)}, () => {}, 5);
    ${work}
    release();`;
  return spawn(process.execPath, ["--input-type=module", "--eval", program], { stdio: ["ignore", "pipe", "inherit"] });
}
const ended = (child) => new Promise((done) => child.on("close", done));

test("processes that want it at once hold it one after the other", async () => {
  const [path, log] = [join(folder, "many"), join(folder, "many.log")];
  const work = `fs.appendFileSync(${JSON.stringify(log)}, "in ");
    await new Promise((wake) => setTimeout(wake, 20));
    fs.appendFileSync(${JSON.stringify(log)}, "out ");`;
  assert.deepEqual(await Promise.all(Array.from({ length: 6 }, () => ended(holder(path, work)))), [0, 0, 0, 0, 0, 0]);
  assert.equal(readFileSync(log, "utf8"), "in out ".repeat(6));
  assert.equal(existsSync(path), false);
});

test("the lock of a killed process is taken over, by one of many", async () => {
  const [path, log] = [join(folder, "killed"), join(folder, "killed.log")];
  const child = holder(path, `console.log("held"); await new Promise(() => setInterval(() => {}, 1000));`);
  await new Promise((held) => child.stdout.once("data", held));
  child.kill("SIGKILL");
  await ended(child);
  assert.ok(existsSync(path));
  const work = `fs.appendFileSync(${JSON.stringify(log)}, "in ");
    await new Promise((wake) => setTimeout(wake, 20));
    fs.appendFileSync(${JSON.stringify(log)}, "out ");`;
  await Promise.all(Array.from({ length: 4 }, () => ended(holder(path, work))));
  assert.equal(readFileSync(log, "utf8"), "in out ".repeat(4));
  assert.deepEqual(
    readdirSync(folder).filter((name) => name.startsWith(".")),
    [],
  );
});

test("a process that got the number of a dead owner does not hold the lock; an unreadable lock holds nobody", async () => {
  const path = join(folder, "reused");
  writeFileSync(path, JSON.stringify({ pid: process.pid, start: "long ago" }));
  (await takeLock(path))();
  writeFileSync(path, "{");
  (await takeLock(path))();
  assert.equal(existsSync(path), false);
});

test("whoever waits is told for whom, once", async () => {
  const path = join(folder, "told");
  const release = await takeLock(path);
  const told = [];
  const second = takeLock(path, (pid) => told.push(pid), 5);
  await new Promise((wake) => setTimeout(wake, 50));
  release();
  (await second)();
  assert.deepEqual(told, [process.pid]);
  assert.equal(startOf(2 ** 30), undefined);
});

test("what a killed set-up left running is ended; a process that got its number is not", async () => {
  const path = join(folder, "child.json");
  const child = spawn(process.execPath, ["--eval", "setInterval(() => {}, 1000)"]);
  await new Promise((spawned) => child.once("spawn", spawned));
  writeFileSync(path, JSON.stringify({ pid: child.pid, start: "another" }));
  endAbandonedProgram(path);
  assert.notEqual(startOf(child.pid), undefined);
  writeFileSync(path, JSON.stringify({ pid: child.pid, start: startOf(child.pid) }));
  const gone = new Promise((done) => child.on("close", (_code, signal) => done(signal)));
  endAbandonedProgram(path);
  assert.equal(await gone, "SIGKILL");
  assert.equal(existsSync(path), false);
  endAbandonedProgram(path);
});
