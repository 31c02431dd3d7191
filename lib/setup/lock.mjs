// One set-up at a time. The lock is a file that holds its owner's process number and start time;
// the lock of a process that is gone is taken over, also when its number has been given to another process since.
import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { readIfThere, temporaryBeside } from "./files.mjs";
import { startOf } from "./processes.mjs";

const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

function isHeld(text) {
  try {
    const { pid, start } = JSON.parse(text);
    return startOf(pid) === start;
  } catch {
    return false;
  }
}

/** Creates `path` with its content in one step; false when it is there already. */
function claim(path, text) {
  const temporary = temporaryBeside(path);
  writeFileSync(temporary, text);
  try {
    linkSync(temporary, path);
    return true;
  } catch (error) {
    if (error.code === "EEXIST") return false;
    throw error;
  } finally {
    rmSync(temporary);
  }
}

/**
 * Waits until this process holds the lock.
 * @param path of the lock file
 * @param onWait called once, with the number of the process that holds it, before the first wait
 * @returns a function that gives the lock back
 */
export async function takeLock(path, onWait = () => {}, interval = 300) {
  mkdirSync(dirname(path), { recursive: true });
  const mine = JSON.stringify({ pid: process.pid, start: startOf(process.pid) });
  for (let waited = false; ; ) {
    if (claim(path, mine)) {
      return () => {
        if (readIfThere(path) === mine) rmSync(path, { force: true });
      };
    }
    const text = readIfThere(path);
    if (text === undefined) continue;
    if (isHeld(text)) {
      if (!waited) onWait(JSON.parse(text).pid);
      waited = true;
      await sleep(interval);
      continue;
    }
    // Two set-ups may find the same dead lock: whoever moves a living one away by mistake puts it back.
    const aside = temporaryBeside(path);
    try {
      renameSync(path, aside);
    } catch (error) {
      if (error.code === "ENOENT") continue;
      throw error;
    }
    if (isHeld(readFileSync(aside, "utf8"))) linkSync(aside, path);
    rmSync(aside);
  }
}
