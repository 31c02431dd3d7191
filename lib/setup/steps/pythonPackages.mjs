// .venv: JupyterLab, nbclient, nbconvert, Plotly's extension and Kaleido, from the pinned and hashed requirements.txt.
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { readIfThere, sha256, writeWhole } from "../files.mjs";
import { ROOT, sitePackages, VENV, venvPython } from "../paths.mjs";
import { ask, pythonEnvironment, run } from "../processes.mjs";
import { findPython } from "./prerequisites.mjs";

export const title = "Python packages (JupyterLab, nbclient, Kaleido)";

const requirements = join(ROOT, "requirements.txt");
const stamp = join(VENV, "lslm-packages");
const fingerprint = () => sha256(readFileSync(requirements));

export function isReady() {
  return existsSync(venvPython) && readIfThere(stamp) === fingerprint();
}

export async function install() {
  const env = pythonEnvironment();
  const works = existsSync(venvPython) && ask(venvPython, ["-c", "import pip"]) !== undefined;
  if (!works) {
    rmSync(VENV, { recursive: true, force: true });
    mkdirSync(VENV, { recursive: true });
    await run(findPython().command, ["-m", "venv", VENV], { log: "venv", env });
  }
  rmSync(stamp, { force: true });
  forgetHalfInstalled();
  // The tree is complete, so nothing is left to resolve; source packages are never built; Python compiles what it loads.
  const pip = [
    "-m",
    "pip",
    "install",
    "--quiet",
    "--no-compile",
    "--no-deps",
    "--require-hashes",
    "--only-binary=:all:",
  ];
  await run(venvPython, [...pip, "--requirement", requirements], { log: "python", env });
  writeWhole(stamp, fingerprint());
}

/** pip writes RECORD last: a package without it was cut off, and pip would take it for installed. */
export function forgetHalfInstalled(folder = sitePackages()) {
  for (const name of folder ? readdirSync(folder) : []) {
    if (name.endsWith(".dist-info") && !existsSync(join(folder, name, "RECORD"))) {
      rmSync(join(folder, name), { recursive: true });
    }
  }
}

export function describe() {
  const folder = sitePackages();
  const jupyterlab = (folder ? readdirSync(folder) : []).find((name) => /^jupyterlab-[\d.]+\.dist-info$/.test(name));
  const python = ask(venvPython, ["-c", "import platform; print(platform.python_version())"]);
  return {
    version: `Python ${python ?? "?"}, JupyterLab ${jupyterlab?.replace(/^jupyterlab-|\.dist-info$/g, "") ?? "?"}`,
    path: VENV,
  };
}
