// One writer a folder: locks between processes, of dead processes, of other machines.
import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { after, beforeEach, test } from "node:test";
import { UserError } from "../../lib/errors";
import { lockFolder, lockHolder } from "../../lib/io/lock";

const folder = mkdtempSync(join(tmpdir(), "lock-"));
after(() => rmSync(folder, { recursive: true }));
beforeEach(() => {
  for (const name of readdirSync(folder)) rmSync(join(folder, name));
});
const file = join(folder, "lock.json");

/** A process that tries to take the folder, says so, and holds it until it is killed or told to end. */
function contender(): ChildProcess {
  const code = `
    const { lockFolder } = require(${JSON.stringify(join(__dirname, "../../lib/io/lock"))});
    try {
      lockFolder(${JSON.stringify(folder)});
      console.log("held");
      process.stdin.on("data", () => process.exit());
    } catch (error) { console.log(error.name + ": " + error.message); process.exit(1); }`;
  return spawn(process.execPath, ["--import", "tsx", "--eval", code], { stdio: ["pipe", "pipe", "inherit"] });
}

async function answer(child: ChildProcess): Promise<string> {
  const [data] = await once(child.stdout as NodeJS.ReadableStream, "data");
  return String(data).trim();
}

test("a second lock is refused until the first is released", () => {
  const lock = lockFolder(folder);
  assert.equal(lockHolder(folder)?.pid, process.pid);
  assert.throws(
    () => lockFolder(folder),
    (error: Error) => error instanceof UserError && error.message.includes(`process ${process.pid} has been writing`),
  );
  lock.release();
  assert.equal(lockHolder(folder), undefined);
  lockFolder(folder).release();
  assert.deepEqual(readdirSync(folder), []);
});

test("of many processes at once, one gets the folder and the others are told who has it", async () => {
  const children = Array.from({ length: 4 }, contender);
  const answers = await Promise.all(children.map(answer));
  const winner = children[answers.indexOf("held")] as ChildProcess;
  assert.equal(answers.filter((text) => text === "held").length, 1, answers.join("\n"));
  for (const text of answers.filter((other) => other !== "held")) {
    assert.match(text, new RegExp(`^UserError: process ${winner.pid} has been writing to`));
  }
  winner.stdin?.write("end");
  await once(winner, "close");
  assert.deepEqual(readdirSync(folder), [], "an ending process gives its folder back");
});

test("the lock of a killed process is taken over, with a message", async () => {
  const child = contender();
  assert.equal(await answer(child), "held");
  child.kill("SIGKILL");
  await once(child, "close");
  assert.equal(lockHolder(folder), undefined);
  const messages: string[] = [];
  const lock = lockFolder(folder, (message) => messages.push(message));
  assert.match(messages.join(), new RegExp(`process ${child.pid}, which wrote here, has ended`));
  assert.equal(JSON.parse(readFileSync(file, "utf8")).pid, process.pid);
  lock.release();
});

test("a process number used again by another process holds nothing", () => {
  const holder = { pid: process.ppid, host: hostname(), since: "2026-01-01T00:00:00.000Z", processStart: "1" };
  writeFileSync(file, JSON.stringify(holder));
  assert.equal(lockHolder(folder), undefined);
  lockFolder(folder).release();
  const { processStart: _, ...unknown } = holder;
  writeFileSync(file, JSON.stringify(unknown));
  assert.throws(() => lockFolder(folder), /has been writing/, "without the start time the live process counts");
});

test("the lock of another machine is explained, not taken", () => {
  const holder = { pid: 1, host: "elsewhere", since: "2026-01-01T00:00:00.000Z" };
  writeFileSync(file, JSON.stringify(holder));
  assert.throws(
    () => lockFolder(folder),
    /process 1 on elsewhere has been writing to .* since 2026-01-01.* if it has ended, delete .*lock\.json/,
  );
  assert.deepEqual(readdirSync(folder), ["lock.json"]);
});

test("a lock that is no lock is explained, not taken", () => {
  for (const text of ["", "{", "[]", '{"pid":"1"}']) {
    writeFileSync(file, text);
    assert.throws(() => lockFolder(folder), /lock\.json cannot be read; delete it/);
    assert.equal(readFileSync(file, "utf8"), text);
  }
});

test("releasing leaves a lock that has become another's", () => {
  const lock = lockFolder(folder);
  const other = JSON.stringify({ pid: 1, host: "elsewhere", since: "2026-01-01T00:00:00.000Z" });
  writeFileSync(file, other);
  lock.release();
  assert.equal(readFileSync(file, "utf8"), other);
});
