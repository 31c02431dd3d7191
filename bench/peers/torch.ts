// The tokenizer in PyTorch at a profile's sizes: the peer of bench/tokenizer.ts and bench/encode.ts.
import { spawnSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import { availableParallelism, cpus } from "node:os";
import { join, resolve } from "node:path";
import { configure, type ProfileName } from "../../lib/config";
import { vqVaeSettings } from "../../lib/pipeline/tokenizerStage";
import type { VqVaeSettings } from "../../lib/tokenizer/settings";
import type { TokenizerTraining } from "../../lib/tokenizer/train";
import { report, runPeer } from "./peer";

export interface Size {
  name: ProfileName;
  settings: VqVaeSettings;
  training: TokenizerTraining;
}

const NAMES = ["quick", "paper"] as const;
const asked = NAMES.filter((name) => process.argv.includes(name));

/** The `quick` tokenizer, and the paper's with a batch that a laptop holds: both, or those named on the command line. */
export const SIZES: readonly Size[] = (asked.length > 0 ? asked : NAMES).map((name) => {
  const config = configure(name, "fingerspelling", name === "paper" ? { "tokenizer.batch": 64 } : {});
  return { name, settings: vqVaeSettings(config), training: config.tokenizer };
});

/** Each part is timed this often, in turn with the peer: on a machine that others use too, the least time is what counts. */
const ROUNDS = 3;

interface Answer {
  milliseconds: Record<string, number>;
  parameters: number;
  torch: string;
}

/**
 * On AMD's processors MKL keeps its fastest code to itself unless this function says that the processor is Intel's.
 * @returns a library to preload, or none on other processors and without a compiler
 */
export function intelDisguise(): string | undefined {
  if (!cpus()[0]?.model.includes("AMD")) return undefined;
  const folder = resolve(__dirname, "../../.cache/peers");
  mkdirSync(folder, { recursive: true });
  const library = join(folder, "mkl_serv_intel_cpu_true.so");
  const source = "int mkl_serv_intel_cpu_true(void) { return 1; }";
  const { status } = spawnSync("cc", ["-shared", "-fPIC", "-x", "c", "-", "-o", library], { input: source });
  return status === 0 ? library : undefined;
}

/**
 * Times parts of the tokenizer, ours and PyTorch's in turn, and prints the least milliseconds of each.
 * @param ours milliseconds of each part, the least of some repeats
 * @param parameters trainable values of our network: the peer must have as many
 */
export async function race(
  { name, settings, training }: Size,
  parts: readonly string[],
  ours: () => Promise<Record<string, number>> | Record<string, number>,
  parameters: number,
  seconds: number,
): Promise<void> {
  const preload = intelDisguise();
  const peers = [{ label: "", env: {} as Record<string, string> }];
  if (preload) peers.push({ label: ", MKL as on Intel", env: { LD_PRELOAD: preload } });
  const { batch, window } = training;
  const task = { ...settings, batch, window, threads: availableParallelism(), seconds, parts };
  const best = new Map<string, number>();
  const keep = (key: string, value: number) =>
    best.set(key, Math.min(value, best.get(key) ?? Number.POSITIVE_INFINITY));
  for (let round = 0; round < ROUNDS; round++) {
    for (const [part, time] of Object.entries(await ours())) keep(`ours ${part}`, time);
    for (const { label, env } of peers) {
      const answer = runPeer<Answer>("vqvae", "torch", task, env);
      if (!answer) break;
      if (answer.parameters !== parameters)
        throw new Error(`${answer.parameters} parameters there, ${parameters} here`);
      for (const [part, time] of Object.entries(answer.milliseconds)) keep(`${part}${label}`, time);
      if (round === 0) console.error(`PyTorch ${answer.torch}${label} on ${cpus()[0]?.model}, ${task.threads} threads`);
    }
  }
  for (const part of parts) {
    for (const { label } of peers) {
      const peer = best.get(`${part}${label}`);
      report({ name: `${name} ${part}${label}`, unit: "ms", ours: best.get(`ours ${part}`) as number, peer });
    }
  }
}

/** Milliseconds of the fastest call within some seconds, after two to warm up. */
export function least(work: () => void, seconds: number): number {
  work();
  work();
  let best = Number.POSITIVE_INFINITY;
  for (const end = performance.now() + 1000 * seconds; performance.now() < end; ) {
    const start = performance.now();
    work();
    best = Math.min(best, performance.now() - start);
  }
  return best;
}
