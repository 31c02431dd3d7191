// Runs the programs that set-up needs, each with its output in .cache/setup/<log>.log.
import { spawn, spawnSync } from "node:child_process";
import { createWriteStream, mkdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { SetupError } from "./errors.mjs";
import { readIfThere, writeWhole } from "./files.mjs";
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

/** When a process started, in the system's own words; undefined when it does not run. */
export function startOf(pid) {
  if (process.platform !== "linux") return ask("ps", ["-o", "lstart=", "-p", String(pid)]) || undefined;
  const stat = readIfThere(`/proc/${pid}/stat`);
  if (!stat) return undefined;
  // The program's name, in brackets, may hold spaces; the start time is the 22nd field, a zombie does not run.
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return fields[0] === "Z" ? undefined : fields[19];
}

/** Which program a set-up is running: it outlives a set-up that is killed, and would disturb the next one. */
const CHILD = join(CACHE, "setup/child.json");

/** Ends the program that a killed set-up left running; call it with the lock held. */
export function endAbandonedProgram(path = CHILD) {
  const text = readIfThere(path);
  if (text === undefined) return;
  rmSync(path, { force: true });
  const { pid, start } = JSON.parse(text);
  if (startOf(pid) === start) process.kill(pid, "SIGKILL");
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
    if (child.pid) writeWhole(CHILD, JSON.stringify({ pid: child.pid, start: startOf(child.pid) }));
    child.stdout.pipe(file, { end: false });
    child.stderr.pipe(file, { end: false });
    child.on("error", (error) => reject(new SetupError(`${command} could not be started: ${error.message}`)));
    child.on("close", (code, signal) => {
      rmSync(CHILD, { force: true });
      file.end(() => {
        if (code === 0) return resolve();
        const lines = readFileSync(path, "utf8").trim().split("\n").slice(-8);
        const how = signal ? `was stopped by ${signal}` : `ended with ${code}`;
        reject(new SetupError(`${command} ${how}; its last lines (all are in ${path}):\n  ${lines.join("\n  ")}`));
      });
    });
  });
}
