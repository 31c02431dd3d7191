// `npm run setup -- --check`: what is there, which version, how large, and on which device it would compute.
import { relative } from "node:path";
import { sizeOf } from "./files.mjs";
import { ROOT } from "./paths.mjs";
import { ask } from "./processes.mjs";
import { STEPS } from "./setUp.mjs";
import * as addon from "./steps/addon.mjs";
import * as llm from "./steps/llm.mjs";
import { findCompiler, findPython, missingPrerequisites } from "./steps/prerequisites.mjs";

function megabytes(bytes) {
  return bytes < 1e6 ? `${Math.ceil(bytes / 1e3)} kB` : `${Math.round(bytes / 1e6)} MB`;
}

/** "cpu" or "gpu", asked of TensorFlow itself in a process of its own. */
function device() {
  const program =
    "const tf = require('@tensorflow/tfjs-node-gpu'); console.log(tf.backend().isUsingGpuDevice ? 'gpu' : 'cpu')";
  return ask(process.execPath, ["--require", "./lib/setup/node-compat.cjs", "--eval", program], { cwd: ROOT });
}

function rows() {
  const python = findPython();
  const prerequisites = [
    ["Node.js", process.versions.node, true],
    ["Python with venv", python ? `${python.major}.${python.minor}` : "", Boolean(python)],
    ["C++ compiler", findCompiler() ?? "", Boolean(findCompiler())],
  ].map(([what, version, ready]) => ({ what, ready, version, size: "", where: "" }));
  const steps = STEPS.map((step) => {
    if (!step.isReady()) return { what: step.title, ready: false, version: "", size: "", where: "" };
    const { version, path } = step.describe();
    return { what: step.title, ready: true, version, size: megabytes(sizeOf(path)), where: relative(ROOT, path) };
  });
  return [...prerequisites, ...steps];
}

/** Prints the table. @returns whether everything is there and whole */
export async function check(print = console.log) {
  const table = rows();
  const computes = addon.isReady() ? device() : undefined;
  table.push({ what: "Device", ready: Boolean(computes), version: computes ?? "", size: "", where: "" });
  const cells = table.map(({ what, ready, version, size, where }) => [
    ready ? "ok" : "MISSING",
    what,
    version,
    size,
    where,
  ]);
  const widths = cells[0].map((_, column) => Math.max(...cells.map((row) => row[column].length)));
  for (const row of cells)
    print(
      row
        .map((cell, column) => cell.padEnd(widths[column]))
        .join("  ")
        .trimEnd(),
    );
  for (const line of missingPrerequisites()) print(line);
  if (llm.isReady()) llm.verify();
  const complete = table.every(({ ready }) => ready);
  if (!complete) print("Run `npm run setup` to complete it.");
  return complete;
}
