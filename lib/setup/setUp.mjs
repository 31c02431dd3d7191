// The steps in order. Each says by looking at what is there whether it has to run, so that set-up can be killed
// anywhere and started again; what a step makes appears under its final name only when it is whole.
import { join } from "node:path";
import { takeLock } from "./lock.mjs";
import { CACHE } from "./paths.mjs";
import { endAbandonedProgram } from "./processes.mjs";
import * as addon from "./steps/addon.mjs";
import * as command from "./steps/command.mjs";
import * as kernelspec from "./steps/kernelspec.mjs";
import * as llm from "./steps/llm.mjs";
import * as npmPackages from "./steps/npmPackages.mjs";
import { requirePrerequisites } from "./steps/prerequisites.mjs";
import * as pythonPackages from "./steps/pythonPackages.mjs";
import * as recordings from "./steps/recordings.mjs";
import * as tensorflow from "./steps/tensorflow.mjs";

export const STEPS = [npmPackages, pythonPackages, tensorflow, addon, llm, recordings, kernelspec, command];

const seconds = (since) => `${((performance.now() - since) / 1000).toFixed(1)} s`;

/** Runs the steps that have something to do; prints a line a step, and nothing when all is in place. */
export async function setUp(steps = STEPS, print = (text) => process.stdout.write(text)) {
  if (steps.every((step) => step.isReady())) return;
  const started = performance.now();
  requirePrerequisites();
  const release = await takeLock(join(CACHE, "setup.lock"), (pid) => {
    print(`Another set-up (process ${pid}) is running; waiting for it.\n`);
  });
  try {
    endAbandonedProgram();
    for (const step of steps) {
      if (step.isReady()) continue;
      const since = performance.now();
      print(`${`${step.title} …`.padEnd(50)} `);
      try {
        await step.install();
      } catch (error) {
        print("failed\n");
        throw error;
      }
      print(`${seconds(since).padStart(8)}\n`);
    }
  } finally {
    release();
  }
  print(`${"Set-up is complete".padEnd(50)} ${seconds(started).padStart(8)}\n`);
}
