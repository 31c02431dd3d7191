// `npm test`, after set-up: formatting and lint, strict types, types in notebooks, then every test under test/.
// Arguments name test files or folders: `npm test -- test/setup` runs the checks and those tests alone.
import { spawn } from "node:child_process";
import { readdirSync, statSync } from "node:fs";
import { availableParallelism } from "node:os";
import { dirname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), "..");
const bin = (name) => join(ROOT, "node_modules/.bin", name);

/** All `*.test.ts` and `*.test.mjs` below a folder, or the file itself. */
export function testFiles(path) {
  if (!statSync(path).isDirectory()) return [path];
  return readdirSync(path, { recursive: true })
    .filter((name) => /\.test\.(ts|mjs)$/.test(name))
    .map((name) => join(path, name))
    .sort();
}

function stages(paths) {
  const files = paths.flatMap((path) => testFiles(resolve(path))).map((file) => relative(ROOT, file));
  // A test file is a process of its own, and TensorFlow in it takes all processors: two at a time keep them busy.
  const runner = ["--import", "tsx", "--test", `--test-concurrency=${Math.max(2, availableParallelism() >> 1)}`];
  const reporter = ["--test-reporter=spec", "--test-reporter-destination=stdout"];
  return [
    { name: "format and lint", command: bin("biome"), args: ["check", "--error-on-warnings"] },
    { name: "types", command: bin("tsc"), args: ["--project", "."] },
    { name: "types in notebooks", command: process.execPath, args: ["--import", "tsx", "test/notebookTypes.ts"] },
    { name: `tests (${files.length} files)`, command: process.execPath, args: [...runner, ...reporter, ...files] },
  ];
}

function run({ command, args }) {
  return new Promise((done) => {
    const child = spawn(command, args, { cwd: ROOT, stdio: ["ignore", "inherit", "inherit"] });
    child.on("error", (error) => {
      console.error(error.message);
      done(1);
    });
    child.on("close", (code) => done(code ?? 1));
  });
}

const requested = process.argv.slice(2);
const summary = [];
for (const stage of stages(requested.length > 0 ? requested : [join(ROOT, "test")])) {
  console.log(`\n— ${stage.name}`);
  const start = performance.now();
  const code = await run(stage);
  summary.push({ name: stage.name, code, seconds: (performance.now() - start) / 1000 });
}
console.log("\n— summary");
for (const { name, code, seconds } of summary) {
  console.log(`${code === 0 ? "passed" : "FAILED"}  ${name.padEnd(24)} ${seconds.toFixed(1).padStart(7)} s`);
}
const failed = summary.filter(({ code }) => code !== 0).length;
console.log(`stages: ${summary.length - failed} passed, ${failed} failed`);
process.exitCode = failed > 0 ? 1 : 0;
