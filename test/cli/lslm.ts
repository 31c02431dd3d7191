// Runs `npx lslm …` as a program, as a user's shell does.
import { spawn, spawnSync } from "node:child_process";
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

/** Starts a command, and interrupts it as Ctrl-C does when it prints a word. */
export async function interrupted(
  args: readonly string[],
  cwd: string,
  word: string,
): Promise<{ code: number | null; stderr: string }> {
  const child = spawn(process.execPath, [LAUNCHER, ...args], { cwd });
  let stderr = "";
  child.stderr.on("data", (chunk: Buffer) => {
    const before = stderr;
    stderr += chunk;
    if (!before.includes(word) && stderr.includes(word)) child.kill("SIGINT");
  });
  const code = await new Promise<number | null>((resolve) => child.on("close", resolve));
  return { code, stderr };
}
