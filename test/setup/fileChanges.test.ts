// TypeScript's two timers on a system that has room for one, as tslab's: the second goes elsewhere.
import assert from "node:assert/strict";
import { test } from "node:test";

test("a search for missing modules may wait beside a new compilation, and both are cancelled", async () => {
  const path = require.resolve("@tslab/typescript-for-tslab");
  const ts = require(path);
  let waiting: object | null = null;
  const system = {
    ...ts.sys,
    setTimeout: (callback: () => void) => {
      if (waiting) throw new Error("one timer is waiting");
      waiting = { callback };
      return waiting;
    },
    clearTimeout: (timer: object) => {
      assert.equal(timer, waiting);
      waiting = null;
    },
  };
  const { allowFileChanges } = require("../../lib/setup/kernel/fileChanges.cjs") as { allowFileChanges(): void };
  allowFileChanges();
  require(path).createWatchCompilerHost([], {}, system);
  let looked = 0;
  const invalidateResolutionsOfFailedLookup = () => void looked++;
  const rebuild = () => undefined;
  const compile = system.setTimeout(rebuild);
  system.setTimeout(invalidateResolutionsOfFailedLookup);
  system.clearTimeout(system.setTimeout(invalidateResolutionsOfFailedLookup));
  assert.throws(() => system.setTimeout(rebuild), /one timer/);
  system.clearTimeout(compile);
  assert.equal(waiting, null);
  await new Promise((done) => setTimeout(done, 50));
  assert.equal(looked, 1);
  // the name by which the second timer is known
  const source = require("node:fs").readFileSync(path, "utf8") as string;
  assert.match(source, /setTimeout\(invalidateResolutionsOfFailedLookup, \d+\)/);
});
