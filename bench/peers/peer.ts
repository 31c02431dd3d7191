// The other side of a benchmark: a Python program in this folder that reads one JSON object and writes one.
import { spawnSync } from "node:child_process";
import { existsSync, renameSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";

const ROOT = resolve(__dirname, "../..");

/**
 * The Python of peers and its environment: `LSLM_PEER_PYTHON`, else .venv's; a package with a requirements file here
 * (`numpy.txt`) is installed below .cache when it is first needed.
 * @param needs the package that is imported, e.g. "numpy"
 * @returns undefined, and says so on standard error, where no such package is to be had
 */
export function peerPython(needs: string): { python: string; env: NodeJS.ProcessEnv } | undefined {
  const python = process.env.LSLM_PEER_PYTHON ?? join(ROOT, ".venv/bin/python");
  const packages = join(ROOT, ".cache/peers", needs);
  // one thread: a benchmark that wants more sets them itself
  const env = { OMP_NUM_THREADS: "1", ...process.env, PYTHONPATH: packages };
  const has = () => spawnSync(python, ["-c", `import ${needs}`], { env }).status === 0;
  if (has() || (install(python, needs, packages) && has())) return { python, env };
  console.error(`No peer: ${python} has no ${needs}; set LSLM_PEER_PYTHON to a Python that has it.`);
  return undefined;
}

/**
 * Runs `<program>.py` on one JSON object and returns the one it writes.
 * @param needs the package that it imports
 * @param environment variables of its own
 * @returns undefined where that package is not to be had
 * @throws Error with the program's last words when it fails
 */
export function runPeer<Answer>(
  program: string,
  needs: string,
  input: unknown,
  environment: Readonly<Record<string, string>> = {},
): Answer | undefined {
  const peer = peerPython(needs);
  if (!peer) return undefined;
  const { status, stdout, stderr } = spawnSync(peer.python, [join(__dirname, `${program}.py`)], {
    env: { ...peer.env, ...environment },
    encoding: "utf8",
    input: JSON.stringify(input),
    maxBuffer: 2 ** 30,
  });
  if (status !== 0) throw new Error(`${program}.py failed: ${stderr.trim().split("\n").slice(-3).join(" | ")}`);
  return JSON.parse(stdout) as Answer;
}

function install(python: string, name: string, folder: string): boolean {
  const requirements = join(__dirname, `${name}.txt`);
  if (!existsSync(requirements)) return false;
  console.error(`Installing ${name} in ${folder} …`);
  const part = `${folder}.part`;
  rmSync(part, { recursive: true, force: true });
  const pip = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps", "--require-hashes"];
  const options = ["--only-binary=:all:", "--target", part, "--requirement", requirements];
  if (spawnSync(python, [...pip, ...options], { stdio: ["ignore", "inherit", "inherit"] }).status !== 0) return false;
  rmSync(folder, { recursive: true, force: true });
  renameSync(part, folder);
  return true;
}

/** Median of a measurement repeated: the least disturbed by what else the machine does. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

export interface Comparison {
  name: string;
  /** what is counted: "frames/s", more being better, or "ms", less being better */
  unit: string;
  ours: number;
  peer: number | undefined;
}

/** Prints a comparison: one line to read, or with `--json` on the command line one JSON object {name, ours, peer, ratio, unit}. */
export function report({ name, unit, ours, peer }: Comparison): void {
  const ratio = peer === undefined ? undefined : ours / peer;
  if (process.argv.includes("--json")) {
    console.log(JSON.stringify({ name, ours, peer, ratio, unit }));
    return;
  }
  const amount = (value: number) => `${value.toLocaleString("en", { maximumSignificantDigits: 3 })} ${unit}`;
  const other = peer === undefined ? "" : `, peer ${amount(peer)}: ratio ${(ours / peer).toFixed(2)}`;
  console.log(`${name.padEnd(24)} ${amount(ours)}${other}`);
}
