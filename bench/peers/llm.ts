// A language model's work beside PyTorch, transformers and PEFT on the same weights and sizes: bench/peers/llm.py.
import { readFileSync } from "node:fs";
import { availableParallelism, cpus } from "node:os";
import { resolve } from "node:path";
import { LanguageModel } from "../../lib/llm/languageModel";
import { Lora } from "../../lib/llm/lora";
import { Random } from "../../lib/random";
import { tf } from "../../lib/tensor/backend";
import { gradients } from "../../lib/tensor/gradients";
import { AdamW, type ParameterGroup } from "../../lib/training/adamw";
import { report, runPeer } from "./peer";
import { intelDisguise, least } from "./torch";

const MODEL = resolve(__dirname, "../../.cache/models/smollm2-135m-instruct.gguf");
const SECONDS = 4;
/** Ours and the peer's in turn: on a machine that others use too, the least time is what counts. */
const ROUNDS = 2;
const LORA = { rank: 8, alpha: 16, targets: ["q_proj", "v_proj"] } as const;

interface Answer {
  milliseconds: number;
  peak: number;
  torch: string;
}

export const loadModel = (trainable = false) => LanguageModel.load(MODEL, { trainable });

/** Times work of ours and the peer's in turn, prints the least milliseconds and the peers' memory. */
export function raceModel(name: string, part: string, task: object, ours: () => void): void {
  const preload = intelDisguise();
  const peers = [{ label: "", env: {} as Record<string, string> }];
  if (preload) peers.push({ label: ", MKL as on Intel", env: { LD_PRELOAD: preload } });
  const threads = availableParallelism();
  const best = new Map<string, number>();
  const keep = (key: string, value: number) => best.set(key, Math.min(value, best.get(key) ?? Infinity));
  let peak: number | undefined;
  for (let round = 0; round < ROUNDS; round++) {
    keep("ours", least(ours, SECONDS));
    for (const { label, env } of peers) {
      const ask = { part, model: MODEL, threads, seconds: SECONDS, ...LORA, ...task };
      const answer = runPeer<Answer>("llm", "peft", ask, env);
      if (!answer) break;
      keep(label, answer.milliseconds);
      peak = Math.min(peak ?? Infinity, answer.peak);
      if (round === 0) console.error(`PyTorch ${answer.torch}${label} on ${cpus()[0]?.model}, ${threads} threads`);
    }
  }
  for (const { label } of peers) {
    report({ name: `${name}${label}`, unit: "ms", ours: best.get("ours") as number, peer: best.get(label) });
  }
  report({ name: `${name}, peak`, unit: "MB", ours: ownPeak() / 1e6, peer: peak && peak / 1e6 });
}

const ownPeak = () => 1024 * Number(/VmHWM:\s+(\d+)/.exec(readFileSync("/proc/self/status", "utf8"))?.[1]);

/** `[batch · time]` token ids. */
export function randomIds(batch: number, time: number): Int32Array {
  const random = new Random(1, "ids");
  return Int32Array.from({ length: batch * time }, () => random.integer(100, 40000));
}

/** One training step on random tokens, `scored` of each sequence's last ones its targets. */
export function trainingStep(model: LanguageModel, size: { batch: number; time: number; scored: number }) {
  const { batch, time, scored } = size;
  const lora = model.parameters ? undefined : new Lora(model.config, LORA, 0);
  const group: ParameterGroup = { name: "all", parameters: model.parameters ?? (lora as Lora).parameters };
  const optimizer = new AdamW([group]);
  const ids = randomIds(batch, time);
  const targets = ids.map((_, at) =>
    at % time >= time - 1 - scored && at % time < time - 1 ? (ids[at + 1] as number) : -100,
  );
  const mask = new Int32Array(batch * time).fill(1);
  let count = 0;
  return () => {
    const { value, grads } = tf.tidy(() =>
      gradients(() => {
        const embeddings = model.embed(tf.tensor2d(ids, [batch, time], "int32")) as tf.Tensor3D;
        return model.loss(embeddings, mask, targets, lora ? { lora } : {});
      }, optimizer.values()),
    );
    value.dataSync();
    value.dispose();
    optimizer.step(grads, 1e-5, count++);
  };
}
