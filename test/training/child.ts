// A program that trains, run as a process of its own and killed on the way.
import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";

/**
 * Runs a program to its end, or kills it (SIGKILL) some milliseconds after it has printed a line.
 * @returns the lines that it printed
 */
export async function runChild(command: readonly string[], kill?: { after: string; delay: number }): Promise<string[]> {
  const child = spawn(process.execPath, ["--import", "tsx", ...command], { stdio: ["ignore", "pipe", "ignore"] });
  const closed = new Promise((done) => child.on("close", done));
  const lines: string[] = [];
  for await (const text of createInterface({ input: child.stdout })) {
    lines.push(text);
    if (text !== kill?.after) continue;
    await sleep(kill.delay);
    child.kill("SIGKILL");
  }
  await closed;
  return lines;
}
