// `npx lslm`: npm links the commands of packages, not of the repository itself.
import { chmodSync, mkdirSync, readlinkSync, renameSync, symlinkSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { temporaryBeside } from "../files.mjs";
import { NODE_MODULES, ROOT } from "../paths.mjs";

export const title = "Command npx lslm";

const LINK = join(NODE_MODULES, ".bin/lslm");
const SCRIPT = join(ROOT, "lib/setup/lslm.cjs");
const TARGET = relative(dirname(LINK), SCRIPT);

export function isReady() {
  try {
    return readlinkSync(LINK) === TARGET;
  } catch {
    return false;
  }
}

export async function install() {
  mkdirSync(dirname(LINK), { recursive: true });
  chmodSync(SCRIPT, 0o755);
  const temporary = temporaryBeside(LINK);
  symlinkSync(TARGET, temporary);
  renameSync(temporary, LINK);
}

export function describe() {
  return { version: "", path: LINK };
}
