// The notebook kernel "tslab" inside .venv, and JupyterLab's defaults: no question about news, no search for updates.

import { existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import { readIfThere, writeWhole } from "../files.mjs";
import { ROOT, VENV } from "../paths.mjs";

export const title = "TypeScript kernel for Jupyter";

const KERNELS = join(VENV, "share/jupyter/kernels");
const SPEC = join(KERNELS, "tslab/kernel.json");
const OVERRIDES = join(VENV, "share/jupyter/lab/settings/overrides.json");
/** Comes with JupyterLab; notebooks here are TypeScript, and a choice of kernels would only confuse. */
const PYTHON_KERNEL = join(KERNELS, "python3");

const spec = () =>
  `${JSON.stringify(
    {
      argv: [process.execPath, join(ROOT, "lib/setup/kernel.cjs"), "{connection_file}"],
      display_name: "TypeScript (LSLM)",
      language: "typescript",
      interrupt_mode: "signal",
    },
    null,
    2,
  )}\n`;

const overrides = `${JSON.stringify(
  { "@jupyterlab/apputils-extension:notification": { fetchNews: "false", checkForUpdates: false } },
  null,
  2,
)}\n`;

export function isReady() {
  return readIfThere(SPEC) === spec() && readIfThere(OVERRIDES) === overrides && !existsSync(PYTHON_KERNEL);
}

export async function install() {
  rmSync(PYTHON_KERNEL, { recursive: true, force: true });
  writeWhole(OVERRIDES, overrides);
  writeWhole(SPEC, spec());
}

export function describe() {
  return { version: "TypeScript (LSLM)", path: SPEC };
}
