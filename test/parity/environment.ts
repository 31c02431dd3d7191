// Runs the Python that parity is checked against: the benchmarks' PyTorch, transformers and PEFT.
import { spawnSync } from "node:child_process";
import { peerPython } from "../../bench/peers/peer";

/**
 * Runs a Python program and returns the JSON object of its last line.
 * @throws Error when there is no such Python, and with the program's last words when it fails
 */
export function runPython<Answer>(program: string, args: readonly string[]): Answer {
  const peer = peerPython("peft");
  if (!peer) throw new Error("parity needs PyTorch, transformers and PEFT");
  const { status, stdout, stderr } = spawnSync(peer.python, [program, ...args], {
    encoding: "utf8",
    env: { ...peer.env, HF_HUB_OFFLINE: "1", TRANSFORMERS_VERBOSITY: "error" },
  });
  if (status !== 0) throw new Error(`${program} failed: ${stderr.trim().split("\n").slice(-3).join(" | ")}`);
  return JSON.parse(stdout.trim().split("\n").pop() ?? "") as Answer;
}
