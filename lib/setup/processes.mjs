// Runs the programs that set-up needs, each with its output in .cache/setup/<log>.log.
import { spawn, spawnSync } from "node:child_process";
import { createWriteStream, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { SetupError } from "./errors.mjs";
import { CACHE, ROOT } from "./paths.mjs";

/** Python must see .venv alone, whatever the user's shell has set. */
export function pythonEnvironment() {
  const { PYTHONHOME: _home, PYTHONPATH: _path, PIP_TARGET: _target, PIP_PREFIX: _prefix, ...rest } = process.env;
  return { ...rest, PYTHONNOUSERSITE: "1", PIP_USER: "0", PIP_DISABLE_PIP_VERSION_CHECK: "1" };
}

/** The standard output of a program that ends at once, or undefined when it is missing or fails. */
export function ask(command, args, options = {}) {
  const { status, stdout } = spawnSync(command, args, { encoding: "utf8", env: pythonEnvironment(), ...options });
  return status === 0 ? stdout.trim() : undefined;
}

/**
 * Runs a program to its end; its output goes to a log file.
 * @throws SetupError with the output's last lines when it fails
 */
export function run(command, args, { log, cwd = ROOT, env = process.env }) {
  const folder = join(CACHE, "setup");
  mkdirSync(folder, { recursive: true });
  const path = join(folder, `${log}.log`);
  return new Promise((resolve, reject) => {
    const file = createWriteStream(path);
    const child = spawn(command, args, { cwd, env, stdio: ["ignore", "pipe", "pipe"] });
    child.stdout.pipe(file, { end: false });
    child.stderr.pipe(file, { end: false });
    child.on("error", (error) => reject(new SetupError(`${command} could not be started: ${error.message}`)));
    child.on("close", (code, signal) => {
      file.end(() => {
        if (code === 0) return resolve();
        const lines = readFileSync(path, "utf8").trim().split("\n").slice(-8);
        const how = signal ? `was stopped by ${signal}` : `ended with ${code}`;
        reject(new SetupError(`${command} ${how}; its last lines (all are in ${path}):\n  ${lines.join("\n  ")}`));
      });
    });
  });
}
