// Runs `npx lslm …` as a program, as a user's shell does.
import { spawnSync } from "node:child_process";
import { join } from "node:path";

export const LAUNCHER = join(__dirname, "../../lib/setup/lslm.cjs");

export interface Outcome {
  code: number | null;
  stdout: string;
  stderr: string;
}

export function lslm(args: readonly string[], cwd: string): Outcome {
  const { status, stdout, stderr } = spawnSync(process.execPath, [LAUNCHER, ...args], { cwd, encoding: "utf8" });
  return { code: status, stdout, stderr };
}
