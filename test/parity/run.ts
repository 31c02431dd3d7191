// `npm run parity [-- SEED]`: fresh random checkpoints of every architecture, made by transformers, computed by both;
// our models and LoRA adapters in transformers and PEFT, PEFT's adapters in ours. Exit code 1 where something differs.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { type Row, tableForms } from "../../lib/plots/table";
import { compareDecoder, type Differences, LIMITS } from "./checkpoint";
import { runPython } from "./environment";
import { writeOurs } from "./ours";
import { compareT5 } from "./t5Checkpoint";

const ROOT = resolve(__dirname, "../..");
const print = (rows: Row[], caption: string) => process.stdout.write(`${tableForms(rows, { caption }).text}\n\n`);
const shown = (value: number) => (value === 0 ? "0" : value.toExponential(1));

async function parity(): Promise<void> {
  const seed = process.argv[2] ?? String(Math.floor(Date.now() / 1000) % 1_000_000);
  const folder = mkdtempSync(join(tmpdir(), "parity-"));
  try {
    const [made, ours] = [join(folder, "theirs"), join(folder, "ours")];
    const { cases } = runPython<{ cases: string[] }>(join(ROOT, "test/fixtures/llm/make_parity.py"), [made, seed]);
    const failed: string[] = [];
    const rows: Row[] = [];
    for (const name of cases) {
      const isT5 = name.includes("t5");
      const differences = await (isT5 ? compareT5 : compareDecoder)(join(made, name));
      if (!isT5) await writeOurs(join(made, name), join(ours, name));
      const { logits, loss, gradient, splicedGradient, continuation, adapter } = differences;
      const own = (value: number) => (isT5 ? "–" : shown(value));
      rows.push({
        checkpoint: name,
        logits: shown(logits),
        loss: shown(loss),
        "every gradient": shown(gradient),
        "spliced gradient": own(splicedGradient),
        "greedy tokens": continuation,
        "PEFT's adapter": own(adapter),
      });
      for (const what of Object.keys(LIMITS) as (keyof Differences & keyof typeof LIMITS)[]) {
        if (!(differences[what] <= LIMITS[what])) failed.push(`${name}: ${what} ${differences[what]}`);
      }
    }
    print(rows, `Ours − transformers', fresh checkpoints of seed ${seed}`);
    const back = runPython<Record<string, { model: number; adapter: number; newTokens: number }>>(
      join(ROOT, "test/parity/check_ours.py"),
      [ours],
    );
    for (const [name, worst] of Object.entries(back)) {
      const differences = Object.values(worst);
      if (!differences.every((each) => each <= LIMITS.logits)) failed.push(`${name}: ours there ${differences}`);
    }
    print(
      Object.entries(back).map(([name, { model, adapter, newTokens }]) => ({
        checkpoint: name,
        "our model in transformers": shown(model),
        "our adapter in PEFT": shown(adapter),
        "with new tokens": shown(newTokens),
      })),
      "Largest difference of a logit",
    );
    process.stdout.write(failed.length > 0 ? `FAILED: ${failed.join("; ")}\n` : "All agree.\n");
    process.exitCode = failed.length > 0 ? 1 : 0;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

parity().catch((error: unknown) => {
  process.stderr.write(`${(error as Error).message}\n`);
  process.exitCode = 1;
});
