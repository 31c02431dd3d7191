// Where set-up reads and writes. Everything lies inside the repository: nothing global, nothing in the user's home.
import { existsSync, readdirSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

export const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), "../..");
export const CACHE = join(ROOT, ".cache");
export const NODE_MODULES = join(ROOT, "node_modules");
export const VENV = join(ROOT, ".venv");
export const REQUIREMENTS = join(ROOT, "lib/setup/requirements");

/** The Python of the repository's own environment. */
export const venvPython = join(VENV, "bin/python");

/** `.venv/lib/python3.x/site-packages`, or undefined before there is an environment. */
export function sitePackages() {
  const library = join(VENV, "lib");
  if (!existsSync(library)) return undefined;
  return readdirSync(library)
    .filter((name) => name.startsWith("python3"))
    .map((name) => join(library, name, "site-packages"))
    .find(existsSync);
}
