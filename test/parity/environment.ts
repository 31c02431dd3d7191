// The Python that parity is checked against: PyTorch, transformers and PEFT in an environment of their own.
import { spawnSync } from "node:child_process";
import { existsSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";

const ROOT = resolve(__dirname, "../..");
const FOLDER = join(ROOT, ".cache/parity/python");

/** `LSLM_PEER_PYTHON`, else one below .cache with the packages of requirements.txt, installed when first needed. */
export function parityPython(): string {
  const named = process.env.LSLM_PEER_PYTHON;
  if (named) return named;
  const python = join(FOLDER, "bin/python");
  const done = join(FOLDER, "installed");
  if (existsSync(done)) return python;
  console.error(`Installing PyTorch, transformers and PEFT in ${FOLDER} (some GB, once) …`);
  rmSync(FOLDER, { recursive: true, force: true });
  run(join(ROOT, ".venv/bin/python"), ["-m", "venv", FOLDER]);
  const requirements = join(__dirname, "requirements.txt");
  run(python, ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--requirement", requirements]);
  writeFileSync(done, "");
  return python;
}

/** Runs a Python program and returns the JSON object of its last line. */
export function runPython<Answer>(python: string, program: string, args: readonly string[]): Answer {
  const { status, stdout, stderr } = spawnSync(python, [program, ...args], {
    encoding: "utf8",
    env: { ...process.env, HF_HUB_OFFLINE: "1", TRANSFORMERS_VERBOSITY: "error" },
  });
  if (status !== 0) throw new Error(`${program} failed: ${stderr.trim().split("\n").slice(-3).join(" | ")}`);
  return JSON.parse(stdout.trim().split("\n").pop() ?? "") as Answer;
}

function run(command: string, args: readonly string[]): void {
  const { status } = spawnSync(command, args, { stdio: ["ignore", "ignore", "inherit"] });
  if (status !== 0) throw new Error(`${command} ${args.join(" ")} failed`);
}
