import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { after, describe, test } from "node:test";

const ROOT = resolve(__dirname, "../..");
const SETUP = join(ROOT, "lib/setup");

// A repository of the same shape, whose command line does what the tests ask about.
const folder = mkdtempSync(join(tmpdir(), "lslm command "));
after(() => rmSync(folder, { recursive: true }));
mkdirSync(join(folder, "lib/setup"), { recursive: true });
mkdirSync(join(folder, "deep/er"), { recursive: true });
for (const name of ["lslm.cjs", "node-compat.cjs"]) cpSync(join(SETUP, name), join(folder, "lib/setup", name));
symlinkSync(join(ROOT, "node_modules"), join(folder, "node_modules"));
writeFileSync(
  join(folder, "lib/cli.ts"),
  `const [what, ...rest]: string[] = process.argv.slice(2);
  if (require.main !== module) throw new Error("not the main module");
  if (what === "say") console.log(JSON.stringify({ rest, cwd: process.cwd(), level: process.env.TF_CPP_MIN_LOG_LEVEL }));
  if (what === "exit") process.exitCode = Number(rest[0]);
  if (what === "wait") {
    process.on("SIGINT", () => { console.log("interrupted"); process.exit(130); });
    setInterval(() => {}, 1000);
    console.log("ready");
  }
  export {};`,
);
const launcher = join(folder, "lib/setup/lslm.cjs");
const lslm = (...args: string[]) =>
  spawnSync(process.execPath, [launcher, ...args], { cwd: join(folder, "deep/er"), encoding: "utf8" });

describe("npx lslm", { concurrency: 2 }, () => {
  test("passes arguments on as they are, and stays in the folder it was called in", () => {
    const { stdout, stderr } = lslm("say", "a b", "--json", "'q'");
    const { rest, cwd, level } = JSON.parse(stdout || stderr);
    assert.deepEqual(rest, ["a b", "--json", "'q'"]);
    assert.match(cwd, /deep\/er$/);
    assert.equal(level, process.env.TF_CPP_MIN_LOG_LEVEL ?? "2");
  });

  test("ends with the exit code of the command line", () => {
    assert.equal(lslm("exit", "0").status, 0);
    assert.equal(lslm("exit", "7").status, 7);
  });

  test("hands Ctrl-C to it", async () => {
    const child = spawn(process.execPath, [launcher, "wait"], { stdio: ["ignore", "pipe", "inherit"] });
    let text = "";
    child.stdout.setEncoding("utf8").on("data", (chunk: string) => {
      text += chunk;
      if (chunk.startsWith("ready")) child.kill("SIGINT");
    });
    const code = await new Promise((done) => child.on("close", done));
    assert.deepEqual([text, code], ["ready\ninterrupted\n", 130]);
  });

  test("without packages it says what to do", () => {
    const bare = join(folder, "bare");
    mkdirSync(join(bare, "lib/setup"), { recursive: true });
    for (const name of ["lslm.cjs", "node-compat.cjs"]) cpSync(join(SETUP, name), join(bare, "lib/setup", name));
    // Node looks for packages in the folders above, too.
    const away = mkdtempSync(join(tmpdir(), "lslm-bare-"));
    cpSync(bare, away, { recursive: true });
    const { status, stderr } = spawnSync(process.execPath, [join(away, "lib/setup/lslm.cjs")], { encoding: "utf8" });
    rmSync(away, { recursive: true });
    assert.equal(status, 1);
    assert.equal(stderr, "The npm packages are not installed; run `npm run setup` in the repository first.\n");
  });
});
