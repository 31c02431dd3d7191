// node_modules, exactly as package-lock.json says; npm checks every package against the lockfile's integrity hash.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { readIfThere } from "../files.mjs";
import { NODE_MODULES, ROOT } from "../paths.mjs";
import { run } from "../processes.mjs";

export const title = "npm packages";

/** Whether npm would install this entry of the lockfile on this machine. */
function belongsHere({ optional, os, cpu, libc }) {
  if (!optional) return true;
  // Which C library this is, npm finds out by itself; such a package is neither asked for nor missed.
  if (libc || !(os || cpu)) return false;
  return (!os || os.includes(process.platform)) && (!cpu || cpu.includes(process.arch));
}

/** npm writes node_modules/.package-lock.json when an installation is complete: what it lists is what is there. */
export function isReady() {
  const locked = readIfThere(join(ROOT, "package-lock.json"));
  const installed = readIfThere(join(NODE_MODULES, ".package-lock.json"));
  if (!locked || !installed) return false;
  const there = JSON.parse(installed).packages;
  return Object.entries(JSON.parse(locked).packages).every(([path, entry]) => {
    if (!path.startsWith("node_modules/")) return true;
    const found = there[path];
    if (!found) return !belongsHere(entry);
    return found.version === entry.version && found.integrity === entry.integrity && existsSync(join(ROOT, path));
  });
}

export async function install() {
  // Under `npm run` the same npm is used; it may not be on the path.
  const npm = process.env.npm_execpath;
  const [command, first] = npm?.endsWith(".js") ? [process.execPath, [npm]] : ["npm", []];
  await run(command, [...first, "ci", "--include=dev", "--loglevel=error"], { log: "npm" });
}

export function describe() {
  const lock = JSON.parse(readIfThere(join(NODE_MODULES, ".package-lock.json")) ?? '{"packages":{}}');
  return { version: `${Object.keys(lock.packages).length} packages`, path: NODE_MODULES };
}
